// Imputed tables of a study, and regressions fitted to each of them and pooled.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/rubin.hpp"
#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"

namespace petra {

struct ImputedVariable {
  std::string name, method;            // "predictive mean matching", …
  std::size_t training = 0, test = 0;  // empty cells
};

struct Imputations {
  std::vector<std::vector<ClinicalVariable>> tables;  // per imputation: the cohort's candidates, completed
  std::vector<ImputedVariable> variables;             // those with empty cells
};

// Completes the candidates. Training patients: chained equations fitted to them, the outcome among the predictors. Test
// patients: models fitted to training patients without the outcome. No other test patient, no feature and no Rad score
// enters. Empty `tables` where no cell is empty.
[[nodiscard]] Result<Imputations> impute_candidates(Cohort const& cohort, MissingDefinition const& missing);

// A regression fitted in each table; `fit` holds the pooled numbers (p and limits by t), without a likelihood.
struct PooledFit {
  LogisticFit fit;
  std::vector<PooledEstimate> terms;
  std::vector<LogisticFit> of_tables;
};

// rows: of the training patients, one matrix per table. Where one table is separated, all are fitted by Firth.
[[nodiscard]] Result<PooledFit> fit_pooled(std::vector<Eigen::MatrixXd> const& rows, std::vector<int> const& outcome,
                                           std::vector<std::string> const& names);

// p of the columns of one variable together (places in the design, from 0).
[[nodiscard]] double pooled_p(PooledFit const& pooled, std::vector<int> const& places);

}  // namespace petra
