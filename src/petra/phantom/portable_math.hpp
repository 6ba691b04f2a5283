// exp, log and cos in plain arithmetic, accurate to about 1e-13. The C library picks another version for another
// processor, and its last bit can move a voxel over a rounding edge: a phantom is the same bytes everywhere.
#pragma once

#include <cmath>

namespace petra::phantom {

// |x| < 700.
[[nodiscard]] inline double portable_exp(double x) {
  constexpr double kLog2High = 0x1.62e42fefa39efp-1, kLog2Low = 0x1.abc9e3b39803fp-56;
  double const k = std::nearbyint(x / kLog2High);
  double const r = (x - k * kLog2High) - k * kLog2Low;
  double sum = 1;
  for (int n = 14; n > 0; --n) sum = 1 + sum * r / n;
  return std::ldexp(sum, static_cast<int>(k));
}

// x > 0.
[[nodiscard]] inline double portable_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  double const s = (m - 1) / (m + 1), square = s * s;
  double sum = 0;
  for (int n = 23; n > 0; n -= 2) sum = sum * square + 1.0 / n;
  return 2 * s * sum + exponent * 0.69314718055994531;
}

// |x| < 1e6.
[[nodiscard]] inline double portable_cos(double x) {
  constexpr double kHalfPiHigh = 0x1.921fb54442d18p+0, kHalfPiLow = 0x1.1a62633145c07p-54;
  double const k = std::nearbyint(x / kHalfPiHigh);
  double const r = (x - k * kHalfPiHigh) - k * kHalfPiLow;
  double const square = r * r;
  int const quadrant = static_cast<int>(static_cast<long long>(k) & 3);
  double sum = 1;
  if (quadrant % 2 == 0) {
    for (int n = 16; n > 0; n -= 2) sum = 1 - sum * square / (n * (n - 1));
  } else {
    for (int n = 17; n > 1; n -= 2) sum = 1 - sum * square / (n * (n - 1));
    sum *= r;
  }
  return quadrant == 0 || quadrant == 3 ? sum : -sum;
}

[[nodiscard]] inline double portable_sin(double x) {
  return portable_cos(x - 1.5707963267948966);
}

}  // namespace petra::phantom
