// Gamma and chi-squared draws as R's rgamma and rchisq take them from the stream: Ahrens & Dieter 1974 (GS, shape below
// 1) and 1982 (GD, from 1 on).
#include <cmath>

#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

// Coefficients of GD as published (and as R rounds them).
constexpr double kQ[] = {0.04166669, 0.02083148, 0.00801191, 0.00144121, -7.388e-5, 2.4511e-4, 2.424e-4};
constexpr double kA[] = {0.3333333, -0.250003, 0.2000062, -0.1662921, 0.1423657, -0.1367177, 0.1233795};

// Σ c[k] x^(k+1), by Horner.
double series(double const (&c)[7], double x) {
  double sum = c[6];
  for (int k = 5; k >= 0; --k) sum = sum * x + c[k];
  return sum * x;
}

// Step 4's constants of the hat.
struct Hat {
  double b, si, c;
};
Hat hat_of(double shape, double s, double s2) {
  if (shape <= 3.686) return {0.463 + s + 0.178 * s2, 1.235, 0.195 / s - 0.079 + 0.16 * s};
  if (shape <= 13.022) return {1.654 + 0.0076 * s2, 1.68 / s + 0.275, 0.062 / s + 0.024};
  return {1.77, 0.75, 0.1515 / s};
}

double small_shape(RRandom& random, double shape) {
  constexpr double kInverseE = 0.36787944117144233;
  double const e = 1.0 + kInverseE * shape;
  while (true) {
    double const p = e * random.uniform();
    if (p >= 1.0) {
      double const x = -std::log((e - p) / shape);
      if (random.exponential() >= (1.0 - shape) * std::log(x)) return x;
    } else {
      double const x = std::exp(std::log(p) / shape);
      if (random.exponential() >= x) return x;
    }
  }
}

double large_shape(RRandom& random, double shape) {
  double const s2 = shape - 0.5, s = std::sqrt(s2), d = 5.656854 - s * 12;
  double t = random.normal();
  double x = s + 0.5 * t;
  if (t >= 0) return x * x;
  double u = random.uniform();
  if (d * u <= t * t * t) return x * x;
  double const q0 = series(kQ, 1 / shape);
  auto const [b, si, c] = hat_of(shape, s, s2);
  auto const quotient = [&](double at) {
    double const v = at / (s + s);
    if (std::abs(v) <= 0.25) return q0 + 0.5 * at * at * series(kA, v);
    return q0 - s * at + 0.25 * at * at + (s2 + s2) * std::log(1.0 + v);
  };
  if (x > 0 && std::log(1.0 - u) <= quotient(t)) return x * x;
  while (true) {
    double const e = random.exponential();
    u = random.uniform();
    u = u + u - 1.0;
    t = u < 0 ? b - si * e : b + si * e;
    if (t < -0.71874483771719) continue;
    double const q = quotient(t);
    if (q > 0 && c * std::abs(u) <= std::expm1(q) * std::exp(e - 0.5 * t * t)) break;
  }
  x = s + 0.5 * t;
  return x * x;
}

}  // namespace

double RRandom::gamma(double shape, double scale) {
  if (!(shape > 0) || !(scale > 0)) return 0;
  return scale * (shape < 1 ? small_shape(*this, shape) : large_shape(*this, shape));
}

double RRandom::chi_squared(double df) {
  return gamma(df / 2.0, 2.0);
}

}  // namespace petra
