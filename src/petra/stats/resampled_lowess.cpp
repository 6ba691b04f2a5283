#include "petra/stats/resampled_lowess.hpp"

#include <algorithm>
#include <numeric>

namespace petra {

ResampledLowess::ResampledLowess(std::span<double const> x, std::span<double const> y)
    : x_(x.begin(), x.end()), y_(y.begin(), y.end()), place_(x.size()) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return x[a] < x[b] || (x[a] == x[b] && a < b); });
  for (std::size_t k = 0; k < order.size(); ++k) {
    place_[order[k]] = k;
    sorted_x_.push_back(x[order[k]]);
    sorted_y_.push_back(y[order[k]]);
    if (k > 0 && sorted_x_[k - 1] == sorted_x_[k] && sorted_y_[k - 1] != sorted_y_[k]) has_order_within_ties_ = true;
  }
}

LowessCurve ResampledLowess::curve(std::span<std::size_t const> rows) {
  std::vector<double> x, y;
  x.reserve(rows.size());
  y.reserve(rows.size());
  if (has_order_within_ties_) {
    for (auto const row : rows) {
      x.push_back(x_[row]);
      y.push_back(y_[row]);
    }
    return lowess(x, y);
  }
  copies_.assign(place_.size(), 0);
  for (auto const row : rows) ++copies_[place_[row]];
  for (std::size_t k = 0; k < copies_.size(); ++k) {
    x.insert(x.end(), copies_[k], sorted_x_[k]);
    y.insert(y.end(), copies_[k], sorted_y_[k]);
  }
  return lowess_sorted(std::move(x), y);
}

LowessCurve ResampledLowess::curve_of_all() const {
  return lowess_sorted(sorted_x_, sorted_y_);
}

}  // namespace petra
