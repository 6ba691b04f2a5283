#include "petra/feature/order_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "petra/base/vector_clones.hpp"
#include "petra/grid/voxel_values.hpp"

namespace petra {

namespace {

constexpr std::size_t kCells = 2048;
constexpr std::size_t kSmall = 512;  // below this, sorting is as fast as counting

using Cells = std::vector<std::uint16_t, UnclearedAllocator<std::uint16_t>>;

// The cell of each value: a monotone map of [minimum, maximum] to 0 … kCells - 1.
PETRA_VECTOR_CLONES
void find_cells(double const* values, std::size_t count, double minimum, double scale, std::uint16_t* cells) {
  for (std::size_t i = 0; i < count; ++i)
    cells[i] = static_cast<std::uint16_t>(static_cast<std::int32_t>((values[i] - minimum) * scale));
}

std::vector<double> by_sorting(std::span<double const> values, std::span<std::size_t const> ranks) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> found;
  found.reserve(ranks.size());
  for (std::size_t const rank : ranks) found.push_back(sorted[rank]);
  return found;
}

// The cell that holds a rank, and how many values lie in cells before it.
struct Place {
  std::size_t cell;
  std::size_t before;
};

}  // namespace

std::vector<double> values_at_ranks(std::span<double const> values, double minimum, double maximum,
                                    std::span<std::size_t const> ranks) {
  double const scale = static_cast<double>(kCells - 1) / (maximum - minimum);
  if (minimum == maximum) return std::vector<double>(ranks.size(), minimum);
  if (values.size() < kSmall || !std::isfinite(scale) || !(scale > 0)) return by_sorting(values, ranks);

  Cells cells(values.size());
  find_cells(values.data(), values.size(), minimum, scale, cells.data());
  // Two tables by turns: neighbours often share a cell, and a counter just raised cannot be raised at once again.
  std::array<std::uint32_t, kCells> count{}, odd{};
  for (std::size_t i = 0; i + 1 < cells.size(); i += 2) {
    ++count[cells[i]];
    ++odd[cells[i + 1]];
  }
  if (cells.size() % 2 == 1) ++count[cells.back()];
  for (std::size_t cell = 0; cell < kCells; ++cell) count[cell] += odd[cell];

  // Cells that hold a wanted rank get a list; slot 0 means none.
  std::vector<Place> places(ranks.size());
  std::array<std::uint8_t, kCells> slot{};
  std::vector<std::vector<double>> lists(1);
  for (std::size_t k = 0; k < ranks.size(); ++k) {
    std::size_t cell = 0, before = 0;
    while (before + count[cell] <= ranks[k]) before += count[cell++];
    places[k] = {cell, before};
    if (slot[cell] != 0) continue;
    slot[cell] = static_cast<std::uint8_t>(lists.size());
    lists.emplace_back().reserve(count[cell]);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint8_t const list = slot[cells[i]];
    if (list != 0) lists[list].push_back(values[i]);
  }

  std::vector<double> found(ranks.size());
  for (std::size_t k = 0; k < ranks.size(); ++k) {
    auto& list = lists[slot[places[k].cell]];
    auto const nth = list.begin() + static_cast<std::ptrdiff_t>(ranks[k] - places[k].before);
    std::nth_element(list.begin(), nth, list.end());
    found[k] = *nth;
  }
  return found;
}

Percentiles percentiles(std::span<double const> values, double minimum, double maximum,
                        std::span<double const> percentages) {
  std::vector<std::size_t> ranks;
  std::vector<double> fractions;
  auto const last = static_cast<double>(values.size() - 1);
  for (double const percentage : percentages) {
    double const place = last * (percentage / 100);
    double const below = std::floor(place);
    auto const rank = static_cast<std::size_t>(below);
    ranks.push_back(rank);
    ranks.push_back(std::min(rank + 1, values.size() - 1));
    fractions.push_back(place - below);
  }
  ranks.push_back((values.size() - 1) / 2);
  ranks.push_back(values.size() / 2);

  auto const found = values_at_ranks(values, minimum, maximum, ranks);
  Percentiles result;
  for (std::size_t k = 0; k < percentages.size(); ++k) {
    double const a = found[2 * k], b = found[2 * k + 1], t = fractions[k];
    double const difference = b - a;
    result.values.push_back(t >= 0.5 ? b - difference * (1 - t) : a + difference * t);
  }
  double const lower = found[found.size() - 2], upper = found.back();
  result.median = values.size() % 2 == 1 ? upper : (lower + upper) / 2;
  return result;
}

}  // namespace petra
