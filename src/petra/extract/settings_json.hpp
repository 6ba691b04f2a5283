// Settings as JSON: the canonical form that their hash is taken of, and what the diagnostics print.
#pragma once

#include <string>

#include "petra/extract/settings.hpp"

namespace petra {

// Every value in force in one fixed order, whatever the order and spelling of the file it came from.
[[nodiscard]] std::string canonical_json(ExtractionSettings const& settings);

}  // namespace petra
