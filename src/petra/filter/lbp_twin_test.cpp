// Local binary patterns against plain twins written from their formulas: every voxel of random images.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <limits>
#include <map>
#include <numbers>
#include <random>
#include <vector>

#include "petra/filter/filter.hpp"
#include "petra/filter/icosphere.hpp"
#include "petra/filter/sphere_samples.hpp"

namespace petra {
namespace {

Volume<double> noise(Index3 const& size, unsigned seed) {
  Geometry geometry;
  geometry.size = size;
  Volume<double> volume(geometry);
  std::mt19937 random(seed);
  for (auto& voxel : volume.voxels) voxel = static_cast<double>(random()) * 0x1p-32 * 900 - 200;
  return volume;
}

std::vector<FilteredImage> run(char const* type, AnyVolume const& image, FilterSettings const& settings) {
  auto images = find_filter(type)->run({&image, Box::whole(geometry_of(image).size), 0}, settings);
  EXPECT_TRUE(images) << (images ? "" : format_error(images.error()));
  return images ? std::move(*images) : std::vector<FilteredImage>{};
}

// ---- planes

// The plane's value between four pixels; pixels beyond it are 0.
double between_pixels(Volume<double> const& v, std::int64_t z, double y, double x) {
  auto const pixel = [&](std::int64_t j, std::int64_t i) {
    return i < 0 || j < 0 || i >= v.geometry.size[0] || j >= v.geometry.size[1] ? 0.0 : v.at(i, j, z);
  };
  double sum = 0;
  for (auto const j : {std::floor(y), std::floor(y) + 1}) {
    for (auto const i : {std::floor(x), std::floor(x) + 1}) {
      sum += (1 - std::abs(y - j)) * (1 - std::abs(x - i)) *
             pixel(static_cast<std::int64_t>(j), static_cast<std::int64_t>(i));
    }
  }
  return sum;
}

double twin_code_2d(std::vector<double> const& samples, double centre, LbpMethod method) {
  auto const count = samples.size();
  if (method == LbpMethod::variance) {
    double mean = 0, squares = 0;
    for (double const s : samples) mean += s / static_cast<double>(count);
    for (double const s : samples) squares += (s - mean) * (s - mean) / static_cast<double>(count);
    return squares;
  }
  std::vector<int> bits;
  for (double const s : samples) bits.push_back(s >= centre ? 1 : 0);
  if (method == LbpMethod::uniform) {
    int changes = 0, ones = bits[0];
    for (std::size_t i = 1; i < count; ++i) {
      changes += bits[i] != bits[i - 1] ? 1 : 0;
      ones += bits[i];
    }
    return changes > 2 ? static_cast<double>(count + 1) : ones;
  }
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t turn = 0; turn < (method == LbpMethod::rotated ? count : 1); ++turn) {
    double code = 0;
    for (std::size_t i = 0; i < count; ++i) code += bits[(i + turn) % count] * std::exp2(static_cast<double>(i));
    smallest = std::min(smallest, code);
  }
  return smallest;
}

TEST(Lbp2d, EveryVoxelIsThatOfThePlainTwin_analytic) {
  auto const volume = noise({13, 11, 4}, 21);
  auto const& size = volume.geometry.size;
  for (auto const method : {LbpMethod::plain, LbpMethod::rotated, LbpMethod::uniform, LbpMethod::variance}) {
    for (auto const& [radius, count] : {std::pair{1.0, 8}, {2.0, 12}, {1.5, 9}, {0.75, 5}}) {
      FilterSettings settings;
      settings.lbp2d_method = method;
      settings.lbp2d_radius = radius;
      settings.lbp2d_samples = count;
      auto const image = run("LBP2D", AnyVolume(volume), settings);
      ASSERT_EQ(image.size(), 1U);
      std::size_t index = 0;
      for (std::int64_t z = 0; z < size[2]; ++z) {
        for (std::int64_t y = 0; y < size[1]; ++y) {
          for (std::int64_t x = 0; x < size[0]; ++x, ++index) {
            std::vector<double> samples;
            for (int i = 0; i < count; ++i) {
              double const angle = 2 * std::numbers::pi * i / count;
              auto const rounded = [](double offset) { return std::round(offset * 1e5) / 1e5; };
              samples.push_back(between_pixels(volume, z, static_cast<double>(y) - rounded(radius * std::sin(angle)),
                                               static_cast<double>(x) + rounded(radius * std::cos(angle))));
            }
            double const twin = twin_code_2d(samples, volume.at(x, y, z), method);
            EXPECT_NEAR(image.front().values[index], twin, method == LbpMethod::variance ? 1e-9 * twin : 0)
                << x << ' ' << y << ' ' << z;
          }
        }
      }
    }
  }
}

// ---- spheres

// The cubic B-spline, and the coefficients of a line whose mirrored samples it runs through.
double spline(double t) {
  t = std::abs(t);
  if (t >= 2) return 0;
  return t < 1 ? 2.0 / 3 - t * t + t * t * t / 2 : (2 - t) * (2 - t) * (2 - t) / 6;
}

std::int64_t mirror(std::int64_t i, std::int64_t length) {
  while (i < 0 || i >= length) i = i < 0 ? -i : 2 * (length - 1) - i;
  return i;
}

Eigen::MatrixXd coefficients_of_samples(std::int64_t length) {
  Eigen::MatrixXd samples = Eigen::MatrixXd::Zero(length, length);
  for (std::int64_t i = 0; i < length; ++i) {
    for (std::int64_t k = i - 1; k <= i + 1; ++k) samples(i, mirror(k, length)) += spline(static_cast<double>(i - k));
  }
  return samples.inverse();
}

// Spline coefficients of the whole volume, axis by axis.
Volume<double> twin_coefficients(Volume<double> volume) {
  auto const& size = volume.geometry.size;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    auto const solve = coefficients_of_samples(size[axis]);
    auto const before = volume;
    Index3 at = {};
    for (at[2] = 0; at[2] < size[2]; ++at[2]) {
      for (at[1] = 0; at[1] < size[1]; ++at[1]) {
        for (at[0] = 0; at[0] < size[0]; ++at[0]) {
          double sum = 0;
          for (std::int64_t k = 0; k < size[axis]; ++k) {
            auto from = at;
            from[axis] = k;
            sum += solve(at[axis], k) * before.at(from[0], from[1], from[2]);
          }
          volume.at(at[0], at[1], at[2]) = sum;
        }
      }
    }
  }
  return volume;
}

