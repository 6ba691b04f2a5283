#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_added_value(StudyState const& s) {
  if (s.analysis.added_value.empty()) return {};
  TableBuilder table({"set", "measure", "value", "low", "high", "statistic", "df", "p", "note"});
  for (auto const& r : s.analysis.added_value)
    table.row({r.set, r.measure, r.value, r.low, r.high, r.statistic, r.df, r.p, r.note});
  return table.take();
}

Table make_signature_variants(StudyState const& s) {
  if (s.analysis.signature_variants.empty()) return {};
  TableBuilder table({"variant", "features", "selected", "auc_train", "auc_train_low", "auc_train_high", "auc_test",
                      "auc_test_low", "auc_test_high", "spearman_rad_score", "p_test", "note"});
  for (auto const& r : s.analysis.signature_variants)
    table.row({r.variant, r.features, r.selected, r.auc[0], r.low[0], r.high[0], r.auc[1], r.low[1], r.high[1],
               r.spearman, r.p_test, r.note});
  return table.take();
}

}  // namespace petra
