#include "petra/feature/voxelwise/glcm_rounding.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "petra/feature/glcm_context.hpp"

namespace petra {
namespace {

struct Cell {
  std::size_t row, column;
  double p;
};

std::vector<Cell> sorted_cells(std::span<CountCell const> cells, std::size_t total, SumOrder order) {
  std::vector<Cell> sorted;
  for (auto const& cell : cells) sorted.push_back({cell.row, cell.column, cell.n / static_cast<double>(total)});
  std::sort(sorted.begin(), sorted.end(), [order](Cell const& a, Cell const& b) {
    bool const by_rows = a.row != b.row && (order == SumOrder::rows_first || a.column == b.column);
    return by_rows ? a.row < b.row : a.column < b.column;
  });
  return sorted;
}

}  // namespace

double imc2_as_numpy_rounds(std::span<CountCell const> cells, std::size_t total, std::size_t distinct, SumOrder order) {
  auto const sorted = sorted_cells(cells, total, order);
  std::vector<double> x(distinct + 1, 0.0), y(distinct + 1, 0.0);
  double joint = 0, independent = 0;
  for (auto const& cell : sorted) {
    x[cell.row] += cell.p;
    y[cell.column] += cell.p;
    joint += cell.p * std::log2(cell.p + kEps);
  }
  for (double const px : x) {
    for (double const py : y) {
      double const product = px * py;
      if (product != 0) independent += product * std::log2(product + kEps);
    }
  }
  double const HXY = -joint, HXY2 = -independent;
  if (HXY2 == HXY) return 0;
  return std::sqrt(1 - std::pow(std::numbers::e, -2 * (HXY2 - HXY)));  // NaN below zero, as there
}

double correlation_as_numpy_rounds(std::span<CountCell const> cells, std::size_t total,
                                   std::span<std::uint32_t const> value, SumOrder order) {
  auto const sorted = sorted_cells(cells, total, order);
  double mean_x = 0, mean_y = 0;
  for (auto const& cell : sorted) {
    mean_x += value[cell.row] * cell.p;
    mean_y += value[cell.column] * cell.p;
  }
  double variance_x = 0, variance_y = 0, covariance = 0;
  for (auto const& cell : sorted) {
    double const dx = value[cell.row] - mean_x, dy = value[cell.column] - mean_y;
    variance_x += cell.p * (dx * dx);
    variance_y += cell.p * (dy * dy);
    covariance += cell.p * dx * dy;
  }
  double const product = std::sqrt(variance_x) * std::sqrt(variance_y);
  return product == 0 ? 1 : covariance / (product + kEps);
}

}  // namespace petra
