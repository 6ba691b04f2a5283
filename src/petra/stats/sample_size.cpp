#include "petra/stats/sample_size.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kShrinkage = 0.9, kOptimism = 0.05, kMargin = 0.05;

double log_one_plus_exp(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

// Mean of f over a normal distribution of spread 1.
template <class F>
double normal_mean(double mean, F f) {
  auto const density = [&](double z) { return std::exp(-z * z / 2) / std::sqrt(2 * M_PI) * f(mean + z); };
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, -12.0, 12.0, 15, 1e-12);
}

}  // namespace

double cox_snell_from_auc(double auc, double share) {
  // x is N(0, 1) in controls and N(d, 1) in cases, AUC = Φ(d/√2); then logit P(case | x) = logit share + d x − d²/2.
  double const d = std::sqrt(2.0) * normal_quantile(auc);
  double const offset = std::log(share / (1 - share)) - d * d / 2;
  double const cases = normal_mean(d, [&](double x) { return -log_one_plus_exp(-(offset + d * x)); });
  double const controls = normal_mean(0, [&](double x) { return -log_one_plus_exp(offset + d * x); });
  double const fitted = share * cases + (1 - share) * controls;  // log likelihood per patient
  double const null = share * std::log(share) + (1 - share) * std::log(1 - share);
  return 1 - std::exp(-2 * (fitted - null));
}

RileyCriteria riley_sample_size(int parameters, double cox_snell, double share) {
  RileyCriteria criteria;
  criteria.cox_snell = cox_snell;
  double const null = share * std::log(share) + (1 - share) * std::log(1 - share);
  criteria.largest_cox_snell = 1 - std::exp(2 * null);
  auto const needed = [&](double shrinkage) {
    double const n = parameters / ((shrinkage - 1) * std::log(1 - criteria.cox_snell / shrinkage));
    // At an AUC near 1 R²/S can exceed what the logarithm takes: no number of patients is called for then.
    return std::isfinite(n) && n < std::numeric_limits<int>::max() ? static_cast<int>(std::ceil(n - 1e-9)) : 0;
  };
  criteria.for_shrinkage = needed(kShrinkage);
  criteria.for_optimism = needed(criteria.cox_snell / (criteria.cox_snell + kOptimism * criteria.largest_cox_snell));
  double const z = 1.96;  // as the paper's formula has it
  criteria.for_prevalence = static_cast<int>(std::ceil(z * z / (kMargin * kMargin) * share * (1 - share) - 1e-9));
  criteria.patients = std::max({criteria.for_shrinkage, criteria.for_optimism, criteria.for_prevalence});
  return criteria;
}

}  // namespace petra
