// Which voxels of an image lie in a range of intensities, and a few numbers of an image that outlining tools need.
#pragma once

#include <limits>
#include <optional>

#include "petra/grid/volume.hpp"

namespace petra {

// Both ends belong to it. NaN never does.
struct IntensityRange {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

// 1 where lower <= voxel <= upper. Of a float32 image the ends are rounded to float32 first, as ITK and numpy do, so
// that 41 % of a float32 maximum means the same voxel set everywhere; of whole numbers they are kept as they are (ITK
// cuts them to whole numbers: a lower end of 2.5 would take voxels of 2).
[[nodiscard]] Mask voxels_in_range(AnyVolume const& image, IntensityRange const& range);

// One voxel, which lies inside the image.
[[nodiscard]] double value_at(AnyVolume const& image, Index3 const& voxel);

// The greatest voxel of the image, or of the voxels where `within` is not 0; nothing where there is none but NaN.
[[nodiscard]] std::optional<double> maximum_of(AnyVolume const& image, Mask const* within = nullptr);

struct MaskStatistics {
  std::int64_t voxels = 0;
  double mean = 0;  // summed in double, x fastest
  double maximum = 0, minimum = 0;
  double standard_deviation = 0;  // with voxels - 1; 0 for one voxel
};

// Of the image under a mask on its grid; all 0 for an empty mask.
[[nodiscard]] MaskStatistics statistics_under(AnyVolume const& image, Mask const& mask);

// Voxels that are not 0.
[[nodiscard]] std::int64_t count_voxels(Mask const& mask);

}  // namespace petra
