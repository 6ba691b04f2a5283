// petra mask: a mask of any format onto an image's grid, listed or written in another format.

#include "cmd/mask.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/mask_sources.hpp"
#include "petra/imaging/write_masks.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra::cmd {

namespace {

struct Arguments {
  std::filesystem::path mask, image, out;
  std::string modality, series, to, label = "petra", placing = "nearest";
  std::vector<std::string> structures;
  bool fill_missing = false, ignore_frame = false, manual = false, json = false;
};

int fail(Error const& error) {
  fmt::print(stderr, "petra mask: {}\n", format_error(error));
  return error_row(error.code).exit_status;
}

// What the masks become: told by --to, else by the name's ending.
Result<std::string> output_kind(Arguments const& arguments) {
  auto const name = to_lower(arguments.out.filename().string());
  if (!arguments.to.empty()) return arguments.to;
  if (name.ends_with(".seg.nrrd")) return std::string("seg.nrrd");
  for (std::string_view const ending : {".nrrd", ".nii", ".nii.gz", ".mha"}) {
    if (name.ends_with(ending)) return std::string("label map");
  }
  return make_error(ErrorCode::usage, arguments.out.string(), "its ending does not say what to write",
                    "Add --to seg or --to rtstruct, or name a .seg.nrrd, .nrrd, .nii.gz or .mha file");
}

// The one image series that is meant.
Result<std::size_t> find_image(FolderScan const& scan, Arguments const& arguments) {
  std::vector<std::size_t> fitting;
  std::string shown, refused;
  for (std::size_t k = 0; k < scan.series.size(); ++k) {
    auto const& series = scan.series[k];
    if (!series.is_image() || (!arguments.modality.empty() && series.modality != arguments.modality) ||
        (!arguments.series.empty() && series.uid != arguments.series))
      continue;
    if (!series.has_geometry) {
      for (auto const& finding : series.findings) {
        if (finding.severity == Severity::error) refused = finding.message;
      }
      continue;
    }
    fitting.push_back(k);
    shown += fmt::format("{}{} {}", shown.empty() ? "" : ", ", series.modality, series.uid);
  }
  if (fitting.size() == 1) return fitting.front();
  if (!fitting.empty())
    return make_error(ErrorCode::usage, arguments.image.string(), "it holds several image series: " + shown,
                      "Say which one with --modality or --series UID");
  return make_error(ErrorCode::invalid_input, arguments.image.string(),
                    refused.empty() ? "it holds no such image series" : refused,
                    "Name the folder of the image that the mask was drawn on");
}

MaskSource source_of(std::filesystem::path const& path) {
  auto const file = open_dicom_file(path);
  if (!file) return {MaskSource::Kind::volume_file, path, "", true};
  auto const modality = file->data_set.text(tag::Modality).value_or("");
  return {modality == "SEG" ? MaskSource::Kind::segmentation_object : MaskSource::Kind::structure_set, path, "", true};
}

std::array<double, 3> color_of(std::size_t number) {
  constexpr std::array<std::array<double, 3>, 6> kColors = {
      {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}, {0, 1, 1}, {1, 0, 1}}};
  return kColors[number % kColors.size()];
}

// One volume of labels 1, 2, …; masks that overlap cannot be kept so.
Result<AnyVolume> label_map_of(std::vector<NamedMask> const& masks) {
  Mask map(masks.front().mask.geometry);
  if (masks.size() > 255)
    return make_error(ErrorCode::invalid_input, "label map", fmt::format("{} masks do not fit into one", masks.size()),
                      "Write a .seg.nrrd");
  for (std::size_t n = 0; n < masks.size(); ++n) {
    for (std::size_t i = 0; i < map.voxels.size(); ++i) {
      if (masks[n].mask.voxels[i] == 0) continue;
      if (map.voxels[i] != 0)
        return make_error(ErrorCode::invalid_input, masks[n].name,
                          fmt::format("it overlaps \"{}\"", masks[map.voxels[i] - 1U].name),
                          "Choose one with --structure, or write a .seg.nrrd or --to seg");
      map.voxels[i] = static_cast<std::uint8_t>(n + 1);
    }
  }
  return AnyVolume(std::move(map));
}

