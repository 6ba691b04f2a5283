#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_funnel(StudyState const& s) {
  TableBuilder table({"step", "features_in", "features_out", "reason"});
  for (auto const* rows : {&s.analysis.funnel.rows, &s.analysis.dropped_models}) {
    for (auto const& row : *rows) table.row({row.step, row.features_in, row.features_out, row.reason});
  }
  return table.take();
}

Table make_icc(StudyState const& s) {
  if (s.analysis.funnel.reproducibility.empty()) return {};
  TableBuilder table({"feature", "comparison", "icc", "ci_low", "ci_high", "kept", "reason"});
  for (auto const& row : s.analysis.funnel.reproducibility)
    table.row({row.feature, row.comparison, row.icc, row.low, row.high, row.kept, row.reason});
  return table.take();
}

Table make_correlation(StudyState const& s) {
  if (s.analysis.funnel.redundancy.empty()) return {};
  TableBuilder table({"feature", "kept", "dropped_for", "pearson", "spearman"});
  for (auto const& row : s.analysis.funnel.redundancy)
    table.row({row.feature, row.kept, row.dropped_for, row.pearson, row.spearman});
  return table.take();
}

}  // namespace petra
