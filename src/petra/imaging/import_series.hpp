// Series of a folder to volume files: chosen, planned, read, written with their provenance; what is there already and
// has not changed is kept.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "petra/imaging/acquisition.hpp"
#include "petra/imaging/choose_series.hpp"
#include "petra/imaging/series_volume.hpp"

namespace petra {

struct ImportOptions {
  SeriesOptions series;
  VolumeOptions volume;
  SeriesChoice choice;
  std::filesystem::path out;    // empty: nothing is read or written, only planned
  std::string format = "nrrd";  // nrrd, nii.gz, nii, mha
  int gzip_level = 1;           // of nrrd and mha: quick; 0 stores plainly
  int jobs = 2;
  bool show_progress = false;
};

enum class ImportState { planned, written, known, refused };

struct ImportedSeries {
  std::size_t number = 0;  // in the table of series, from 1
  Series series;           // its findings are those of `findings`
  SeriesPlan plan;
  std::vector<AcquisitionValue> acquisition;
  ImportState state = ImportState::refused;
  std::string file;  // relative to `out`; empty where nothing was written
  std::string unit;
  Geometry geometry;  // of the file
  Findings findings;
};

struct FolderImport {
  std::vector<ImportedSeries> imported;    // the chosen ones, in the table's order
  std::vector<Series> others;              // not chosen, or no images
  std::vector<std::size_t> other_numbers;  // of `others` in the table, from 1
  Findings findings;                       // of the folder: files passed over, damaged files
  std::vector<std::filesystem::path> foreign;  // files that are no DICOM: label maps may be among them
  std::size_t files = 0;
  bool stopped = false;  // Ctrl-C: the rest was not done
};

// Errors: as scan_folder; a name that fits no series; the environment (disk full, no permission). What is wrong with a
// series is in its findings, and its state is `refused`.
[[nodiscard]] Result<FolderImport> import_folder(std::filesystem::path const& folder, ImportOptions const& options);

// Where the provenance of a volume file lies: beside it, PT.nrrd -> PT.json.
[[nodiscard]] std::filesystem::path provenance_path(std::filesystem::path const& volume);

// One series as `petra import --json` prints it.
[[nodiscard]] nlohmann::ordered_json series_json(ImportedSeries const& imported, bool with_derivation);
[[nodiscard]] nlohmann::ordered_json findings_json(Findings const& findings);
// The derivation of SUV: factor, reference time's rung, seconds, steps.
[[nodiscard]] nlohmann::ordered_json derivation_json(SuvDerivation const& derivation);

}  // namespace petra
