// The diagnostics_… entries of a row: PyRadiomics' names in PyRadiomics' order, values as JSON text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petra/extract/image_statistics.hpp"
#include "petra/extract/mask_region.hpp"
#include "petra/extract/settings.hpp"

namespace petra {

using Diagnostics = std::vector<std::pair<std::string, std::string>>;  // name -> JSON text

// Versions and settings: the same for every case of these settings.
[[nodiscard]] Diagnostics common_diagnostics(ExtractionSettings const& settings);

// `hash` is empty for an interpolated image.
void add_image_diagnostics(Diagnostics& entries, Geometry const& geometry, ImageStatistics const& statistics,
                           std::string const& hash);

// `hash` is empty for a corrected mask. Intensities: of the region, in memory order; empty where PyRadiomics gives
// none.
struct MaskDiagnostics {
  std::string_view prefix;  // "original", "corrected", "interpolated", "resegmented"
  std::string hash;
  std::span<double const> intensities;
};
void add_mask_diagnostics(Diagnostics& entries, Geometry const& geometry, MaskRegion const& region,
                          MaskDiagnostics const& more);

// Every name that may occur, in order; what corrected masks add only where `corrected`. Empty when the settings ask for
// none.
[[nodiscard]] std::vector<std::string> diagnostics_names(ExtractionSettings const& settings, bool corrected);

// A diagnostics value as Python prints it, which is what PyRadiomics' CSV holds: (0.98, 0.98, 2.0), {'label': 1}, None.
[[nodiscard]] std::string python_text(std::string_view json);

}  // namespace petra
