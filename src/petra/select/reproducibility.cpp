#include "petra/select/reproducibility.hpp"

#include <cmath>
#include <limits>

namespace petra {

std::vector<ReproducibilityRow> assess_reproducibility(DoubleReading const& readings, ReproducibilityRule const& rule) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  std::vector<ReproducibilityRow> rows;
  rows.reserve(readings.first.names.size());
  Eigen::MatrixXd pair(readings.first.values.rows(), 2);
  for (Eigen::Index column = 0; column < readings.first.values.cols(); ++column) {
    pair.col(0) = readings.first.values.col(column);
    pair.col(1) = readings.second.values.col(column);
    ReproducibilityRow row{
        readings.first.names[static_cast<std::size_t>(column)], readings.comparison, kNaN, kNaN, kNaN, false, {}};
    if (!pair.allFinite()) {
      row.reason = "undefined";
    } else if ((pair.array() == pair(0, 0)).all()) {
      row.reason = "constant";  // 0/0
    } else {
      auto const estimate = compute_icc(pair, rule.form, rule.limits ? 0.95 : kNaN);
      row.icc = estimate.icc;
      row.low = estimate.lower;
      row.high = estimate.upper;
      row.kept = estimate.icc > rule.minimum;
      if (!row.kept) row.reason = std::isnan(estimate.icc) ? "undefined" : "low_icc";
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace petra
