#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "petra/base/workers.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/scored.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

// What one regression's resamples give: rms's validate and calibrate on the training patients.
struct Resampled {
  std::optional<BootstrapValidation> by_folds;
  std::string folds_refused;
  std::optional<BootstrapValidation> validation;
  std::optional<BootstrapCalibration> calibration;
  std::string refused;  // why there is neither
};

std::vector<double> thresholds() {
  std::vector<double> values;
  for (int k = 0; k < 100; ++k) values.push_back(k / 100.0);
  return values;
}

SeparatedResample separated_rule(StudyDefinition const& definition) {
  if (definition.separated_resamples == "glm_end") return SeparatedResample::glm_end;
  return definition.separated_resamples == "leave_out" ? SeparatedResample::leave_out : SeparatedResample::as_rms;
}

class Resampling {
 public:
  Resampling(StudyInputs const& inputs, StudyAnalysis& analysis)
      : inputs_(inputs), analysis_(analysis), rule_(separated_rule(inputs.definition)) {}

  Result<void> run() {
    auto const& definition = inputs_.definition;
    y_ = training_outcomes(inputs_.cohort);
    resamples_ = draw_resamples(y_.size(), definition.bootstrap, definition.evaluation_seed);
    auto const& regressions = analysis_.regressions;
    auto const& models = analysis_.probabilities;
    for (auto const& model : regressions) training_.push_back(model.training_rows(inputs_.cohort));
    resampled_.resize(regressions.size());
    fits_.resize(regressions.size());
    curves_.resize(models.size() * 2, std::vector<DecisionCurveRow>());
    points_.resize(models.size() * 2);
    Workers workers(inputs_.jobs);
    fit_all(workers);
    // Each task fills places of its own, so that nothing depends on which thread was faster.
    workers.for_each(2 * regressions.size() + curves_.size(), [&](std::size_t task) {
      if (task < regressions.size()) {
        validate(task);
        validate_folds(task);
      } else if (task < 2 * regressions.size())
        calibrate(task - regressions.size());
      else
        draw_decision_curve(task - 2 * regressions.size());
    });
    workers.for_each(points_.size(), [&](std::size_t task) { draw_calibration(task); });
    return collect();
  }

 private:
  StudyInputs const& inputs_;
  StudyAnalysis& analysis_;
  SeparatedResample rule_;
  std::vector<int> y_;
  Resamples resamples_;
  std::vector<Eigen::MatrixXd> training_;  // per regression
  std::vector<ResampleFits> fits_;         // per regression: its resamples' models
  std::vector<Resampled> resampled_;       // per regression
  std::vector<Result<std::vector<DecisionCurveRow>>> curves_;
  std::vector<std::vector<CalibrationRow>> points_;  // per model, training first

  [[nodiscard]] bool can_resample(std::size_t k) const {
    auto const& fit = analysis_.regressions[k].fit;
    return inputs_.definition.bootstrap > 0 && fit.method == LogisticMethod::maximum_likelihood &&
           analysis_.regressions[k].imputed_rows.empty();
  }

  // Every regression in every resample, once for all that follows.
  void fit_all(Workers& workers) {
    constexpr std::size_t kPieces = 8;
    std::vector<ResampleFits> pieces(fits_.size() * kPieces);
    workers.for_each(pieces.size(), [&](std::size_t task) {
      auto const k = task / kPieces, piece = task % kPieces;
      if (!can_resample(k)) return;
      auto const first = resamples_.size() * piece / kPieces, end = resamples_.size() * (piece + 1) / kPieces;
      pieces[task] = fit_resamples(training_[k], y_, analysis_.regressions[k].design.names,
                                   std::span(resamples_).subspan(first, end - first), rule_);
    });
    for (std::size_t task = 0; task < pieces.size(); ++task) {
      auto& fits = fits_[task / kPieces];
      std::move(pieces[task].begin(), pieces[task].end(), std::back_inserter(fits));
    }
  }

