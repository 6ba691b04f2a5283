#include "petra/evaluate/performance.hpp"

#include <fmt/format.h>

#include <cmath>

#include "petra/base/text.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> measure_performance(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const all = outcomes_and_sets(inputs.cohort);
  PETRA_TRY(auto evaluation,
            evaluate_models(all.outcome, all.training, analysis.probabilities, inputs.definition.threshold));
  analysis.performance = std::move(evaluation.performance);
  analysis.delong = std::move(evaluation.delong);
  pool_performance(inputs, analysis);
  for (auto const& row : analysis.performance) {
    auto const where = row.model + ' ' + row.set;
    auto explain = [&](double value, std::string_view column, std::string_view reason) {
      if (std::isnan(value))
        analysis.undefined.push_back({"performance", where, std::string(column), std::string(reason)});
    };
    explain(row.auc, "auc", "one outcome only");
    if (std::isfinite(row.auc)) {
      for (auto const& [limit, column] : {std::pair{row.auc_low, "auc_low"}, {row.auc_high, "auc_high"}})
        explain(limit, column, "an imputed table has an AUC of 0 or 1");
    } else {
      for (auto const& [limit, column] : {std::pair{row.auc_low, "auc_low"}, {row.auc_high, "auc_high"}})
        explain(limit, column, "one outcome only");
    }
    explain(row.accuracy, "accuracy", "no patient");
    explain(row.brier, "brier", "no patient");
    explain(row.precision, "precision",
            fmt::format("no patient has a probability of {} or more", format_number(inputs.definition.threshold)));
    explain(row.f1, "f1", "no case, and no patient counted as one");
    explain(row.sensitivity_youden, "sensitivity_youden", "no case");
    explain(row.specificity_youden, "specificity_youden", "no control");
    explain(row.recall, "recall", "no case");
    explain(row.specificity, "specificity", "no control");
    explain(row.cutoff_youden, "cutoff_youden", "no cut-off separates better than chance");
  }
  for (auto const& row : analysis.delong) {
    auto const where = row.set + ' ' + row.model_a + ' ' + row.model_b;
    auto const reason =
        std::isnan(row.test.auc_difference) ? "one outcome only" : "the difference of the AUCs has no variance";
    for (auto const& [value, column] :
         {std::pair{row.test.auc_difference, "auc_difference"}, {row.test.z, "z"}, {row.test.p, "p"}}) {
      if (!std::isfinite(value)) analysis.undefined.push_back({"delong", where, column, reason});
    }
  }
  return {};
}

}  // namespace petra
