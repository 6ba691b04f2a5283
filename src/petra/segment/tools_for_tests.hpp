// Small random masks and images for the tests of the editing tools, and lists of steps run on them.
#pragma once

#include <cmath>
#include <random>
#include <string>

#include "petra/base/draws_for_tests.hpp"
#include "petra/segment/run_recipe.hpp"

namespace petra::testing {

inline Geometry draw_grid(std::mt19937& random, std::int64_t longest = 12) {
  Geometry grid;
  for (std::size_t k = 0; k < 3; ++k)
    grid.size[k] = 4 + static_cast<std::int64_t>(random() % static_cast<unsigned>(longest - 3));
  grid.spacing_mm = {draw_uniform(random, 0.7, 4), draw_uniform(random, 0.7, 4), draw_uniform(random, 0.7, 5)};
  return grid;
}

// Blobs: balls of random sizes, here and there beyond the border.
inline Mask draw_blobs(std::mt19937& random, Geometry const& grid) {
  Mask mask(grid);
  auto const balls = 1 + random() % 4;
  for (unsigned b = 0; b < balls; ++b) {
    double const x = draw_uniform(random, 0, static_cast<double>(grid.size[0])),
                 y = draw_uniform(random, 0, static_cast<double>(grid.size[1])),
                 z = draw_uniform(random, 0, static_cast<double>(grid.size[2])), radius = draw_uniform(random, 1.2, 4);
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          double const square = std::pow(static_cast<double>(i) - x, 2) + std::pow(static_cast<double>(j) - y, 2) +
                                std::pow(static_cast<double>(k) - z, 2);
          if (square <= radius * radius) mask.at(i, j, k) = 1;
        }
      }
    }
  }
  mask.at(grid.size[0] / 2, grid.size[1] / 2, grid.size[2] / 2) = 1;
  return mask;
}

// Smooth hills with noise, from 0 to about 10.
inline Volume<float> draw_image(std::mt19937& random, Geometry const& grid) {
  Volume<float> image(grid);
  double const a = draw_uniform(random, 0.2, 0.8), b = draw_uniform(random, 0.2, 0.8),
               c = draw_uniform(random, 0.2, 0.8);
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        double const wave = std::sin(a * static_cast<double>(i)) + std::sin(b * static_cast<double>(j)) +
                            std::cos(c * static_cast<double>(k));
        image.at(i, j, k) = static_cast<float>(4 + 1.5 * wave + 0.5 * draw_uniform(random));
      }
    }
  }
  return image;
}

inline Result<SegmentResult> run_steps(AnyVolume const& image, std::string const& text, int jobs = 1) {
  PETRA_TRY(auto const steps, parse_recipe(text, "steps.yaml", geometry_of(image).size));
  Workers workers(jobs);
  return run_recipe(image, steps, {}, workers);
}

inline bool holds(Mask const& large, Mask const& small) {
  for (std::size_t i = 0; i < large.voxels.size(); ++i) {
    if (small.voxels[i] != 0 && large.voxels[i] == 0) return false;
  }
  return true;
}

}  // namespace petra::testing