double twin_sample(Volume<double> const& coefficients, std::array<double, 3> const& point) {  // x, y, z
  auto const& size = coefficients.geometry.size;
  std::array<std::int64_t, 3> low{};
  for (std::size_t k = 0; k < 3; ++k) {
    if (point[k] < 0 || point[k] > static_cast<double>(size[k] - 1)) return 0;
    low[k] = static_cast<std::int64_t>(std::floor(point[k]));
  }
  double sum = 0;
  for (auto z = low[2] - 1; z <= low[2] + 2; ++z) {
    for (auto y = low[1] - 1; y <= low[1] + 2; ++y) {
      for (auto x = low[0] - 1; x <= low[0] + 2; ++x) {
        sum += coefficients.at(mirror(x, size[0]), mirror(y, size[1]), mirror(z, size[2])) *
               spline(point[0] - static_cast<double>(x)) * spline(point[1] - static_cast<double>(y)) *
               spline(point[2] - static_cast<double>(z));
      }
    }
  }
  return sum;
}

// Y_n^m with the standard library's Legendre functions; these leave out the Condon-Shortley phase for m < 0 here.
std::complex<double> twin_harmonic(int m, int n, double azimuth, double polar) {
  auto const size = static_cast<unsigned>(std::abs(m));
  // sph_legendre takes angles of 0 to pi; the polar angle that PyRadiomics hands over has both signs. P_n^m of an
  // angle depends on its cosine and a root that is not negative: on |angle|.
  double const legendre = std::sph_legendre(static_cast<unsigned>(n), size, std::abs(polar));
  double const phase = m < 0 && size % 2 != 0 ? -1 : 1;
  return phase * legendre * std::polar(1.0, m * azimuth);
}

