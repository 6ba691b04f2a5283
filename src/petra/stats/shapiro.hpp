// Shapiro & Wilk's test of normality by Royston's approximation (AS R94, Applied Statistics 1995), as shapiro.test.
#pragma once

#include <span>

namespace petra {

struct ShapiroTest {
  double w = 0, p = 1;
};

// 3 to 5,000 finite values, not all equal; else NaN.
[[nodiscard]] ShapiroTest shapiro_test(std::span<double const> values);

}  // namespace petra