  void validate(std::size_t k) {
    auto const& model = analysis_.regressions[k];
    if (!can_resample(k)) {
      if (inputs_.definition.bootstrap > 0)
        resampled_[k].refused =
            !model.imputed_rows.empty()
                ? "cells were imputed: resamples of one table would take imputed values for measured ones"
                : "the training patients are separated: the model is Firth's, and has no bootstrap of its own";
      return;
    }
    auto result = validate_by_bootstrap(training_[k], y_, model.design.names, resamples_, rule_, &fits_[k]);
    if (result)
      resampled_[k].validation = std::move(*result);
    else
      resampled_[k].refused = result.error().message;
  }

  // rms's cross-validation, where study.yaml asks for it.
  void validate_folds(std::size_t k) {
    auto const& definition = inputs_.definition;
    auto const& model = analysis_.regressions[k];
    if (definition.validation_folds == 0) return;
    auto& resampled = resampled_[k];
    if (model.fit.method != LogisticMethod::maximum_likelihood || !model.imputed_rows.empty()) {
      resampled.folds_refused =
          model.imputed_rows.empty()
              ? "the training patients are separated: the model is Firth's"
              : "cells were imputed: folds of one table would take imputed values for measured ones";
      return;
    }
    if (static_cast<std::size_t>(definition.validation_folds) > y_.size() / 2) {
      resampled.folds_refused =
          fmt::format("{} folds are too many for {} training patients", definition.validation_folds, y_.size());
      return;
    }
    auto const folds = draw_validation_folds(y_.size(), definition.validation_folds, definition.evaluation_seed);
    auto result = petra::validate_by_folds(training_[k], y_, model.design.names, folds);
    if (result)
      resampled.by_folds = std::move(*result);
    else
      resampled.folds_refused = result.error().message;
  }

  void calibrate(std::size_t k) {
    if (!can_resample(k)) return;
    auto result =
        calibrate_by_bootstrap(training_[k], y_, analysis_.regressions[k].design.names, resamples_, rule_, &fits_[k]);
    if (result) resampled_[k].calibration = std::move(*result);
  }

  // The regression behind a model's probabilities; its number, or that of regressions where there is none.
  [[nodiscard]] std::size_t regression_of(std::string const& model) const {
    std::size_t k = 0;
    while (k < analysis_.regressions.size() && analysis_.regressions[k].name != model) ++k;
    return k;
  }

