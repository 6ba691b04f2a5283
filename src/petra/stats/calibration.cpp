#include "petra/stats/calibration.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_design.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/roc.hpp"

namespace petra {

namespace {

Result<Eigen::VectorXd> logits(std::span<double const> p, std::span<int const> y) {
  if (p.size() != y.size()) return make_error(ErrorCode::bug, "calibration", "sizes of p and outcomes differ");
  Eigen::VectorXd out(static_cast<Eigen::Index>(p.size()));
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(p[i] > 0 && p[i] < 1)) {
      return make_error(ErrorCode::invalid_input, "calibration",
                        fmt::format("the probability of patient {} is {}, not inside (0, 1)", i + 1, p[i]),
                        "Leave the patient out, or move probabilities of 0 and 1 inwards");
    }
    out[static_cast<Eigen::Index>(i)] = std::log(p[i] / (1 - p[i]));
  }
  auto const cases = std::count(y.begin(), y.end(), 1);
  if (cases == 0 || cases == static_cast<std::ptrdiff_t>(y.size())) {
    return make_error(ErrorCode::invalid_input, "calibration", "all outcomes are the same",
                      "Calibration needs patients of both outcomes");
  }
  return out;
}

CalibrationTerm term(double estimate, double error, double hypothesis) {
  double const half = normal_quantile(0.975) * error;
  return {estimate, error, estimate - half, estimate + half, normal_two_sided((estimate - hypothesis) / error)};
}

Eigen::VectorXd as_vector(std::span<int const> y) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(y.size()));
  for (Eigen::Index i = 0; i < out.size(); ++i) out[i] = y[static_cast<std::size_t>(i)];
  return out;
}

}  // namespace

Result<CalibrationTerm> calibration_in_the_large(std::span<double const> p, std::span<int const> y) {
  PETRA_TRY(auto const offset, logits(p, y));
  Eigen::VectorXd const outcome = as_vector(y);
  double intercept = 0, information = 0;
  for (int iteration = 0; iteration < 100; ++iteration) {
    double score = 0;
    information = 0;
    for (Eigen::Index i = 0; i < offset.size(); ++i) {
      double const mean = inverse_logit(intercept + offset[i]);
      score += outcome[i] - mean;
      information += mean * (1 - mean);
    }
    double const step = std::clamp(score / information, -3.0, 3.0);
    intercept += step;
    if (std::abs(step) < 1e-14 * (1 + std::abs(intercept))) break;
  }
  return term(intercept, 1 / std::sqrt(information), 0);
}

Result<Recalibration> recalibrate(std::span<double const> p, std::span<int const> y) {
  PETRA_TRY(auto const linear, logits(p, y));
  PETRA_TRY(auto const fit, fit_logistic(linear, y, {"logit(p)"}));
  if (fit.separated) {
    return make_error(ErrorCode::invalid_input, "calibration", "the probabilities separate the outcomes",
                      "No calibration slope exists; quote the discrimination alone");
  }
  return Recalibration{fit.coefficient[0], term(fit.coefficient[1], fit.standard_error[1], 1), fit.deviance,
                       -2 * fit.null_log_likelihood};
}

SpiegelhalterTest spiegelhalter_test(std::span<double const> p, std::span<int const> y) {
  double sum = 0, variance = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += (y[i] - p[i]) * (1 - 2 * p[i]);
    variance += (1 - 2 * p[i]) * (1 - 2 * p[i]) * p[i] * (1 - p[i]);
  }
  double const z = sum / std::sqrt(variance);
  return {z, normal_two_sided(z)};
}

