// What RTSTRUCT and SEG writers do alike.
#pragma once

#include "petra/imaging/dicom_builder.hpp"
#include "petra/imaging/write_masks.hpp"

namespace petra {

// Each mask lies on the series' grid and has a slice of the series for each of its own.
[[nodiscard]] Result<void> check_masks_for_writing(std::vector<NamedMask> const& masks, Series const& series);

// A text from which the UIDs of the new file are made.
[[nodiscard]] std::string uid_seed(std::vector<NamedMask> const& masks, Series const& series,
                                   MaskWriteOptions const& options, std::string_view kind);

// Patient, study and equipment, and the new series and instance. `source`: a header of the image series.
void put_common_modules(DicomBuilder& set, DicomItem const& source, std::string_view sop_class,
                        std::string_view modality, std::string const& seed, MaskWriteOptions const& options);

// A name as LO holds it: 64 characters at most, no backslash, no control characters.
[[nodiscard]] std::string structure_label(std::string_view name);

// The true place of slice k's plane along the normal, less the grid's: real slices are not quite evenly spaced.
[[nodiscard]] Eigen::Vector3d plane_offset(Series const& series, std::size_t slice);

}  // namespace petra
