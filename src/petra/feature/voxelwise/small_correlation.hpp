// The maximal correlation coefficient of a neighbourhood's co-occurrence matrix: closed forms for two and three levels,
// a small symmetric eigenvalue problem beyond.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace petra {

// n(row, column) of a count matrix, rows and columns numbered from 0.
struct CountCell {
  std::uint16_t row = 0, column = 0;
  std::uint32_t n = 0;
};

class SmallCorrelation {
 public:
  // For matrices of at most this many pairs.
  explicit SmallCorrelation(std::size_t most_pairs);

  // sqrt of the second largest eigenvalue of Q (maximal_correlation.hpp) without its eps, which changes it by less than
  // eps / (least p_x p_y): 4e-10 for the largest fused neighbourhood, 3e-13 for 27 voxels. 0 where fewer than two rows
  // or columns hold anything. Margins: sums of rows and of columns, none of them 0.
  //
  // A(i, j) = n(i, j) / sqrt(row(i) column(j)) has the singular value 1 with known vectors; a reflection on either side
  // takes these to the first axis, and what is left of A has the second one.
  [[nodiscard]] double of_symmetric(std::span<CountCell const> cells, std::span<std::uint32_t const> margin);
  [[nodiscard]] double of(std::span<CountCell const> cells, std::span<std::uint32_t const> rows,
                          std::span<std::uint32_t const> columns);

 private:
  double make_reflector(std::span<std::uint32_t const> margin, std::vector<double>& w) const;

  std::vector<double> root_, inverse_root_;  // of whole numbers
  std::vector<double> a_, b_, u_, v_;
};

}  // namespace petra