Result<ValProb> val_prob(std::span<double const> p, std::span<int const> y) {
  PETRA_TRY(auto const linear, logits(p, y));
  PETRA_TRY(auto const refit, recalibrate(p, y));
  PETRA_TRY(auto const roc, compute_roc(p, y));
  ValProb v;
  auto const n = static_cast<double>(p.size());
  double const given_deviance = -2 * logistic_log_likelihood(linear, as_vector(y));
  v.c = roc.auc;
  v.dxy = 2 * roc.auc - 1;
  v.d_chi_squared = refit.null_deviance - given_deviance;
  v.d = (v.d_chi_squared - 1) / n;
  v.u_chi_squared = given_deviance - refit.deviance;
  v.u = (v.u_chi_squared - 2) / n;
  v.u_p = chi_squared_upper_tail(v.u_chi_squared, 2);
  v.q = v.d - v.u;
  v.r2 = (1 - std::exp(-v.d_chi_squared / n)) / (1 - std::exp(-refit.null_deviance / n));
  v.brier = brier_score(p, y);
  v.intercept = refit.intercept;
  v.slope = refit.slope.estimate;
  std::vector<double> const outcome(y.begin(), y.end());
  auto const curve = lowess(p, outcome);
  std::vector<double> distance;
  for (double const value : p) distance.push_back(std::abs(value - interpolate(curve, value)));
  v.e_max = *std::max_element(distance.begin(), distance.end());
  v.e90 = quantile(distance, 0.9);
  v.e_mean = std::accumulate(distance.begin(), distance.end(), 0.0) / n;
  auto const test = spiegelhalter_test(p, y);
  v.spiegelhalter_z = test.z;
  v.spiegelhalter_p = test.p;
  return v;
}

RiskGroups risk_groups(std::span<double const> p, std::span<int const> y, int groups) {
  std::vector<double> sorted(p.begin(), p.end());
  std::sort(sorted.begin(), sorted.end());
  RiskGroups out;
  for (int k = 0; k <= groups; ++k) {
    double const at = quantile_sorted(sorted, static_cast<double>(k) / groups);
    if (out.breaks.empty() || at > out.breaks.back()) out.breaks.push_back(at);
  }
  out.groups.resize(std::max<std::size_t>(out.breaks.size(), 2) - 1);
  for (std::size_t i = 0; i < p.size(); ++i) {
    auto const upper = std::lower_bound(out.breaks.begin(), out.breaks.end(), p[i]) - out.breaks.begin();
    auto& group =
        out.groups[std::min(out.groups.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(upper, 1))) - 1];
    ++group.n;
    group.observed += y[i];
    group.expected += p[i];
  }
  return out;
}

HosmerLemeshow hosmer_lemeshow(RiskGroups const& groups) {
  HosmerLemeshow test;
  for (auto const& group : groups.groups) {
    auto const n = static_cast<double>(group.n), observed = static_cast<double>(group.observed);
    double const difference = observed - group.expected;
    test.statistic += difference * difference * (1 / group.expected + 1 / (n - group.expected));
  }
  test.df_external = static_cast<double>(groups.groups.size());
  test.df_development = test.df_external - 2;
  test.p_development = chi_squared_upper_tail(test.statistic, test.df_development);
  test.p_external = chi_squared_upper_tail(test.statistic, test.df_external);
  return test;
}

double expected_calibration_error(std::span<double const> p, std::span<int const> y, int bins) {
  std::vector<double> difference(static_cast<std::size_t>(bins), 0.0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    auto const bin = std::min(bins - 1, static_cast<int>(std::floor(p[i] * bins)));
    difference[static_cast<std::size_t>(bin)] += p[i] - y[i];
  }
  double sum = 0;
  for (double const d : difference) sum += std::abs(d);
  return sum / static_cast<double>(p.size());
}

std::vector<double> isotonic_fit(std::span<double const> p, std::span<int const> y) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return p[a] != p[b] ? p[a] < p[b] : y[a] > y[b];  // falling within ties, so that equal p get equal values (isoreg)
  });
  struct Block {
    double sum;
    std::size_t n;
  };
  std::vector<Block> blocks;
  for (auto const row : order) {
    blocks.push_back({static_cast<double>(y[row]), 1});
    while (blocks.size() > 1) {
      auto const& last = blocks.back();
      auto& before = blocks[blocks.size() - 2];
      if (before.sum * static_cast<double>(last.n) < last.sum * static_cast<double>(before.n)) break;
      before = {before.sum + last.sum, before.n + last.n};
      blocks.pop_back();
    }
  }
  std::vector<double> fitted;
  for (auto const& block : blocks) fitted.insert(fitted.end(), block.n, block.sum / static_cast<double>(block.n));
  return fitted;
}

}  // namespace petra
