// NIfTI-1 and NIfTI-2 (.nii, .nii.gz, .hdr with .img).
#pragma once

#include <string>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

// True for a NIfTI header, plain or gzip, at the start of the bytes.
[[nodiscard]] bool is_nifti(std::string_view bytes);

[[nodiscard]] Result<AnyVolume> parse_nifti(VolumeSource const& source);

// A whole NIfTI-1 file, little-endian, sform and qform with code 1. Error: axes not at right angles, which the format
// cannot keep.
[[nodiscard]] Result<std::string> format_nifti(AnyVolume const& volume, std::string const& subject);

}  // namespace petra
