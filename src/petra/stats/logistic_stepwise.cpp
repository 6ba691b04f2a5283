#include "petra/stats/logistic_stepwise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_statistics.hpp"

namespace petra {

namespace {

using Model = std::vector<std::size_t>;  // candidates, in order

std::vector<int> columns_of(StepwiseProblem const& problem, Model const& model) {
  std::vector<int> columns;
  for (auto const k : model)
    columns.insert(columns.end(), problem.candidates[k].columns.begin(), problem.candidates[k].columns.end());
  return columns;
}

Model without(Model model, std::size_t candidate) {
  std::erase(model, candidate);
  return model;
}

Result<LogisticFit> fit_model(StepwiseProblem const& problem, Model const& model) {
  auto const columns = columns_of(problem, model);
  Eigen::MatrixXd x(problem.x.rows(), static_cast<Eigen::Index>(columns.size()));
  std::vector<std::string> names;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    x.col(static_cast<Eigen::Index>(k)) = problem.x.col(columns[k]);
    names.push_back(problem.column_names[static_cast<std::size_t>(columns[k])]);
  }
  PETRA_TRY(auto fit, fit_logistic(x, problem.y, names));
  if (fit.separated) {
    return make_error(ErrorCode::invalid_input, "stepwise selection",
                      "a model on the way is separated by " + fit.separated_terms.front(),
                      "Leave that variable out of the candidates");
  }
  return fit;
}

Result<double> criterion_of(StepwiseProblem const& problem, Model const& model, double penalty) {
  PETRA_TRY(auto const fit, fit_model(problem, model));
  return fit.deviance + penalty * static_cast<double>(fit.coefficient.size());
}

Result<LikelihoodRatioTest> removal_test(StepwiseProblem const& problem, Model const& model, std::size_t candidate,
                                         RemovalTest kind) {
  PETRA_TRY(auto const full, fit_model(problem, model));
  auto const df = static_cast<int>(problem.candidates[candidate].columns.size());
  if (kind == RemovalTest::likelihood_ratio) {
    PETRA_TRY(auto const smaller, fit_model(problem, without(model, candidate)));
    double const statistic = std::max(0.0, smaller.deviance - full.deviance);
    return LikelihoodRatioTest{statistic, df, chi_squared_upper_tail(statistic, df)};
  }
  int first = 0;  // the candidate's columns within the model's
  for (auto const k : model) {
    if (k == candidate) break;
    first += static_cast<int>(problem.candidates[k].columns.size());
  }
  std::vector<int> columns(static_cast<std::size_t>(df));
  std::iota(columns.begin(), columns.end(), first);
  return wald_test(full, columns);
}

// Removes the variable with the largest p while that exceeds p_out and more than `least` variables are left.
Result<void> prune(StepwiseProblem const& problem, Model& model, RemovalTest kind, double p_out, std::size_t least,
                   std::vector<StepwiseStep>& steps) {
  while (model.size() > least) {
    StepwiseStep worst{"", false, 0, -1};
    std::size_t worst_candidate = 0;
    for (auto const candidate : model) {
      PETRA_TRY(auto const test, removal_test(problem, model, candidate, kind));
      if (test.p > worst.p) {
        worst = {problem.candidates[candidate].name, false, test.statistic, test.p};
        worst_candidate = candidate;
      }
    }
    if (worst.p <= p_out) break;
    std::erase(model, worst_candidate);
    steps.push_back(worst);
  }
  return {};
}

Model all_candidates(StepwiseProblem const& problem) {
  Model model(problem.candidates.size());
  std::iota(model.begin(), model.end(), std::size_t{0});
  return model;
}

StepwiseResult describe(StepwiseProblem const& problem, Model const& model, std::vector<StepwiseStep> steps) {
  StepwiseResult result{{}, std::move(steps), std::numeric_limits<double>::quiet_NaN()};
  for (auto const k : model) result.kept.push_back(problem.candidates[k].name);
  return result;
}

bool holds(Model const& model, std::size_t candidate) {
  return std::find(model.begin(), model.end(), candidate) != model.end();
}

}  // namespace

Result<StepwiseResult> stepwise_by_criterion(StepwiseProblem const& problem, InformationStart start, double penalty) {
  Model model = start == InformationStart::all ? all_candidates(problem) : Model{};
  std::vector<StepwiseStep> steps;
  PETRA_TRY(double current, criterion_of(problem, model, penalty));
  while (true) {
    double best = current;
    Model best_model;
    StepwiseStep step;
    auto const consider = [&](Model candidate_model, std::size_t candidate, bool entered) -> Result<void> {
      PETRA_TRY(double const value, criterion_of(problem, candidate_model, penalty));
      if (value < best - 1e-7) {  // R's step ignores gains below that
        best = value;
        best_model = std::move(candidate_model);
        step = {problem.candidates[candidate].name, entered, value, std::numeric_limits<double>::quiet_NaN()};
      }
      return {};
    };
    for (auto const candidate : model) PETRA_CHECK(consider(without(model, candidate), candidate, false));
    if (start == InformationStart::none) {
      for (std::size_t candidate = 0; candidate < problem.candidates.size(); ++candidate) {
        if (holds(model, candidate)) continue;
        Model larger = model;
        larger.push_back(candidate);
        PETRA_CHECK(consider(std::move(larger), candidate, true));
      }
    }
    if (step.variable.empty()) break;
    model = best_model;
    current = best;
    steps.push_back(step);
  }
  auto result = describe(problem, model, std::move(steps));
  result.criterion = current;
  return result;
}

Result<StepwiseResult> backward_by_test(StepwiseProblem const& problem, RemovalTest test, double p_out) {
  Model model = all_candidates(problem);
  std::vector<StepwiseStep> steps;
  PETRA_CHECK(prune(problem, model, test, p_out, 0, steps));
  return describe(problem, model, std::move(steps));
}

Result<StepwiseResult> forward_by_test(StepwiseProblem const& problem, double p_in, double p_out) {
  Model model;
  std::vector<StepwiseStep> steps;
  // A variable that is removed right after it entered would enter again for ever.
  for (std::size_t round = 0; round < 2 * problem.candidates.size(); ++round) {
    StepwiseStep best{"", true, 0, 2};
    std::size_t best_candidate = 0;
    for (std::size_t candidate = 0; candidate < problem.candidates.size(); ++candidate) {
      if (holds(model, candidate)) continue;
      PETRA_TRY(auto const test, score_test(problem.x, problem.y, problem.column_names, columns_of(problem, model),
                                            problem.candidates[candidate].columns));
      if (test.p < best.p) {
        best = {problem.candidates[candidate].name, true, test.statistic, test.p};
        best_candidate = candidate;
      }
    }
    if (!(best.p < p_in)) break;
    model.push_back(best_candidate);
    steps.push_back(best);
    PETRA_CHECK(prune(problem, model, RemovalTest::likelihood_ratio, p_out, 1, steps));
  }
  return describe(problem, model, std::move(steps));
}

}  // namespace petra
