// Outer folds of a cross-validation of the whole funnel, with the LASSO's own folds inside each, drawn from R's stream.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// One division of the training patients.
struct OuterSplit {
  std::vector<int> fold;                // per patient, 1-based: the fold that holds the patient out
  std::vector<std::vector<int>> inner;  // per outer fold: the LASSO's fold of every patient (0: held out)
};

// set.seed(seed); then for each repeat: sample(rep(1:folds, length.out = n0)) for the controls in their order,
// sample(rep(folds:1, length.out = n1)) for the cases (so that sizes differ by one at most and both outcomes are in
// each fold), and for each outer fold sample(rep(1:inner_folds, length.out = patients left)). Errors: a class with
// fewer patients than folds (named).
[[nodiscard]] Result<std::vector<OuterSplit>> draw_outer_splits(std::span<int const> outcome, int folds,
                                                                int inner_folds, int repeats, std::uint32_t seed);

}  // namespace petra
