#include "petra/feature/maximal_correlation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>

#include "petra/feature/glcm_context.hpp"
#include "petra/feature/tridiagonal_top.hpp"

namespace petra {
namespace {

// What may be wrong with the eigenvalue, relative to it.
constexpr double kAccepted = 1e-11;
// The same where the general solver would take seconds.
constexpr double kAcceptedOfMany = 1e-10;
constexpr Eigen::Index kQuicklySolved = 150;
// Above this share of empty cells, products run over the cells instead of the whole matrix.
constexpr std::size_t kDenseCells = 512 * 512;

// A(row, column) = p / sqrt(p_x p_y) over the levels that have neighbours this way.
struct ScaledMatrix {
  struct Cell {
    std::uint32_t row, column;
    double a;
  };
  Eigen::Index row_count = 0, column_count = 0;
  bool dense = true;
  Eigen::MatrixXd a;
  std::vector<Cell> cells;
  std::vector<std::uint32_t> row_of, column_of;  // by level
  Eigen::VectorXd root_x, root_y, inverse_x, inverse_y;

  void assign(MatrixCells const& p, std::vector<double> const& p_x, std::vector<double> const& p_y) {
    row_count = compact(p_x, row_of, root_x, inverse_x);
    column_count = compact(p_y, column_of, root_y, inverse_y);
    dense = static_cast<std::size_t>(row_count * column_count) <= kDenseCells;
    if (dense) {
      a.setZero(row_count, column_count);
    } else {
      cells.clear();
    }
    for (auto const& cell : p) {
      auto const row = row_of[cell.i];
      auto const column = column_of[cell.j];
      double const value = cell.n / (root_x[row] * root_y[column]);
      if (dense) {
        a(row, column) = value;
      } else {
        cells.push_back({row, column, value});
      }
    }
  }

  void multiply(Eigen::VectorXd const& in, Eigen::VectorXd& out) const {
    if (dense) {
      out.noalias() = a * in;
      return;
    }
    out.setZero(row_count);
    for (auto const& cell : cells) out[cell.row] += cell.a * in[cell.column];
  }

  void multiply_transposed(Eigen::VectorXd const& in, Eigen::VectorXd& out) const {
    if (dense) {
      out.noalias() = a.transpose() * in;
      return;
    }
    out.setZero(column_count);
    for (auto const& cell : cells) out[cell.column] += cell.a * in[cell.row];
  }

