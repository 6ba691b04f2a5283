#include "petra/stats/delong.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace petra {

namespace {

// Mid-ranks (1-based; ties get their mean) in the order of the values.
std::vector<double> mid_ranks(std::vector<double> const& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    double const rank = 0.5 * static_cast<double>(first + 1 + last);
    for (std::size_t k = first; k < last; ++k) ranks[order[k]] = rank;
    first = last;
  }
  return ranks;
}

double covariance_of(Eigen::VectorXd const& a, Eigen::VectorXd const& b) {
  auto const n = static_cast<double>(a.size());
  return (a.array() - a.mean()).matrix().dot((b.array() - b.mean()).matrix()) / (n - 1);
}

}  // namespace

Placements compute_placements(std::span<double const> values, std::span<int const> y) {
  std::vector<double> cases, controls;
  for (std::size_t i = 0; i < values.size(); ++i) (y[i] == 1 ? cases : controls).push_back(values[i]);
  std::vector<double> all = cases;
  all.insert(all.end(), controls.begin(), controls.end());
  auto const rank_all = mid_ranks(all), rank_cases = mid_ranks(cases), rank_controls = mid_ranks(controls);
  auto const m = cases.size(), n = controls.size();
  Placements placements{0, Eigen::VectorXd(m), Eigen::VectorXd(n)};
  double rank_sum = 0;
  for (std::size_t i = 0; i < m; ++i) {
    rank_sum += rank_all[i];
    placements.cases[static_cast<Eigen::Index>(i)] = (rank_all[i] - rank_cases[i]) / static_cast<double>(n);
  }
  for (std::size_t j = 0; j < n; ++j) {
    placements.controls[static_cast<Eigen::Index>(j)] =
        1 - (rank_all[m + j] - rank_controls[j]) / static_cast<double>(m);
  }
  auto const cases_count = static_cast<double>(m), controls_count = static_cast<double>(n);
  placements.auc = (rank_sum - cases_count * (cases_count + 1) / 2) / (cases_count * controls_count);
  return placements;
}

double delong_covariance(Placements const& a, Placements const& b) {
  return covariance_of(a.cases, b.cases) / static_cast<double>(a.cases.size()) +
         covariance_of(a.controls, b.controls) / static_cast<double>(a.controls.size());
}

}  // namespace petra
