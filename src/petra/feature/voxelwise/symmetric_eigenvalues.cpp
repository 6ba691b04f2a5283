#include "petra/feature/voxelwise/symmetric_eigenvalues.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace petra {
namespace {

constexpr std::size_t kOnStack = 64;

// Reflects row k's entries left of the diagonal onto one, from the last row up. diagonal, below: n numbers each,
// below[k] couples k - 1 and k.
void to_tridiagonal(double* a, std::size_t n, double* diagonal, double* below) {
  for (std::size_t k = n - 1; k > 0; --k) {
    double* const u = a + k * n;  // the row's first k entries become the reflector
    double squares = 0;
    for (std::size_t j = 0; j + 1 < k; ++j) squares += u[j] * u[j];
    double const last = u[k - 1];
    if (squares == 0) {
      below[k] = last;
      continue;
    }
    double const length = std::copysign(std::sqrt(squares + last * last), last);
    below[k] = -length;
    u[k - 1] = last + length;
    double const half = length * (last + length);  // half of u's squared length
    // p = A u / half, then A -= u q^T + q u^T with q = p - (u.p / 2 half) u.
    std::array<double, kOnStack> on_stack;
    std::vector<double> on_heap;
    double* p = on_stack.data();
    if (k > kOnStack) {
      on_heap.resize(k);
      p = on_heap.data();
    }
    double up = 0;
    for (std::size_t i = 0; i < k; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j <= i; ++j) sum += a[i * n + j] * u[j];
      for (std::size_t j = i + 1; j < k; ++j) sum += a[j * n + i] * u[j];
      p[i] = sum / half;
      up += p[i] * u[i];
    }
    double const share = up / (2 * half);
    for (std::size_t i = 0; i < k; ++i) p[i] -= share * u[i];
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = 0; j <= i; ++j) a[i * n + j] -= u[i] * p[j] + p[i] * u[j];
    }
  }
  for (std::size_t k = 0; k < n; ++k) diagonal[k] = a[k * n + k];
  below[0] = 0;
}

// Implicit QL with Wilkinson's shift, without vectors. `beside[k]` couples k and k + 1; the last one is unused.
void solve_tridiagonal(double* d, double* beside, std::size_t n) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  for (std::size_t first = 0; first < n; ++first) {
    for (int step = 0; step < 60; ++step) {
      std::size_t last = first;
      for (; last + 1 < n; ++last) {
        double const size = std::abs(d[last]) + std::abs(d[last + 1]);
        if (std::abs(beside[last]) <= kEpsilon * size || std::abs(beside[last]) < 1e-300) break;
      }
      if (last == first) break;
      double g = (d[first + 1] - d[first]) / (2 * beside[first]);
      double r = std::sqrt(g * g + 1);
      g = d[last] - d[first] + beside[first] / (g + std::copysign(r, g));
      double s = 1, c = 1, p = 0;
      bool split = false;
      for (std::size_t i = last; i-- > first;) {
        double const f = s * beside[i], b = c * beside[i];
        r = std::sqrt(f * f + g * g);
        beside[i + 1] = r;
        if (r == 0) {
          d[i + 1] -= p;
          beside[last] = 0;
          split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
      }
      if (split) continue;
      d[first] -= p;
      beside[first] = g;
      beside[last] = 0;
    }
  }
}

// The roots of the characteristic polynomial by the cosine of a third of an angle. False where two of them lie so close
// that the angle's rounding would show.
bool solve_three(double const* a, EigenRange& range) {
  double const mean = (a[0] + a[4] + a[8]) / 3, x = a[0] - mean, y = a[4] - mean, z = a[8] - mean;
  double const f = a[3], g = a[6], h = a[7];
  double const squares = (x * x + y * y + z * z + 2 * (f * f + g * g + h * h)) / 6;
  double const size = std::sqrt(squares);
  if (!(size > 1e-12)) return false;
  double const determinant = x * (y * z - h * h) - f * (f * z - h * g) + g * (f * h - y * g);
  double const cosine = determinant / (2 * squares * size);
  if (!(std::abs(cosine) < 0.9999)) return false;
  double const third = std::acos(cosine) / 3;
  range.greatest = mean + 2 * size * std::cos(third);
  range.least = mean + 2 * size * std::cos(third + 2 * std::numbers::pi / 3);
  return true;
}

}  // namespace

EigenRange symmetric_eigenvalue_range(double* a, std::size_t n) {
  if (n == 1) return {a[0], a[0]};
  if (n == 2) {
    double const middle = (a[0] + a[3]) / 2, half = (a[0] - a[3]) / 2;
    double const radius = std::sqrt(half * half + a[2] * a[2]);
    return {middle - radius, middle + radius};
  }
  if (EigenRange range; n == 3 && solve_three(a, range)) return range;
  std::array<double, 2 * kOnStack> on_stack;
  std::vector<double> on_heap;
  double* work = on_stack.data();
  if (n > kOnStack) {
    on_heap.resize(2 * n);
    work = on_heap.data();
  }
  double *const d = work, *const beside = work + n;
  to_tridiagonal(a, n, d, beside);
  std::rotate(beside, beside + 1, beside + n);  // below[k] couples k - 1 and k; QL wants k and k + 1
  solve_tridiagonal(d, beside, n);
  auto const [least, greatest] = std::minmax_element(d, d + n);
  return {*least, *greatest};
}

}  // namespace petra
