// The seven feature families (PyRadiomics' feature classes) behind one face; families.cpp is the only list.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/feature.hpp"
#include "petra/feature/region.hpp"

namespace petra {

enum class WeightingNorm { none, no_weighting, infinity, euclidean, manhattan };  // none = key absent: features averaged over angles

// PyRadiomics' settings that feature classes read.
struct FamilySettings {
  std::vector<int> distances = {1};
  bool symmetrical_glcm = true;
  WeightingNorm weighting_norm = WeightingNorm::none;
  double gldm_a = 0;
  double voxel_array_shift = 0;
  bool many_at_once = false;  // feature maps: PyRadiomics computes several neighbourhoods together, which decides on NumPy's order of sums
  int force_2d_axis = -1;  // -1: 3-D; otherwise the array axis z = 0, y = 1, x = 2 (PyRadiomics' force2Ddimension)
};

struct FamilyRow {
  std::string_view name;                                // "glcm"
  bool needs_levels;                                    // discretised grey levels
  bool whole_mask;                                      // shape: once per case, from the mask alone
  std::vector<FeatureInfo> (*features)();               // rows, in output order
  // Values of the wanted rows (indices into features(), ascending), in that order. Errors: settings that this region cannot hold (a
  // distance longer than every axis of the box), which stop the case in PyRadiomics too.
  Result<std::vector<FeatureValue>> (*compute)(Region const& region, FamilySettings const& settings, std::span<int const> wanted);
};

// All families in PyRadiomics' output order: shape, firstorder, glcm, glrlm, glszm, gldm, ngtdm … (PyRadiomics runs the classes in
// the alphabetical order of its registry except shape first: see extract/plan).
[[nodiscard]] std::span<FamilyRow const> feature_families();
[[nodiscard]] FamilyRow const* find_family(std::string_view name);

}  // namespace petra
