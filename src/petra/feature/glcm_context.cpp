#include "petra/feature/glcm_context.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace petra {
namespace {

// Up to this many cells each logarithm is taken and summed in PyRadiomics' order. Small matrices are where mutual
// information is often exactly zero, and there the last bit decides whether Imc2 is 0, 1e-8 or not a number.
constexpr std::size_t kTermByTermCells = 300;

// n log2(n) for small whole n.
constexpr std::size_t kTabled = 4096;
std::array<double, kTabled> const& n_log2_n_table() {
  static auto const table = [] {
    std::array<double, kTabled> values{};
    for (std::size_t n = 1; n < kTabled; ++n) values[n] = static_cast<double>(n) * std::log2(static_cast<double>(n));
    return values;
  }();
  return table;
}

}  // namespace

void GlcmContext::assign(GlcmMatrix const& matrix, std::uint32_t highest, std::uint32_t levels_present) {
  N_g = highest;
  present = levels_present;
  auto const levels = static_cast<std::size_t>(highest) + 1;
  p_x.assign(levels, 0.0);
  p_y.assign(levels, 0.0);
  p_sum.assign(2 * levels, 0.0);
  p_difference.assign(levels, 0.0);
  p = matrix.cells;
  sum_moments(matrix.total);
  rows_.clear();
  columns_.clear();
  for (std::uint32_t level = 1; level <= highest; ++level) {
    if (p_x[level] > 0) rows_.push_back(level);
    if (p_y[level] > 0) columns_.push_back(level);
  }
  sum_entropies(matrix);
}

void GlcmContext::sum_moments(double total) {
  mu_x = mu_y = autocorrelation = energy = maximum = contrast = 0;
  for (auto& cell : p) {
    cell.n /= total;
    double const i = cell.i;
    double const j = cell.j;
    auto const apart = cell.i > cell.j ? cell.i - cell.j : cell.j - cell.i;
    p_x[cell.i] += cell.n;
    p_y[cell.j] += cell.n;
    p_sum[cell.i + cell.j] += cell.n;
    p_difference[apart] += cell.n;
    mu_x += i * cell.n;
    mu_y += j * cell.n;
    autocorrelation += cell.n * (i * j);
    energy += cell.n * cell.n;
    maximum = std::max(maximum, cell.n);
    double const distance = apart;
    contrast += cell.n * (distance * distance);
  }
  variance_x = 0;
  double variance_y = 0;
  covariance = 0;
  for (auto const& cell : p) {
    double const x = cell.i - mu_x;
    double const y = cell.j - mu_y;
    variance_x += cell.n * (x * x);
    variance_y += cell.n * (y * y);
    covariance += cell.n * x * y;
  }
  sigma_x = std::sqrt(variance_x);
  sigma_y = std::sqrt(variance_y);
}

void GlcmContext::sum_entropies_term_by_term() {
  HX = HY = HXY = HXY1 = HXY2 = 0;
  for (auto const level : rows_) HX -= p_x[level] * std::log2(p_x[level] + kEps);
  for (auto const level : columns_) HY -= p_y[level] * std::log2(p_y[level] + kEps);
  for (auto const& cell : p) {
    HXY -= cell.n * std::log2(cell.n + kEps);
    HXY1 -= cell.n * std::log2(p_x[cell.i] * p_y[cell.j] + kEps);
  }
  for (auto const row : rows_) {
    for (auto const column : columns_) {
      double const product = p_x[row] * p_y[column];
      HXY2 -= product * std::log2(product + kEps);
    }
  }
}

// With q = p_x p_y:  -sum p log2(q + eps) = HX + HY - log2(e) eps sum p / q + ..., and -sum q log2(q + eps) = HX + HY -
// log2(e) eps (number of q > 0) + ..., HX and HY here without eps; what is left out is below (eps / min q)^2. Likewise,
// with p = n / N: -sum p log2(p + eps) = log2 N - (sum n log2 n) / N - log2(e) eps (number of p > 0) + ....
void GlcmContext::sum_entropies(GlcmMatrix const& matrix) {
  double least_x = 1;
  double least_y = 1;
  for (auto const level : rows_) least_x = std::min(least_x, p_x[level]);
  for (auto const level : columns_) least_y = std::min(least_y, p_y[level]);
  bool const whole_counts = matrix.offset != Index3{0, 0, 0};
  if (rows_.size() * columns_.size() <= kTermByTermCells || !whole_counts || kEps > 1e-5 * least_x * least_y) {
    sum_entropies_term_by_term();
    return;
  }
  double const bits = std::numbers::log2e * kEps;
  double x_without_eps = 0;
  double y_without_eps = 0;
  for (auto const level : rows_) x_without_eps -= p_x[level] * std::log2(p_x[level]);
  for (auto const level : columns_) y_without_eps -= p_y[level] * std::log2(p_y[level]);
  HX = x_without_eps - bits * static_cast<double>(rows_.size());
  HY = y_without_eps - bits * static_cast<double>(columns_.size());

  auto const& tabled = n_log2_n_table();
  double n_log2_n = 0;
  double p_over_q = 0;
  for (std::size_t c = 0; c < p.size(); ++c) {
    double const n = matrix.cells[c].n;
    n_log2_n += n < kTabled ? tabled[static_cast<std::size_t>(n)] : n * std::log2(n);
    p_over_q += p[c].n / (p_x[p[c].i] * p_y[p[c].j]);
  }
  HXY = std::log2(matrix.total) - n_log2_n / matrix.total - bits * static_cast<double>(p.size());
  HXY1 = x_without_eps + y_without_eps - bits * p_over_q;
  HXY2 = x_without_eps + y_without_eps - bits * static_cast<double>(rows_.size() * columns_.size());
}

}  // namespace petra