  // rmda refits the model in each resample of the patients that made it; test patients keep their probabilities, as do
  // models that are no regressions.
  [[nodiscard]] RefitModel refit_of(std::size_t k) const {
    // The same seed draws the same resamples, in their order.
    return
        [this, k, next = std::size_t{0}](std::vector<std::size_t> const& rows) mutable -> Result<std::vector<double>> {
          auto const replicate = next++;
          bool const known = replicate < resamples_.size() && resamples_[replicate] == rows;
          Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), training_[k].cols());
          std::vector<int> y;
          for (std::size_t i = 0; i < rows.size(); ++i) {
            x.row(static_cast<Eigen::Index>(i)) = training_[k].row(static_cast<Eigen::Index>(rows[i]));
            y.push_back(y_[rows[i]]);
          }
          // Not what R's glm stops at: a separated resample has Firth's estimate here.
          if (known && fits_[k][replicate] && !fits_[k][replicate]->separated)
            return probabilities_of(*fits_[k][replicate], x);
          auto const fit = fit_logistic_or_firth(x, y, analysis_.regressions[k].design.names);
          if (fit) return probabilities_of(*fit, x);
          // One class only, or a variable that the resample does not hold: the model as it is.
          return probabilities_of(analysis_.regressions[k].fit, x);
        };
  }

  void draw_decision_curve(std::size_t task) {
    auto const& model = analysis_.probabilities[task / 2];
    bool const training = task % 2 == 0;
    auto const scored = scored_patients(inputs_.cohort, model, training);
    curves_[task] = decision_rows(model.model, training, scored);
  }

  Result<std::vector<DecisionCurveRow>> decision_rows(std::string const& model, bool training,
                                                      ScoredPatients const& scored) const {
    auto const& definition = inputs_.definition;
    auto const at = thresholds();
    PETRA_TRY(auto const curve, decision_curve(scored.p, scored.y, at));
    std::vector<DecisionLimits> limits(at.size(), {std::nan(""), std::nan(""), std::nan(""), std::nan("")});
    if (definition.bootstrap > 1) {
      auto const k = regression_of(model);
      bool const refits = training && k < analysis_.regressions.size() && can_resample(k);
      PETRA_TRY(limits, decision_curve_limits(scored.p, scored.y, at, definition.bootstrap, definition.evaluation_seed,
                                              refits ? refit_of(k) : RefitModel()));
    }
    double const prevalence =
        static_cast<double>(std::count(scored.y.begin(), scored.y.end(), 1)) / static_cast<double>(scored.y.size());
    std::vector<DecisionCurveRow> rows;
    for (std::size_t k = 0; k < at.size(); ++k)
      rows.push_back({model, training ? "train" : "test", at[k], curve[k].net_benefit, limits[k].low, limits[k].high,
                      net_benefit_of_all(prevalence, at[k])});
    return rows;
  }

  void draw_calibration(std::size_t task) {
    auto const& model = analysis_.probabilities[task / 2];
    bool const training = task % 2 == 0;
    auto scored = scored_patients(inputs_.cohort, model, training);
    CalibrationTask calibration{std::move(scored.p), std::move(scored.y), inputs_.definition.bootstrap,
                                inputs_.definition.evaluation_seed, std::nullopt};
    if (auto const k = regression_of(model.model); training && k < resampled_.size())
      calibration.corrected = resampled_[k].calibration;
    for (auto& point : calibration_points(calibration))
      points_[task].push_back({model.model, training ? "train" : "test", std::move(point)});
  }

  // Once per model and set, not per point.
  void explain_limits(std::vector<CalibrationRow> const& points) {
    auto const without =
        std::find_if(points.begin(), points.end(), [](CalibrationRow const& row) { return std::isnan(row.point.low); });
    if (without == points.end()) return;
    auto const* reason = inputs_.definition.bootstrap == 0
                             ? "evaluation.bootstrap is 0"
                             : "at some probabilities, because fewer than half of the resamples reach them";
    for (auto const* column : {"low", "high"})
      analysis_.undefined.push_back({"calibration", without->model + ' ' + without->set, column, reason});
  }

  Result<void> collect() {
    for (std::size_t k = 0; k < resampled_.size(); ++k) {
      auto const& name = analysis_.regressions[k].name;
      if (resampled_[k].by_folds) analysis_.fold_validation.push_back({name, *resampled_[k].by_folds});
      if (!resampled_[k].folds_refused.empty())
        analysis_.undefined.push_back({"fold_validation", name, "corrected", resampled_[k].folds_refused});
      if (resampled_[k].validation) analysis_.validation.push_back({name, *resampled_[k].validation});
      if (resampled_[k].validation && resampled_[k].validation->separated > 0)
        analysis_.warnings.push_back(fmt::format(
            "The bootstrap of the {} model leaves out {} of {} resamples, which {} or hold one class only.", name,
            resampled_[k].validation->separated, resamples_.size(),
            rule_ == SeparatedResample::as_rms ? "are separated, nearly separated (as rms does)" : "are separated"));
      if (!resampled_[k].refused.empty())
        analysis_.undefined.push_back({"validation", name, "corrected", resampled_[k].refused});
    }
    for (auto const& points : points_) explain_limits(points);
    for (auto& points : points_)
      analysis_.calibration.insert(analysis_.calibration.end(), points.begin(), points.end());
    if (inputs_.definition.bootstrap < 2) {
      for (auto const* column : {"low", "high"})
        analysis_.undefined.push_back({"decision_curve", "all", column, "evaluation.bootstrap is below 2"});
    }
    for (auto& curve : curves_) {
      PETRA_TRY(auto rows, std::move(curve));
      analysis_.decision_curve.insert(analysis_.decision_curve.end(), rows.begin(), rows.end());
    }
    return {};
  }
};

}  // namespace

Result<void> resample_models(StudyInputs const& inputs, StudyAnalysis& analysis) {
  return analysis.probabilities.empty() ? Result<void>() : Resampling(inputs, analysis).run();
}

}  // namespace petra
