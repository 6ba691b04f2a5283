// The grey-level matrices behind the texture features, as PyRadiomics' feature classes hold them (P_glcm, P_glrlm,
// P_glszm, P_gldm, P_ngtdm), for those who want to see or use them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/base/workers.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/extract/numpy_file.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/region.hpp"

namespace petra {

struct NamedArray {
  std::string name;  // "original_P_glcm", "original_levels", …
  NumpyArray array;
};

// One family's matrix of a region and what its axes mean; shapes are PyRadiomics 3.0.1's (a first axis of 1, for the
// region; levels that are absent left out; angles without a pair or run left out where there are several):
//   P_glcm   (1, levels, levels, angles), each angle's sum 1 (NaN where the only one is empty);   P_glcm_angles
//   (angles, 3: z, y, x) P_glrlm  (1, levels, lengths, angles);   P_glrlm_lengths, P_glrlm_angles P_glszm  (1, levels,
//   sizes);             P_glszm_sizes P_gldm   (1, levels, dependences);       P_gldm_dependences P_ngtdm  (1, levels,
//   3: n, s, i)
// Angles of merged matrices (weightingNorm) are given as 0, 0, 0. Nothing for families without a matrix. Errors: as of
// the family; more than 2^28 cells.
[[nodiscard]] Result<std::vector<NamedArray>> matrices_of(FamilyRow const& family, Region const& region,
                                                          FamilySettings const& settings);

// The region's levels that are present, ascending, as "<image_name>_levels".
[[nodiscard]] NamedArray levels_array(GreyLevels const& levels, std::string const& image_name);

// All matrices of a case: per image "…_levels" (present ones, ascending), then those of its texture classes. Errors: as
// of extract_features.
[[nodiscard]] Result<std::vector<NamedArray>> extract_matrices(AnyVolume const& image, AnyVolume const& mask,
                                                               ExtractionSettings const& settings, Workers& workers);

// The same for a case on disk, as FOLDER/Case-<number>_<name>.npy.
[[nodiscard]] Result<void> save_matrices(ExtractionCase const& one, ExtractionSettings const& settings,
                                         std::filesystem::path const& folder, std::size_t number, Workers& workers);

}  // namespace petra
