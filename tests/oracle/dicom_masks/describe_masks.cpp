// Prints every mask below a folder on the grids of the series there, one JSON object: for tests that ask petra for
// counts slice by slice. usage: describe_masks FOLDER [linear] [fill] [ignore-frame] [structure=NAME]
#include <iostream>
#include <nlohmann/json.hpp>

#include "petra/imaging/mask_sources.hpp"

int main(int argc, char** argv) {
  using nlohmann::json;
  std::filesystem::path const folder = argc > 1 ? argv[1] : ".";
  petra::MaskImportOptions options;
  options.root = folder;
  for (int i = 2; i < argc; ++i) {
    std::string const word = argv[i];
    if (word == "linear") options.placing = petra::MaskPlacing::linear_half;
    if (word == "fill") options.roi.missing = petra::MissingSlices::interpolate;
    if (word == "ignore-frame") options.roi.frame_of_reference = petra::FrameOfReferenceRule::ignore;
    if (word.starts_with("structure=")) options.structures.push_back(word.substr(10));
  }
  auto const scan = petra::scan_folder(folder);
  if (!scan) return std::cerr << petra::format_error(scan.error()) << '\n', 2;
  std::vector<petra::MaskGrid> grids;
  json out = {
      {"grids", json::array()}, {"masks", json::array()}, {"findings", json::array()}, {"problems", json::array()}};
  for (auto const& series : scan->series) {
    if (!series.has_geometry) continue;
    grids.push_back(petra::mask_grid(series, true));
    out["grids"].push_back(series.folder.filename().string());
  }
  auto const use = [&](petra::PlacedMask&& placed) -> petra::Result<void> {
    json slices = json::object();
    auto const& size = placed.mask.geometry.size;
    for (std::int64_t z = 0; z < size[2]; ++z) {
      std::int64_t count = 0;
      for (std::int64_t i = 0; i < size[0] * size[1]; ++i)
        count += placed.mask.voxels[static_cast<std::size_t>(z * size[0] * size[1] + i)];
      if (count > 0) slices[std::to_string(z)] = count;
    }
    json findings = json::array();
    for (auto const& finding : placed.findings) findings.push_back(finding.message);
    out["masks"].push_back({{"name", placed.name},
                            {"number", placed.number},
                            {"source", placed.source},
                            {"grid", placed.grid},
                            {"modality", grids[placed.grid].label},
                            {"voxels", placed.voxels},
                            {"per_slice", slices},
                            {"findings", findings},
                            {"voxel_volume_mm3", placed.mask.geometry.voxel_volume_mm3()}});
    return {};
  };
  auto const done = petra::import_masks(petra::mask_sources(*scan, folder), grids, options, use);
  if (!done) return std::cerr << petra::format_error(done.error()) << '\n', 2;
  for (auto const& [source, finding] : done->findings) out["findings"].push_back(source + ": " + finding.message);
  for (auto const& problem : done->problems) out["problems"].push_back(petra::format_error(problem.error));
  std::cout << out.dump() << '\n';
}
