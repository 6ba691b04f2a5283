#include "petra/stats/roc_tests.hpp"

#include <algorithm>
#include <cmath>

#include "petra/stats/distributions.hpp"

namespace petra {

double hanley_mcneil_error(double auc, long long cases, long long controls) {
  auto const m = static_cast<double>(cases), n = static_cast<double>(controls);
  double const q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  double const variance = (auc * (1 - auc) + (m - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc)) / (m * n);
  return std::sqrt(std::max(0.0, variance));
}

ProportionInterval hanley_mcneil_interval(double auc, long long cases, long long controls, double confidence) {
  double const half = normal_quantile(1 - (1 - confidence) / 2) * hanley_mcneil_error(auc, cases, controls);
  return {std::max(0.0, auc - half), std::min(1.0, auc + half)};
}

double auc_against_half_p(Roc const& roc) {
  return normal_two_sided((roc.auc - 0.5) / std::sqrt(roc.variance));
}

double wilcoxon_w(Roc const& roc, long long cases, long long controls) {
  return std::round(2 * roc.auc * static_cast<double>(cases) * static_cast<double>(controls)) / 2;
}

double delong_greater_p(DelongTest const& test) {
  double const upper = normal_two_sided(test.z) / 2;
  return test.z >= 0 ? upper : 1 - upper;
}

UnpairedAucTest unpaired_auc_test(Roc const& a, long long patients_a, Roc const& b, long long patients_b) {
  UnpairedAucTest test;
  double const sum = a.variance + b.variance;
  test.statistic = (a.auc - b.auc) / std::sqrt(sum);
  test.df = sum * sum /
            (a.variance * a.variance / static_cast<double>(patients_a - 1) +
             b.variance * b.variance / static_cast<double>(patients_b - 1));
  test.p = t_two_sided(test.statistic, test.df);
  return test;
}

}  // namespace petra
