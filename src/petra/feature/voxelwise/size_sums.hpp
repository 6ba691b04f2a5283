// The sums that GLRLM, GLSZM and GLDM features are made of, over the few cells of a neighbourhood's matrix.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/feature/voxelwise/count_logs.hpp"
#include "petra/feature/voxelwise/neighbourhood.hpp"

namespace petra {

// P(i, j) of the level with this number and a size j >= 1.
struct SizeCell {
  std::uint16_t number = 0, size = 0;
  std::uint32_t n = 0;
};

// As SizeMatrixContext has them; the emphases, squares and variances are over N.
struct SizeValues {
  double N = 0, voxels = 0;
  double short_emphasis = 0, long_emphasis = 0, low_level = 0, high_level = 0;
  double short_low = 0, short_high = 0, long_low = 0, long_high = 0;
  double level_squares = 0, size_squares = 0, level_variance = 0, size_variance = 0;
  double entropy = 0;
};

class SizeSums {
 public:
  // For neighbourhoods of this many positions, which no size exceeds.
  explicit SizeSums(int positions);

  // Cells: each (level, size) once, n >= 1; at least one.
  [[nodiscard]] SizeValues of(Neighbourhood const& here, std::span<SizeCell const> cells);

 private:
  CountLogs logs_;
  std::vector<double> squared_, inverse_squared_;  // by size
  std::vector<double> level_n_, size_n_;           // margins; zeros between calls
};

}  // namespace petra
