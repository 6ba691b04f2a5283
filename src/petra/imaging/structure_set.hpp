// DICOM RTSTRUCT: contours by structure, and the masks that they are on an image's grid.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petra/grid/rasterise_contours.hpp"
#include "petra/imaging/dicom_file.hpp"
#include "petra/imaging/finding.hpp"
#include "petra/volumefile/structure_choice.hpp"

namespace petra {

// One ROI with its contours.
struct ContouredRoi {
  StructureName structure;                     // ROINumber and ROIName
  std::string frame_of_reference_uid;          // ReferencedFrameOfReferenceUID
  std::optional<std::array<int, 3>> color;     // red, green, blue from 0 to 255
  std::vector<PlanarContour> contours;         // closed ones: CLOSED_PLANAR, CLOSEDPLANAR_XOR, INTERPOLATED_PLANAR
  std::int64_t points = 0, open_contours = 0;  // POINT, OPEN_PLANAR and OPEN_NONPLANAR, which enclose nothing
  std::optional<Error> problem;                // why its contours cannot be used
};

struct StructureSet {
  std::string file_name, sop_instance_uid, label, study_uid;
  std::string frame_of_reference_uid;               // of the file or its first reference
  std::vector<std::string> referenced_series_uids;  // that it was drawn on
  std::vector<ContouredRoi> rois;                   // in the file's order
  Findings findings;                                // of the file as a whole

  [[nodiscard]] std::vector<StructureName> names() const;
};

// Errors: not an RTSTRUCT file; no structures at all; two structures of one number.
[[nodiscard]] Result<StructureSet> read_structure_set(std::filesystem::path const& path,
                                                      DicomLimits const& limits = {});
[[nodiscard]] Result<StructureSet> parse_structure_set(DicomFile const& file, std::string const& subject);

// Numbers of a DS value, "1.5\-2\3e1", to the nearest double; nothing where it is no list of finite numbers.
[[nodiscard]] bool parse_decimal_list(std::string_view text, std::vector<double>& values);

enum class FrameOfReferenceRule { must_agree, ignore };

struct RoiMaskOptions {
  MissingSlices missing = MissingSlices::keep_empty;
  FrameOfReferenceRule frame_of_reference = FrameOfReferenceRule::must_agree;
};

struct RoiMask {
  std::optional<Mask> mask;  // nothing for a structure without a volume (empty, points, smaller than a voxel)
  std::int64_t voxels = 0;
  RasterisedContours counts;  // its mask moved out
  Findings findings;
};

// The ROI on an image's grid. Errors: its contours cannot be used; it was drawn in another frame of reference than the
// image's (an empty UID on either side agrees); its contours are not parallel to the slices.
[[nodiscard]] Result<RoiMask> mask_of_roi(ContouredRoi const& roi, Geometry const& grid,
                                          std::string const& grid_frame_of_reference_uid, std::string const& subject,
                                          RoiMaskOptions const& options = {});

// The error of a mask and an image that do not share a frame of reference. `which`: "structure "GTV"".
[[nodiscard]] Error other_frame_of_reference(std::string const& subject, std::string const& which,
                                             std::string const& drawn_in, std::string const& image_in);

}  // namespace petra