Result<void> write_masks(Arguments const& arguments, std::string const& kind, std::vector<NamedMask> const& masks,
                         Series const& series) {
  if (kind == "label map") {
    PETRA_TRY(auto const map, label_map_of(masks));
    return write_volume(arguments.out, map, 1);  // a mask packs well at any level
  }
  if (kind == "seg.nrrd") {
    PETRA_TRY(auto const bytes, format_segmentation_nrrd(masks, 1));
    return write_whole_file(arguments.out, bytes);
  }
  MaskWriteOptions options;
  options.label = arguments.label;
  options.manual = arguments.manual;
  auto const now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  options.date = fmt::format("{:04}{:02}{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
  options.time = fmt::format("{:02}{:02}{:02}", local.tm_hour, local.tm_min, local.tm_sec);
  PETRA_TRY(auto const bytes, kind == "seg" ? format_segmentation_object(masks, series, options)
                                            : format_structure_set(masks, series, options));
  return write_whole_file(arguments.out, bytes);
}

int run(Arguments const& arguments) {
  std::string kind;
  if (!arguments.out.empty()) {
    auto found = output_kind(arguments);
    if (!found) return fail(found.error());
    kind = std::move(*found);
  }
  auto const scan = scan_folder(arguments.image);
  if (!scan) return fail(scan.error());
  auto const chosen = find_image(*scan, arguments);
  if (!chosen) return fail(chosen.error());
  std::vector<MaskGrid> grids;
  for (std::size_t k = 0; k < scan->series.size(); ++k) {
    if (scan->series[k].has_geometry) grids.push_back(mask_grid(scan->series[k], k == *chosen));
  }
  MaskImportOptions options;
  options.structures = arguments.structures;
  options.roi.missing = arguments.fill_missing ? MissingSlices::interpolate : MissingSlices::keep_empty;
  options.roi.frame_of_reference =
      arguments.ignore_frame ? FrameOfReferenceRule::ignore : FrameOfReferenceRule::must_agree;
  options.placing = arguments.placing == "linear" ? MaskPlacing::linear_half : MaskPlacing::nearest;
  std::vector<NamedMask> masks;
  nlohmann::ordered_json listed = nlohmann::ordered_json::array();
  auto const use = [&](PlacedMask&& placed) -> Result<void> {
    auto findings = nlohmann::ordered_json::array();
    for (auto const& finding : placed.findings) {
      findings.push_back({{"severity", severity_name(finding.severity)}, {"message", finding.message}});
      fmt::print(stderr, "{}: {}: {}\n", severity_name(finding.severity), placed.name, finding.message);
    }
    listed.push_back(
        {{"name", placed.name},
         {"number", placed.number},
         {"voxels", placed.voxels},
         {"volume_ml", static_cast<double>(placed.voxels) * placed.mask.geometry.voxel_volume_mm3() / 1000},
         {"findings", findings}});
    if (!arguments.out.empty()) masks.push_back({placed.name, std::move(placed.mask), color_of(masks.size()), ""});
    return {};
  };
  auto const done = import_masks({source_of(arguments.mask)}, grids, options, use);
  if (!done) return fail(done.error());
  for (auto const& [source, finding] : done->findings)
    fmt::print(stderr, "{}: {}: {}\n", severity_name(finding.severity), source, finding.message);
  for (auto const& problem : done->problems) fmt::print(stderr, "petra mask: {}\n", format_error(problem.error));
  if (done->masks == 0) {
    if (done->problems.empty()) fmt::print(stderr, "petra mask: {}: it gives no mask\n", arguments.mask.string());
    return done->problems.empty() ? 2 : error_row(done->problems.front().error.code).exit_status;
  }
  if (!arguments.out.empty()) {
    if (auto const written = write_masks(arguments, kind, masks, scan->series[*chosen]); !written)
      return fail(written.error());
  }
  if (arguments.json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"masks", listed}, {"file", arguments.out.string()}}.dump(1));
  } else {
    for (auto const& mask : listed)
      fmt::print("{:>4}  {:>9} voxels  {:>10.3f} ml  {}\n", mask["number"].get<std::int64_t>(),
                 mask["voxels"].get<std::int64_t>(), mask["volume_ml"].get<double>(), mask["name"].get<std::string>());
  }
  return done->problems.empty() ? 0 : 1;
}

}  // namespace

std::function<int()> declare_mask(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("mask", arguments->mask, "RTSTRUCT, SEG, .seg.nrrd, or a label map in NRRD, NIfTI or MetaImage")
      ->required();
  app.add_option("--image", arguments->image, "Folder with the DICOM image series that the mask belongs to")
      ->required();
  app.add_option("--modality", arguments->modality, "Of several image series the one of this modality: CT, PT");
  app.add_option("--series", arguments->series, "Of several image series the one of this SeriesInstanceUID");
  app.add_option("--structure", arguments->structures,
                 "Only this structure: name, number or regular expression (may be repeated)");
  app.add_option("--out", arguments->out,
                 "Write the masks here: .seg.nrrd, a label map (.nrrd, .nii.gz, .mha), or DICOM with --to");
  app.add_option("--to", arguments->to, "DICOM to write")->check(CLI::IsMember({"seg", "rtstruct"}));
  app.add_option("--label", arguments->label, "Label of the structure set or segmentation")->capture_default_str();
  app.add_flag("--manual", arguments->manual, "Write that the outlines are made by hand");
  app.add_flag("--fill-missing,--rtstruct-fill-missing", arguments->fill_missing,
               "Interpolate the shape on slices between contours");
  app.add_flag("--ignore-frame-of-reference", arguments->ignore_frame,
               "Take a mask that was drawn in another frame of reference");
  app.add_option("--placing", arguments->placing,
                 "From another grid: nearest at voxel centres, or linear with at least one half")
      ->check(CLI::IsMember({"nearest", "linear"}))
      ->capture_default_str();
  app.add_flag("--json", arguments->json, "As JSON");
  return [arguments] { return run(*arguments); };
}

}  // namespace petra::cmd
