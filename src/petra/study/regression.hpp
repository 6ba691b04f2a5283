// The logistic regressions of a study, as its steps fit them.
#pragma once

#include <string>
#include <vector>

#include "petra/model/clinical_choice.hpp"
#include "petra/study/analysis.hpp"

namespace petra {

// The outcomes of the training patients, in their order.
[[nodiscard]] std::vector<int> training_outcomes(Cohort const& cohort);

// Per patient: outcome, and whether it trains.
struct OutcomesAndSets {
  std::vector<int> outcome;
  std::vector<bool> training;
};
[[nodiscard]] OutcomesAndSets outcomes_and_sets(Cohort const& cohort);

// A logistic model of the training patients. Where the data are separated it is Firth's, and a warning says so.
[[nodiscard]] Result<LogisticFit> fit_model(Cohort const& cohort, DesignMatrix const& design, std::string const& model,
                                            StudyAnalysis& analysis);

// The clinical variables of the training patients, as columns.
[[nodiscard]] ClinicalCandidates clinical_candidates(Cohort const& cohort);

// Says so where a model is Firth's because its data are separated.
void warn_of_separation(LogisticFit const& fit, std::string const& model, StudyAnalysis& analysis);

// Probability of each row; NaN where a value of the row is undefined.
[[nodiscard]] std::vector<double> probabilities_of(LogisticFit const& fit, Eigen::MatrixXd const& rows);

}  // namespace petra
