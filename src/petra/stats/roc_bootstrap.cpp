#include "petra/stats/roc_bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/distributions.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

// A marker as positions among its distinct values, so that a resample is counted instead of sorted.
class CountedMarker {
 public:
  explicit CountedMarker(std::span<double const> values) : level_(values.size()) {
    std::vector<double> distinct(values.begin(), values.end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (std::size_t i = 0; i < values.size(); ++i)
      level_[i] =
          static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), values[i]) - distinct.begin());
    cases_.resize(distinct.size());
    controls_.resize(distinct.size());
  }

  void count(std::vector<std::size_t> const& rows, std::span<int const> y) {
    std::fill(cases_.begin(), cases_.end(), 0);
    std::fill(controls_.begin(), controls_.end(), 0);
    for (auto const row : rows) ++(y[row] == 1 ? cases_ : controls_)[level_[row]];
  }

  // NaN where one class is absent.
  [[nodiscard]] double auc() const {
    double twice_won = 0, below = 0, m = 0;
    for (std::size_t k = 0; k < cases_.size(); ++k) {
      twice_won += cases_[k] * (2 * below + controls_[k]);
      below += controls_[k];
      m += cases_[k];
    }
    return twice_won / (2 * m * below);
  }

  [[nodiscard]] double sensitivity_at(double specificity) const {
    double m = 0, n = 0;
    for (std::size_t k = 0; k < cases_.size(); ++k) m += cases_[k], n += controls_[k];
    double missed = 0, excluded = 0, before_se = 1, before_sp = 0;
    if (specificity <= 0) return 1;
    for (std::size_t k = 0; k < cases_.size(); ++k) {
      missed += cases_[k];
      excluded += controls_[k];
      double const se = (m - missed) / m, sp = excluded / n;
      if (sp >= specificity) {
        if (sp == specificity) return se;
        return before_se + (se - before_se) * (specificity - before_sp) / (sp - before_sp);
      }
      before_se = se;
      before_sp = sp;
    }
    return 0;
  }

 private:
  std::vector<std::size_t> level_;
  std::vector<double> cases_, controls_;
};

class Resampler {
 public:
  Resampler(std::span<int const> y, std::uint32_t seed, BootstrapScheme scheme)
      : random_(seed), scheme_(scheme), rows_(y.size()) {
    for (std::size_t i = 0; i < y.size(); ++i) (y[i] == 1 ? cases_ : controls_).push_back(i);
  }

  std::vector<std::size_t> const& next() {
    if (scheme_ == BootstrapScheme::unstratified) {
      for (auto& row : rows_) row = static_cast<std::size_t>(random_.index(static_cast<std::int64_t>(rows_.size())));
      return rows_;
    }
    std::size_t k = 0;
    for (auto const* group : {&controls_, &cases_}) {
      for (std::size_t i = 0; i < group->size(); ++i)
        rows_[k++] = (*group)[static_cast<std::size_t>(random_.index(static_cast<std::int64_t>(group->size())))];
    }
    return rows_;
  }

 private:
  RRandom random_;
  BootstrapScheme scheme_;
  std::vector<std::size_t> rows_, cases_, controls_;
};

BootstrapInterval interval_of(std::vector<double> values, double confidence) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  std::sort(values.begin(), values.end());
  double const tail = (1 - confidence) / 2;
  return {quantile_sorted(values, tail), quantile_sorted(values, 0.5), quantile_sorted(values, 1 - tail)};
}

Result<void> check_replicates(int replicates) {
  if (replicates >= 2) return {};
  return make_error(ErrorCode::invalid_input, "bootstrap", "fewer than 2 replicates", "Take at least 1,000");
}

}  // namespace

Result<BootstrapInterval> bootstrap_auc(std::span<double const> values, std::span<int const> y, int replicates,
                                        std::uint32_t seed, BootstrapScheme scheme, double confidence) {
  PETRA_CHECK(check_replicates(replicates));
  PETRA_CHECK(compute_roc(values, y));  // for its checks
  CountedMarker marker(values);
  Resampler resampler(y, seed, scheme);
  std::vector<double> aucs(static_cast<std::size_t>(replicates));
  for (auto& auc : aucs) {
    marker.count(resampler.next(), y);
    auc = marker.auc();
  }
  return interval_of(std::move(aucs), confidence);
}

Result<std::vector<BootstrapInterval>> bootstrap_sensitivity(std::span<double const> values, std::span<int const> y,
                                                             std::span<double const> specificities, int replicates,
                                                             std::uint32_t seed, double confidence) {
  PETRA_CHECK(check_replicates(replicates));
  PETRA_CHECK(compute_roc(values, y));
  CountedMarker marker(values);
  Resampler resampler(y, seed, BootstrapScheme::stratified);
  std::vector<std::vector<double>> drawn(specificities.size());
  for (int replicate = 0; replicate < replicates; ++replicate) {
    marker.count(resampler.next(), y);
    for (std::size_t k = 0; k < specificities.size(); ++k) drawn[k].push_back(marker.sensitivity_at(specificities[k]));
  }
  std::vector<BootstrapInterval> intervals;
  for (auto& values_of_one : drawn) intervals.push_back(interval_of(std::move(values_of_one), confidence));
  return intervals;
}

Result<BootstrapTest> bootstrap_auc_test(std::span<double const> a, std::span<double const> b, std::span<int const> y,
                                         int replicates, std::uint32_t seed) {
  PETRA_CHECK(check_replicates(replicates));
  PETRA_TRY(auto const roc_a, compute_roc(a, y));
  PETRA_TRY(auto const roc_b, compute_roc(b, y));
  CountedMarker first(a), second(b);
  Resampler resampler(y, seed, BootstrapScheme::stratified);
  Eigen::VectorXd differences(replicates);
  for (auto& difference : differences) {
    auto const& rows = resampler.next();
    first.count(rows, y);
    second.count(rows, y);
    difference = first.auc() - second.auc();
  }
  double const spread =
      std::sqrt((differences.array() - differences.mean()).square().sum() / static_cast<double>(replicates - 1));
  BootstrapTest test;
  test.statistic = (roc_a.auc - roc_b.auc) / spread;
  test.p = normal_two_sided(test.statistic);
  return test;
}

}  // namespace petra
