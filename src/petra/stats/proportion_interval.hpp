// Confidence limits of a proportion: exact (Clopper & Pearson 1934) and Wilson's score interval (1927).
#pragma once

namespace petra {

struct ProportionInterval {
  double low, high;
};

// Limits from beta quantiles; `successes` may be fractional (MedCalc's exact interval of an AUC takes AUC·n successes
// of n). 0 and n give the limits 0 and 1. NaN where n is 0 or successes lie outside [0, n].
[[nodiscard]] ProportionInterval clopper_pearson_interval(double successes, double n, double confidence = 0.95);

// The score interval without continuity correction. NaN as above.
[[nodiscard]] ProportionInterval wilson_interval(double successes, double n, double confidence = 0.95);

}  // namespace petra
