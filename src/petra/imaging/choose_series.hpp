// Which series of a folder are to become volumes.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/imaging/series.hpp"

namespace petra {

struct SeriesChoice {
  std::vector<std::string>
      series;  // of --series: a SeriesInstanceUID, a number of the table (from 1), or a description; empty: by the rule
  std::vector<std::string> modalities = {"PT", "CT"};
};

// Positions in scan.series, ascending. By the rule: every PT and CT series that is an image; scout views are left out,
// and a PET without attenuation correction where its study holds one with it (said in the findings of the one taken).
// Error: a name that fits no series.
[[nodiscard]] Result<std::vector<std::size_t>> choose_series(FolderScan& scan, SeriesChoice const& choice);

}  // namespace petra
