// What an extraction of feature maps tells: CSV or JSON text with each map's file where a row of features has its
// value, as PyRadiomics' script writes it.
#pragma once

#include <string>
#include <vector>

#include "petra/extract/feature_maps.hpp"
#include "petra/extract/output.hpp"

namespace petra {

// output.outcomes: one per case, rows without values; output.feature_names: those of the maps. files: one list per
// outcome, in the order of feature_names, empty for a case that failed.
[[nodiscard]] std::string format_map_output(ExtractionOutput const& output,
                                            std::vector<std::vector<MapFile>> const& files,
                                            ExtractionSettings const& settings, OutputFormat format);

}  // namespace petra
