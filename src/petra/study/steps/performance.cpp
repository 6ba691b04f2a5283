#include "petra/evaluate/performance.hpp"

#include <cmath>

#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> measure_performance(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const all = outcomes_and_sets(inputs.cohort);
  PETRA_TRY(auto evaluation, evaluate_models(all.outcome, all.training, analysis.probabilities));
  for (auto const& row : evaluation.performance) {
    auto const where = row.model + ' ' + row.set;
    auto explain = [&](double value, std::string_view column, std::string_view reason) {
      if (std::isnan(value))
        analysis.undefined.push_back({"performance", where, std::string(column), std::string(reason)});
    };
    explain(row.auc, "auc", "one outcome only");
    explain(row.precision, "precision", "no patient has a probability of 0.5 or more");
    explain(row.recall, "recall", "no case");
    explain(row.specificity, "specificity", "no control");
    explain(row.cutoff_youden, "cutoff_youden", "no cut-off separates better than chance");
  }
  for (auto const& row : evaluation.delong) {
    if (std::isfinite(row.test.z) && std::isfinite(row.test.p)) continue;
    analysis.undefined.push_back(
        {"delong", row.set + ' ' + row.model_a + ' ' + row.model_b, "z",
         std::isnan(row.test.auc_difference) ? "one outcome only" : "the difference of the AUCs has no variance"});
  }
  analysis.performance = std::move(evaluation.performance);
  analysis.delong = std::move(evaluation.delong);
  return {};
}

}  // namespace petra
