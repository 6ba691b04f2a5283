// From clinical candidates to independent predictors, on plain matrices so that a resample can repeat it: each
// candidate alone, those below the screening p together, those below the final p refitted.
#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_stepwise.hpp"

namespace petra {

// A factor has one column per level but the reference; its columns enter and leave together.
struct ClinicalCandidates {
  std::vector<std::string> variables;     // "age", "gender"
  std::vector<std::vector<int>> columns;  // per variable: its columns
  std::vector<std::string> column_names;  // "age", "gender=Male"
  Eigen::MatrixXd values;                 // patients × columns
  [[nodiscard]] ClinicalCandidates rows(std::span<int const> which) const;
};

struct ClinicalRule {
  double screen_p = 0.05, final_p = 0.05;  // Wald, strict: below enters, below stays
  // Of the screened variables, instead of final_p: "forward", "backward" (SPSS's, by likelihood ratio),
  // "backward_wald", "aic", "bic" (R's step, backward); "none".
  std::string stepwise = "none";
};

// A regression on some of the candidates' columns.
struct ClinicalModel {
  std::vector<std::size_t> variables;  // positions in `variables` of the candidates
  std::vector<int> columns;            // that have a coefficient: those of the variables that vary in the rows
  LogisticFit fit;
};

// A candidate alone in the model.
struct ClinicalUnivariable {
  std::size_t variable = 0;
  LogisticFit fit;
  double p = 1;  // Wald; of a factor with several levels all of them together; NaN where a term has no finite estimate
};

struct ClinicalChoice {
  std::vector<ClinicalUnivariable> univariable;  // without candidates that do not vary
  std::vector<std::size_t> screened, independent;
  std::optional<LogisticFit> multivariable;  // of the screened; of a stepwise choice its last model
  std::vector<StepwiseStep> steps;           // of a stepwise choice
  std::optional<ClinicalModel> model;        // refit on the independent predictors; absent where none is left
};

// Columns that do not vary in these rows (a level that a resample missed) have no coefficient and count as absent.
// Separated data get Firth's estimate. Errors: as fit_logistic's (collinear candidates, …).
[[nodiscard]] Result<ClinicalChoice> choose_clinical(ClinicalCandidates const& candidates, std::span<int const> outcome,
                                                     ClinicalRule const& rule);

// The regression on these variables, with `first` (named first_name) as the column before them where it is given.
[[nodiscard]] Result<ClinicalModel> fit_clinical(ClinicalCandidates const& candidates,
                                                 std::vector<std::size_t> const& variables,
                                                 std::span<int const> outcome, Eigen::VectorXd const* first = nullptr,
                                                 std::string const& first_name = {});

}  // namespace petra
