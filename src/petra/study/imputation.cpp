#include "petra/study/imputation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/chained_equations.hpp"

namespace petra {

namespace {

constexpr std::string_view kMethods[] = {"predictive mean matching", "logistic regression", "multinomial regression"};

ImputationColumn column_of(ClinicalVariable const& variable, std::vector<std::size_t> const& rows) {
  ImputationColumn column{variable.column.column,
                          variable.column.categorical ? static_cast<int>(variable.levels.size()) : 0,
                          Eigen::VectorXd(static_cast<Eigen::Index>(rows.size()))};
  for (std::size_t i = 0; i < rows.size(); ++i) column.values(static_cast<Eigen::Index>(i)) = variable.values[rows[i]];
  return column;
}

std::vector<ImputedVariable> count_empty(Cohort const& cohort) {
  std::vector<ImputedVariable> variables;
  for (auto const& variable : cohort.clinical) {
    auto const levels = variable.levels.size();
    ImputedVariable row{variable.column.column, std::string(kMethods[!variable.column.categorical ? 0
                                                                     : levels <= 2                ? 1
                                                                                                  : 2])};
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      if (std::isnan(variable.values[i])) ++(cohort.patients[i].training ? row.training : row.test);
    }
    if (row.training + row.test > 0) variables.push_back(std::move(row));
  }
  return variables;
}

void put(std::vector<Eigen::MatrixXd> const& made, std::vector<std::size_t> const& rows, bool training,
         Cohort const& cohort, Imputations& imputations) {
  for (std::size_t table = 0; table < made.size(); ++table) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (cohort.patients[rows[i]].training != training) continue;
      for (std::size_t v = 0; v < cohort.clinical.size(); ++v)
        imputations.tables[table][v].values[rows[i]] =
            made[table](static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(v));
    }
  }
}

}  // namespace

Result<Imputations> impute_candidates(Cohort const& cohort, MissingDefinition const& missing) {
  Imputations imputations;
  imputations.variables = count_empty(cohort);
  if (imputations.variables.empty()) return imputations;
  imputations.tables.assign(static_cast<std::size_t>(missing.imputations), cohort.clinical);

  std::vector<std::size_t> training, all;
  std::vector<bool> is_training;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    all.push_back(i);
    is_training.push_back(cohort.patients[i].training);
    if (cohort.patients[i].training) training.push_back(i);
  }
  std::vector<ImputationColumn> with_outcome, without_outcome;
  for (auto const& variable : cohort.clinical) {
    with_outcome.push_back(column_of(variable, training));
    without_outcome.push_back(column_of(variable, all));
  }
  ImputationColumn outcome{"the outcome", 0, Eigen::VectorXd(static_cast<Eigen::Index>(training.size()))};
  for (std::size_t i = 0; i < training.size(); ++i)
    outcome.values(static_cast<Eigen::Index>(i)) = cohort.patients[training[i]].outcome;
  with_outcome.push_back(std::move(outcome));

  ImputationSettings settings{missing.imputations, missing.iterations, missing.seed};
  PETRA_TRY(auto const of_training,
            impute_by_chained_equations(with_outcome, std::vector<bool>(training.size(), true), settings));
  put(of_training, training, true, cohort, imputations);
  ++settings.seed;
  PETRA_TRY(auto const of_all, impute_by_chained_equations(without_outcome, is_training, settings));
  put(of_all, all, false, cohort, imputations);
  return imputations;
}

Result<PooledFit> fit_pooled(std::vector<Eigen::MatrixXd> const& rows, std::vector<int> const& outcome,
                             std::vector<std::string> const& names) {
  PooledFit pooled;
  for (auto const& x : rows) {
    PETRA_TRY(auto fit, fit_logistic(x, outcome, names));
    pooled.of_tables.push_back(std::move(fit));
  }
  auto const separated = std::find_if(pooled.of_tables.begin(), pooled.of_tables.end(),
                                      [](LogisticFit const& fit) { return fit.separated; });
  if (separated != pooled.of_tables.end()) {
    pooled.fit.separated = true;
    pooled.fit.separated_terms = separated->separated_terms;
    pooled.fit.method = LogisticMethod::firth;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      PETRA_TRY(pooled.of_tables[i], fit_firth(rows[i], outcome, names));
    }
  }
  auto& fit = pooled.fit;
  auto const m = static_cast<double>(rows.size());
  auto const terms = static_cast<Eigen::Index>(names.size()) + 1;
  fit.terms = pooled.of_tables.front().terms;
  for (auto* values :
       {&fit.coefficient, &fit.standard_error, &fit.z, &fit.p, &fit.odds_ratio, &fit.or_low, &fit.or_high})
    values->resize(terms);
  for (Eigen::Index k = 0; k < terms; ++k) {
    std::vector<double> estimates, variances;
    for (auto const& one : pooled.of_tables) {
      estimates.push_back(one.coefficient(k));
      variances.push_back(one.covariance(k, k));
    }
    auto const term =
        pool_estimates(estimates, variances, static_cast<double>(outcome.size()) - static_cast<double>(terms));
    fit.coefficient(k) = term.estimate;
    fit.standard_error(k) = term.error();
    fit.z(k) = term.statistic();
    fit.p(k) = term.p();
    fit.odds_ratio(k) = std::exp(term.estimate);
    fit.or_low(k) = std::exp(term.bound(0.95, false));
    fit.or_high(k) = std::exp(term.bound(0.95, true));
    pooled.terms.push_back(term);
  }
  Eigen::MatrixXd within = Eigen::MatrixXd::Zero(terms, terms), between = within;
  for (auto const& one : pooled.of_tables) {
    Eigen::VectorXd const apart = one.coefficient - fit.coefficient;
    within += one.covariance / m;
    between += apart * apart.transpose() / (m - 1);
  }
  fit.covariance = within + (1 + 1 / m) * between;
  // Likelihoods of different tables are not those of one model.
  fit.log_likelihood = fit.null_log_likelihood = fit.deviance = fit.aic = fit.bic =
      std::numeric_limits<double>::quiet_NaN();
  return pooled;
}

double pooled_p(PooledFit const& pooled, std::vector<int> const& places) {
  if (places.empty()) return std::nan("");
  if (places.size() == 1) return pooled.terms[static_cast<std::size_t>(places.front()) + 1].p();
  std::vector<Eigen::VectorXd> estimates;
  std::vector<Eigen::MatrixXd> covariances;
  std::vector<int> terms;
  for (int const place : places) terms.push_back(place + 1);
  for (auto const& fit : pooled.of_tables) {
    estimates.emplace_back(fit.coefficient(terms));
    covariances.emplace_back(fit.covariance(terms, terms));
  }
  return pool_wald_tests(estimates, covariances).p;
}

}  // namespace petra
