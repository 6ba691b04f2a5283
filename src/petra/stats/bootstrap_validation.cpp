#include "petra/stats/bootstrap_validation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "petra/stats/glm_end.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/stats/resampled_lowess.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<double>;

struct Sample {
  Eigen::MatrixXd x;
  std::vector<int> y;
};

Sample take(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y, std::vector<std::size_t> const& rows) {
  Sample sample{Eigen::MatrixXd(static_cast<Eigen::Index>(rows.size()), x.cols()), {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sample.x.row(static_cast<Eigen::Index>(i)) = x.row(static_cast<Eigen::Index>(rows[i]));
    sample.y.push_back(y[rows[i]]);
  }
  return sample;
}

Values probabilities(Eigen::VectorXd const& linear) {
  Values p;
  p.reserve(static_cast<std::size_t>(linear.size()));
  for (double const value : linear) p.push_back(inverse_logit(value));
  return p;
}

Result<LogisticFit> fit_whole(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                              std::vector<std::string> const& names) {
  PETRA_TRY(auto fit, fit_logistic(x, y, names));
  if (fit.separated) {
    return make_error(ErrorCode::invalid_input, "bootstrap validation", "the model is separated by its variables",
                      "A separated model has no optimism to estimate; use fewer variables");
  }
  return fit;
}

// Empty where the sample has no fit (separated and left out, one class only, collinear).
std::optional<LogisticFit> fit_sample(Sample const& sample, std::vector<std::string> const& names,
                                      SeparatedResample rule) {
  constexpr int kMostLrmSteps = 10;  // between lrm.fit's looks; it does not use what the last one would bring
  auto fit = fit_logistic(sample.x, sample.y, names);
  if (fit && fit->separated) {
    if (rule != SeparatedResample::glm_end) return std::nullopt;
    fit = fit_as_glm_ends(sample.x, sample.y, names);
  }
  if (!fit) return std::nullopt;
  bool const stops_in_time = fit->lrm_steps > 0 && fit->lrm_steps <= kMostLrmSteps;
  if (rule == SeparatedResample::as_rms && !stops_in_time) return std::nullopt;
  return std::move(*fit);
}

// Fitted to `training`, judged on `test`; false where either has no fit.
bool add_round(std::optional<LogisticFit> const& fit, Sample const& training, Sample const& test,
               SeparatedResample rule, BootstrapValidation& v) {
  if (!fit) return false;
  auto const judged = judged_indices(linear_predictor(*fit, test.x), test.y, rule);
  if (!judged || !*judged) return false;
  auto const apparent = apparent_indices(*fit, linear_predictor(*fit, training.x), training.y);
  for (std::size_t k = 0; k < apparent.size(); ++k) {
    v.training[k] += apparent[k];
    v.test[k] += (**judged)[k];
  }
  return true;
}

void finish(BootstrapValidation& v) {
  for (std::size_t k = 0; k < v.training.size(); ++k) {
    v.training[k] /= v.used;
    v.test[k] /= v.used;
    v.optimism[k] = v.training[k] - v.test[k];
    v.corrected[k] = v.original[k] - v.optimism[k];
  }
  v.auc_corrected = (v.corrected[0] + 1) / 2;
  v.emax_of_corrected_line = largest_line_error(v.corrected[2], v.corrected[3]);
}

Error nothing_usable() {
  return make_error(ErrorCode::invalid_input, "bootstrap validation", "no resample gives a fit",
                    "Use fewer variables or more patients");
}

}  // namespace

Resamples draw_resamples(std::size_t n, int count, std::uint32_t seed) {
  RRandom random(seed);
  Resamples resamples(static_cast<std::size_t>(count), std::vector<std::size_t>(n));
  for (auto& rows : resamples) {
    for (auto& row : rows) row = static_cast<std::size_t>(random.index(static_cast<std::int64_t>(n)));
  }
  return resamples;
}

ResampleFits fit_resamples(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                           std::vector<std::string> const& names, std::span<std::vector<std::size_t> const> resamples,
                           SeparatedResample rule) {
  ResampleFits fits;
  for (auto const& rows : resamples) fits.push_back(fit_sample(take(x, y, rows), names, rule));
  return fits;
}

Result<BootstrapValidation> validate_by_bootstrap(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                  std::vector<std::string> const& names, Resamples const& resamples,
                                                  SeparatedResample rule, ResampleFits const* fits) {
  PETRA_TRY(auto const whole, fit_whole(x, y, names));
  BootstrapValidation v;
  v.original = apparent_indices(whole, linear_predictor(whole, x), y);
  Sample const all{x, {y.begin(), y.end()}};
  for (std::size_t k = 0; k < resamples.size(); ++k) {
    auto const sample = take(x, y, resamples[k]);
    bool const used = fits != nullptr ? add_round((*fits)[k], sample, all, rule, v)
                                      : add_round(fit_sample(sample, names, rule), sample, all, rule, v);
    ++(used ? v.used : v.separated);
  }
  if (v.used == 0) return nothing_usable();
  finish(v);
  return v;
}

