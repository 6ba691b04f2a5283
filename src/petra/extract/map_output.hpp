// What an extraction of feature maps tells: CSV or JSON text with each map's file where a row of features has its
// value, as PyRadiomics' script writes it.
#pragma once

#include <string>
#include <vector>

#include "petra/extract/feature_maps.hpp"
#include "petra/extract/output.hpp"

namespace petra {

// output.outcomes: one per case, rows without values; output.feature_names: those of the maps. files: one list per
// outcome, empty for a case that failed. A map that a case does not have (its image is left out) is an empty cell of a
// list's CSV; in JSON, and where there is one case, it is not there.
[[nodiscard]] std::string format_map_output(ExtractionOutput const& output,
                                            std::vector<std::vector<MapFile>> const& files,
                                            ExtractionSettings const& settings, OutputFormat format);

}  // namespace petra
