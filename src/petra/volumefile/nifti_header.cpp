#include "petra/volumefile/nifti_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace petra {

namespace {

constexpr std::int32_t kSize1 = 348, kSize2 = 540;

// Reads numbers at byte offsets in the header's byte order.
class Fields {
 public:
  Fields(std::string_view bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  template <class T>
  [[nodiscard]] T at(std::size_t offset) const {
    std::array<char, sizeof(T)> raw;  // NOLINT: filled below
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), sizeof(T), raw.begin());
    if (big_endian_) std::reverse(raw.begin(), raw.end());
    T value;  // NOLINT: filled below
    std::memcpy(&value, raw.data(), sizeof(T));
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_endian_;
};

// The byte offsets of one version; Whole and Real are its number types.
struct Offsets {
  std::size_t datatype, dim, pixdim, voxel_offset, slope, intercept, qform_code, sform_code, quaternion, sform, units,
      intent;
};
constexpr Offsets kOffsets1 = {70, 40, 76, 108, 112, 116, 252, 254, 256, 280, 123, 68};
constexpr Offsets kOffsets2 = {12, 16, 104, 168, 176, 184, 344, 348, 352, 400, 500, 504};

template <class Whole, class Real, class Code, class Offset>
void fill(Fields const& fields, Offsets const& where, NiftiHeader& header) {
  for (std::size_t k = 0; k < 8; ++k) {
    header.dim[k] = fields.at<Whole>(where.dim + k * sizeof(Whole));
    header.pixdim[k] = static_cast<double>(fields.at<Real>(where.pixdim + k * sizeof(Real)));
  }
  header.datatype = fields.at<std::int16_t>(where.datatype);
  header.voxel_offset = static_cast<double>(fields.at<Offset>(where.voxel_offset));
  header.slope = static_cast<double>(fields.at<Real>(where.slope));
  header.intercept = static_cast<double>(fields.at<Real>(where.intercept));
  header.qform_code = fields.at<Code>(where.qform_code);
  header.intent_code = fields.at<Code>(where.intent);
  header.sform_code = fields.at<Code>(where.sform_code);
  for (std::size_t k = 0; k < 3; ++k) {
    header.quaternion[k] = static_cast<double>(fields.at<Real>(where.quaternion + k * sizeof(Real)));
    header.quaternion_offset[k] = static_cast<double>(fields.at<Real>(where.quaternion + (3 + k) * sizeof(Real)));
    for (std::size_t j = 0; j < 4; ++j)
      header.sform[k][j] = static_cast<double>(fields.at<Real>(where.sform + (4 * k + j) * sizeof(Real)));
  }
}

}  // namespace

bool has_nifti_size(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  for (bool const big_endian : {false, true}) {
    auto const size = Fields(bytes, big_endian).at<std::int32_t>(0);
    if (size == kSize1 || size == kSize2) return true;
  }
  return false;
}

Result<NiftiHeader> parse_nifti_header(VolumeSource const& source, std::string_view bytes) {
  if (!has_nifti_size(bytes)) {
    return make_error(ErrorCode::invalid_input, source.subject, "does not begin as a NIfTI header (348 or 540)",
                      "Give a NIfTI file");
  }
  NiftiHeader header;
  auto size = Fields(bytes, false).at<std::int32_t>(0);
  header.big_endian = size != kSize1 && size != kSize2;
  size = Fields(bytes, header.big_endian).at<std::int32_t>(0);
  header.version = size == kSize1 ? 1 : 2;
  if (bytes.size() < static_cast<std::size_t>(size)) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      fmt::format("its NIfTI-{} header has {} bytes of {}", header.version, bytes.size(), size),
                      "The file is cut: copy or write it again");
  }
  auto const magic = bytes.substr(header.version == 1 ? 344 : 4, 4);
  char const digit = header.version == 1 ? '1' : '2';
  bool const single = magic.starts_with(std::string("n+") + digit);
  header.in_pair = magic.starts_with(std::string("ni") + digit);
  if (!single && !header.in_pair) {
    return wrong_field(source, "magic", magic,
                       "it is no NIfTI file; an Analyze 7.5 header looks so, which does not tell left from right",
                       "Convert the file to NIfTI with a program that knows where it comes from",
                       ErrorCode::not_supported);
  }
  Fields const fields(bytes, header.big_endian);
  if (header.version == 1) {
    fill<std::int16_t, float, std::int16_t, float>(fields, kOffsets1, header);
    header.space_units = fields.at<std::uint8_t>(kOffsets1.units) & 7;
  } else {
    fill<std::int64_t, double, std::int32_t, std::int64_t>(fields, kOffsets2, header);
    header.space_units = fields.at<std::int32_t>(kOffsets2.units) & 7;
  }
  return header;
}

}  // namespace petra
