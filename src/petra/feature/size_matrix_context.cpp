#include "petra/feature/size_matrix_context.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "petra/feature/glcm_context.hpp"

namespace petra {
namespace {

constexpr std::uint32_t kSmallSizes = 512;

double sum_of_squares(std::span<std::pair<std::uint32_t, double> const> margin) {
  double sum = 0;
  for (auto const& [value, n] : margin) sum += n * n;
  return sum;
}

double variance_of(std::span<std::pair<std::uint32_t, double> const> margin, double total) {
  double mean = 0;
  for (auto const& [value, n] : margin) mean += n / total * value;
  double variance = 0;
  for (auto const& [value, n] : margin) variance += n / total * ((value - mean) * (value - mean));
  return variance;
}

}  // namespace

// Sums of P over sizes and over levels. Sizes are few and small, but for a zone or two of thousands of voxels.
void SizeMatrixContext::collect_margins(MatrixCells const& cells) {
  levels_.clear();
  sizes_.clear();
  small_sizes_.assign(kSmallSizes, 0.0);
  for (auto const& cell : cells) {
    if (levels_.empty() || levels_.back().first != cell.i) levels_.emplace_back(cell.i, 0.0);
    levels_.back().second += cell.n;
    if (cell.j < kSmallSizes) {
      small_sizes_[cell.j] += cell.n;
    } else {
      sizes_.emplace_back(cell.j, cell.n);
    }
  }
  std::stable_sort(sizes_.begin(), sizes_.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (std::size_t k = 0; k < sizes_.size(); ++k) {
    if (kept > 0 && sizes_[kept - 1].first == sizes_[k].first) {
      sizes_[kept - 1].second += sizes_[k].second;
    } else {
      sizes_[kept++] = sizes_[k];
    }
  }
  sizes_.resize(kept);
  for (std::uint32_t size = 1; size < kSmallSizes; ++size) {
    if (small_sizes_[size] != 0) sizes_.emplace_back(size, small_sizes_[size]);
  }
}

void SizeMatrixContext::assign(MatrixCells const& cells, std::uint32_t levels_present) {
  present = levels_present;
  collect_margins(cells);
  N = voxels = 0;
  low_level = high_level = short_emphasis = long_emphasis = 0;
  for (auto const& [level, n] : levels_) {
    double const i = level;
    N += n;
    low_level += n / (i * i);
    high_level += n * (i * i);
  }
  for (auto const& [size, n] : sizes_) {
    double const j = size;
    voxels += n * j;
    short_emphasis += n / (j * j);
    long_emphasis += n * (j * j);
  }
  short_low = short_high = long_low = long_high = entropy = 0;
  for (auto const& cell : cells) {
    double const i2 = static_cast<double>(cell.i) * cell.i;
    double const j2 = static_cast<double>(cell.j) * cell.j;
    short_low += cell.n / (i2 * j2);
    short_high += cell.n * i2 / j2;
    long_low += cell.n * j2 / i2;
    long_high += cell.n * (i2 * j2);
    double const p = cell.n / N;
    entropy -= p * std::log2(p + kEps);
  }
  for (double* sum :
       {&low_level, &high_level, &short_emphasis, &long_emphasis, &short_low, &short_high, &long_low, &long_high})
    *sum /= N;
  level_squares = sum_of_squares(levels_) / N;
  size_squares = sum_of_squares(sizes_) / N;
  level_variance = variance_of(levels_, N);
  size_variance = variance_of(sizes_, N);
}

}  // namespace petra
