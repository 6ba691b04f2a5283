// The binary header of NIfTI-1 (348 bytes) and NIfTI-2 (540 bytes): https://nifti.nimh.nih.gov, nifti1.h and nifti2.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

// What petra uses of either header. NIfTI-1's float32 numbers are widened, which loses nothing.
struct NiftiHeader {
  int version = 1;
  bool big_endian = false;
  bool in_pair = false;  // the voxels are in the .img file
  std::array<std::int64_t, 8> dim{};
  std::array<double, 8> pixdim{};
  int datatype = 0;
  int intent_code = 0;
  double voxel_offset = 0;
  double slope = 0, intercept = 0;
  int space_units = 0;
  int qform_code = 0, sform_code = 0;
  std::array<double, 3> quaternion{};  // b, c, d
  std::array<double, 3> quaternion_offset{};
  std::array<std::array<double, 4>, 3> sform{};  // rows x, y, z
};

inline constexpr std::size_t kNiftiLongestHeader = 540;

// True for bytes whose first field is a NIfTI header's size in either byte order (Analyze 7.5's too).
[[nodiscard]] bool has_nifti_size(std::string_view bytes);

// `bytes`: the header, unpacked. Errors: cut; Analyze 7.5 (no orientation); bytes that contradict each other.
[[nodiscard]] Result<NiftiHeader> parse_nifti_header(VolumeSource const& source, std::string_view bytes);

}  // namespace petra
