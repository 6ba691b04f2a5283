// When was the reference to which the scanner corrected decay? The ladder of DecayCorrection START.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/imaging/suv.hpp"

namespace petra {

struct ReferenceTime {
  std::optional<ReferenceRung> chosen;
  std::vector<ReferenceRung> rungs;   // all that could be had, in the ladder's order
  std::optional<ClockTime> earliest;  // AcquisitionTime
  Findings findings;
};

// `decay_per_s`: ln 2 / half-life.
[[nodiscard]] ReferenceTime find_reference_time(SuvTags const& tags, double decay_per_s);

}  // namespace petra
