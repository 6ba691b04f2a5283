#include "petra/feature/voxelwise/size_sums.hpp"

#include <algorithm>

namespace petra {

SizeSums::SizeSums(int positions)
    : logs_(static_cast<std::size_t>(positions)),
      squared_(static_cast<std::size_t>(positions) + 1, 0.0),
      inverse_squared_(static_cast<std::size_t>(positions) + 1, 0.0),
      level_n_(static_cast<std::size_t>(positions) + 1, 0.0),
      size_n_(static_cast<std::size_t>(positions) + 1, 0.0) {
  for (std::size_t j = 1; j < squared_.size(); ++j) {
    squared_[j] = static_cast<double>(j) * static_cast<double>(j);
    inverse_squared_[j] = 1 / squared_[j];
  }
}

SizeValues SizeSums::of(Neighbourhood const& here, std::span<SizeCell const> cells) {
  SizeValues v;
  double level_sum = 0, n_log2 = 0;
  std::size_t total = 0, largest = 0;
  for (auto const& cell : cells) {
    double const n = cell.n, size = cell.size;
    double const i2 = here.squared[cell.number], by_i2 = here.inverse_squared[cell.number];
    double const j2 = squared_[cell.size], by_j2 = inverse_squared_[cell.size];
    double const n_i2 = n * i2, n_by_i2 = n * by_i2;
    total += cell.n;
    largest = std::max<std::size_t>(largest, cell.size);
    level_n_[cell.number] += n;
    size_n_[cell.size] += n;
    n_log2 += logs_.n_log2(cell.n);
    level_sum += n * here.value[cell.number];
    v.voxels += n * size;
    v.low_level += n_by_i2;
    v.high_level += n_i2;
    v.short_emphasis += n * by_j2;
    v.long_emphasis += n * j2;
    v.short_low += n_by_i2 * by_j2;
    v.short_high += n_i2 * by_j2;
    v.long_low += n_by_i2 * j2;
    v.long_high += n_i2 * j2;
  }
  v.N = static_cast<double>(total);
  double const by_N = 1 / v.N;
  double const level_mean = level_sum * by_N, size_mean = v.voxels * by_N;
  for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) {
    double const n = level_n_[c], d = here.value[c] - level_mean;
    level_n_[c] = 0;
    v.level_squares += n * n;
    v.level_variance += n * (d * d);
  }
  for (std::size_t j = 1; j <= largest; ++j) {
    double const n = size_n_[j], d = static_cast<double>(j) - size_mean;
    size_n_[j] = 0;
    v.size_squares += n * n;
    v.size_variance += n * (d * d);
  }
  for (double* sum :
       {&v.short_emphasis, &v.long_emphasis, &v.low_level, &v.high_level, &v.short_low, &v.short_high, &v.long_low,
        &v.long_high, &v.level_squares, &v.size_squares, &v.level_variance, &v.size_variance})
    *sum *= by_N;
  v.entropy = logs_.entropy(total, n_log2, cells.size());
  return v;
}

}  // namespace petra
