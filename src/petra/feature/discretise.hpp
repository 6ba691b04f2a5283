// Grey levels as PyRadiomics 3.0.1 makes them (imageoperations.getBinEdges, binImage; notes in docs/validation.md).
#pragma once

#include <optional>
#include <span>

#include "petra/base/result.hpp"
#include "petra/feature/region.hpp"

namespace petra {

enum class ElementType { float64, float32, integer };

struct BinSettings {
  double bin_width = 25;
  std::optional<int> bin_count = {};   // wins over bin_width
  // numpy >= 2 computes the first edge of a float32 image in float32 (NEP 50); default is numpy < 2.
  bool numpy2_float32_edges = false;
};

// Levels of the voxels inside. `element`: the type of the image (float32 matters for numpy2_float32_edges).
// Errors: more than 100,000 bins; a NaN or infinite voxel inside.
[[nodiscard]] Result<GreyLevels> discretise(RegionBox const& box, std::span<double const> intensity, ElementType element, BinSettings const& settings);

}  // namespace petra
