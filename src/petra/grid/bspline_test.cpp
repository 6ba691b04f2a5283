// B-spline coefficients: the samples come back, a constant keeps its value, a part of an image gives what the whole
// gives. ITK's own resampled voxels: resample_test.cpp.
#include "petra/grid/bspline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "petra/grid/resample.hpp"

namespace petra {
namespace {

std::vector<double> random_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<double>(random()) * 0x1p-32 * 2000 - 1000;
  return values;
}

// What a spline through these coefficients has at a voxel: 1/6, 4/6, 1/6 of the three round it along each axis.
double sample_at(std::vector<double> const& c, Index3 const& size, Index3 const& at) {
  constexpr std::array<double, 3> kWeights = {1.0 / 6, 4.0 / 6, 1.0 / 6};
  double sum = 0;
  for (std::int64_t k = -1; k <= 1; ++k) {
    for (std::int64_t j = -1; j <= 1; ++j) {
      for (std::int64_t i = -1; i <= 1; ++i) {
        double weight = 1;
        Index3 from{};
        Index3 const step = {i, j, k};
        for (std::size_t a = 0; a < 3; ++a) {
          from[a] = mirrored(at[a] + step[a], size[a]);
          // A coefficient of an axis of one voxel is the voxel.
          weight *= size[a] == 1 ? (step[a] == 0 ? 1 : 0) : kWeights[static_cast<std::size_t>(step[a] + 1)];
        }
        sum += weight * c[static_cast<std::size_t>(from[0] + size[0] * (from[1] + size[1] * from[2]))];
      }
    }
  }
  return sum;
}

TEST(Bspline, CoefficientsGiveTheSamplesBack_analytic) {
  // Short lines take the closed form of the mirrored start, long ones a sum that is cut at 1e-10.
  for (auto const& size : {Index3{7, 6, 5}, {3, 1, 4}, {1, 1, 9}, {40, 3, 25}, {2, 5, 3}, {17, 18, 19}}) {
    auto const samples = random_values(static_cast<std::size_t>(size[0] * size[1] * size[2]), 5);
    auto coefficients = samples;
    bspline_coefficients(coefficients, Box::whole(size), size);
    std::size_t n = 0;
    for (std::int64_t z = 0; z < size[2]; ++z) {
      for (std::int64_t y = 0; y < size[1]; ++y) {
        for (std::int64_t x = 0; x < size[0]; ++x, ++n)
          EXPECT_NEAR(sample_at(coefficients, size, {x, y, z}), samples[n], 1e-6) << x << ' ' << y << ' ' << z;
      }
    }
  }
}

TEST(Bspline, AConstantIsItsOwnCoefficients_analytic) {
  Index3 const size = {9, 30, 4};
  std::vector<double> values(static_cast<std::size_t>(size[0] * size[1] * size[2]), 7.25);
  bspline_coefficients(values, Box::whole(size), size);
  for (double const value : values) EXPECT_NEAR(value, 7.25, 1e-8);
}

// A cosine that the mirrored ends continue is an eigenvector of the filter: its gain is 6 / (4 + 2 cos w).
TEST(Bspline, ACosineIsAmplifiedByTheInverseOfTheSplinesGain_analytic) {
  constexpr std::int64_t kLength = 21;
  for (int periods : {1, 3, 7, 10, 20}) {
    double const w = std::acos(-1.0) * periods / (kLength - 1);
    std::vector<double> values;
    for (std::int64_t n = 0; n < kLength; ++n) values.push_back(std::cos(w * static_cast<double>(n)));
    auto const samples = values;
    bspline_coefficients(values, Box::whole({1, kLength, 1}), {1, kLength, 1});
    for (std::size_t n = 0; n < values.size(); ++n)
      EXPECT_NEAR(values[n], samples[n] * 6 / (4 + 2 * std::cos(w)), 1e-9);
  }
}

TEST(Bspline, WeightsAreThoseOfTheSplineAndSumToOne_analytic) {
  for (double x = -2.5; x < 4; x += 0.125) {
    auto const weights = bspline_weights(x);
    double sum = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      double const t = std::abs(x - static_cast<double>(weights.first + static_cast<std::int64_t>(k)));
      double const spline = t < 1 ? 2.0 / 3 - t * t + t * t * t / 2 : t < 2 ? std::pow(2 - t, 3) / 6 : 0;
      EXPECT_NEAR(weights.weight[k], spline, 1e-15);
      sum += weights.weight[k];
    }
    EXPECT_NEAR(sum, 1, 1e-15);
  }
}

// The margin of 64 voxels: beyond it nothing reaches a coefficient, to the last bit.
TEST(Bspline, WhatLiesBeyondTheMarginChangesNoBit_invariant) {
  Index3 const size = {400, 3, 1};
  auto const samples = random_values(1200, 9);
  auto whole = samples;
  bspline_coefficients(whole, Box::whole(size), size);
  Box const wanted{{190, 0, 0}, {200, 2, 0}};
  Box const block{{190 - kBsplineMargin, 0, 0}, {200 + kBsplineMargin, 2, 0}};
  auto const length = block.size()[0];
  auto const coefficients = [&](double outside) {
    std::vector<double> part;
    for (std::int64_t y = 0; y < 3; ++y) {
      for (std::int64_t x = block.first[0]; x <= block.last[0]; ++x) {
        bool const at_the_ends = x < block.first[0] + 8 || x > block.last[0] - 8;
        part.push_back(samples[static_cast<std::size_t>(x + 400 * y)] + (at_the_ends ? outside : 0));
      }
    }
    bspline_coefficients(part, block, size);
    return part;
  };
  auto const part = coefficients(0), disturbed = coefficients(5e5);
  for (std::int64_t y = 0; y < 3; ++y) {
    for (std::int64_t x = wanted.first[0]; x <= wanted.last[0]; ++x) {
      auto const at = static_cast<std::size_t>(x - block.first[0] + length * y);
      EXPECT_EQ(part[at], whole[static_cast<std::size_t>(x + 400 * y)]);
      EXPECT_EQ(disturbed[at], part[at]);
    }
  }
}

TEST(Bspline, ResamplingReadsNothingBeyondTheMargin_invariant) {
  Geometry geometry;
  geometry.size = {300, 4, 3};
  Volume<double> image(geometry);
  image.voxels = random_values(image.voxels.size(), 11);
  auto grid = geometry;
  grid.size = {6, 3, 2};
  grid.spacing_mm = {0.7, 1.1, 1.2};
  grid.origin_mm = {150.3, 0.2, 0.1};
  auto const before = std::get<Volume<double>>(resample(AnyVolume(image), grid, Interpolator::bspline));
  // Far away a spike changes nothing; at the margin's inner side of the nearest voxels it does.
  auto far = image;
  for (std::int64_t x = 0; x < 300; ++x) {
    if (x < 60 || x > 245) far.at(x, 1, 1) += 1e7;
  }
  EXPECT_EQ(std::get<Volume<double>>(resample(AnyVolume(far), grid, Interpolator::bspline)).voxels, before.voxels);
  auto near = image;
  near.at(140, 1, 1) += 1e7;
  EXPECT_NE(std::get<Volume<double>>(resample(AnyVolume(near), grid, Interpolator::bspline)).voxels, before.voxels);
}

}  // namespace
}  // namespace petra
