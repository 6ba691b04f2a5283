// DICOM SEG: segments frame by frame, and their masks on the grid that the frames lie on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petra/grid/volume.hpp"
#include "petra/imaging/dicom_file.hpp"
#include "petra/imaging/finding.hpp"
#include "petra/volumefile/structure_choice.hpp"

namespace petra {

enum class SegmentationType { binary, fractional, label_map };

struct SegmentationFrame {
  std::int64_t segment = 0;  // SegmentNumber; of a label map 0
  std::int64_t slice = 0;    // in the grid
};

struct SegmentationObject {
  std::string file_name, sop_instance_uid, study_uid, frame_of_reference_uid;
  std::vector<std::string> referenced_series_uids;
  SegmentationType type = SegmentationType::binary;
  double maximum_fractional_value = 255;
  std::vector<StructureName> segments;  // SegmentNumber and SegmentLabel, in the file's order
  Geometry grid;                        // slices by position along the normal; absent frames are empty ones
  std::vector<SegmentationFrame> frames;
  Findings findings;
  // The pixels of all frames: one bit per pixel, frames without a gap, or whole numbers of 1 or 2 bytes, little-endian.
  int bits_allocated = 1;
  std::string pixels;

  // The voxels of segment `index`; of a fractional one those of at least half of the maximum.
  [[nodiscard]] Mask mask_of(std::size_t index) const;
};

// Any transfer syntax that petra reads. Errors: not a SEG file; frames that do not lie on one grid (tilted against each
// other, shifted in the plane, unevenly spaced); two frames of one segment in one place; fewer pixels than the header
// declares; pixels that cannot be decoded; more voxels between far frames than the file can answer for.
[[nodiscard]] Result<SegmentationObject> read_segmentation_object(std::filesystem::path const& path,
                                                                  DicomLimits const& limits = {});
// `bytes`: the whole file that `file` was parsed from.
[[nodiscard]] Result<SegmentationObject> parse_segmentation_object(DicomFile const& file, std::string_view bytes,
                                                                   std::string const& subject);

}  // namespace petra
