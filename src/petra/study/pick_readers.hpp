// Which patients are to be outlined a second time.
#pragma once

#include <cstdint>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/study/cohort.hpp"

namespace petra {

// Positions in the cohort, ascending, of `per_class` patients with each outcome: set.seed(seed); then for 0 and 1
// sample(which(outcome == k), per_class), as R draws. Error: fewer patients than asked for in a class (R's own
// sample(x, n) would take a single x for 1:x; here it is one patient).
[[nodiscard]] Result<std::vector<std::size_t>> pick_readers(Cohort const& cohort, int per_class, std::uint32_t seed);

}  // namespace petra
