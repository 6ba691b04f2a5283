#include "petra/feature/voxelwise/small_correlation.hpp"

#include <algorithm>
#include <cmath>

#include "petra/feature/voxelwise/symmetric_eigenvalues.hpp"

namespace petra {

SmallCorrelation::SmallCorrelation(std::size_t most_pairs) : root_(most_pairs + 1), inverse_root_(most_pairs + 1) {
  for (std::size_t n = 1; n <= most_pairs; ++n) {
    root_[n] = std::sqrt(static_cast<double>(n));
    inverse_root_[n] = 1 / root_[n];
  }
}

// Square roots of a margin's shares, as the first reflector: w = root + e_1, whose reflection takes root to -e_1.
// Returns 2 / (w.w).
double SmallCorrelation::make_reflector(std::span<std::uint32_t const> margin, std::vector<double>& w) const {
  std::size_t total = 0;
  for (auto const n : margin) total += n;
  double const by_root = inverse_root_[total];
  w.resize(margin.size());
  for (std::size_t k = 0; k < margin.size(); ++k) w[k] = root_[margin[k]] * by_root;
  w[0] += 1;
  return 1 / w[0];  // w.w = 2 + 2 root_1
}

double SmallCorrelation::of_symmetric(std::span<CountCell const> cells, std::span<std::uint32_t const> margin) {
  std::size_t const size = margin.size();
  if (size < 2) return 0;
  if (size == 2) {
    double n[2][2] = {{0, 0}, {0, 0}};
    for (auto const& cell : cells) n[cell.row][cell.column] = cell.n;
    return std::abs(n[0][0] * n[1][1] - n[0][1] * n[1][0]) / (static_cast<double>(margin[0]) * margin[1]);
  }
  double const beta = make_reflector(margin, u_);
  v_.resize(size);  // 1 / sqrt(margin)
  for (std::size_t k = 0; k < size; ++k) v_[k] = inverse_root_[margin[k]];
  a_.assign(size * size, 0.0);
  for (auto const& cell : cells) a_[cell.row * size + cell.column] = cell.n * v_[cell.row] * v_[cell.column];
  // H A H with H = 1 - beta u u^T, as A - u q^T - q u^T; A u = root + A e_1.
  b_.resize(size);
  double up = 0;
  for (std::size_t k = 0; k < size; ++k) {
    double const root = k == 0 ? u_[0] - 1 : u_[k];
    b_[k] = beta * (root + a_[k * size]);
    up += b_[k] * u_[k];
  }
  double const share = beta / 2 * up;
  for (std::size_t k = 0; k < size; ++k) b_[k] -= share * u_[k];
  // Without the first row and column, packed into a_'s beginning: each entry is read before its place is written.
  std::size_t const left = size - 1;
  for (std::size_t i = 0; i < left; ++i) {
    for (std::size_t j = 0; j < left; ++j)
      a_[i * left + j] = a_[(i + 1) * size + j + 1] - u_[i + 1] * b_[j + 1] - b_[i + 1] * u_[j + 1];
  }
  auto const range = symmetric_eigenvalue_range(a_.data(), left);
  return std::max(-range.least, range.greatest);
}

double SmallCorrelation::of(std::span<CountCell const> cells, std::span<std::uint32_t const> rows,
                            std::span<std::uint32_t const> columns) {
  std::size_t const r = rows.size(), c = columns.size();
  if (r < 2 || c < 2) return 0;
  if (r == 2 && c == 2) {
    double n[2][2] = {{0, 0}, {0, 0}};
    for (auto const& cell : cells) n[cell.row][cell.column] = cell.n;
    double const product = static_cast<double>(rows[0]) * rows[1] * (static_cast<double>(columns[0]) * columns[1]);
    return std::abs(n[0][0] * n[1][1] - n[0][1] * n[1][0]) / std::sqrt(product);
  }
  double const beta_u = make_reflector(rows, u_), beta_v = make_reflector(columns, v_);
  a_.assign(r * c, 0.0);
  for (auto const& cell : cells)
    a_[cell.row * c + cell.column] = cell.n * (inverse_root_[rows[cell.row]] * inverse_root_[columns[cell.column]]);
  // From the left, then from the right; the first row and column are not needed afterwards.
  for (std::size_t j = 0; j < c; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < r; ++i) sum += u_[i] * a_[i * c + j];
    for (std::size_t i = 0; i < r; ++i) a_[i * c + j] -= beta_u * u_[i] * sum;
  }
  for (std::size_t i = 1; i < r; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < c; ++j) sum += a_[i * c + j] * v_[j];
    for (std::size_t j = 0; j < c; ++j) a_[i * c + j] -= beta_v * sum * v_[j];
  }
  // The smaller of C C^T and C^T C.
  bool const by_rows = r <= c;
  std::size_t const size = (by_rows ? r : c) - 1, other = (by_rows ? c : r) - 1;
  b_.assign(size * size, 0.0);
  auto const entry = [&](std::size_t k, std::size_t l) {
    return by_rows ? a_[(k + 1) * c + l + 1] : a_[(l + 1) * c + k + 1];
  };
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t l = 0; l < other; ++l) sum += entry(i, l) * entry(j, l);
      b_[i * size + j] = sum;
    }
  }
  return std::sqrt(std::max(0.0, symmetric_eigenvalue_range(b_.data(), size).greatest));
}

}  // namespace petra
