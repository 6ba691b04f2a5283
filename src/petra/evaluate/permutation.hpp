// Could the whole funnel have found this by chance? Outcomes are dealt to other patients and everything is done again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "petra/evaluate/outer_split.hpp"
#include "petra/evaluate/resample_loop.hpp"
#include "petra/evaluate/whole_funnel.hpp"

namespace petra {

struct PermutationRow {
  std::string model, statistic;  // "auc_cross_validated": over outer folds; "auc_apparent": on the patients fitted to
  double observed = 0;
  double null_mean = 0, null_q95 = 0;  // of the permutations (type 7)
  double p = 1;                        // (1 + permutations at least as good) / (1 + permutations)
  int used = 0;
};

struct PermutationTest {
  std::vector<PermutationRow> rows;
  std::vector<std::pair<std::string, int>> failures;
};

// Permutation b deals patient i the outcome, the LASSO's fold and the outer folds of patient permutations[b][i]
// (0-based): folds stay balanced and the test is exact. Errors: the funnel's on the data as they are; no permutation
// that can be fitted; the loop's.
[[nodiscard]] Result<PermutationTest> test_by_permutation(FunnelData const& data, FunnelProcedure const& procedure,
                                                          OuterSplit const& split,
                                                          std::vector<std::vector<int>> const& permutations,
                                                          ResampleControl const& control);

// set.seed(seed); then sample(n) for each.
[[nodiscard]] std::vector<std::vector<int>> draw_permutations(std::size_t n, int count, std::uint32_t seed);

}  // namespace petra
