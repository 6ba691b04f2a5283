// How well probabilities given beforehand agree with outcomes. Definitions as rms::val.prob (Harrell), Cox 1958,
// Spiegelhalter 1986, Hosmer & Lemeshow 1980.
#pragma once

#include <span>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/stats/proportion_interval.hpp"

namespace petra {

// A coefficient with its Wald 95 % limits and the two-sided p against `hypothesis` (0 for the intercept, 1 for the
// slope).
struct CalibrationTerm {
  double estimate = 0, error = 0, low = 0, high = 0, p = 1;
};

// Intercept of the logistic model with the offset logit(p). Errors: sizes, one class, a probability not inside (0, 1).
[[nodiscard]] Result<CalibrationTerm> calibration_in_the_large(std::span<double const> p, std::span<int const> y);

struct Recalibration {
  double intercept = 0;
  CalibrationTerm slope;
  double deviance = 0, null_deviance = 0;  // of the refit on logit(p), and of the outcome alone
};
// Logistic refit on logit(p): slope 1 is right, below 1 too extreme. Errors: as above, separated outcomes.
[[nodiscard]] Result<Recalibration> recalibrate(std::span<double const> p, std::span<int const> y);

struct SpiegelhalterTest {
  double z = 0, p = 1;
};
[[nodiscard]] SpiegelhalterTest spiegelhalter_test(std::span<double const> p, std::span<int const> y);

// val.prob: D and U are per patient; U tests intercept 0 and slope 1 together (χ², 2 df); distances are of the lowess
// curve (iter = 0) from the diagonal: largest, 0.9 quantile, mean (= integrated calibration index with lowess).
struct ValProb {
  double dxy = 0, c = 0, r2 = 0, d = 0, d_chi_squared = 0, u = 0, u_chi_squared = 0, u_p = 1, q = 0, brier = 0,
         intercept = 0, slope = 0, e_max = 0, e90 = 0, e_mean = 0, spiegelhalter_z = 0, spiegelhalter_p = 1;
};
[[nodiscard]] Result<ValProb> val_prob(std::span<double const> p, std::span<int const> y);

struct RiskGroup {
  long long n = 0, observed = 0;  // patients, events
  double expected = 0;            // sum of the probabilities
};
// Patients between neighbouring type-7 quantiles k/g of p (right end included; equal quantiles join groups).
struct RiskGroups {
  std::vector<double> breaks;
  std::vector<RiskGroup> groups;
};
[[nodiscard]] RiskGroups risk_groups(std::span<double const> p, std::span<int const> y, int groups);

struct HosmerLemeshow {
  double statistic = 0;
  double df_development = 0, p_development = 1;  // groups - 2: the model was fitted to these patients
  double df_external = 0, p_external = 1;        // groups: it was not
};
[[nodiscard]] HosmerLemeshow hosmer_lemeshow(RiskGroups const& groups);

// Σ n_b/n |mean p − share of events| over `bins` equal widths of [0, 1].
[[nodiscard]] double expected_calibration_error(std::span<double const> p, std::span<int const> y, int bins = 10);

// Pool-adjacent-violators: the non-decreasing step function of p nearest to y, in the order of p. Equal p get the same
// value (as R's isoreg).
[[nodiscard]] std::vector<double> isotonic_fit(std::span<double const> p, std::span<int const> y);

}  // namespace petra
