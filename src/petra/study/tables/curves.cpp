#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

namespace {

Table indices_table(std::vector<ValidationRow> const& rows) {
  if (rows.empty()) return {};
  TableBuilder table({"model", "index", "apparent", "training", "test", "optimism", "corrected", "resamples"});
  for (auto const& [model, v] : rows) {
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

}  // namespace

Table make_validation(StudyState const& s) {
  return indices_table(s.analysis.validation);
}

Table make_fold_validation(StudyState const& s) {
  return indices_table(s.analysis.fold_validation);
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

namespace {

// Riley's criteria take an AUC between chance and certainty.
std::vector<UndefinedRow> undefined_sample_sizes(StudyState const& s) {
  auto const table = make_sample_size(s);
  std::vector<UndefinedRow> rows;
  for (auto const& row : table.rows) {
    auto const cell = [&](std::string_view column) { return row[*table.find_column(column)]; };
    if (!cell("needed").empty()) continue;
    rows.push_back({"sample_size", cell("model"), "needed",
                    cell("anticipated_auc").empty() ? "there is no such model, so no AUC to reckon with"
                                                    : "the anticipated AUC does not lie between 0.5 and 1"});
  }
  return rows;
}

}  // namespace

Table make_undefined(StudyState const& s) {
  auto const sizes = undefined_sample_sizes(s);
  if (s.analysis.undefined.empty() && sizes.empty()) return {};
  TableBuilder table({"table", "row", "column", "reason"});
  for (auto const* list : {&s.analysis.undefined, &sizes}) {
    for (auto const& r : *list) table.row({r.table, r.row, r.column, r.reason});
  }
  return table.take();
}

}  // namespace petra
