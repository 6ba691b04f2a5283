// What GLRLM, GLSZM and GLDM share: a matrix P(i, j) of grey level i and a size j (run length, zone size, dependence),
// and the sums that their features are made of, in one sweep over its cells.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "petra/feature/matrix_cell.hpp"

namespace petra {

struct SizeMatrixContext {
  double N = 0;               // sum of P: runs, zones, voxels
  double voxels = 0;          // sum of j P
  double short_emphasis = 0;  // sum of P / j^2, over N like all that follow but the variances and entropy
  double long_emphasis = 0;   // P j^2
  double low_level = 0;       // P / i^2
  double high_level = 0;      // P i^2
  double short_low = 0;       // P / (i^2 j^2)
  double short_high = 0;      // P i^2 / j^2
  double long_low = 0;        // P j^2 / i^2
  double long_high = 0;       // P i^2 j^2
  double level_squares = 0;   // sum over i of (sum over j of P)^2, over N
  double size_squares = 0;    // sum over j of (sum over i of P)^2, over N
  double level_variance = 0;  // of i under P / N
  double size_variance = 0;   // of j under P / N
  double entropy = 0;         // of P / N, in bits, with eps inside the logarithm
  std::uint32_t present = 0;  // how many levels the region holds

  // Fills all of the above from cells in ascending order, at least one of them.
  void assign(MatrixCells const& cells, std::uint32_t levels_present);

 private:
  using Margin = std::vector<std::pair<std::uint32_t, double>>;  // (level or size, sum of P), ascending
  void collect_margins(MatrixCells const& cells);
  Margin levels_;
  Margin sizes_;
  std::vector<double> small_sizes_;
};

}  // namespace petra
