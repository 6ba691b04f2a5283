// petra agreement: two outlines of the same tumour.

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>

#include "cmd/masks.hpp"
#include "cmd/output_file.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/text.hpp"
#include "petra/segment/mask_on_grid.hpp"
#include "petra/segment/reader_agreement.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra::cmd {
namespace {

struct Options {
  std::string first, second, grid, placement = "nearest", out, format = "csv";
  long long label = 1, second_label = 0, channel = 0, second_channel = -1;
  bool json = false;
};

// The grid on which the voxels are compared.
Result<Geometry> common_grid(Options const& options, AnyVolume const& first, AnyVolume const& second,
                             std::vector<std::string>& warnings) {
  auto const differences = geometry_differences(geometry_of(first), geometry_of(second));
  if (options.grid == "first") return geometry_of(first);
  if (options.grid == "second") return geometry_of(second);
  if (!options.grid.empty()) {
    PETRA_TRY(auto const image, read_volume(options.grid, {}, &warnings));
    return geometry_of(image);
  }
  if (differences.empty()) return geometry_of(first);
  return make_error(ErrorCode::invalid_input, options.second,
                    fmt::format("lies on another grid than {}: {}", options.first, join(differences, "; ")),
                    "Say with --grid where they are compared: first, second, or the image's file");
}

Result<void> run(Options const& options) {
  std::vector<std::string> warnings;
  PETRA_TRY(auto const first, read_mask_volume(options.first, options.channel, {}, &warnings));
  PETRA_TRY(auto const second,
            read_mask_volume(options.second, options.second_channel < 0 ? options.channel : options.second_channel, {},
                             &warnings));
  auto const grid = common_grid(options, first, second, warnings);
  for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
  if (!grid) return grid.error();
  auto const placement = options.placement == "linear" ? MaskPlacing::linear_half : MaskPlacing::nearest;
  auto const place = [&](AnyVolume const& mask, long long label, std::string const& name) -> Result<Mask> {
    auto placed = label_on_grid(mask, label, *grid, placement);
    if (!placed) {
      auto error = std::move(placed).error();
      error.subject = name;
      return error;
    }
    return placed;
  };
  PETRA_TRY(auto const a, place(first, options.label, options.first));
  PETRA_TRY(auto const b,
            place(second, options.second_label == 0 ? options.label : options.second_label, options.second));
  PETRA_TRY(auto const agreement, compare_readers(a, b));
  Table table;
  table.rows.emplace_back();
  for (auto const& row : agreement_rows()) {
    table.columns.emplace_back(row.name);
    double const value = agreement.*row.value;
    table.rows.front().push_back(std::isfinite(value) ? format_number(value) : std::string());
  }
  table.columns.emplace_back("reason");
  table.rows.front().push_back(agreement.reason);
  return write_table({options.first, options.out, options.json ? "json" : options.format}, table);
}

}  // namespace

std::function<int()> declare_agreement(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("MASK", options->first, "The first reader's mask")->required();
  app.add_option("SECOND", options->second, "The second reader's mask")->required();
  app.add_option("-l,--label", options->label, "The value that marks the region")->capture_default_str();
  app.add_option("--second-label", options->second_label, "The same in SECOND, where it is another; 0: as --label");
  app.add_option("--channel", options->channel, "Layer of a mask that holds several, from 0")->capture_default_str();
  app.add_option("--second-channel", options->second_channel, "The same in SECOND, where it is another");
  app.add_option("--grid", options->grid,
                 "Where masks on different grids are compared: first, second, or an image file whose grid is taken");
  app.add_option("--placement", options->placement, "On that grid: by the nearest voxel, or linear (at least one half)")
      ->check(CLI::IsMember({"nearest", "linear"}))
      ->capture_default_str();
  app.add_option("-o,--out", options->out, "Output file; stdout without it");
  app.add_option("-f,--format", options->format, "csv or json")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  app.add_flag("--json", options->json, "The same as --format json");
  std::string meanings =
      "Columns (distances are between surface voxels, those with a face neighbour outside, centre to centre;\n"
      "percentiles interpolate linearly):\n";
  for (auto const& row : agreement_rows()) meanings += fmt::format("  {:<26}{}\n", row.name, row.meaning);
  app.footer(meanings + "Example:\n  petra agreement reader1.nrrd reader2.nrrd --json");
  return [options] { return finish("agreement", run(*options)); };
}

}  // namespace petra::cmd
