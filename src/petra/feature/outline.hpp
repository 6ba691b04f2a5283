// Length, area and largest diameter of a flat region's outline: marching squares with the line through the middle of
// every cut edge.
#pragma once

#include <cstdint>
#include <vector>

namespace petra {

// A plane of pixels in array order: rows along the first axis, columns along the second, columns fastest.
struct PlaneMask {
  std::int64_t rows = 0, columns = 0;
  double row_spacing_mm = 1, column_spacing_mm = 1;
  std::vector<std::uint8_t> inside;  // 1 or 0, rows · columns

  // False beyond the edges.
  [[nodiscard]] bool at(std::int64_t row, std::int64_t column) const {
    return row >= 0 && column >= 0 && row < rows && column < columns &&
           inside[static_cast<std::size_t>(row * columns + column)] != 0;
  }
};

struct OutlineMeasures {
  double perimeter_mm = 0;
  double area_mm2 = 0;
  double diameter_mm = 0;  // the largest distance between two vertices of the outline
};

// Pixels that touch at a corner only are joined there or not as PyRadiomics' table has it. Source: PyRadiomics 3.0.1's
// mesh, line for line in its order. Plain twin: outline_test.cpp.
[[nodiscard]] OutlineMeasures measure_outline(PlaneMask const& mask);

}  // namespace petra
