// The masks of a folder, onto the volumes that were made of it.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "petra/imaging/import_series.hpp"
#include "petra/imaging/mask_import.hpp"

namespace petra::cmd {

struct MaskArguments {
  std::vector<std::string> structures, files;
  std::string placing = "nearest";
  bool fill_missing = false, ignore_frame = false, none = false;
};

void declare_mask_options(CLI::App& app, MaskArguments& arguments);

// One mask as `petra import --json` prints it, and where it lies.
struct ImportedMask {
  std::string name, source, grid, file;  // file relative to the output folder; empty where nothing was written
  std::string patient_key;
  std::int64_t number = 0, voxels = 0;
  Findings findings;
};

struct ImportedMasks {
  std::vector<ImportedMask> masks;
  std::vector<std::string> problems;  // each is told among the folder's findings, too
};

// Every structure set, segmentation and label map of the folder, and those named by --mask, on the grid of each volume
// of their frame of reference. Files go to PATIENT/masks/. Findings are added to `result`. Errors: the environment.
[[nodiscard]] Result<ImportedMasks> import_folder_masks(FolderImport& result, std::filesystem::path const& folder,
                                                        ImportOptions const& options, MaskArguments const& arguments);

[[nodiscard]] nlohmann::ordered_json masks_json(ImportedMasks const& masks);
[[nodiscard]] std::string format_mask_table(ImportedMasks const& masks);

}  // namespace petra::cmd
