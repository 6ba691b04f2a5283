// When two values of one feature are the same value (docs/architecture.md, "Numbers").
//
// 1e-9 relative on the original image, 1e-6 on a filtered one. Added to each an absolute floor of 1e-12 x s, s being
// what the feature's terms add up to, so that a sum that cancels to rounding noise is judged by its terms; 1e-7 x s for
// square roots of differences.
#pragma once

#include <string>
#include <string_view>

namespace petra::oracle {

inline constexpr double kOriginalTolerance = 1e-9;
inline constexpr double kFilteredTolerance = 1e-6;

// What one image's region is like; from it come the scales of its features' terms.
struct RegionScale {
  double maximum_absolute = 0;  // max |voxel| in the region, of the filtered image
  double voxels = 1;
  double voxel_volume_mm3 = 1;
  double levels = 1;     // highest grey level
  double length_mm = 0;  // the region's longest axis
};

struct FeatureName {
  std::string image;    // "wavelet-LLH"
  std::string family;   // "glcm"
  std::string feature;  // "Contrast"
};

// "original_glcm_Contrast" in its parts; the image's own name may hold underscores.
[[nodiscard]] FeatureName split_name(std::string_view name);

struct Verdict {
  bool same = false;
  double relative =
      0;  // |actual - expected| / |expected|; 0 where only the floor decided; infinite where one of two is NaN
  bool by_floor = false;
};

[[nodiscard]] Verdict judge(FeatureName const& name, double expected, double actual, RegionScale const& scale);

}  // namespace petra::oracle
