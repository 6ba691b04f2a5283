// provenance.json: from what, with what and when the results were made. No names, ids or paths: patients are rows of
// the cohort.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "petra/study/result_folder.hpp"
#include "petra/study/result_tables.hpp"

namespace petra {

// Hashes of what goes in: "settings", "cohort", "features", "second_reader", "params.PET". An input that cannot be read
// has an empty hash.
[[nodiscard]] std::map<std::string, std::string> input_hashes(StudyDefinition const& definition, Cohort const& cohort,
                                                              std::filesystem::path const& folder);

struct RunTimes {
  std::chrono::system_clock::time_point started, finished;
};

[[nodiscard]] nlohmann::ordered_json make_provenance(StudyState const& state,
                                                     std::map<std::string, std::string> const& inputs,
                                                     ResultFolder const& results, std::string_view version,
                                                     RunTimes const& times);

// The provenance of an earlier run, if there is one that can be read.
[[nodiscard]] std::optional<nlohmann::ordered_json> read_provenance(std::filesystem::path const& path);

// True where both say the same but for the times.
[[nodiscard]] bool same_but_times(nlohmann::ordered_json a, nlohmann::ordered_json b);

}  // namespace petra
