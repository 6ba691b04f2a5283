#include "petra/stats/caret_split.hpp"

#include <cassert>
#include <cmath>
#include <map>

#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

std::map<int, std::vector<std::int64_t>> rows_by_class(std::span<int const> y) {
  std::map<int, std::vector<std::int64_t>> rows;
  for (std::size_t i = 0; i < y.size(); ++i) rows[y[i]].push_back(static_cast<std::int64_t>(i));
  return rows;
}

}  // namespace

std::vector<bool> caret_partition(std::span<int const> y, double ratio, std::uint32_t seed) {
  assert(ratio > 0 && ratio <= 1);
  std::vector<bool> training(y.size(), false);
  RRandom random(seed);
  for (auto const& [level, rows] : rows_by_class(y)) {
    auto const count = static_cast<std::int64_t>(std::ceil(static_cast<double>(rows.size()) * ratio));
    if (rows.size() == 1) {  // caret keeps a single row without drawing
      training[static_cast<std::size_t>(rows[0])] = true;
      continue;
    }
    for (auto const row : random.sample(rows, count)) training[static_cast<std::size_t>(row)] = true;
  }
  return training;
}

std::vector<int> caret_folds(std::span<int const> y, int folds, std::uint32_t seed) {
  assert(folds >= 2);
  std::vector<int> ids(y.size(), 0);
  RRandom random(seed);
  for (auto const& [level, rows] : rows_by_class(y)) {
    auto const size = static_cast<std::int64_t>(rows.size());
    std::vector<std::int64_t> drawn;
    if (size < folds) {
      drawn = random.sample_int(folds, size);
    } else {
      std::vector<std::int64_t> sequence;
      for (std::int64_t i = 0; i < size - size % folds; ++i) sequence.push_back(i % folds + 1);
      if (size % folds > 0) {
        for (auto const spare : random.sample_int(folds, size % folds)) sequence.push_back(spare);
      }
      drawn = random.sample(sequence, size);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) ids[static_cast<std::size_t>(rows[i])] = static_cast<int>(drawn[i]);
  }
  return ids;
}

}  // namespace petra
