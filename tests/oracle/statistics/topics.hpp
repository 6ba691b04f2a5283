// The topics that the statistics oracle can check; topics.cpp is the only list.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker.hpp"
#include "petra/base/result.hpp"

namespace petra::oracle {

// One document of expected values with the folder that holds its inputs.
struct Case {
  std::string topic;
  std::string
      name;  // "birthwt"; "sim_133:optimism_whole_pipeline" for a second document in a folder; "seed_1" for a bare file
  std::filesystem::path folder;
  std::filesystem::path document;
};

// Computes everything of one case with petra and compares it. An error (an unreadable input) fails the case.
using CheckFunction = Result<void> (*)(Case const&, Checker&);

struct TopicRow {
  std::string_view name;  // folder under statistics/
  CheckFunction check;
};

[[nodiscard]] std::span<TopicRow const> topics();

// Topics of the reference data that petra does not compute yet; listed by name in the runner's output.
[[nodiscard]] std::span<std::string_view const> topics_not_yet();

// Topic/case pairs whose data stay where they are (other people's licences) and may be absent from a copy of the
// reference.
[[nodiscard]] std::span<std::string_view const> cases_read_in_place();

}  // namespace petra::oracle
