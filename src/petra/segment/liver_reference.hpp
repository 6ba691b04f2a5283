// The liver's uptake, and the threshold that PERCIST makes of it.
#pragma once

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

struct LiverReference {
  std::int64_t voxels = 0;
  double mean = 0;
  double sd = 0;         // n - 1
  double threshold = 0;  // 1.5 mean + 2 sd
};

// Of the voxels of `liver` (a mask on the image's grid; PERCIST: a sphere of 3 cm in the right lobe). PERCIST is
// defined on SUL: of an image in SUVbw this is its SUVbw form, and has to be called so. Errors: fewer than two voxels,
// values that are not finite. Source: Wahl 2009 (PERCIST 1.0).
[[nodiscard]] Result<LiverReference> measure_liver(AnyVolume const& image, Mask const& liver);

}  // namespace petra
