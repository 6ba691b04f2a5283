// From a scanned folder to the masks in it and the grids they may go on.
#pragma once

#include "petra/imaging/mask_import.hpp"
#include "petra/imaging/series.hpp"

namespace petra {

// Structure sets, segmentations, and volume files that may be label maps. `root`: the folder that was scanned.
[[nodiscard]] std::vector<MaskSource> mask_sources(FolderScan const& scan, std::filesystem::path const& root);

// The grid of a series that has a geometry.
[[nodiscard]] MaskGrid mask_grid(Series const& series, bool wanted);

}  // namespace petra
