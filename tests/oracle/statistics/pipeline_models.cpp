// pipeline, the models: clinical screening, the three logistic models, the nomogram; 1e-6, names exact.
#include <algorithm>
#include <cmath>

#include "petra/model/nomogram.hpp"
#include "petra/stats/logistic_stepwise.hpp"
#include "pipeline_study.hpp"
#include "rms_convergence.hpp"
#include "rms_tables.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-6, kTickTolerance = 1e-9;
std::vector<std::string> const kCandidates = {"age", "gender", "max_diameter", "nse",     "ferritin", "ldh",
                                              "vma", "hva",    "suvmax",       "suvmean", "mtv",      "tlg"};

std::vector<std::string> with_rad_score(std::vector<std::string> names) {
  names.insert(names.begin(), "rad_score");
  return names;
}

Result<std::map<std::string, Eigen::VectorXd>> read_candidates(Table const& clinical) {
  std::map<std::string, Eigen::VectorXd> columns;
  for (auto const& name : kCandidates) {
    if (name == "gender") {
      auto const at = clinical.find_column(name);
      if (!at) return make_error(ErrorCode::invalid_input, "clinical.csv", "lacks gender");
      Eigen::VectorXd male(static_cast<Eigen::Index>(clinical.rows.size()));
      for (std::size_t i = 0; i < clinical.rows.size(); ++i)
        male[static_cast<Eigen::Index>(i)] = clinical.rows[i][*at] == "Male" ? 1 : 0;
      columns[name] = male;
      continue;
    }
    PETRA_TRY(auto const values, number_column(clinical, name, "clinical.csv"));
    columns[name] = Eigen::Map<Eigen::VectorXd const>(values.data(), static_cast<Eigen::Index>(values.size()));
  }
  return columns;
}

Result<LogisticFit> fit_terms(PipelineModels const& models, std::vector<std::string> const& names) {
  auto terms = names;
  std::replace(terms.begin(), terms.end(), std::string("gender"), std::string("genderMale"));  // R's name
  return fit_logistic(models.training(names), models.sets[0].y, terms);
}

Eigen::VectorXd probabilities(LogisticFit const& fit, Eigen::MatrixXd const& x) {
  return linear_predictor(fit, x).unaryExpr([](double value) { return inverse_logit(value); });
}

void check_fit(LogisticFit const& fit, std::string const& at, Checker& checker) {
  checker.texts(at + "/terms", fit.terms);
  checker.numbers(at + "/coef", fit.coefficient, kTolerance);
  checker.numbers(at + "/se", fit.standard_error, kTolerance);
  checker.numbers(at + "/z", fit.z, kTolerance);
  checker.numbers(at + "/p", fit.p, kTolerance);
  checker.numbers(at + "/or", fit.odds_ratio, kTolerance);
  checker.numbers(at + "/lower", fit.or_low, kTolerance);
  checker.numbers(at + "/upper", fit.or_high, kTolerance);
  checker.number(at + "/deviance", fit.deviance, kTolerance);
  checker.number(at + "/aic", fit.aic, kTolerance);
  checker.number(at + "/bic", fit.bic, kTolerance);
}

Result<void> check_stepwise(PipelineModels const& models, Checker& checker) {
  StepwiseProblem problem{models.training(models.screened), models.sets[0].y, models.screened, {}};
  for (std::size_t k = 0; k < models.screened.size(); ++k)
    problem.candidates.push_back({models.screened[k], {static_cast<int>(k)}});
  PETRA_TRY(auto const backward, backward_by_test(problem, RemovalTest::likelihood_ratio));
  PETRA_TRY(auto const forward, forward_by_test(problem));
  PETRA_TRY(auto const aic, stepwise_by_criterion(problem, InformationStart::all));
  checker.texts("/clinical/spss_backward_lr", backward.kept);
  checker.texts("/clinical/spss_forward_lr", forward.kept);
  checker.texts("/clinical/step_aic_backward", aic.kept);
  return {};
}