Resamples draw_validation_folds(std::size_t n, int count, std::uint32_t seed) {
  RRandom random(seed);
  auto const order = random.sample_int(static_cast<std::int64_t>(n), static_cast<std::int64_t>(n));
  double const per_fold = static_cast<double>(n) / count;
  Resamples folds(static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < folds.size(); ++k) {
    auto const first = static_cast<std::size_t>(std::nearbyint(static_cast<double>(k) * per_fold));  // halves to even
    auto const end = std::min(n, static_cast<std::size_t>(std::nearbyint(static_cast<double>(first) + per_fold)));
    for (std::size_t i = first; i < end; ++i) folds[k].push_back(static_cast<std::size_t>(order[i]) - 1);
  }
  return folds;
}

Result<BootstrapValidation> validate_by_folds(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                              std::vector<std::string> const& names, Resamples const& folds,
                                              SeparatedResample rule) {
  PETRA_TRY(auto const whole, fit_whole(x, y, names));
  BootstrapValidation v;
  v.original = apparent_indices(whole, linear_predictor(whole, x), y);
  for (auto const& held_out : folds) {
    std::vector<char> is_out(y.size(), 0);
    for (auto const row : held_out) is_out[row] = 1;
    std::vector<std::size_t> rest;
    for (std::size_t row = 0; row < y.size(); ++row) {
      if (is_out[row] == 0) rest.push_back(row);
    }
    auto const sample = take(x, y, rest);
    bool const used = add_round(fit_sample(sample, names, rule), sample, take(x, y, held_out), rule, v);
    ++(used ? v.used : v.separated);
  }
  if (v.used == 0) return nothing_usable();
  finish(v);
  return v;
}

Result<BootstrapCalibration> calibrate_by_bootstrap(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                    std::vector<std::string> const& names, Resamples const& resamples,
                                                    SeparatedResample rule, ResampleFits const* fits) {
  PETRA_TRY(auto const whole, fit_whole(x, y, names));
  if (y.size() < 10) {
    return make_error(ErrorCode::invalid_input, "bootstrap calibration", "fewer than 10 patients",
                      "A calibration curve needs more patients");
  }
  constexpr int kPoints = 50;
  auto const p = probabilities(linear_predictor(whole, x));
  auto sorted = p;
  std::sort(sorted.begin(), sorted.end());
  double const low = sorted[4], high = sorted[sorted.size() - 5];
  BootstrapCalibration c;
  Values const outcome(y.begin(), y.end());
  auto const curve = lowess(p, outcome);
  for (int k = 0; k < kPoints; ++k) {
    c.predicted.push_back(k == kPoints - 1 ? high : low + k * ((high - low) / (kPoints - 1)));
    c.apparent.push_back(interpolate(curve, c.predicted.back()));
  }
  for (auto* sums : {&c.optimism, &c.training, &c.test}) sums->assign(kPoints, 0);
  c.reached.assign(kPoints, 0);
  for (std::size_t r = 0; r < resamples.size(); ++r) {
    auto const made = fits != nullptr ? std::nullopt : fit_sample(take(x, y, resamples[r]), names, rule);
    auto const& fit = fits != nullptr ? (*fits)[r] : made;
    if (!fit) {
      ++c.separated;
      continue;
    }
    ResampledLowess resampled(probabilities(linear_predictor(*fit, x)), outcome);
    auto const training = resampled.curve(resamples[r]), test = resampled.curve_of_all();
    for (std::size_t k = 0; k < c.predicted.size(); ++k) {
      double const own = interpolate(training, c.predicted[k]), all = interpolate(test, c.predicted[k]);
      if (std::isnan(own - all)) continue;
      c.training[k] += own;
      c.test[k] += all;
      c.optimism[k] += own - all;
      ++c.reached[k];
    }
  }
  LowessCurve line{c.predicted, {}};
  for (std::size_t k = 0; k < c.predicted.size(); ++k) {
    for (auto* sums : {&c.optimism, &c.training, &c.test})
      (*sums)[k] = c.reached[k] == 0 ? kNaN : (*sums)[k] / c.reached[k];
    c.corrected.push_back(c.apparent[k] - c.optimism[k]);
  }
  line.y = c.corrected;
  Values errors;
  for (double const value : p) {
    double const error = std::abs(value - interpolate(line, value));
    if (!std::isnan(error)) errors.push_back(error);
  }
  if (errors.empty()) return nothing_usable();
  for (double const error : errors) {
    c.mean_absolute_error += error / static_cast<double>(errors.size());
    c.mean_squared_error += error * error / static_cast<double>(errors.size());
  }
  c.q90_absolute_error = quantile(errors, 0.9);
  return c;
}

}  // namespace petra
