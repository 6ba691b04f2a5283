#include "petra/filter/spherical_harmonic.hpp"

#include <cmath>
#include <cstdlib>
#include <numbers>

namespace petra {

namespace {

// P_n^m(x), 0 <= m <= n, as Gauss' series in (1 + x) / 2.
double legendre_series(int m, int n, double x) {
  double factor = 1;
  if (m != 0) {
    double falling = n * (n + m);  // (n + m)! / (n - m)! but for what the halves below hold
    for (int j = 1; j < m; ++j) falling *= n * n - j * j;
    double const root = std::sqrt(1 - x * x);
    double power = 1;
    for (int j = 1; j <= m; ++j) power = 0.5 * power * root / j;
    factor = power * falling;
  }
  double sum = 1, term = 1;
  for (int k = 1; k <= n - m; ++k) {
    term = 0.5 * term * (-n + m + k - 1.0) * (n + m + k) / (k * (k + m)) * (1.0 + x);
    sum += term;
  }
  return (n % 2 == 0 ? 1.0 : -1.0) * factor * sum;
}

// P_n^m(x), 0 <= m <= n: the series for low degrees, a recurrence upwards from there.
double associated_legendre(int m, int n, double x) {
  if (n <= 2 || n == m) return legendre_series(m, n, x);
  double low = legendre_series(m, m, x), high = legendre_series(m, m + 1, x);
  for (int j = m + 2; j <= n; ++j) {
    double const next = ((2 * j - 1) * x * high - (j - 1 + m) * low) / (j - m);
    low = high;
    high = next;
  }
  return high;
}

// (a)_k of whole numbers: k factors upwards from a, or divided downwards.
double rising_factorial(int a, int k) {
  double product = 1;
  while (k > 0) product *= a + --k;
  while (k < 0) product /= a + k++;
  return product;
}

}  // namespace

std::complex<double> spherical_harmonic(int m, int n, double azimuth, double polar) {
  int const size = std::abs(m);
  double value = associated_legendre(size, n, std::cos(polar));
  if (m < 0) value *= (size % 2 == 0 ? 1.0 : -1.0) * rising_factorial(n + size + 1, -2 * size);
  value *= std::sqrt((2 * n + 1) * rising_factorial(n + m + 1, -2 * m) / (4 * std::numbers::pi));
  return {value * std::cos(m * azimuth), value * std::sin(m * azimuth)};
}

}  // namespace petra