struct Axis {
  Values value, linear, points;
  explicit Axis(std::vector<NomogramTick> const& ticks) {
    for (auto const& tick : ticks) {
      value.push_back(tick.value);
      linear.push_back(tick.linear_predictor);
      points.push_back(tick.points);
    }
  }
};

void check_drawing(PipelineModels const& models, Nomogram const& nomogram, std::vector<std::string> const& names,
                   Checker& checker) {
  Values low, high;
  for (std::size_t k = 0; k < names.size(); ++k) {
    Axis const axis(nomogram.variables[k].ticks);
    auto const at = "/nomogram/axes/" + names[k];
    checker.numbers(at + "/value", axis.value, kTickTolerance);
    checker.numbers(at + "/xbeta", axis.linear, kTolerance);
    checker.numbers(at + "/points", axis.points, kTolerance);
    low.push_back(*std::min_element(axis.linear.begin(), axis.linear.end()));
    high.push_back(*std::max_element(axis.linear.begin(), axis.linear.end()));
  }
  checker.texts("/nomogram/range_xbeta/variable", names);
  checker.numbers("/nomogram/range_xbeta/min", low, kTolerance);
  checker.numbers("/nomogram/range_xbeta/max", high, kTolerance);
  checker.numbers("/nomogram/total_points_ticks", nomogram.total_points_ticks, kTickTolerance);
  Axis const linear(nomogram.linear_predictor_axis), risk(nomogram.probability_axis);
  checker.numbers("/nomogram/lp/lp", linear.value, kTickTolerance);
  checker.numbers("/nomogram/lp/total_points", linear.points, kTolerance);
  checker.numbers("/nomogram/risk/value", risk.value, kTickTolerance);
  checker.numbers("/nomogram/risk/total_points", risk.points, kTolerance);
  checker.number("/nomogram/scale_points_per_lp", nomogram.points_per_unit, kTolerance);
  checker.number("/nomogram/intercept_at_zero_points", nomogram.intercept_at_zero_points, kTolerance);
  Values grid, mapped, totals;
  for (int k = 0; 5 * k <= nomogram.total_points_ticks.back(); ++k) {
    grid.push_back(5 * k);
    mapped.push_back(probability_of(nomogram, 5 * k));
  }
  checker.numbers("/nomogram/map_total_points_to_probability/total_points", grid, kTickTolerance);
  checker.numbers("/nomogram/map_total_points_to_probability/probability", mapped, kTolerance);
  Eigen::MatrixXd const x = models.design(names);
  double largest = 0;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    double total = 0;
    for (std::size_t k = 0; k < names.size(); ++k) total += points_of(nomogram, k, x(i, static_cast<Eigen::Index>(k)));
    totals.push_back(total);
    largest = std::max(largest, std::abs(probability_of(nomogram, total) - models.probability.at("combined")[i]));
  }
  checker.numbers("/nomogram/patient_total_points", totals, kTolerance);
  checker.number("/nomogram/check_max_abs_difference", largest, 1e-12);
}

}  // namespace

Values PipelineSet::of(Eigen::VectorXd const& all_rows) const {
  Values out;
  for (auto const row : rows) out.push_back(all_rows[row]);
  return out;
}

Eigen::MatrixXd PipelineModels::design(std::vector<std::string> const& names) const {
  Eigen::MatrixXd x(rad_score.size(), static_cast<Eigen::Index>(names.size()));
  for (std::size_t j = 0; j < names.size(); ++j)
    x.col(static_cast<Eigen::Index>(j)) = names[j] == "rad_score" ? rad_score : columns.at(names[j]);
  return x;
}

Eigen::MatrixXd PipelineModels::training(std::vector<std::string> const& names) const {
  return design(names)(sets[0].rows, Eigen::all);
}

