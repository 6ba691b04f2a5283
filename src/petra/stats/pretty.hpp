// R's pretty(): "round" tick values that cover a range (Becker, Chambers, Wilks 1988; base R 4.2 R_pretty).
#pragma once

#include <vector>

namespace petra {

[[nodiscard]] std::vector<double> pretty(double low, double high, int n = 5);

}  // namespace petra
