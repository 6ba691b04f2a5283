// Further intervals and tests of AUCs. Definitions as in pROC 1.18 (Robin et al. 2011) and MedCalc.
#pragma once

#include <span>

#include "petra/stats/proportion_interval.hpp"
#include "petra/stats/roc.hpp"

namespace petra {

// Standard error from the AUC alone (Hanley & McNeil 1982), and its normal 95 % limits cut to [0, 1].
[[nodiscard]] double hanley_mcneil_error(double auc, long long cases, long long controls);
[[nodiscard]] ProportionInterval hanley_mcneil_interval(double auc, long long cases, long long controls,
                                                        double confidence = 0.95);

// Two-sided test of AUC = 0.5 by DeLong's variance. NaN where AUC is 0.5 without variance.
[[nodiscard]] double auc_against_half_p(Roc const& roc);

// R's W: number of case–control pairs in which the case is higher, ties half (wilcox.test(cases, controls)).
[[nodiscard]] double wilcoxon_w(Roc const& roc, long long cases, long long controls);

// P(Z > z) of a paired DeLong test: the alternative "a's AUC is greater than b's".
[[nodiscard]] double delong_greater_p(DelongTest const& test);

// Two AUCs from different patients: t test with Satterthwaite's degrees of freedom.
struct UnpairedAucTest {
  double statistic = 0, df = 0, p = 1;  // NaN where neither AUC has a variance
};
[[nodiscard]] UnpairedAucTest unpaired_auc_test(Roc const& a, long long patients_a, Roc const& b, long long patients_b);

}  // namespace petra
