// Shows that changed expected values make a run fail: some, one at a time; or every value of every document.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <vector>

#include "case_run.hpp"

namespace petra::oracle {

// Changes `count` checked values of a topic one at a time, by three times what their comparison lets pass, runs the
// case again, and returns how many of them went unnoticed (1 where there was nothing to change).
[[nodiscard]] std::size_t perturb_some(TopicRow const& topic, std::vector<CaseRun> const& runs, int count,
                                       std::uint64_t seed, std::ostream& out);

// Every checked value of every document, upwards and downwards by `factor` times what its comparison lets pass (2 or
// more: a value may already lie one tolerance away). Many are changed at once; a value counts as noticed when its own
// comparison fails. Those that did not fail (because a changed input kept the run from reaching them) are tried again
// in halves, down to a single value, for which any failure counts. Returns how many went unnoticed.
[[nodiscard]] std::size_t mutate_all(TopicRow const& topic, std::vector<CaseRun> const& runs, double factor,
                                     std::ostream& out);

}  // namespace petra::oracle
