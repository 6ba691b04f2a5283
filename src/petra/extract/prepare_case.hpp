// From an image and a mask as read to what filters and families need: checked as PyRadiomics checks (loadImage,
// checkMask), corrected, cropped, described.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/base/workers.hpp"
#include "petra/extract/diagnostics.hpp"
#include "petra/extract/profile.hpp"
#include "petra/extract/settings.hpp"
#include "petra/feature/region.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// Onto which grid resampledPixelSpacing brought image and mask, and the part of it that was kept.
struct Resampling {
  Geometry grid;
  Box kept;
};

struct PreparedCase {
  AnyVolume const* given = nullptr;  // the image as read …
  std::optional<AnyVolume> made;     // … or what was made of it: normalised, its part round the region (preCrop)
  Box box;                           // the region's, in the image that filters see
  RegionBox region;
  std::optional<RegionBox> shape_region;  // what shape is computed from where that is not `region`
  std::optional<Resampling> resampling;   // where the case was resampled
  double maximum_absolute = 0;            // over the finite voxels of the image that filters see
  Diagnostics diagnostics;
  std::vector<std::string> warnings;

  [[nodiscard]] RegionBox const& region_of_shape() const { return shape_region ? *shape_region : region; }
  [[nodiscard]] AnyVolume const& image() const { return made ? *made : *given; }
};

// `image` must outlive the result. Errors: see find_region and resample_region; not three-dimensional; grids that
// differ; one voxel; too few dimensions; too few voxels; voxels of the region that are not finite; image and mask that
// look swapped.
[[nodiscard]] Result<PreparedCase> prepare_case(AnyVolume const& image, AnyVolume const& mask,
                                                ExtractionSettings const& settings, Workers& workers, Profile* profile);

}  // namespace petra
