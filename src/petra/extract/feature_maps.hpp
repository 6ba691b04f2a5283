// PyRadiomics' voxel-based extraction: for every image and feature (shape apart) a map of the feature's value in each
// voxel's neighbourhood. On memory, without files; and a list of cases on disk -> maps on disk.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/base/workers.hpp"
#include "petra/extract/diagnostics.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/extract/settings.hpp"

namespace petra {

struct FeatureMap {
  std::string name;       // "original_glcm_Contrast"
  Volume<double> volume;  // the region's box and kernelRadius voxels round it, cut to the image; initValue outside
};

struct FeatureMaps {
  Diagnostics diagnostics;
  std::vector<FeatureMap> maps;  // in PyRadiomics' order
  std::vector<std::string> warnings;
};

// One case on memory, on one thread. Errors: as of extract_features; a kernelRadius, distances or a plane (force2D)
// that the image cannot hold.
[[nodiscard]] Result<FeatureMaps> extract_feature_maps(AnyVolume const& image, AnyVolume const& mask,
                                                       ExtractionSettings const& settings);

// The names of the maps of an image of this dimension, without running anything.
[[nodiscard]] std::vector<std::string> feature_map_names(ExtractionSettings const& settings, int dimension = 3);

class Profile;

// What is told of a case whose maps were handed over one image after the other.
struct MapCaseNotes {
  Diagnostics diagnostics;
  std::vector<std::string> warnings;
};

// Told once per part of a case's work, from any thread: how many parts there are.
using MapProgress = std::function<void(std::size_t parts)>;

// The engine: voxels on all workers, the same bytes whatever their number. `take` receives the maps of each filtered
// image in order, all of that image at once, and may fail. Stops between voxels when stop_requested().
[[nodiscard]] Result<MapCaseNotes> run_map_case(AnyVolume const& image, AnyVolume const& mask,
                                                ExtractionSettings const& settings, Workers& workers, Profile* profile,
                                                std::function<Result<void>(std::vector<FeatureMap>)> const& take,
                                                MapProgress const& progress = {});

enum class MapFormat { nrrd, nifti };

struct MapFile {
  std::string name;
  std::filesystem::path file;
};

struct MapOutcome {
  std::vector<MapFile> files;  // "Case-1_original_glcm_Contrast.nrrd", …; empty when failed
  Diagnostics diagnostics;
  std::vector<std::string> warnings;
  std::optional<Error> error;
};

struct MapBatchOptions {
  int jobs = 0;  // worker threads in all; 0 = every core
  std::filesystem::path folder = ".";
  MapFormat format = MapFormat::nrrd;
  std::vector<std::size_t> numbers;  // of the cases, in file names; empty: 1, 2, 3 …
  std::string title = "extract";
  bool show_progress = true;       // how many cases are done
  bool show_case_progress = false;  // how far the case in hand is, if it takes more than a second
  Profile* profile = nullptr;
};

// All cases, one after the other, each on all workers. A case that fails is told in its outcome and leaves no file
// behind. An error is returned only for the environment (folder not writable) or when stopped.
[[nodiscard]] Result<std::vector<MapOutcome>> extract_map_cases(std::vector<ExtractionCase> const& cases,
                                                                ExtractionSettings const& settings,
                                                                MapBatchOptions const& options);

}  // namespace petra
