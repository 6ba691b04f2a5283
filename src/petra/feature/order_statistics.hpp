// Values at given ranks of an unsorted list, without sorting it; and NumPy's percentiles from them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace petra {

// The values that would stand at `ranks` (0-based, any order, repeats allowed) if `values` were sorted. No NaN; values
// not empty. Naive: sort, then look up. Here: a histogram of 2,048 equal cells over [minimum, maximum] says which cells
// hold the ranks, and only those cells' values are partially ordered. The cell of a value is a monotone function of it,
// so the result is exact.
[[nodiscard]] std::vector<double> values_at_ranks(std::span<double const> values, double minimum, double maximum,
                                                  std::span<std::size_t const> ranks);

struct Percentiles {
  std::vector<double> values;  // of the percentages asked for
  double median = 0;           // the middle value, or the mean of the two middle ones
};

// numpy.percentile(values, percentages) with linear interpolation, in numpy 1.26's arithmetic to the last bit, and
// numpy.median.
[[nodiscard]] Percentiles percentiles(std::span<double const> values, double minimum, double maximum,
                                      std::span<double const> percentages);

}  // namespace petra
