// What a classifier's probabilities say at a threshold (the 2 × 2 table and what is read off it) and without one
// (average precision, Brier score, log loss). What has the denominator 0 is NaN, never 0.
#pragma once

#include <span>

#include "petra/base/result.hpp"
#include "petra/stats/proportion_interval.hpp"

namespace petra {

// A share of patients with its exact and Wilson 95 % limits.
struct Rate {
  long long numerator = 0, denominator = 0;
  double value = 0;
  ProportionInterval exact{}, wilson{};
};

[[nodiscard]] Rate make_rate(long long numerator, long long denominator);

struct ClassificationMetrics {
  long long tp = 0, fp = 0, fn = 0, tn = 0;
  Rate accuracy, precision, recall, specificity, npv;
  double f1 = 0;                 // 2tp / (2tp + fp + fn)
  double balanced_accuracy = 0;  // mean of recall and specificity
  double mcc = 0;                // Matthews 1975
  double kappa = 0;              // Cohen 1960
  double positive_likelihood_ratio = 0, negative_likelihood_ratio = 0;
  double diagnostic_odds_ratio = 0;  // tp·tn / (fp·fn)
};

[[nodiscard]] ClassificationMetrics metrics_of_counts(long long tp, long long fp, long long fn, long long tn);

// Positive when probability >= threshold. y: 0 or 1, as many as probabilities. Errors: sizes differ, no patients, a
// value that is missing, an outcome other than 0 and 1.
[[nodiscard]] Result<ClassificationMetrics> classification_metrics(std::span<double const> probability,
                                                                   std::span<int const> y, double threshold = 0.5);

// Σ (R_k − R_{k−1}) P_k over distinct scores from the highest down (scikit-learn's average_precision_score). NaN
// without cases.
[[nodiscard]] double average_precision(std::span<double const> scores, std::span<int const> y);

// Mean of (p − y)² (Brier 1950).
[[nodiscard]] double brier_score(std::span<double const> probability, std::span<int const> y);

// −mean log likelihood; probabilities are kept 1e-15 away from 0 and 1.
[[nodiscard]] double log_loss(std::span<double const> probability, std::span<int const> y);

}  // namespace petra
