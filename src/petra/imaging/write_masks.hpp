// Masks out as DICOM: RTSTRUCT and SEG on the slices of an image series.
#pragma once

#include <string>
#include <vector>

#include "petra/imaging/series.hpp"
#include "petra/volumefile/segmentation.hpp"

namespace petra {

struct MaskWriteOptions {
  std::string label = "petra";  // StructureSetLabel, ContentLabel
  std::string series_description = "Segmentation by petra";
  bool manual = false;     // outlined by hand; else semi-automatically
  std::string date, time;  // of writing: YYYYMMDD, HHMMSS
  int series_number = 900;
};

// The bytes of a file. Masks lie on the series' grid (anything else is an error). The patient and the study are the
// series'; the UIDs are hashes of series, names, voxels and options, so that the same masks give the same ones.
// Contours run along voxel edges and give the mask back voxel for voxel by the even-odd rule; holes are keyholes.
[[nodiscard]] Result<std::string> format_structure_set(std::vector<NamedMask> const& masks, Series const& series,
                                                       MaskWriteOptions const& options);
// BINARY, explicit little endian, one frame for each slice that a segment has voxels on; segments may overlap.
[[nodiscard]] Result<std::string> format_segmentation_object(std::vector<NamedMask> const& masks, Series const& series,
                                                             MaskWriteOptions const& options);

}  // namespace petra
