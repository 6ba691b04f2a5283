#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_validation(StudyState const& s) {
  if (s.analysis.validation.empty()) return {};
  TableBuilder table({"model", "index", "apparent", "training", "test", "optimism", "corrected", "resamples"});
  for (auto const& [model, v] : s.analysis.validation) {
    auto auc = [](ValidationIndices const& index) { return (index[0] + 1) / 2; };  // index 0 is Dxy = 2·AUC − 1
    table.row(
        {model, "AUC", auc(v.original), auc(v.training), auc(v.test), v.optimism[0] / 2, v.auc_corrected, v.used});
    // As rms up to 8.0: Emax is not corrected by its optimism, but read off the corrected intercept and slope.
    auto corrected = v.corrected;
    corrected[4] = v.emax_of_corrected_line;
    for (std::size_t k = 0; k < kValidationIndices.size(); ++k)
      table.row(
          {model, kValidationIndices[k], v.original[k], v.training[k], v.test[k], v.optimism[k], corrected[k], v.used});
  }
  return table.take();
}

Table make_calibration(StudyState const& s) {
  if (s.analysis.calibration.empty()) return {};
  TableBuilder table({"model", "set", "method", "predicted", "observed", "low", "high"});
  for (auto const& [model, set, point] : s.analysis.calibration)
    table.row({model, set, point.method, point.predicted, point.observed, point.low, point.high});
  return table.take();
}

Table make_decision_curve(StudyState const& s) {
  if (s.analysis.decision_curve.empty()) return {};
  TableBuilder table({"model", "set", "threshold", "net_benefit", "low", "high", "treat_all", "treat_none"});
  for (auto const& r : s.analysis.decision_curve)
    table.row({r.model, r.set, r.threshold, r.net_benefit, r.low, r.high, r.treat_all, 0});
  return table.take();
}

Table make_undefined(StudyState const& s) {
  if (s.analysis.undefined.empty()) return {};
  TableBuilder table({"table", "row", "column", "reason"});
  for (auto const& r : s.analysis.undefined) table.row({r.table, r.row, r.column, r.reason});
  return table.take();
}

}  // namespace petra
