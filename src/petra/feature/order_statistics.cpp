#include "petra/feature/order_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace petra {

namespace {

constexpr std::size_t kCells = 2048;
constexpr std::size_t kSmall = 512;  // below this, sorting is as fast as counting

// A monotone map of [minimum, maximum] to cells.
struct CellOf {
  double minimum;
  double scale;
  [[nodiscard]] std::size_t operator()(double value) const {
    return static_cast<std::size_t>(static_cast<std::uint32_t>((value - minimum) * scale));
  }
};

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

  CellOf const cell_of{minimum, scale};
  std::array<std::uint32_t, kCells> count{};
  for (double const value : values) ++count[cell_of(value)];

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
  for (double const value : values) {
    std::uint8_t const list = slot[cell_of(value)];
    if (list != 0) lists[list].push_back(value);
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