Result<PipelineModels> fit_pipeline_models(std::filesystem::path const& folder, PipelineStudy const& study,
                                           Eigen::VectorXd const& rad_score) {
  PipelineModels models;
  PETRA_TRY(models.clinical, read_csv(folder / "clinical.csv"));
  PETRA_TRY(models.columns, read_candidates(models.clinical));
  models.rad_score = rad_score;
  models.sets = {{"train", study.training, {}}, {"test", study.test, {}}};
  for (auto& set : models.sets) {
    for (auto const row : set.rows) set.y.push_back(study.outcome[static_cast<std::size_t>(row)]);
  }
  for (auto const& name : kCandidates) {
    PETRA_TRY(auto fit, fit_terms(models, {name}));
    if (fit.p[1] < 0.05) models.screened.push_back(name);
    models.univariate[name] = std::move(fit);
  }
  PETRA_TRY(models.multivariable, fit_terms(models, models.screened));
  for (std::size_t k = 0; k < models.screened.size(); ++k) {
    if (models.multivariable.p[static_cast<Eigen::Index>(k) + 1] < 0.05)
      models.independent.push_back(models.screened[k]);
  }
  auto const names = with_rad_score(models.independent);
  PETRA_TRY(models.clinical_model, fit_terms(models, models.independent));
  PETRA_TRY(models.combined, fit_terms(models, names));
  PETRA_TRY(models.radiomics, fit_terms(models, {"rad_score"}));
  models.probability["radiomics"] = probabilities(models.radiomics, models.design({"rad_score"}));
  models.probability["clinical"] = probabilities(models.clinical_model, models.design(models.independent));
  models.probability["combined"] = probabilities(models.combined, models.design(names));
  auto const x = models.training(names);
  auto const& y = models.sets[0].y;
  auto const resamples = draw_resamples(y.size(), 1000, 1);
  auto const first = kept_by_rms(x, y, {resamples.begin(), resamples.begin() + 200});
  auto const all = kept_by_rms(x, y, resamples);
  PETRA_TRY(models.calibration_200, calibrate_by_bootstrap(x, y, names, first));
  PETRA_TRY(models.calibration_1000, calibrate_by_bootstrap(x, y, names, all));
  PETRA_TRY(models.validation_200, validate_by_bootstrap(x, y, names, first));
  PETRA_TRY(models.validation_1000, validate_by_bootstrap(x, y, names, all));
  return models;
}

Result<void> check_pipeline_models(PipelineModels const& models, Checker& checker) {
  for (auto const& [name, fit] : models.univariate) check_fit(fit, "/clinical/univariate/" + name, checker);
  checker.texts("/clinical/screened", models.screened);
  checker.texts("/clinical/independent", models.independent);
  check_fit(models.multivariable, "/clinical/multivariate", checker);
  check_fit(models.clinical_model, "/clinical/model", checker);
  PETRA_CHECK(check_stepwise(models, checker));
  check_fit(models.combined, "/combined", checker);
  auto const names = with_rad_score(models.independent);
  std::string formula = "bmi ~ " + names[0];
  for (std::size_t k = 1; k < names.size(); ++k) formula += " + " + names[k];
  checker.text("/combined/formula", formula);
  checker.number("/combined/lrm_coef/Intercept", models.combined.coefficient[0], kTolerance);
  for (std::size_t k = 0; k < names.size(); ++k) {
    checker.number("/combined/lrm_coef/" + names[k], models.combined.coefficient[static_cast<Eigen::Index>(k) + 1],
                   kTolerance);
  }
  auto const x = models.training(names);
  check_lrm_stats(models.combined, x, models.sets[0].y, "/combined/lrm_stats", checker);
  std::vector<NomogramVariable> variables;
  for (std::size_t k = 0; k < names.size(); ++k) {
    auto const column = x.col(static_cast<Eigen::Index>(k));
    variables.push_back({names[k],
                         names[k],
                         {},
                         {models.combined.coefficient[static_cast<Eigen::Index>(k) + 1]},
                         {column.begin(), column.end()}});
  }
  Eigen::VectorXd const linear = linear_predictor(models.combined, x);
  PETRA_TRY(auto const nomogram, make_nomogram(variables, models.combined.coefficient[0],
                                               std::span(linear.data(), static_cast<std::size_t>(linear.size()))));
  check_drawing(models, nomogram, names, checker);
  for (auto const* name : {"radiomics", "clinical", "combined"})
    checker.numbers(std::string("/probabilities/") + name, models.probability.at(name), kTolerance);
  return {};
}

}  // namespace petra::oracle
