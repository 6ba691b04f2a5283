// What a study asked for, defaults filled in, as key and value: for the report, the provenance, and to see whether a
// result is stale.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "petra/study/cohort.hpp"
#include "petra/study/definition.hpp"

namespace petra {

[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings_in_force(StudyDefinition const& definition);

// SHA-256 of the settings, and of what the study takes from its cohort (columns that it does not name do not count).
[[nodiscard]] std::string settings_sha256(StudyDefinition const& definition);
[[nodiscard]] std::string cohort_sha256(Cohort const& cohort);

}  // namespace petra
