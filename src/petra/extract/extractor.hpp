// The engine: settings + image + mask -> one row of features, on memory, without files; and a list of cases on disk ->
// a table.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/settings.hpp"
#include "petra/feature/feature.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

struct FeatureRow {
  std::vector<std::pair<std::string, std::string>> diagnostics;  // "diagnostics_…" name -> JSON text of the value
  std::vector<std::string> names;  // "original_shape_Elongation", … in PyRadiomics' order
  std::vector<FeatureValue> values;
  std::vector<std::string> warnings;
  int dimension = 3;  // of the image: planes (2) have other features than volumes
};

// One case on memory. `mask`: any voxel type; the label is chosen by settings.label. The row holds the features that
// PyRadiomics gives for this case: fewer than feature_names where its filters skip images (LoG on few voxels).
[[nodiscard]] Result<FeatureRow> extract_features(AnyVolume const& image, AnyVolume const& mask,
                                                  ExtractionSettings const& settings);

// The names that a row will have, without running anything; for some cases PyRadiomics has fewer, see is_left_out.
[[nodiscard]] std::vector<std::string> feature_names(ExtractionSettings const& settings, int dimension = 3);

// True for a value that PyRadiomics does not have for this case, because its filter skips the image. Rows of a list keep
// such values (NaN), so that all rows have the same columns; drop_left_out takes them out of one row with names.
[[nodiscard]] bool is_left_out(FeatureValue const& value);
void drop_left_out(FeatureRow& row);

// One case on disk.
struct ExtractionCase {
  std::filesystem::path image, mask;
  std::optional<long long> label, label_channel;
  std::filesystem::path resampled = {};  // where to write …_image.nrrd and …_mask.nrrd (save_resampled.hpp); empty = nowhere
};

struct CaseOutcome {
  std::optional<FeatureRow> row;  // absent when failed
  std::optional<Error> error;
  bool from_cache = false;
};

// The features of a list that may hold planes: those of volumes, then what only planes have; of planes alone theirs.
// The rows are brought into that order; a value that a row does not have is left out (is_left_out).
[[nodiscard]] std::vector<std::string> align_rows(std::vector<CaseOutcome>& outcomes,
                                                  ExtractionSettings const& settings);

class Profile;

struct BatchOptions {
  int jobs = 0;                   // worker threads in all; 0 = every core
  std::filesystem::path cache;    // SQLite file of finished rows; empty = none
  std::string title = "extract";  // of the progress bar
  bool show_progress = true;
  bool keep_names = true;      // false: rows come without names (feature_names has them), for long lists
  Profile* profile = nullptr;  // where the time goes, when wanted
};

// Runs all cases on one pool; rows already in the cache (keyed by the content of image and mask, settings, label and
// engine version) are not computed again. The outcome has one entry per case, in input order. An error is returned only
// for the environment (cache not writable, interrupted); failing cases are in the outcome.
[[nodiscard]] Result<std::vector<CaseOutcome>> extract_cases(std::vector<ExtractionCase> const& cases,
                                                             ExtractionSettings const& settings,
                                                             BatchOptions const& options);

}  // namespace petra
