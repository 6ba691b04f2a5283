#include "petra/stats/p_adjust.hpp"

#include <algorithm>
#include <cmath>

namespace petra {

std::vector<double> adjust_false_discovery(std::span<double const> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
  std::vector<double> adjusted(p.begin(), p.end());
  auto const n = static_cast<double>(order.size());
  double smallest = 1;
  for (std::size_t k = 0; k < order.size(); ++k) {
    smallest = std::min(smallest, n / (n - static_cast<double>(k)) * p[order[k]]);
    adjusted[order[k]] = smallest;
  }
  return adjusted;
}

}  // namespace petra
