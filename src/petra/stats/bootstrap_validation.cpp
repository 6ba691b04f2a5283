#include "petra/stats/bootstrap_validation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/delong.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_design.hpp"
#include "petra/stats/logistic_statistics.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"

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

Values to_values(Eigen::VectorXd const& v) {
  return {v.begin(), v.end()};
}

Values probabilities(Eigen::VectorXd const& linear, double intercept = 0, double slope = 1) {
  Values p;
  for (double const value : linear) p.push_back(inverse_logit(intercept + slope * value));
  return p;
}

// Nagelkerke's R² and rms's D from the likelihood of a fit.
void set_likelihood(ValidationIndices& index, LogisticFit const& fit, double n) {
  double const lr = fit.null_log_likelihood * -2 - fit.deviance;
  index[1] = (1 - std::exp(-lr / n)) / (1 - std::exp(2 * fit.null_log_likelihood / n));
  index[5] = (lr - 1) / n;
}

ValidationIndices apparent(LogisticFit const& fit, Eigen::VectorXd const& linear, std::span<int const> y) {
  ValidationIndices index{};
  auto const n = static_cast<double>(y.size());
  auto const p = probabilities(linear);
  index[0] = 2 * compute_placements(to_values(linear), y).auc - 1;
  set_likelihood(index, fit, n);
  index[3] = 1;
  index[6] = -2 / n;
  index[7] = index[5] - index[6];
  index[8] = brier_score(p, y);
  index[9] = gini_mean_difference(to_values(linear));
  index[10] = gini_mean_difference(p);
  return index;
}

// A linear predictor from elsewhere, judged by its refit. Empty where the refit is separated.
Result<std::vector<ValidationIndices>> judged(Eigen::VectorXd const& linear, std::span<int const> y) {
  PETRA_TRY(auto const refit, fit_logistic(linear, y, {"lp"}));
  if (refit.separated) return std::vector<ValidationIndices>{};
  ValidationIndices index{};
  auto const n = static_cast<double>(y.size());
  double const intercept = refit.coefficient[0], slope = refit.coefficient[1];
  Eigen::VectorXd outcome(linear.size());
  for (Eigen::Index i = 0; i < outcome.size(); ++i) outcome[i] = y[static_cast<std::size_t>(i)];
  index[0] = 2 * compute_placements(to_values(linear), y).auc - 1;
  set_likelihood(index, refit, n);
  index[2] = intercept;
  index[3] = slope;
  index[4] = largest_line_error(intercept, slope);
  index[6] = (-2 * logistic_log_likelihood(linear, outcome) - refit.deviance - 2) / n;
  index[7] = index[5] - index[6];
  index[8] = brier_score(probabilities(linear), y);
  index[9] = gini_mean_difference(to_values(slope * linear));
  index[10] = gini_mean_difference(probabilities(linear, intercept, slope));
  return std::vector<ValidationIndices>{index};
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

double largest_line_error(double intercept, double slope) {
  double largest = 0;
  for (int k = 0; k <= 2000; ++k) {
    double const p = k * 0.0005;
    double const line = inverse_logit(intercept + slope * std::log(p / (1 - p)));
    if (std::abs(p - line) > largest) largest = std::abs(p - line);
  }
  return largest;
}

Result<BootstrapValidation> validate_by_bootstrap(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                  std::vector<std::string> const& names, Resamples const& resamples) {
  PETRA_TRY(auto const whole, fit_whole(x, y, names));
  BootstrapValidation v;
  v.original = apparent(whole, linear_predictor(whole, x), y);
  for (auto const& rows : resamples) {
    auto const sample = take(x, y, rows);
    auto const fit = fit_logistic(sample.x, sample.y, names);
    if (!fit || fit->separated) {
      ++v.separated;
      continue;
    }
    auto const test = judged(linear_predictor(*fit, x), y);
    if (!test || test->empty()) {
      ++v.separated;
      continue;
    }
    auto const training = apparent(*fit, linear_predictor(*fit, sample.x), sample.y);
    ++v.used;
    for (std::size_t k = 0; k < training.size(); ++k) {
      v.training[k] += training[k];
      v.test[k] += test->front()[k];
    }
  }
  if (v.used == 0) return nothing_usable();
  for (std::size_t k = 0; k < v.training.size(); ++k) {
    v.training[k] /= v.used;
    v.test[k] /= v.used;
    v.optimism[k] = v.training[k] - v.test[k];
    v.corrected[k] = v.original[k] - v.optimism[k];
  }
  v.auc_corrected = (v.corrected[0] + 1) / 2;
  v.emax_of_corrected_line = largest_line_error(v.corrected[2], v.corrected[3]);
  return v;
}

Result<BootstrapCalibration> calibrate_by_bootstrap(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                    std::vector<std::string> const& names, Resamples const& resamples) {
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
  c.optimism.assign(kPoints, 0);
  c.reached.assign(kPoints, 0);
  for (auto const& rows : resamples) {
    auto const sample = take(x, y, rows);
    auto const fit = fit_logistic(sample.x, sample.y, names);
    if (!fit || fit->separated) {
      ++c.separated;
      continue;
    }
    auto const training =
        lowess(probabilities(linear_predictor(*fit, sample.x)), Values(sample.y.begin(), sample.y.end()));
    auto const test = lowess(probabilities(linear_predictor(*fit, x)), outcome);
    for (std::size_t k = 0; k < c.predicted.size(); ++k) {
      double const difference = interpolate(training, c.predicted[k]) - interpolate(test, c.predicted[k]);
      if (std::isnan(difference)) continue;
      c.optimism[k] += difference;
      ++c.reached[k];
    }
  }
  LowessCurve line{c.predicted, {}};
  for (std::size_t k = 0; k < c.predicted.size(); ++k) {
    c.optimism[k] = c.reached[k] == 0 ? kNaN : c.optimism[k] / c.reached[k];
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
