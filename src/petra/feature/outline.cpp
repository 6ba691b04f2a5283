#include "petra/feature/outline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace petra {

namespace {

// A square's corners go round: 0 here, 1 the next column, 2 the next row and column, 3 the next row. Edge k joins
// corner k and the next. Lines of a square by which corners are inside (bit k: corner k): two edges each, the region on
// one side of the line, always the same.
constexpr std::array<std::string_view, 16> kLines = {"",   "30", "01",   "31", "12", "1230", "02", "32",
                                                     "23", "20", "0123", "21", "13", "10",   "03", ""};

struct Point {
  double row = 0, column = 0;
};
constexpr std::array<Point, 4> kEdgeMiddles = {{{0, 0.5}, {0.5, 1}, {1, 0.5}, {0.5, 0}}};

unsigned square_code(PlaneMask const& mask, std::int64_t row, std::int64_t column) {
  return (mask.at(row, column) ? 1U : 0U) | (mask.at(row, column + 1) ? 2U : 0U) |
         (mask.at(row + 1, column + 1) ? 4U : 0U) | (mask.at(row + 1, column) ? 8U : 0U);
}

// Vertices lie half a pixel off the grid in one direction, so they stand in rows of half pixels; of a row only the two
// outermost can be the farthest from anything.
class OutermostVertices {
 public:
  explicit OutermostVertices(std::int64_t rows) : rows_(static_cast<std::size_t>(2 * rows + 3)) {}

  void add(Point const& vertex) {
    auto& row = rows_[static_cast<std::size_t>(2 * vertex.row)];
    row.first = row.empty ? vertex.column : std::min(row.first, vertex.column);
    row.last = row.empty ? vertex.column : std::max(row.last, vertex.column);
    row.empty = false;
  }

  [[nodiscard]] double largest_distance(double row_spacing, double column_spacing) const {
    std::vector<Point> points;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      if (rows_[k].empty) continue;
      double const row = static_cast<double>(k) / 2 * row_spacing;
      points.push_back({row, rows_[k].first * column_spacing});
      points.push_back({row, rows_[k].last * column_spacing});
    }
    double largest = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        double const row = points[i].row - points[j].row, column = points[i].column - points[j].column;
        largest = std::max(largest, row * row + column * column);
      }
    }
    return std::sqrt(largest);
  }

 private:
  struct Row {
    bool empty = true;
    double first = 0, last = 0;
  };
  std::vector<Row> rows_;
};

}  // namespace

// Naive: walk over all squares, add every line's length and its triangle with the origin, keep every vertex, compare
// all pairs. Here coordinates are those of the plane padded by one pixel, as in PyRadiomics.
OutlineMeasures measure_outline(PlaneMask const& mask) {
  OutlineMeasures outline;
  OutermostVertices vertices(mask.rows);
  double const dy = mask.row_spacing_mm, dx = mask.column_spacing_mm;
  for (std::int64_t y = -1; y < mask.rows; ++y) {
    for (std::int64_t x = -1; x < mask.columns; ++x) {
      auto const lines = kLines[square_code(mask, y, x)];
      double const row = static_cast<double>(y + 1), column = static_cast<double>(x + 1);
      for (std::size_t k = 0; k < lines.size(); k += 2) {
        auto const place = [&](char edge) {
          auto const& middle = kEdgeMiddles[static_cast<std::size_t>(edge - '0')];
          return Point{row + middle.row, column + middle.column};
        };
        Point const from = place(lines[k]), to = place(lines[k + 1]);
        vertices.add(from);
        vertices.add(to);
        Point const a{from.row * dy, from.column * dx}, b{to.row * dy, to.column * dx};
        outline.area_mm2 += a.row * b.column - b.row * a.column;
        double const across = a.row - b.row, along = a.column - b.column;
        outline.perimeter_mm += std::sqrt(across * across + along * along);
      }
    }
  }
  outline.area_mm2 /= 2;
  outline.diameter_mm = vertices.largest_distance(dy, dx);
  return outline;
}

}  // namespace petra
