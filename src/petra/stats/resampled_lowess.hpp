// lowess over resamples of the same points: they are sorted once for all resamples.
#pragma once

#include <span>
#include <vector>

#include "petra/stats/lowess.hpp"

namespace petra {

class ResampledLowess {
 public:
  // x, y: all points, finite.
  ResampledLowess(std::span<double const> x, std::span<double const> y);

  // The same bits as lowess() of the points in `rows` (0-based, with repeats), in that order.
  [[nodiscard]] LowessCurve curve(std::span<std::size_t const> rows);
  // Of all points, as they are.
  [[nodiscard]] LowessCurve curve_of_all() const;

 private:
  std::vector<double> x_, y_;
  std::vector<std::size_t> place_;  // of each point among the sorted ones
  std::vector<double> sorted_x_, sorted_y_;
  std::vector<std::size_t> copies_;     // of each sorted point in the present resample
  bool has_order_within_ties_ = false;  // tied points of different y: a resample's own order decides
};

}  // namespace petra
