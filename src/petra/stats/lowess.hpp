// Cleveland's locally weighted regression (JASA 1979) without robustness steps, as R's lowess(x, y, f, iter = 0).
#pragma once

#include <span>
#include <vector>

namespace petra {

struct LowessCurve {
  std::vector<double> x, y;  // sorted by x (ties in the order given); smoothed y
};

// share: part of the points in each local line (R's f). Points nearer than 0.01 of the range to the last fitted one are
// interpolated (R's default delta). All values finite; an empty input gives an empty curve.
[[nodiscard]] LowessCurve lowess(std::span<double const> x, std::span<double const> y, double share = 2.0 / 3);

// The same of points that are sorted already.
[[nodiscard]] LowessCurve lowess_sorted(std::vector<double> x, std::span<double const> y, double share = 2.0 / 3);

// Linear interpolation of a curve sorted by x; the first y of tied x; NaN outside (R's approx with ties = first).
[[nodiscard]] double interpolate(LowessCurve const& curve, double x);

}  // namespace petra
