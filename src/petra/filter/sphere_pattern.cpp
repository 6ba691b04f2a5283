#include "petra/filter/sphere_pattern.hpp"

#include <algorithm>
#include <cmath>

#include "petra/base/vector_clones.hpp"
#include "petra/filter/spherical_harmonic.hpp"

namespace petra {

namespace {

using Complex = std::complex<double>;

// The level's sum of squares over the points. NumPy's complex product rounds one of its two products and fuses the
// other with the sum.
PETRA_FUSED_CLONES void sum_of_squares(Complex const* harmonics, Complex const* weights, std::size_t count,
                                       std::size_t points, double* real, double* imaginary) {
  for (std::size_t v = 0; v < points; ++v) {
    double re = 0, im = 0;
    for (std::size_t h = 0; h < count; ++h) {
      double const a = weights[h].real(), b = weights[h].imag();
      double const c = harmonics[h * points + v].real(), d = harmonics[h * points + v].imag();
      re += std::fma(a, c, -(b * d));
      im += std::fma(a, d, b * c);
    }
    *real += std::fma(re, re, -(im * im));
    *imaginary += std::fma(re, im, im * re);
  }
}

}  // namespace

SpherePattern::SpherePattern(SphereOffsets const& points, double radius, int levels)
    : points_(points.size()), levels_(static_cast<std::size_t>(levels)) {
  for (int n = 0; n < levels; ++n) {
    for (int m = -n; m <= n; ++m) {
      for (auto const& point : points)
        harmonics_.push_back(spherical_harmonic(m, n, std::acos(point[2] / radius), std::atan2(point[1], point[0])));
    }
  }
}

bool SpherePattern::is_defined() const {
  return std::none_of(harmonics_.begin(), harmonics_.end(), [](Complex const& y) { return std::isnan(y.real()); });
}

void SpherePattern::compute(std::span<std::uint8_t const> ones, std::span<double> values) const {
  static thread_local std::vector<Complex> weights;
  for (std::size_t n = 0; n < levels_; ++n) {
    std::size_t const count = 2 * n + 1;
    Complex const* const harmonics = harmonics_.data() + n * n * points_;
    weights.assign(count, Complex(0));
    for (std::size_t h = 0; h < count; ++h) {
      for (std::size_t v = 0; v < points_; ++v) {
        if (ones[v] != 0) weights[h] += harmonics[h * points_ + v];
      }
    }
    double real = 0, imaginary = 0;
    sum_of_squares(harmonics, weights.data(), count, points_, &real, &imaginary);
    values[n] = std::sqrt(Complex(real, imaginary)).real();
  }
}

}  // namespace petra
