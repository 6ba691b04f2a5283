// Options that petra import and petra check share: what the user knows better than the tags, and what he allows.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "petra/imaging/import_series.hpp"

namespace petra::cmd {

struct SeriesArguments {
  std::string folder;
  ImportOptions options;
  std::string suv = "bw", sex, rescale;
  bool json = false;
};

void declare_series_options(CLI::App& app, SeriesArguments& arguments);

// Turns texts into options. Error: a value that cannot be.
[[nodiscard]] Result<void> complete_series_options(SeriesArguments& arguments);

}  // namespace petra::cmd
