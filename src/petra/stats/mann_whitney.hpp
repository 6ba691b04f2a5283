// Mann & Whitney's test (Wilcoxon rank sum) with Hodges & Lehmann's shift, and Kruskal & Wallis', as R gives them.
#pragma once

#include <span>

namespace petra {

struct RankSumTest {
  double w = 0;  // rank sum of a minus n_a(n_a + 1)/2: pairs in which a's value is higher, ties half
  double p = 1;
  bool exact = false;
};

// Exact: the distribution of W without ties. NaN p with ties. All values finite, both groups not empty.
[[nodiscard]] RankSumTest rank_sum_exact(std::span<double const> a, std::span<double const> b);
// Exact also with ties: all divisions of the mid-ranks, two-sided by distance from the mean (coin's wilcox_test).
[[nodiscard]] RankSumTest rank_sum_exact_with_ties(std::span<double const> a, std::span<double const> b);
// Normal with the ties' variance; R corrects for continuity by 1/2, SPSS's "Asymp. Sig." does not. NaN p if all tied.
[[nodiscard]] RankSumTest rank_sum_normal(std::span<double const> a, std::span<double const> b, bool correct);
// R's wilcox.test: exact where both groups have fewer than 50 values and nothing is tied, else normal, corrected.
[[nodiscard]] RankSumTest rank_sum_test(std::span<double const> a, std::span<double const> b);

// Shift a - b: where rank_sum_test is exact the median of all differences with exact limits, else R's root of the
// normal test found to 1e-4 (wilcox.test(conf.int = TRUE)).
struct ShiftEstimate {
  double estimate = 0, low = 0, high = 0;  // 95 %
};
[[nodiscard]] ShiftEstimate hodges_lehmann(std::span<double const> a, std::span<double const> b);
[[nodiscard]] ShiftEstimate hodges_lehmann_normal(std::span<double const> a, std::span<double const> b);  // always so

struct KruskalTest {
  double statistic = 0, df = 1, p = 1;
};
[[nodiscard]] KruskalTest kruskal_test(std::span<double const> a, std::span<double const> b);

}  // namespace petra
