// How much of a signature is the draw of the LASSO's folds: the same patients and features, other seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/select/funnel.hpp"

namespace petra {

struct FoldSeedRow {
  std::uint32_t seed = 0;
  double lambda = 0;
  std::vector<std::string> features;  // selected; empty: none
  std::string failure;                // why these folds cannot be used
};

inline constexpr int kFoldSeeds = 12;

// training: the features that the correlation step left. Folds as cv.glmnet draws them after set.seed(seed), for the
// seeds first_seed … first_seed + count - 1. path: the LASSO's over all training rows, where it is known already. jobs:
// as Workers'.
[[nodiscard]] std::vector<FoldSeedRow> select_over_fold_seeds(TrainingView const& training, LambdaRule rule, int folds,
                                                              std::uint32_t first_seed, LassoPath const* path = nullptr,
                                                              int jobs = 1, int count = kFoldSeeds);

}  // namespace petra