 private:
  static Eigen::Index compact(std::vector<double> const& marginal, std::vector<std::uint32_t>& index_of,
                              Eigen::VectorXd& root, Eigen::VectorXd& inverse) {
    index_of.resize(marginal.size());
    Eigen::Index count = 0;
    for (std::size_t level = 0; level < marginal.size(); ++level) {
      if (marginal[level] > 0) index_of[level] = static_cast<std::uint32_t>(count++);
    }
    root.resize(count);
    inverse.resize(count);
    for (std::size_t level = 0; level < marginal.size(); ++level) {
      if (marginal[level] > 0) {
        root[index_of[level]] = std::sqrt(marginal[level]);
        inverse[index_of[level]] = 1 / marginal[level];
      }
    }
    return count;
  }
};

struct EigenPair {
  double value = 0;  // the largest eigenvalue of A A^T apart from the known 1
  double next = 0;   // about the next one
  Eigen::VectorXd vector;
};

struct LanczosWorkspace {
  Eigen::MatrixXd basis;
  Eigen::VectorXd product, column, next, overlap;
  std::vector<double> diagonal, below, top_vector;
};

// Lanczos on A A^T in the space orthogonal to its known vector sqrt(p_x), every new vector orthogonalised against all:
// at most rows - 1 steps, and no ghosts. Stops where the eigenvalue's error bound, residual^2 / gap, is at
// rounding level.
void second_eigenpair(ScaledMatrix const& matrix, LanczosWorkspace& work, EigenPair& pair) {
  auto const rows = matrix.row_count;
  // As many steps as there may be eigenvalues: rows - 1, or columns - 1 that are not 0, and 0.
  auto const most = std::min(rows - 1, matrix.column_count);
  work.basis.resize(rows, most + 1);
  work.diagonal.resize(static_cast<std::size_t>(most));
  work.below.resize(static_cast<std::size_t>(most));
  auto& next = work.next;
  next.resize(rows);
  // Any vector that favours no level will do, but not one with a pattern: fractional parts of multiples of a number, for
  // one, cancel in pairs (levels 1 and 4 against 2 and 3), and a vector without a share of the second never finds it.
  std::uint64_t state = 0;
  for (Eigen::Index k = 0; k < rows; ++k) {
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = (state ^ (state >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    next[k] = static_cast<double>((mixed ^ (mixed >> 31U)) >> 11U) * 0x1p-53 - 0.5;
  }
  next -= matrix.root_x.dot(next) * matrix.root_x;
  next -= matrix.root_x.dot(next) * matrix.root_x;
  work.basis.col(0) = next.normalized();
  Eigen::Index check_at = std::min<Eigen::Index>(most, 4);
  pair.value = 0;
  double residual = 1;
  for (Eigen::Index step = 0; step < most; ++step) {
    work.column = work.basis.col(step);
    matrix.multiply_transposed(work.column, work.product);
    matrix.multiply(work.product, next);
    auto const at = static_cast<std::size_t>(step);
    work.diagonal[at] = work.column.dot(next);
    for (int pass = 0; pass < 2; ++pass) {
      next -= matrix.root_x.dot(next) * matrix.root_x;
      auto const so_far = work.basis.leftCols(step + 1);
      work.overlap.noalias() = so_far.transpose() * next;
      next.noalias() -= so_far * work.overlap;
    }
    double const below = next.norm();
    work.below[at] = below;
    bool const invariant = below < 1e-14;
    Eigen::Index const size = step + 1;
    if (size < check_at && !invariant && size < most) {
      work.basis.col(size) = next / below;
      continue;
    }
    check_at = size + std::max<Eigen::Index>(2, size / 8);
    std::span<double const> const diagonal(work.diagonal.data(), at + 1);
    std::span<double const> const beside(work.below.data(), at);
    auto const top = tridiagonal_top(diagonal, beside, pair.value, 1, pair.value + 4 * residual);
    pair.value = top.value;
    pair.next = top.next;
    tridiagonal_top_vector(diagonal, beside, top.value, work.top_vector);
    residual = below * std::abs(work.top_vector.back());
    double const gap = std::max(pair.value - pair.next, 1e-300);
    bool const converged = residual < 1e-7 && residual * residual / gap < 1e-15 * std::max(pair.value, 1e-3);
    if (converged || invariant || size == most) {
      pair.vector = work.basis.leftCols(size) * Eigen::Map<Eigen::VectorXd const>(work.top_vector.data(), size);
      return;
    }
    work.basis.col(size) = next / below;
  }
}

// Levels that never meet: the matrix falls into blocks, each with an eigenvalue 1 less what eps takes from it:
// 1 - eps / m sum p / (p_x p_y), m the block's share of all pairs. Nothing where there is one block.
std::optional<double> second_block_eigenvalue(MatrixCells const& p, std::vector<double> const& p_x,
                                              std::vector<double> const& p_y) {
  std::size_t const levels = p_x.size();
  std::vector<std::size_t> parent(2 * levels);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  auto const root_of = [&](std::size_t node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
  };
  for (auto const& cell : p) parent[root_of(cell.i)] = root_of(levels + cell.j);
  std::vector<double> share(2 * levels, 0.0);
  std::vector<double> taken(2 * levels, 0.0);
  for (auto const& cell : p) {
    auto const root = root_of(cell.i);
    share[root] += cell.n;
    taken[root] += cell.n / (p_x[cell.i] * p_y[cell.j]);
  }
  std::vector<double> eigenvalues;
  for (std::size_t node = 0; node < 2 * levels; ++node) {
    if (share[node] > 0) eigenvalues.push_back(1 - kEps * taken[node] / share[node]);
  }
  if (eigenvalues.size() < 2) return std::nullopt;
  std::nth_element(eigenvalues.begin(), eigenvalues.begin() + 1, eigenvalues.end(), std::greater<>());
  return eigenvalues[1];
}

double root_of_eigenvalue(double value) {
  return value < 0 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(value);
}

}  // namespace

double maximal_correlation(MatrixCells const& p, std::vector<double> const& p_x, std::vector<double> const& p_y,
                           std::size_t levels) {
  static thread_local ScaledMatrix matrix;
  static thread_local LanczosWorkspace work;
  static thread_local EigenPair pair;
  matrix.assign(p, p_x, p_y);
  if (matrix.row_count < 2 || matrix.column_count < 2) return 0;
  // The largest relative change that eps makes to a term of Q.
  double const largest = kEps * matrix.inverse_x.maxCoeff() * matrix.inverse_y.maxCoeff();
  if (largest > 1e-4) return maximal_correlation_general(p, p_x, p_y, levels);
  second_eigenpair(matrix, work, pair);
  if (pair.value > 1 - 1e-6) {
    // Blocks are exact to first order; the next order is below the square of `largest` over the gap inside a block.
    auto const block = second_block_eigenvalue(p, p_x, p_y);
    if (block && largest < 1e-7) return root_of_eigenvalue(*block);
    return maximal_correlation_general(p, p_x, p_y, levels);
  }
  if (largest < 1e-14) return root_of_eigenvalue(pair.value);

  // (F o A) A^T u with F = 1 / (1 + eps / (p_x p_y)) to second order in eps; its Rayleigh quotient is off by the
  // product of the residuals over the gap.
  auto& u = pair.vector;
  Eigen::VectorXd w(matrix.column_count);
  Eigen::VectorXd first(matrix.row_count);
  Eigen::VectorXd second(matrix.row_count);
  matrix.multiply_transposed(u, w);
  w = w.cwiseProduct(matrix.inverse_y).eval();
  matrix.multiply(w, first);
  w = w.cwiseProduct(matrix.inverse_y).eval();
  matrix.multiply(w, second);
  first = kEps * matrix.inverse_x.cwiseProduct(first - kEps * matrix.inverse_x.cwiseProduct(second));
  double const taken = u.dot(first);
  double const residual = (first - taken * u).norm();
  // The same from the left, for the perturbation is not symmetric.
  Eigen::VectorXd const scaled = kEps * matrix.inverse_x.cwiseProduct(u);
  matrix.multiply_transposed(scaled, w);
  w = w.cwiseProduct(matrix.inverse_y).eval();
  matrix.multiply(w, second);
  double const left_residual = (second - taken * u).norm();
  double const gap = std::min(1 - pair.value, pair.value - pair.next);
  double const value = pair.value - taken;
  double const accepted = matrix.row_count <= kQuicklySolved ? kAccepted : kAcceptedOfMany;
  if (residual * left_residual > accepted * gap * value) {
    return maximal_correlation_general(p, p_x, p_y, levels);
  }
  return root_of_eigenvalue(value);
}

double maximal_correlation_general(MatrixCells const& p, std::vector<double> const& p_x, std::vector<double> const& p_y,
                                   std::size_t levels) {
  // Levels without neighbours this way have empty rows: eigenvalue 0, added below.
  std::vector<Eigen::Index> index(p_x.size(), -1);
  Eigen::Index size = 0;
  for (std::size_t level = 0; level < p_x.size(); ++level) {
    if (p_x[level] > 0 || p_y[level] > 0) index[level] = size++;
  }
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(size, size);
  Eigen::VectorXd x = Eigen::VectorXd::Zero(size);
  Eigen::VectorXd y = Eigen::VectorXd::Zero(size);
  for (auto const& cell : p) dense(index[cell.i], index[cell.j]) = cell.n;
  for (std::size_t level = 0; level < p_x.size(); ++level) {
    if (index[level] < 0) continue;
    x[index[level]] = p_x[level];
    y[index[level]] = p_y[level];
  }
  Eigen::MatrixXd weighted(size, size);  // p(i, k) / (p_x(i) p_y(k) + eps)
  for (Eigen::Index k = 0; k < size; ++k) {
    for (Eigen::Index i = 0; i < size; ++i) weighted(i, k) = dense(i, k) / (x[i] * y[k] + kEps);
  }
  Eigen::MatrixXd const Q = weighted * dense.transpose();
  Eigen::EigenSolver<Eigen::MatrixXd> const solver(Q, false);
  std::vector<std::complex<double>> eigenvalues(solver.eigenvalues().begin(), solver.eigenvalues().end());
  for (auto k = eigenvalues.size(); k < levels; ++k) eigenvalues.emplace_back(0.0, 0.0);
  // numpy sorts complex numbers by their real part, then by the imaginary one.
  std::sort(eigenvalues.begin(), eigenvalues.end(), [](auto const& a, auto const& b) {
    return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag();
  });
  auto const second = eigenvalues[eigenvalues.size() - 2];
  if (second.imag() != 0) return std::sqrt(second).real();
  return root_of_eigenvalue(second.real());
}

}  // namespace petra
