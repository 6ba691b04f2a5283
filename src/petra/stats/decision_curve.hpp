// Decision curves (Vickers & Elkin 2006): net benefit over thresholds, with bootstrap limits. Two rules for who is
// treated: rmda's p > t and dcurves' p >= t.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

enum class TreatRule {
  above,     // p > t (rmda, petra's default)
  at_least,  // p >= t, probabilities of exactly 0 and 1 moved out by the machine's epsilon (dcurves)
};

struct DecisionPoint {
  double threshold = 0;
  double tp_rate = 0, fp_rate = 0;                                  // treated cases and treated controls per patient
  double net_benefit = 0;                                           // tp_rate − fp_rate·t/(1 − t)
  double standardised = 0;                                          // net benefit / prevalence
  double sensitivity = 0, false_positive_share = 0, high_risk = 0;  // treated among cases, controls, all
  double specificity = 0, false_negative_share = 0;  // p < t among controls, cases (rmda: p = t is neither)
  // Of not treating those below the threshold, against treating all (rmda's opt-out policy):
  double opt_out_net_benefit = 0, opt_out_standardised = 0;
  double interventions_avoided = 0;  // against treating all: (NB − NB of all) / (t/(1 − t)); NaN at t = 0
};

// p: probabilities in [0, 1]; y: 0 or 1. Errors: sizes, one class, a value that is missing.
[[nodiscard]] Result<std::vector<DecisionPoint>> decision_curve(std::span<double const> p, std::span<int const> y,
                                                                std::span<double const> thresholds,
                                                                TreatRule rule = TreatRule::above);

// Treating everyone and no one at a prevalence.
[[nodiscard]] double net_benefit_of_all(double prevalence, double threshold);

struct DecisionLimits {
  double low = 0, high = 0, standardised_low = 0, standardised_high = 0;  // type-1 quantiles of the resamples
};

// Probabilities of the patients in `rows` (0-based, with repeats) under a model fitted to these very rows.
using RefitModel = std::function<Result<std::vector<double>>(std::vector<std::size_t> const& rows)>;

// 95 % limits: set.seed(seed), then one sample.int(n, n, TRUE) per replicate, as rmda::decision_curve draws them.
// `refit` empty: the probabilities given are kept (rmda's fitted.risk).
[[nodiscard]] Result<std::vector<DecisionLimits>> decision_curve_limits(std::span<double const> p,
                                                                        std::span<int const> y,
                                                                        std::span<double const> thresholds,
                                                                        int replicates, std::uint32_t seed,
                                                                        RefitModel const& refit = {});

// Difference a − b of two net benefits of the same patients, with type-7 quantiles of the same stream.
struct DecisionDifference {
  double estimate = 0, low = 0, high = 0;
};
[[nodiscard]] Result<std::vector<DecisionDifference>> decision_curve_difference(
    std::span<double const> a, std::span<double const> b, std::span<int const> y, std::span<double const> thresholds,
    int replicates, std::uint32_t seed, TreatRule rule = TreatRule::above);

}  // namespace petra
