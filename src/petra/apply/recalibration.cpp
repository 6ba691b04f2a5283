#include "petra/apply/recalibration.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/stats/calibration.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

namespace {

// What the patients' terms are, and what the regression says of them.
struct Judged {
  Eigen::MatrixXd rows;  // terms without the intercept
  Eigen::VectorXd linear;
  std::vector<double> p;
  std::vector<int> y;
};

Result<Judged> judge(FrozenModel const& model, FrozenRegression const& regression,
                     std::vector<ListedPatient> const& patients) {
  Judged judged;
  std::vector<Eigen::VectorXd> rows;
  std::vector<double> linear;
  for (auto const& each : patients) {
    if (each.error || !each.outcome) continue;
    auto const made = predict(model, each.patient, regression.name);
    if (!made) continue;
    PETRA_TRY(auto const row, design_row_of(model, regression, each.patient));
    rows.push_back(row.tail(row.size() - 1));
    linear.push_back(made->linear_predictor);
    judged.p.push_back(made->probability);
    judged.y.push_back(*each.outcome);
  }
  judged.rows.resize(static_cast<Eigen::Index>(rows.size()), regression.coefficient.size() - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) judged.rows.row(static_cast<Eigen::Index>(i)) = rows[i].transpose();
  judged.linear = Eigen::Map<Eigen::VectorXd const>(linear.data(), static_cast<Eigen::Index>(linear.size()));
  return judged;
}

Result<void> move_intercept(FrozenRegression& regression, Judged const& judged) {
  PETRA_TRY(auto const term, calibration_in_the_large(judged.p, judged.y));
  regression.coefficient(0) += term.estimate;
  regression.covariance(0, 0) += term.error * term.error;
  return {};
}

Error separated(FrozenRegression const& regression) {
  return make_error(ErrorCode::invalid_input, "model " + regression.name,
                    "separates the cases of this cohort from its controls: the update has no finite estimate",
                    "Use --recalibrate intercept, or more patients");
}

Result<void> move_slope(FrozenRegression& regression, Judged const& judged) {
  PETRA_TRY(auto const fit, fit_logistic(judged.linear, judged.y, {"linear_predictor"}));
  if (fit.separated) return separated(regression);
  double const factor = fit.coefficient(1);
  Eigen::MatrixXd derivative(regression.coefficient.size(), 2);
  derivative.col(0).setZero();
  derivative(0, 0) = 1;
  derivative.col(1) = regression.coefficient;
  regression.covariance =
      factor * factor * regression.covariance + derivative * fit.covariance * derivative.transpose();
  regression.coefficient *= factor;
  regression.coefficient(0) += fit.coefficient(0);
  return {};
}

Result<void> refit(FrozenRegression& regression, Judged const& judged) {
  std::vector<std::string> const names(regression.terms.begin() + 1, regression.terms.end());
  PETRA_TRY(auto const fit, fit_logistic(judged.rows, judged.y, names));
  if (fit.separated) return separated(regression);
  regression.coefficient = fit.coefficient;
  regression.covariance = fit.covariance;
  return {};
}

std::string describe(UpdateMethod method) {
  switch (method) {
    case UpdateMethod::intercept:
      return "intercept";
    case UpdateMethod::slope:
      return "intercept and slope";
    case UpdateMethod::refit:
      return "all coefficients of the regressions";
  }
  return "";
}

// The nomogram's axes with the contributions that the coefficients give.
std::vector<NomogramAxis> priced_axes(FrozenModel const& model, FrozenRegression const& combined) {
  auto axes = model.nomogram->variables;
  for (auto& axis : axes) {
    auto const variable = std::find_if(model.variables.begin(), model.variables.end(),
                                       [&](auto const& v) { return v.column == axis.name; });
    bool const is_factor = variable != model.variables.end() && !variable->levels.empty();
    for (auto& tick : axis.ticks) {
      auto const term =
          is_factor ? axis.name + '=' + variable->levels[static_cast<std::size_t>(tick.value)] : axis.name;
      auto const found = std::find(combined.terms.begin(), combined.terms.end(), term);
      double const coefficient =
          found == combined.terms.end() ? 0.0 : combined.coefficient(found - combined.terms.begin());
      tick.linear_predictor = is_factor ? coefficient : coefficient * tick.value;
    }
  }
  return axes;
}

}  // namespace

Result<FrozenModel> update_model(FrozenModel const& model, std::vector<ListedPatient> const& patients,
                                 UpdateMethod method, std::string const& cohort_name) {
  FrozenModel updated = model;
  std::size_t used = 0, cases = 0;
  for (auto& regression : updated.regressions) {
    PETRA_TRY(auto const judged, judge(model, regression, patients));
    if (judged.y.empty())
      return make_error(ErrorCode::invalid_input, "cohort", "no patient has an outcome and can be judged");
    auto status = method == UpdateMethod::intercept ? move_intercept(regression, judged)
                  : method == UpdateMethod::slope   ? move_slope(regression, judged)
                                                    : refit(regression, judged);
    if (!status) return std::move(status).error().while_doing("updating the model " + regression.name);
    Eigen::VectorXd const linear =
        (judged.rows * regression.coefficient.tail(regression.coefficient.size() - 1)).array() +
        regression.coefficient(0);
    regression.training = twentieths({linear.data(), static_cast<std::size_t>(linear.size())});
    regression.cutoff_youden.reset();
    if (&regression != updated.best_regression()) continue;
    used = judged.y.size();
    cases = static_cast<std::size_t>(std::count(judged.y.begin(), judged.y.end(), 1));
    if (!updated.nomogram || regression.name != "combined") continue;
    PETRA_TRY(updated.nomogram, nomogram_of_axes(priced_axes(updated, regression), regression.coefficient(0),
                                                 {linear.data(), static_cast<std::size_t>(linear.size())}));
  }
  updated.recalibrated =
      fmt::format("{}{} on {} patients ({} cases) of {}", model.recalibrated.empty() ? "" : model.recalibrated + "; ",
                  describe(method), used, cases, cohort_name);
  return updated;
}

}  // namespace petra
