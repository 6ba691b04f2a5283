// Bootstrap intervals and tests of AUCs as pROC 1.18 draws them: R's stream from set.seed(seed), so that what was drawn
// in R is drawn again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/roc.hpp"

namespace petra {

enum class BootstrapScheme {
  stratified,    // per replicate sample(controls, TRUE), then sample(cases, TRUE)
  unstratified,  // per replicate sample(rows, TRUE); replicates of one class only are left out
};

struct BootstrapInterval {
  double low = 0, median = 0, high = 0;  // type-7 quantiles of the replicates; pROC quotes the median as its estimate
};

// Errors as compute_roc's; replicates < 2.
[[nodiscard]] Result<BootstrapInterval> bootstrap_auc(std::span<double const> values, std::span<int const> y,
                                                      int replicates, std::uint32_t seed, BootstrapScheme scheme,
                                                      double confidence = 0.95);

// Sensitivity at given specificities (pROC's ci.se, stratified): curve points joined by lines, the highest sensitivity
// where several points share the specificity.
[[nodiscard]] Result<std::vector<BootstrapInterval>> bootstrap_sensitivity(std::span<double const> values,
                                                                           std::span<int const> y,
                                                                           std::span<double const> specificities,
                                                                           int replicates, std::uint32_t seed,
                                                                           double confidence = 0.95);

// Paired test: difference over the standard deviation of its stratified replicates, against the normal distribution.
struct BootstrapTest {
  double statistic = 0, p = 1;  // NaN where the difference never varies
};
[[nodiscard]] Result<BootstrapTest> bootstrap_auc_test(std::span<double const> a, std::span<double const> b,
                                                       std::span<int const> y, int replicates, std::uint32_t seed);

}  // namespace petra
