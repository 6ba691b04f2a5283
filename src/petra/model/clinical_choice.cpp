#include "petra/model/clinical_choice.hpp"

#include <algorithm>
#include <cmath>

#include "petra/stats/logistic_statistics.hpp"

namespace petra {

namespace {

bool varies(Eigen::MatrixXd const& values, int column) {
  return values.rows() > 0 && values.col(column).minCoeff() < values.col(column).maxCoeff();
}

// Wald p of all columns of one variable together; NaN where a term has no finite estimate.
double variable_p(ClinicalModel const& model, std::vector<int> const& columns_of_variable) {
  std::vector<int> places;  // in the fit's design
  for (std::size_t k = 0; k < model.columns.size(); ++k) {
    for (int const column : columns_of_variable) {
      if (model.columns[k] == column) places.push_back(static_cast<int>(k));
    }
  }
  if (places.empty()) return std::nan("");
  if (places.size() == 1) return model.fit.p(places.front() + 1);
  auto const test = wald_test(model.fit, places);
  return std::isfinite(test.statistic) && test.statistic >= 0 ? test.p : std::nan("");
}

Result<StepwiseResult> run_stepwise(std::string const& method, StepwiseProblem const& problem) {
  if (method == "forward") return forward_by_test(problem);
  if (method == "backward") return backward_by_test(problem, RemovalTest::likelihood_ratio);
  if (method == "backward_wald") return backward_by_test(problem, RemovalTest::wald);
  double const penalty = method == "bic" ? std::log(static_cast<double>(problem.y.size())) : 2;
  return stepwise_by_criterion(problem, InformationStart::all, penalty);
}

// Sets `independent` to the screened variables that a stepwise choice keeps, in the candidates' order.
Result<void> choose_stepwise(ClinicalCandidates const& candidates, std::span<int const> outcome,
                             std::string const& method, ClinicalChoice& choice) {
  StepwiseProblem problem;
  problem.y.assign(outcome.begin(), outcome.end());
  std::vector<int> used;
  for (auto const k : choice.screened) {
    StepwiseVariable variable{candidates.variables[k], {}};
    for (int const column : candidates.columns[k]) {
      if (!varies(candidates.values, column)) continue;
      variable.columns.push_back(static_cast<int>(used.size()));
      used.push_back(column);
      problem.column_names.push_back(candidates.column_names[static_cast<std::size_t>(column)]);
    }
    problem.candidates.push_back(std::move(variable));
  }
  problem.x = candidates.values(Eigen::all, used);
  auto chosen = run_stepwise(method, problem);
  if (!chosen) return std::move(chosen).error().while_doing("choosing clinical variables stepwise");
  choice.steps = std::move(chosen->steps);
  for (auto const k : choice.screened) {
    if (std::find(chosen->kept.begin(), chosen->kept.end(), candidates.variables[k]) != chosen->kept.end())
      choice.independent.push_back(k);
  }
  return {};
}

Error naming_model(Error error, std::string const& model) {
  return std::move(error).while_doing("fitting the " + model + " model");
}

}  // namespace

ClinicalCandidates ClinicalCandidates::rows(std::span<int const> which) const {
  ClinicalCandidates chosen{variables, columns, column_names,
                            Eigen::MatrixXd(static_cast<Eigen::Index>(which.size()), values.cols())};
  for (std::size_t k = 0; k < which.size(); ++k) chosen.values.row(static_cast<Eigen::Index>(k)) = values.row(which[k]);
  return chosen;
}

Result<ClinicalModel> fit_clinical(ClinicalCandidates const& candidates, std::vector<std::size_t> const& variables,
                                   std::span<int const> outcome, Eigen::VectorXd const* first,
                                   std::string const& first_name) {
  ClinicalModel model;
  model.variables = variables;
  for (auto const variable : variables) {
    for (int const column : candidates.columns[variable]) {
      if (varies(candidates.values, column)) model.columns.push_back(column);
    }
  }
  Eigen::Index const before = first == nullptr ? 0 : 1;
  Eigen::MatrixXd x(static_cast<Eigen::Index>(outcome.size()),
                    before + static_cast<Eigen::Index>(model.columns.size()));
  std::vector<std::string> names;
  if (first != nullptr) {
    x.col(0) = *first;
    names.push_back(first_name);
  }
  for (std::size_t k = 0; k < model.columns.size(); ++k) {
    x.col(before + static_cast<Eigen::Index>(k)) = candidates.values.col(model.columns[k]);
    names.push_back(candidates.column_names[static_cast<std::size_t>(model.columns[k])]);
  }
  PETRA_TRY(model.fit, fit_logistic_or_firth(x, outcome, names));
  return model;
}

Result<ClinicalChoice> choose_clinical(ClinicalCandidates const& candidates, std::span<int const> outcome,
                                       ClinicalRule const& rule) {
  ClinicalChoice choice;
  for (std::size_t k = 0; k < candidates.variables.size(); ++k) {
    bool any = false;
    for (int const column : candidates.columns[k]) any = any || varies(candidates.values, column);
    if (!any) continue;
    auto alone = fit_clinical(candidates, {k}, outcome);
    if (!alone) return naming_model(std::move(alone).error(), "univariable " + candidates.variables[k]);
    double const p = variable_p(*alone, candidates.columns[k]);
    if (p < rule.screen_p) choice.screened.push_back(k);
    choice.univariable.push_back({k, std::move(alone->fit), p});
  }
  if (choice.screened.empty()) return choice;
  if (rule.stepwise != "none") {
    PETRA_CHECK(choose_stepwise(candidates, outcome, rule.stepwise, choice));
  } else {
    auto together = fit_clinical(candidates, choice.screened, outcome);
    if (!together) return naming_model(std::move(together).error(), "multivariable");
    for (auto const k : choice.screened) {
      if (variable_p(*together, candidates.columns[k]) < rule.final_p) choice.independent.push_back(k);
    }
    choice.multivariable = std::move(together->fit);
  }
  if (choice.independent.empty()) return choice;
  auto refit = fit_clinical(candidates, choice.independent, outcome);
  if (!refit) return naming_model(std::move(refit).error(), "clinical");
  choice.model = std::move(*refit);
  if (rule.stepwise != "none") choice.multivariable = choice.model->fit;
  return choice;
}

}  // namespace petra
