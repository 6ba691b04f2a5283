// What a new model adds to an old one on the same patients.
#pragma once

#include <span>

#include "petra/base/result.hpp"

namespace petra {

struct AddedMeasure {
  double value = 0, low = 0, high = 0, z = 0, p = 1;  // 95 %, normal; NaN where it has no variance
};

// Integrated discrimination improvement: mean of the change in probability over cases minus that over controls (Pencina
// et al. 2008). Errors: sizes, fewer than two cases or controls.
[[nodiscard]] Result<AddedMeasure> discrimination_improvement(std::span<double const> old_p,
                                                              std::span<double const> new_p, std::span<int const> y);

// Continuous net reclassification: share of cases whose probability rises minus falls, plus share of controls whose
// falls minus rises (Pencina et al. 2011). It also rewards models that are only badly calibrated (Hilden & Gerds 2014):
// never rest a claim on it alone.
[[nodiscard]] Result<AddedMeasure> net_reclassification(std::span<double const> old_p, std::span<double const> new_p,
                                                        std::span<int const> y);

}  // namespace petra
