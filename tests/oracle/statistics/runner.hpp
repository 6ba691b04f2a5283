// Finds the cases of the reference data, runs each through its topic's check, and accounts for every expected value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>

#include "topics.hpp"

namespace petra::oracle {

struct RunOptions {
  std::filesystem::path root;       // holds statistics/
  std::filesystem::path unchecked;  // the list of excuses
  bool complete = false;            // a topic or case that the root lacks is a failure (PETRA_REFERENCE_COMPLETE=1)
  int perturb = 0;                  // values per topic to change one at a time; 0 = plain run
  double mutate = 0;                // change every value by this many tolerances (mutation.hpp); 0 = do not
  double most_unchecked = 1;        // share of a topic's values that may be excused
  std::uint64_t seed = 1;
  std::string only_topic, only_case;
  std::span<TopicRow const> topics;
};

// Prints a report to `out`. Returns the exit status: 0 when every case passed, every value is checked or excused and
// something was checked at all, and no more of a topic's values are excused than most_unchecked; 1 otherwise; 2 when
// the root or the list of excuses cannot be read. With perturb > 0 each chosen value is moved by three times what its
// comparison lets pass (texts and flags are changed), the case runs again, and must fail.
[[nodiscard]] int run_oracle(RunOptions const& options, std::ostream& out);

// The documents below statistics/<topic>: each sub-folder's expected.json (named even where the file is missing, so
// that reading it fails), other JSON files in those folders, and JSON files lying in the topic's folder.
[[nodiscard]] std::vector<Case> find_cases(std::filesystem::path const& root, std::string const& topic);

}  // namespace petra::oracle
