// R's uniroot: Brent's method (1973) stopped where R stops it, for quantities that R quotes at that accuracy
// (Hodges-Lehmann limits at 1e-4, Fisher's conditional odds ratio at 1.2e-4).
#pragma once

#include <cmath>
#include <limits>
#include <utility>

namespace petra {

// f(low) and f(high) have opposite signs (or one is 0). Returns R's answer, within about `tolerance` of the root.
template <class Function>
[[nodiscard]] double r_uniroot(Function const& f, double low, double high, double tolerance) {
  double a = low, b = high, fa = f(a), fb = f(b), c = a, fc = fa;
  if (fa == 0) return a;
  if (fb == 0) return b;
  for (int iteration = 0; iteration <= 1000; ++iteration) {
    double const last_step = b - a;
    if (std::abs(fc) < std::abs(fb)) {  // b is the better end
      a = b, b = c, c = a;
      fa = fb, fb = fc, fc = fa;
    }
    double const close = 2 * std::numeric_limits<double>::epsilon() * std::abs(b) + tolerance / 2;
    double step = (c - b) / 2;  // bisection, unless interpolation does better
    if (std::abs(step) <= close || fb == 0) return b;
    if (std::abs(last_step) >= close && std::abs(fa) > std::abs(fb)) {
      double const width = c - b;
      double p = 0, q = 0;
      if (a == c) {  // linear
        double const t = fb / fa;
        p = width * t;
        q = 1 - t;
      } else {  // inverse quadratic
        double const r = fa / fc, s = fb / fc, t = fb / fa;
        p = t * (width * r * (r - s) - (b - a) * (s - 1));
        q = (r - 1) * (s - 1) * (t - 1);
      }
      if (p > 0)
        q = -q;
      else
        p = -p;
      if (p < 0.75 * width * q - std::abs(close * q) / 2 && p < std::abs(last_step * q / 2)) step = p / q;
    }
    if (std::abs(step) < close) step = step > 0 ? close : -close;
    a = b, fa = fb;
    b += step, fb = f(b);
    if ((fb > 0 && fc > 0) || (fb < 0 && fc < 0)) c = a, fc = fa;
  }
  return b;
}

}  // namespace petra
