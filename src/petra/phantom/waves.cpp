#include "petra/phantom/waves.hpp"

#include <algorithm>
#include <cmath>

#include "petra/phantom/portable_math.hpp"

namespace petra::phantom {
namespace {
constexpr double kTwoPi = 6.283185307179586;
}

Waves::Waves(CounterRandom const& random, int count, double shortest, double longest) {
  double power = 0;
  for (int i = 0; i < count; ++i) {
    auto const n = static_cast<std::uint64_t>(i) * 8;
    std::array<double, 3> direction{random.normal(n), random.normal(n + 1), random.normal(n + 2)};
    double const length =
        std::sqrt(direction[0] * direction[0] + direction[1] * direction[1] + direction[2] * direction[2]) + 1e-9;
    double const wavelength = shortest * portable_exp(random.uniform(12 * n + 60) * portable_log(longest / shortest));
    Wave wave{};
    for (std::size_t k = 0; k < 3; ++k) wave.k[k] = direction[k] / length * kTwoPi / wavelength;
    wave.phase = kTwoPi * random.uniform(12 * n + 61);
    wave.amplitude = std::sqrt(wavelength);
    power += 0.5 * wave.amplitude * wave.amplitude;
    waves_.push_back(wave);
  }
  for (auto& wave : waves_) wave.amplitude /= std::sqrt(power);
}

double Waves::at(std::array<double, 3> const& point) const {
  double sum = 0;
  for (auto const& w : waves_)
    sum += w.amplitude * portable_cos(w.k[0] * point[0] + w.k[1] * point[1] + w.k[2] * point[2] + w.phase);
  return sum;
}

void Waves::along_x(double x0, double dx, double y, double z, std::span<double> out) const {
  std::fill(out.begin(), out.end(), 0.0);
  for (auto const& w : waves_) {
    // Each step turns (cosine, sine) by the same angle: two multiplications instead of a cosine.
    double const start = w.k[0] * x0 + w.k[1] * y + w.k[2] * z + w.phase, step = w.k[0] * dx;
    double cosine = w.amplitude * portable_cos(start), sine = w.amplitude * portable_sin(start);
    double const c = portable_cos(step), s = portable_sin(step);
    for (double& value : out) {
      value += cosine;
      double const next = cosine * c - sine * s;
      sine = sine * c + cosine * s;
      cosine = next;
    }
  }
}

}  // namespace petra::phantom
