#include <algorithm>

#include "petra/stats/roc.hpp"
#include "petra/study/scored.hpp"
#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_predictions(StudyState const& s) {
  if (s.analysis.probabilities.empty()) return {};
  Table table;
  table.columns = {"id", "set", "outcome"};
  for (auto const& model : s.analysis.probabilities) table.columns.push_back(model.model);
  for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
    auto const& patient = s.cohort.patients[i];
    std::vector<std::string> cells{patient.id, std::string(set_name(patient.training)),
                                   std::to_string(patient.outcome)};
    for (auto const& model : s.analysis.probabilities) cells.push_back(Cell(model.probability[i]).text);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table make_performance(StudyState const& s) {
  if (s.analysis.performance.empty()) return {};
  TableBuilder table({"model", "set", "auc", "auc_low", "auc_high", "accuracy", "precision", "recall", "specificity",
                      "f1", "brier", "cutoff_youden", "sensitivity_youden", "specificity_youden"});
  for (auto const& r : s.analysis.performance) {
    table.row({r.model, r.set, r.auc, r.auc_low, r.auc_high, r.accuracy, r.precision, r.recall, r.specificity, r.f1,
               r.brier, r.cutoff_youden, r.sensitivity_youden, r.specificity_youden});
  }
  return table.take();
}

// DeLong's interval covers too little in small sets: the logit one stands beside it.
Table make_auc_intervals(StudyState const& s) {
  constexpr std::ptrdiff_t kFewPerClass = 50;
  if (s.analysis.performance.empty()) return {};
  TableBuilder table(
      {"model", "set", "controls", "cases", "auc", "delong_low", "delong_high", "logit_low", "logit_high", "note"});
  for (auto const& model : s.analysis.probabilities) {
    // Over imputed tables the pooled interval, on the logit scale, is performance.csv's.
    auto const* regression = s.analysis.regression(model.model);
    if (regression != nullptr && !regression->imputed_rows.empty()) continue;
    for (bool const training : {true, false}) {
      auto const scored = scored_patients(s.cohort, model, training);
      auto const cases = std::count(scored.y.begin(), scored.y.end(), 1);
      auto const controls = static_cast<std::ptrdiff_t>(scored.y.size()) - cases;
      auto const roc = compute_roc(scored.p, scored.y);
      if (!roc) continue;
      double const low = logit_interval_bound(*roc, false), high = logit_interval_bound(*roc, true);
      std::string_view note;
      if (std::min(cases, controls) < kFewPerClass) note = "under 50 a class: read logit";
      if (!(low <= high)) note = "AUC 0 or 1: no logit interval";
      table.row({model.model, set_name(training), controls, cases, roc->auc, roc->low, roc->high, low, high, note});
    }
  }
  return table.take();
}

Table make_delong(StudyState const& s) {
  if (s.analysis.delong.empty()) return {};
  TableBuilder table({"set", "model_a", "model_b", "auc_difference", "z", "p"});
  for (auto const& r : s.analysis.delong)
    table.row({r.set, r.model_a, r.model_b, r.test.auc_difference, r.test.z, r.test.p});
  return table.take();
}

}  // namespace petra
