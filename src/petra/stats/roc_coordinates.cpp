#include "petra/stats/roc_coordinates.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double share(long long part, long long whole) {
  return whole == 0 ? kNaN : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<RocCounts> counts_along_curve(Roc const& roc, long long cases, long long controls) {
  std::vector<RocCounts> rows;
  rows.reserve(roc.curve.size());
  for (auto const& point : roc.curve) {
    RocCounts row;
    row.threshold = point.threshold;
    row.tp = std::llround(point.sensitivity * static_cast<double>(cases));
    row.tn = std::llround(point.specificity * static_cast<double>(controls));
    row.fn = cases - row.tp;
    row.fp = controls - row.tn;
    row.accuracy = share(row.tp + row.tn, cases + controls);
    row.ppv = share(row.tp, row.tp + row.fp);
    row.npv = share(row.tn, row.tn + row.fn);
    rows.push_back(row);
  }
  return rows;
}

std::vector<RocPoint> closest_topleft_points(Roc const& roc) {
  double best = std::numeric_limits<double>::infinity();
  std::vector<RocPoint> points;
  for (auto const& point : roc.curve) {
    double const a = 1 - point.sensitivity, b = 1 - point.specificity;
    double const distance = a * a + b * b;
    if (distance < best) points.clear();
    if (distance <= best) points.push_back(point);
    best = std::min(best, distance);
  }
  return points;
}

double partial_auc(Roc const& roc, PartialAucAxis axis, double low, double high) {
  assert(0 <= low && low < high && high <= 1);
  bool const on_specificity = axis == PartialAucAxis::specificity;
  double area = 0;
  for (std::size_t k = 1; k < roc.curve.size(); ++k) {
    auto const& a = roc.curve[k - 1];
    auto const& b = roc.curve[k];
    double x0 = on_specificity ? a.specificity : a.sensitivity, y0 = on_specificity ? a.sensitivity : a.specificity;
    double x1 = on_specificity ? b.specificity : b.sensitivity, y1 = on_specificity ? b.sensitivity : b.specificity;
    if (x0 > x1) std::swap(x0, x1), std::swap(y0, y1);
    double const from = std::max(x0, low), to = std::min(x1, high);
    if (!(to > from)) continue;
    double const slope = (y1 - y0) / (x1 - x0);
    area += (to - from) * (2 * y0 + slope * (from - x0 + to - x0)) / 2;
  }
  return area;
}

double corrected_partial_auc(double area, double low, double high) {
  double const largest = high - low;
  double const diagonal = largest * (2 - low - high) / 2;
  if (!(area >= diagonal - 1e-13)) return kNaN;
  return (1 + (area - diagonal) / (largest - diagonal)) / 2;
}

}  // namespace petra
