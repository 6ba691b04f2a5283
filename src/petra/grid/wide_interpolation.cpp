#include "petra/grid/wide_interpolation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

namespace petra {

namespace {

constexpr int kRadius = 5;
constexpr double kPi = std::numbers::pi;
using SincWeights = std::array<double, 2 * kRadius>;

double window_at(SincWindow window, double x) {
  switch (window) {
    case SincWindow::hamming:
      return 0.54 + 0.46 * std::cos(x * (kPi / kRadius));
    case SincWindow::cosine:
      return std::cos(x * (kPi / (2 * kRadius)));
    case SincWindow::welch:
      return 1.0 - x * (1.0 / (kRadius * kRadius)) * x;
    case SincWindow::lanczos: {
      if (x == 0) return 1.0;
      double const z = (kPi / kRadius) * x;
      return std::sin(z) / z;
    }
    case SincWindow::blackman:
      return 0.42 + 0.5 * std::cos(x * (kPi / kRadius)) + 0.08 * std::cos(x * (2.0 * kPi / kRadius));
  }
  return 0;
}

// Weights of the voxels floor(index) - 4 … floor(index) + 5.
SincWeights sinc_weights(SincWindow window, double distance) {
  SincWeights weights{};
  if (distance == 0) {
    weights[kRadius - 1] = 1;
    return weights;
  }
  double x = distance + kRadius;
  for (double& weight : weights) {
    x -= 1.0;
    double const px = kPi * x;
    weight = window_at(window, x) * (x == 0 ? 1.0 : std::sin(px) / px);
  }
  return weights;
}

// The error function to about 3e-7, with ITK's very error: the incomplete gamma function of 1/2, by its series near 0
// and its continued fraction (Lentz) beyond, each stopped at a relative step of 3e-7, and Toth's six Lanczos terms for
// log gamma(1/2). The C library's exact erf gives values that differ by 1e-6.
constexpr double kErfStep = 3.0e-7;
constexpr int kErfSteps = 100;

double log_gamma_of_half() {
  constexpr double a = 0.5;
  double terms = 2.50662827563479526904;
  terms += 225.525584619175212544 / a;
  terms -= 268.295973841304927459 / (a + 1.0);
  terms += 80.9030806934622512966 / (a + 2.0);
  terms -= 5.00757863970517583837 / (a + 3.0);
  terms += 0.0114684895434781459556 / (a + 4.0);
  double const shifted = a + 4.65;
  return std::log(terms) + (a - 0.5) * std::log(shifted) - shifted;
}

// x^(1/2) e^-x / gamma(1/2)
double gamma_factor(double x) {
  static double const kLogGamma = log_gamma_of_half();
  return std::exp(-x + 0.5 * std::log(x) - kLogGamma);
}

double gamma_series(double x) {
  if (!(x > 0)) return 0;
  double denominator = 0.5, term = 1.0 / denominator, sum = term;
  for (int i = 0; i < kErfSteps; ++i) {
    denominator += 1;
    term *= x / denominator;
    sum += term;
    if (std::abs(term) < std::abs(sum) * kErfStep) break;
  }
  return sum * gamma_factor(x);
}

double gamma_fraction(double x) {
  constexpr double kTiny = 1.0e-30;
  auto const away_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double b = x + 1.0 - 0.5, c = 1.0 / kTiny, d = 1.0 / b, fraction = d;
  for (int i = 1; i <= kErfSteps; ++i) {
    double const numerator = i * (0.5 - i);
    b += 2.0;
    d = 1.0 / away_from_zero(numerator * d + b);
    c = away_from_zero(b + numerator / c);
    double const step = d * c;
    fraction *= step;
    if (std::abs(step - 1.0) < kErfStep) break;
  }
  return gamma_factor(x) * fraction;
}

double error_function(double t) {
  double const x = t * t;
  double const value = x < 1.5 ? gamma_series(x) : 1.0 - gamma_fraction(x);
  return t < 0 ? -value : value;
}

}  // namespace

SincInterpolation::SincInterpolation(SincWindow window, Index3 const& image_size)
    : window_(window), size_(image_size) {}

double SincInterpolation::at(VoxelAt const& voxel, Eigen::Vector3d const& index) const {
  std::array<SincWeights, 3> weights;
  std::array<std::array<std::int64_t, 2 * kRadius>, 3> place{};
  for (std::size_t k = 0; k < 3; ++k) {
    double const base = std::floor(index[static_cast<Eigen::Index>(k)]);
    weights[k] = sinc_weights(window_, index[static_cast<Eigen::Index>(k)] - base);
    for (int i = 0; i < 2 * kRadius; ++i) {
      auto const at = static_cast<std::int64_t>(base) + i - (kRadius - 1);
      place[k][static_cast<std::size_t>(i)] = std::clamp<std::int64_t>(at, 0, size_[k] - 1);
    }
  }
  double sum = 0;
  for (std::size_t z = 0; z < 2 * kRadius; ++z) {
    for (std::size_t y = 0; y < 2 * kRadius; ++y) {
      for (std::size_t x = 0; x < 2 * kRadius; ++x)
        sum += voxel(place[0][x], place[1][y], place[2][z]) * weights[0][x] * weights[1][y] * weights[2][z];
    }
  }
  return sum;
}

GaussianInterpolation::GaussianInterpolation(Geometry const& image, double sigma_voxels, double cutoff_sigmas)
    : size_(image.size), dimension_(image.dimension) {
  for (int k = 0; k < 3; ++k) {
    double const spacing = image.spacing_mm[k], sigma_mm = sigma_voxels * spacing;
    scale_[k] = 1.0 / (std::numbers::sqrt2 * sigma_mm / spacing);
    cutoff_[k] = sigma_mm * cutoff_sigmas / spacing;
  }
}

GaussianInterpolation::Axis GaussianInterpolation::axis_at(std::size_t axis, double index) const {
  if (axis == 2 && dimension_ == 2) return {0, {1.0}};
  auto const k = static_cast<Eigen::Index>(axis);
  auto const first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(index + 0.5 - cutoff_[k])));
  auto const end = std::min(size_[axis], static_cast<std::int64_t>(std::ceil(index + 0.5 + cutoff_[k])));
  Axis result{first, {}};
  double t = (-0.5 - index + static_cast<double>(first)) * scale_[k];
  double before = error_function(t);
  for (auto i = first; i < end; ++i) {
    t += scale_[k];
    double const now = error_function(t);
    result.weight.push_back(now - before);
    before = now;
  }
  return result;
}

