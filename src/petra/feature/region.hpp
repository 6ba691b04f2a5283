// What a feature family is computed from: one image, cut to the box of the region of interest (PyRadiomics crops to the ROI box
// before any class sees the image: neighbours outside the region never count).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/grid/box.hpp"

namespace petra {

// The box of the region and which of its voxels are inside. x fastest.
struct RegionBox {
  Index3 size = {0, 0, 0};
  Eigen::Vector3d spacing_mm = {1, 1, 1};
  std::vector<std::uint8_t> inside;  // 1 or 0, size x·y·z
  std::int64_t voxel_count = 0;      // number of ones
};

// Grey levels of the region's voxels after discretisation: 1 … highest inside, 0 outside. Exactly one of the two arrays is filled.
struct GreyLevels {
  std::vector<std::uint8_t> bytes;   // when highest <= 255
  std::vector<std::uint32_t> wide;   // otherwise
  std::uint32_t highest = 0;         // Ng of the formulas: the highest level present
  std::uint32_t present = 0;         // Ngp: how many different levels are present
  // Which these are, ascending, where the region at hand is a neighbourhood that shares them; else empty: those of its
  // voxels.
  std::vector<std::uint32_t> in_region = {};
};

struct Region {
  RegionBox const* box = nullptr;
  std::span<double const> intensity;    // of the box, x fastest; read only where inside
  GreyLevels const* levels = nullptr;   // null for shape
};

}  // namespace petra