TEST(Lbp3d, EveryVoxelIsThatOfThePlainTwin_analytic) {
  auto const volume = noise({7, 6, 6}, 22);
  auto const& size = volume.geometry.size;
  auto const coefficients = twin_coefficients(volume);
  for (auto const& [radius, subdivisions, levels] : {std::tuple{1.0, 1, 2}, {1.5, 1, 4}, {2.3, 2, 3}, {1.0, 0, 2}}) {
    FilterSettings settings;
    settings.lbp3d_radius = radius;
    settings.lbp3d_subdivisions = subdivisions;
    settings.lbp3d_levels = levels;
    auto const images = run("LBP3D", AnyVolume(volume), settings);
    ASSERT_EQ(images.size(), static_cast<std::size_t>(levels) + 1);
    auto const points = icosphere_vertices(subdivisions, radius);  // taken as z, y, x
    std::map<std::pair<int, int>, std::vector<std::complex<double>>> harmonics;
    for (int n = 0; n < levels; ++n) {
      for (int m = -n; m <= n; ++m) {
        for (auto const& p : points)
          harmonics[{n, m}].push_back(twin_harmonic(m, n, std::acos(p[2] / radius), std::atan2(p[1], p[0])));
      }
    }
    std::size_t index = 0;
    for (std::int64_t z = 0; z < size[2]; ++z) {
      for (std::int64_t y = 0; y < size[1]; ++y) {
        for (std::int64_t x = 0; x < size[0]; ++x, ++index) {
          std::vector<double> samples;
          for (auto const& p : points) {
            samples.push_back(twin_sample(coefficients, {static_cast<double>(x) + p[2], static_cast<double>(y) + p[1],
                                                         static_cast<double>(z) + p[0]}));
          }
          for (int n = 0; n < levels; ++n) {
            std::complex<double> total = 0;
            for (std::size_t at = 0; at < points.size(); ++at) {
              std::complex<double> sum = 0;
              for (int m = -n; m <= n; ++m) {
                auto const& harmonic = harmonics[{n, m}];
                std::complex<double> weight = 0;
                for (std::size_t v = 0; v < points.size(); ++v) {
                  if (samples[v] >= volume.at(x, y, z)) weight += harmonic[v];
                }
                sum += weight * harmonic[at];
              }
              total += sum * sum;
            }
            // A root: where the sum is 0 its rounding of 1e-15 comes out as 1e-8.
            EXPECT_NEAR(images[static_cast<std::size_t>(n)].values[index], std::sqrt(total).real(), 1e-6)
                << n << ": " << x << ' ' << y << ' ' << z;
          }
          double mean = 0, second = 0, fourth = 0;
          auto const count = static_cast<double>(samples.size());
          for (double const s : samples) mean += s / count;
          for (double const s : samples) {
            second += std::pow(s - mean, 2) / count;
            fourth += std::pow(s - mean, 4) / count;
          }
          EXPECT_NEAR(images.back().values[index], fourth / (second * second) - 3, 1e-9);
        }
      }
    }
  }
}

// Above 2^53 a double cannot tell neighbouring whole numbers apart: samples are compared with the integer that the
// voxel is, as NumPy compares 64-bit integers.
template <class Voxel>
void expect_large_voxels_to_be_told_apart() {
  Geometry geometry;
  geometry.size = {7, 6, 5};
  Volume<Voxel> volume(geometry);
  std::mt19937 random(23);
  for (auto& voxel : volume.voxels) voxel = static_cast<Voxel>((std::uint64_t{1} << 53) + random() % 8);
  AnyVolume const image(volume);
  auto const images = run("LBP3D", image, FilterSettings{});
  auto const points = icosphere_vertices(1, 1.0);
  std::size_t misjudged = 0;
  sample_spheres(image, Box::whole(geometry.size), {}, points, [&](std::size_t i, std::span<double const> samples) {
    int ones = 0, ones_as_double = 0;
    for (double const sample : samples) {
      ones += static_cast<Voxel>(sample) >= volume.voxels[i] ? 1 : 0;
      ones_as_double += sample >= static_cast<double>(volume.voxels[i]) ? 1 : 0;
    }
    misjudged += ones != ones_as_double ? 1 : 0;
    // At level 0 every harmonic is 1 / sqrt(4 pi).
    double const level = ones / (4 * std::numbers::pi) * std::sqrt(static_cast<double>(points.size()));
    EXPECT_NEAR(images.front().values[i], level, 1e-12) << i;
  });
  EXPECT_GT(misjudged, 0U);
}

TEST(Lbp3d, SixtyFourBitIntegersAreComparedAsIntegers_analytic) {
  expect_large_voxels_to_be_told_apart<std::int64_t>();
  expect_large_voxels_to_be_told_apart<std::uint64_t>();
}

}  // namespace
}  // namespace petra
