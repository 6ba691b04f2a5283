#include "petra/stats/proportion_interval.hpp"

#include <cmath>
#include <limits>

#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool usable(double successes, double n) {
  return n > 0 && successes >= 0 && successes <= n;
}

}  // namespace

ProportionInterval clopper_pearson_interval(double successes, double n, double confidence) {
  if (!usable(successes, n)) return {kNaN, kNaN};
  double const tail = (1 - confidence) / 2;
  double const low = successes == 0 ? 0 : beta_quantile(tail, successes, n - successes + 1);
  double const high = successes == n ? 1 : beta_quantile(1 - tail, successes + 1, n - successes);
  return {low, high};
}

ProportionInterval wilson_interval(double successes, double n, double confidence) {
  if (!usable(successes, n)) return {kNaN, kNaN};
  double const z = normal_quantile(1 - (1 - confidence) / 2);
  double const share = successes / n;
  double const centre = share + z * z / (2 * n);
  double const half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  double const scale = 1 + z * z / n;
  return {(centre - half) / scale, (centre + half) / scale};
}

}  // namespace petra