template <class Use>
void GaussianInterpolation::for_each_voxel(VoxelAt const& voxel, Eigen::Vector3d const& index, Use const& use) const {
  Axis const x = axis_at(0, index[0]), y = axis_at(1, index[1]), z = axis_at(2, index[2]);
  for (std::size_t k = 0; k < z.weight.size(); ++k) {
    for (std::size_t j = 0; j < y.weight.size(); ++j) {
      for (std::size_t i = 0; i < x.weight.size(); ++i) {
        use(voxel(x.first + static_cast<std::int64_t>(i), y.first + static_cast<std::int64_t>(j),
                  z.first + static_cast<std::int64_t>(k)),
            x.weight[i] * y.weight[j] * z.weight[k]);
      }
    }
  }
}

double GaussianInterpolation::mean_at(VoxelAt const& voxel, Eigen::Vector3d const& index) const {
  double sum = 0, weights = 0;
  for_each_voxel(voxel, index, [&](double value, double weight) {
    sum += value * weight;
    weights += weight;
  });
  return sum / weights;
}

double GaussianInterpolation::label_at(VoxelAt const& voxel, Eigen::Vector3d const& index) const {
  std::map<double, double> weight_of;
  double highest = 0, label = 0;
  for_each_voxel(voxel, index, [&](double value, double weight) {
    double& together = weight_of[value];
    together += weight;
    if (together > highest) {
      highest = together;
      label = value;
    }
  });
  return label;
}

}  // namespace petra
