// Extraction settings: what a PyRadiomics parameter file says (imageType, featureClass, setting), checked.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/discretise.hpp"
#include "petra/feature/family.hpp"
#include "petra/filter/filter.hpp"
#include "petra/grid/resample.hpp"

namespace petra {

// Settings that may differ per image type (PyRadiomics: the image type's own arguments override `setting`).
struct ImageTypeSettings {
  std::string image_type;  // "Original", "Wavelet", …
  FilterSettings filter;
  FamilySettings family;
  BinSettings bin;
  bool force_2d = false;
  int force_2d_dimension = 0;  // the image's array axis (z, y, x = 0, 1, 2; y, x = 0, 1 of a plane)

  // With `filter` and `family` told what force2D means for an image of this dimension (2 or 3).
  [[nodiscard]] ImageTypeSettings for_dimension(int dimension) const;
};

struct FeatureClassSettings {
  std::string name;                   // "glcm"
  std::vector<std::string> features;  // empty = all of the class
};

// Which voxels of the region are kept for every class but shape (PyRadiomics' resegmentMask).
enum class ResegmentMode { absolute, relative, sigma };
struct ResegmentSettings {
  std::vector<double> range;  // empty = off; one threshold (from there up) or two (closed range), in any order
  ResegmentMode mode = ResegmentMode::absolute;
  bool shape = false;  // shape from the resegmented region, too
};

// Normalisation of the whole image: (x - mean) / standard deviation, clipped, scaled.
struct NormaliseSettings {
  bool enabled = false;
  double scale = 1;
  std::optional<double> remove_outliers;  // clip at so many standard deviations
};

// Feature maps (PyRadiomics' voxelSetting).
struct VoxelSettings {
  int kernel_radius = 1;
  bool masked_kernel = true;  // neighbourhoods use voxels of the region only
  double initial_value = 0;   // of maps outside the region
  long long batch = -1;       // voxels that PyRadiomics computes at once; -1: all. Two GLCM features depend on it
};

struct ExtractionSettings {
  ImageTypeSettings defaults;                         // what `setting` says for every image type (image_type is empty)
  std::vector<ImageTypeSettings> image_types;         // in the file's order
  std::vector<FeatureClassSettings> feature_classes;  // enabled ones
  long long label = 1;
  long long label_channel = 0;  // of a mask with several values per voxel
  double geometry_tolerance = 1e-6;
  bool correct_mask = false;
  int minimum_roi_dimensions = 2;
  std::optional<long long> minimum_roi_size;
  bool additional_info = true;
  bool pre_crop = false;
  int pad_distance = 5;
  NormaliseSettings normalise;
  ResegmentSettings resegment;
  VoxelSettings voxel;
  std::vector<double> resampled_spacing_mm;                          // x, y, z, 0 = the mask's; empty = not resampled
  std::optional<Interpolator> interpolator = Interpolator::bspline;  // nothing: not resampled
  [[nodiscard]] bool resamples() const { return interpolator.has_value() && !resampled_spacing_mm.empty(); }
  std::string canonical;              // all values in force, in one fixed JSON form: what the settings hash is taken of
  std::vector<std::string> warnings;  // what the reader accepted but the user should know; not part of `canonical`
};

// PyRadiomics' own default: original image, binWidth 25, 107 features.
[[nodiscard]] ExtractionSettings default_settings();

// A parameter file's text (YAML or JSON). `subject` names it in messages. Overrides are "NAME:VALUE" as of -s.
[[nodiscard]] Result<ExtractionSettings> parse_settings(std::string_view text, std::string const& subject,
                                                        std::vector<std::string> const& overrides = {});

// A file, or "builtin:ct", "builtin:pet" (the reference study's), or empty for the default.
[[nodiscard]] Result<ExtractionSettings> load_settings(std::string const& file_or_builtin,
                                                       std::vector<std::string> const& overrides = {});

// SHA-256 of `canonical`.
[[nodiscard]] std::string settings_hash(ExtractionSettings const& settings);

// The same settings for another label and channel of the mask (`canonical` follows).
[[nodiscard]] ExtractionSettings with_label(ExtractionSettings settings, long long label, long long label_channel);

// What PyRadiomics prints as diagnostics_Configuration_Settings and _EnabledImageTypes, as JSON text: every setting in
// force, and per image type those that differ from them.
[[nodiscard]] std::string configuration_settings_json(ExtractionSettings const& settings);
[[nodiscard]] std::string configuration_image_types_json(ExtractionSettings const& settings);

}  // namespace petra
