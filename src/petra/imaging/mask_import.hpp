// Every mask of a folder, whatever its format, on the grids of the images beside it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "petra/grid/place_mask.hpp"
#include "petra/imaging/structure_set.hpp"

namespace petra {

// An image's grid. Masks are given on the wanted ones; the others only tell where contours were drawn.
struct MaskGrid {
  std::string label;  // "CT", "PT"
  std::string series_uid, frame_of_reference_uid, patient_key;
  std::filesystem::path folder;
  Geometry geometry;
  bool wanted = true;
};

struct MaskSource {
  enum class Kind { structure_set, segmentation_object, volume_file } kind = Kind::volume_file;
  std::filesystem::path path;
  std::string patient_key;  // empty: not told (volume files)
  bool asked_for = false;   // named by the user: it must be a mask
};

struct MaskImportOptions {
  RoiMaskOptions roi;
  MaskPlacing placing = MaskPlacing::nearest;  // from one grid to another
  std::vector<std::string> structures;         // names, numbers, expressions; empty: all
  std::filesystem::path root;                  // sources are named relative to it
  DicomLimits limits;
};

// One mask on one grid.
struct PlacedMask {
  std::string name, source;
  std::int64_t number = 0;
  std::size_t grid = 0;  // position in the grids
  Mask mask;
  std::int64_t voxels = 0;
  Findings findings;
};

struct MaskProblem {
  std::string source;
  Error error;
};

struct MaskImport {
  std::vector<MaskProblem> problems;                      // what could not be done; the rest was
  std::vector<std::pair<std::string, Finding>> findings;  // source; also of structures that give no mask
  std::size_t masks = 0;
};

// By these rules: contours are rasterised on the series that they were drawn on (referenced; else the one of their
// frame of reference whose slices they fit best), and brought to the other wanted grids of that frame of reference by
// `options.placing`. SEG frames and label maps lie on their own grid and are brought to the wanted ones alike; a volume
// file tells no frame of reference and goes to the images of the patient in whose folder it lies. A volume file that is
// no label map (fractions, negative values) is an image and passed over unless asked for. `use` gets each mask as it is
// made and may end the import by an error.
[[nodiscard]] Result<MaskImport> import_masks(std::vector<MaskSource> const& sources,
                                              std::vector<MaskGrid> const& grids, MaskImportOptions const& options,
                                              std::function<Result<void>(PlacedMask&&)> const& use);

}  // namespace petra
