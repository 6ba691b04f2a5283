// R's pretty(): "round" tick values that cover a range (Becker, Chambers, Wilks 1988; base R 4.2 R_pretty).
#pragma once

#include <vector>

namespace petra {

// About n + 1 equidistant values, multiples of 1, 2 or 5 times a power of ten, that cover [low, high]: what
// pretty(c(low, high), n) gives in R 4.2. low and high may come in either order. Empty where one is not finite or n is
// negative.
[[nodiscard]] std::vector<double> pretty(double low, double high, int n = 5);

}  // namespace petra
