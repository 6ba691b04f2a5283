#include "cmd/dicom/import_masks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "petra/base/file.hpp"
#include "petra/imaging/mask_sources.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra::cmd {
namespace {

// A name as part of a file's name: letters and digits of any script, everything else an underscore.
std::string slug(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  std::string text;
  for (char const c : name.substr(0, kLongest)) {
    auto const byte = static_cast<unsigned char>(c);
    bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || byte >= 0x80;
    if (plain || c == '-' || c == '.') {
      text += c;
    } else if (!text.empty() && text.back() != '_') {
      text += '_';
    }
  }
  while (!text.empty() && (text.back() == '_' || (static_cast<unsigned char>(text.back()) & 0xC0U) == 0xC0U))
    text.pop_back();
  return text.empty() ? "mask" : text;
}

std::string stem_of(std::string const& source) {
  auto name = std::filesystem::path(source).filename().string();
  return name.substr(0, std::min(name.find('.'), name.size()));
}

std::vector<MaskSource> find_sources(FolderImport const& result, MaskArguments const& arguments) {
  FolderScan rest;
  rest.series = result.others;
  auto sources = mask_sources(rest, {});
  for (auto const& path : result.foreign) {
    FolderScan one;
    one.foreign = {path.string()};
    for (auto& source : mask_sources(one, {})) sources.push_back(std::move(source));
  }
  for (auto const& file : arguments.files) {
    auto const dicom = open_dicom_file(file);
    auto const modality = dicom ? dicom->data_set.text(tag::Modality).value_or("") : "";
    auto const kind = !dicom              ? MaskSource::Kind::volume_file
                      : modality == "SEG" ? MaskSource::Kind::segmentation_object
                                          : MaskSource::Kind::structure_set;
    sources.push_back({kind, file, "", true});
  }
  return sources;
}

std::vector<MaskGrid> find_grids(FolderImport const& result) {
  std::vector<MaskGrid> grids;
  for (auto const& imported : result.imported) {
    if (!imported.series.has_geometry) continue;
    auto grid = mask_grid(imported.series, imported.state != ImportState::refused);
    grid.geometry = imported.geometry;
    grids.push_back(std::move(grid));
  }
  for (auto const& series : result.others) {
    if (series.has_geometry) grids.push_back(mask_grid(series, false));
  }
  return grids;
}

}  // namespace

void declare_mask_options(CLI::App& app, MaskArguments& arguments) {
  app.add_option(
         "--structure", arguments.structures,
         "Only these structures of RTSTRUCT, SEG and .seg.nrrd: name, number or regular expression; may be repeated")
      ->group("Masks");
  app.add_option("--mask", arguments.files, "One more mask file: RTSTRUCT, SEG, .seg.nrrd, NIfTI or NRRD label map")
      ->group("Masks");
  app.add_option("--mask-placing", arguments.placing,
                 "From another grid: nearest at voxel centres, or linear with at least one half")
      ->check(CLI::IsMember({"nearest", "linear"}))
      ->capture_default_str()
      ->group("Masks");
  app.add_flag("--fill-missing,--rtstruct-fill-missing", arguments.fill_missing,
               "Interpolate the shape on slices between contours")
      ->group("Masks");
  app.add_flag("--ignore-frame-of-reference", arguments.ignore_frame,
               "Take masks that were drawn in another frame of reference")
      ->group("Masks");
  app.add_flag("--no-masks", arguments.none, "Leave masks alone")->group("Masks");
}

Result<ImportedMasks> import_folder_masks(FolderImport& result, std::filesystem::path const& folder,
                                          ImportOptions const& options, MaskArguments const& arguments) {
  ImportedMasks imported;
  if (arguments.none || result.stopped) return imported;
  auto const grids = find_grids(result);
  MaskImportOptions rules;
  rules.root = std::filesystem::is_directory(folder) ? folder : folder.parent_path();
  rules.limits = options.series.limits;
  rules.structures = arguments.structures;
  rules.placing = arguments.placing == "linear" ? MaskPlacing::linear_half : MaskPlacing::nearest;
  rules.roi.missing = arguments.fill_missing ? MissingSlices::interpolate : MissingSlices::keep_empty;
  rules.roi.frame_of_reference =
      arguments.ignore_frame ? FrameOfReferenceRule::ignore : FrameOfReferenceRule::must_agree;
  std::set<std::string> used;
  auto const use = [&](PlacedMask&& placed) -> Result<void> {
    auto const& grid = grids[placed.grid];
    ImportedMask mask;
    mask.name = placed.name;
    mask.source = placed.source;
    mask.grid = grid.label;
    mask.patient_key = grid.patient_key;
    mask.number = placed.number;
    mask.voxels = placed.voxels;
    mask.findings = std::move(placed.findings);
    if (!options.out.empty()) {
      auto const base =
          grid.patient_key + "/masks/" + slug(stem_of(placed.source)) + "_" + slug(placed.name) + "_" + grid.label;
      auto name = base;
      for (int k = 2; !used.insert(name).second; ++k) name = fmt::format("{}_{}", base, k);
      mask.file = name + "." + options.format;
      auto const path = options.out / mask.file;
      PETRA_CHECK(make_folder(path.parent_path()));
      PETRA_CHECK(write_volume(path, AnyVolume(std::move(placed.mask)), std::max(options.gzip_level, 1)));
    }
    imported.masks.push_back(std::move(mask));
    return {};
  };
  PETRA_TRY(auto const done, import_masks(find_sources(result, arguments), grids, rules, use));
  for (auto const& [source, finding] : done.findings)
    result.findings.push_back({finding.severity, source + ": " + finding.message});
  for (auto const& problem : done.problems) {
    imported.problems.push_back(format_error(problem.error));
    result.findings.push_back({Severity::error, imported.problems.back()});
  }
  return imported;
}

nlohmann::ordered_json masks_json(ImportedMasks const& masks) {
  auto json = nlohmann::ordered_json::array();
  for (auto const& mask : masks.masks) {
    json.push_back({{"name", mask.name},
                    {"source", mask.source},
                    {"grid", mask.grid},
                    {"file", mask.file},
                    {"voxels", mask.voxels},
                    {"patient", mask.patient_key},
                    {"number", mask.number},
                    {"findings", findings_json(mask.findings)}});
  }
  return json;
}

std::string format_mask_table(ImportedMasks const& masks) {
  if (masks.masks.empty()) return {};
  std::string text = "\nMasks\n";
  for (auto const& mask : masks.masks) {
    text += fmt::format("{}  {:<4} {:>9} voxels  {} ({}){}\n", mask.patient_key, mask.grid, mask.voxels, mask.name,
                        mask.source, mask.file.empty() ? "" : "  " + mask.file);
    for (auto const& finding : mask.findings)
      text += fmt::format("    {}: {}\n", severity_name(finding.severity), finding.message);
  }
  return text;
}

}  // namespace petra::cmd
