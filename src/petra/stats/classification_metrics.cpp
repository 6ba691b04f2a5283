#include "petra/stats/classification_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double ratio(double numerator, double denominator) {
  return denominator == 0 ? kNaN : numerator / denominator;
}

Error input_error(std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, "classification metrics", std::move(message), std::move(remedy));
}

}  // namespace

Rate make_rate(long long numerator, long long denominator) {
  auto const x = static_cast<double>(numerator), n = static_cast<double>(denominator);
  return {numerator, denominator, ratio(x, n), clopper_pearson_interval(x, n), wilson_interval(x, n)};
}

ClassificationMetrics metrics_of_counts(long long tp, long long fp, long long fn, long long tn) {
  ClassificationMetrics m;
  m.tp = tp, m.fp = fp, m.fn = fn, m.tn = tn;
  long long const all = tp + fp + fn + tn;
  m.accuracy = make_rate(tp + tn, all);
  m.precision = make_rate(tp, tp + fp);
  m.recall = make_rate(tp, tp + fn);
  m.specificity = make_rate(tn, tn + fp);
  m.npv = make_rate(tn, tn + fn);
  auto const a = static_cast<double>(tp), b = static_cast<double>(fp), c = static_cast<double>(fn),
             d = static_cast<double>(tn), n = static_cast<double>(all);
  m.f1 = ratio(2 * a, 2 * a + b + c);
  m.balanced_accuracy = (m.recall.value + m.specificity.value) / 2;
  m.mcc = ratio(a * d - b * c, std::sqrt((a + b) * (a + c) * (d + b) * (d + c)));
  double const agreed = (a + d) / n, by_chance = ((a + b) * (a + c) + (c + d) * (b + d)) / (n * n);
  m.kappa = ratio(agreed - by_chance, 1 - by_chance);
  m.positive_likelihood_ratio = ratio(m.recall.value, b / (b + d));
  m.negative_likelihood_ratio = ratio(c / (a + c), m.specificity.value);
  m.diagnostic_odds_ratio = ratio(a * d, b * c);
  return m;
}

Result<ClassificationMetrics> classification_metrics(std::span<double const> probability, std::span<int const> y,
                                                     double threshold) {
  if (probability.size() != y.size())
    return make_error(ErrorCode::bug, "classification metrics", "sizes of probabilities and outcomes differ");
  if (y.empty()) return input_error("there are no patients", "Give at least one patient");
  long long counts[2][2] = {{0, 0}, {0, 0}};  // [called positive][outcome]
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (std::isnan(probability[i]))
      return input_error(fmt::format("the probability of patient {} is missing", i + 1), "Leave the patient out");
    if (y[i] != 0 && y[i] != 1)
      return input_error(fmt::format("the outcome of patient {} is {}, not 0 or 1", i + 1, y[i]),
                         "Code the outcome as 0 and 1");
    ++counts[probability[i] >= threshold ? 1 : 0][y[i]];
  }
  return metrics_of_counts(counts[1][1], counts[1][0], counts[0][1], counts[0][0]);
}

double average_precision(std::span<double const> scores, std::span<int const> y) {
  assert(scores.size() == y.size());
  std::vector<std::pair<double, int>> sorted(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) sorted[i] = {scores[i], y[i]};
  std::sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) { return a.first > b.first; });
  double const cases = static_cast<double>(std::count(y.begin(), y.end(), 1));
  if (cases == 0) return kNaN;
  double sum = 0, found = 0;
  for (std::size_t first = 0; first < sorted.size();) {
    double const before = found;
    std::size_t last = first;
    for (; last < sorted.size() && sorted[last].first == sorted[first].first; ++last) found += sorted[last].second;
    sum += (found - before) / cases * found / static_cast<double>(last);
    first = last;
  }
  return sum;
}

double brier_score(std::span<double const> probability, std::span<int const> y) {
  assert(probability.size() == y.size());
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += (probability[i] - y[i]) * (probability[i] - y[i]);
  return ratio(sum, static_cast<double>(y.size()));
}

double log_loss(std::span<double const> probability, std::span<int const> y) {
  assert(probability.size() == y.size());
  constexpr double kNearest = 1e-15;
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    sum -=
        y[i] == 1 ? std::log(std::max(probability[i], kNearest)) : std::log1p(-std::min(probability[i], 1 - kNearest));
  }
  return ratio(sum, static_cast<double>(y.size()));
}

}  // namespace petra
