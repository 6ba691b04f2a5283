#include "petra/stats/mean_tests.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "petra/stats/distributions.hpp"
#include "petra/stats/quantile.hpp"

namespace petra {

namespace {

double size_of(std::span<double const> values) {
  return static_cast<double>(values.size());
}

MeanTest t_test(double difference, double error, double df) {
  MeanTest test;
  test.statistic = difference / error;
  test.df = df;
  test.p = t_two_sided(test.statistic, df);
  double const half = std::sqrt(f_quantile(0.95, 1, df)) * error;  // t² with df is F(1, df)
  test.low = difference - half;
  test.high = difference + half;
  return test;
}

}  // namespace

double mean_of(std::span<double const> values) {
  double const first = std::accumulate(values.begin(), values.end(), 0.0) / size_of(values);
  double rest = 0;  // R's second pass
  for (double const value : values) rest += value - first;
  return first + rest / size_of(values);
}

double variance_of(std::span<double const> values) {
  double const mean = mean_of(values);
  double sum = 0;
  for (double const value : values) sum += (value - mean) * (value - mean);
  return sum / (size_of(values) - 1);
}

MeanTest student_t_test(std::span<double const> a, std::span<double const> b) {
  double const m = size_of(a), n = size_of(b), df = m + n - 2;
  double const pooled = ((m - 1) * variance_of(a) + (n - 1) * variance_of(b)) / df;
  return t_test(mean_of(a) - mean_of(b), std::sqrt(pooled * (1 / m + 1 / n)), df);
}

MeanTest welch_t_test(std::span<double const> a, std::span<double const> b) {
  double const m = size_of(a), n = size_of(b);
  double const va = variance_of(a) / m, vb = variance_of(b) / n;
  double const df = (va + vb) * (va + vb) / (va * va / (m - 1) + vb * vb / (n - 1));
  return t_test(mean_of(a) - mean_of(b), std::sqrt(va + vb), df);
}

VarianceTest variance_ratio_test(std::span<double const> a, std::span<double const> b) {
  VarianceTest test;
  test.df1 = size_of(a) - 1;
  test.df2 = size_of(b) - 1;
  test.statistic = variance_of(a) / variance_of(b);
  double const upper = f_upper_tail(test.statistic, test.df1, test.df2);
  double const lower = f_upper_tail(1 / test.statistic, test.df2, test.df1);
  test.p = 2 * std::min(upper, lower);
  test.low = test.statistic / f_quantile(0.975, test.df1, test.df2);
  test.high = test.statistic / f_quantile(0.025, test.df1, test.df2);
  return test;
}

FTest one_way_anova(std::span<double const> a, std::span<double const> b) {
  double const m = size_of(a), n = size_of(b), df2 = m + n - 2;
  double const difference = mean_of(a) - mean_of(b);
  double const between = difference * difference * m * n / (m + n);
  double const within = ((m - 1) * variance_of(a) + (n - 1) * variance_of(b)) / df2;
  double const f = between / within;
  return {f, 1, df2, f_upper_tail(f, 1, df2)};
}

FTest levene_test(std::span<double const> a, std::span<double const> b, LeveneCentre centre) {
  auto const distances = [centre](std::span<double const> values) {
    double const middle = centre == LeveneCentre::mean ? mean_of(values) : quantile(values, 0.5);
    std::vector<double> out;
    for (double const value : values) out.push_back(std::abs(value - middle));
    return out;
  };
  return one_way_anova(distances(a), distances(b));
}

double standardised_mean_difference(std::span<double const> a, std::span<double const> b) {
  return std::abs(mean_of(a) - mean_of(b)) / std::sqrt((variance_of(a) + variance_of(b)) / 2);
}

}  // namespace petra
