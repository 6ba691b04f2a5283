// Regions grown from seeds by the image's own statistics, by ITK's exact rules.
#pragma once

#include <span>

#include "petra/base/result.hpp"
#include "petra/segment/intensity_range.hpp"

namespace petra {

struct ConfidenceSettings {
  int iterations = 4;
  double multiplier = 2.5;  // of the standard deviation
  int radius = 1;           // voxels of the box round each seed that gives the first statistics; 0: the seeds alone
};

struct GrownRegion {
  Mask mask;
  IntensityRange range;  // that the last growth was held by
};

// ConfidenceConnected: mean ± multiplier × standard deviation of the region (first: of the boxes round the seeds),
// always holding the seeds' own intensities; what is connected by faces to a seed within it; so many times again with
// the new region's statistics. Sums run in ITK's order, and limits of whole-number images are cut to whole numbers as
// there. Error: the spread cannot be told (one voxel, or one seed with radius 0).
[[nodiscard]] Result<GrownRegion> confidence_connected(AnyVolume const& image, std::span<Index3 const> seeds,
                                                       ConfidenceSettings const& settings);

// NeighborhoodConnected: voxels all of whose (2 radius + 1)³ neighbours, as far as they are in the image, lie in the
// range, connected by faces to a seed. Seeds belong to the region whether they are such voxels or not, as in ITK.
[[nodiscard]] Mask neighborhood_connected(AnyVolume const& image, std::span<Index3 const> seeds,
                                          IntensityRange const& range, Index3 const& radius);

// Whether all of a voxel's (2 radius + 1)³ neighbours, as far as they are in the image, lie in the range.
[[nodiscard]] bool neighborhood_in_range(AnyVolume const& image, Index3 const& voxel, IntensityRange const& range,
                                         Index3 const& radius);

}  // namespace petra
