#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>

#include "petra/volumefile/nifti.hpp"
#include "petra/volumefile/voxel_type.hpp"

namespace petra {

namespace {

constexpr std::size_t kVoxelOffset = 352;  // header and four bytes that say "no extension"

// The quaternion (b, c, d, a not negative) of a proper rotation: the largest of the four squares is divided by, for
// accuracy.
std::array<double, 3> quaternion_of(Eigen::Matrix3d const& r) {
  Eigen::Quaterniond q(r);
  q.normalize();
  double const sign = q.w() < 0 ? -1 : 1;
  return {sign * q.x(), sign * q.y(), sign * q.z()};
}

int datatype_code(VoxelType type) {
  switch (type) {
    case VoxelType::int8:
      return 256;
    case VoxelType::uint8:
      return 2;
    case VoxelType::int16:
      return 4;
    case VoxelType::uint16:
      return 512;
    case VoxelType::int32:
      return 8;
    case VoxelType::uint32:
      return 768;
    case VoxelType::int64:
      return 1024;
    case VoxelType::uint64:
      return 1280;
    case VoxelType::float32:
      return 16;
    case VoxelType::float64:
      break;
  }
  return 64;
}

class Header {
 public:
  template <class T>
  void put(std::size_t offset, T value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof value);
  }
  void put_float(std::size_t offset, double value) { put(offset, static_cast<float>(value)); }
  void put_text(std::size_t offset, std::string_view text) {
    std::memcpy(bytes_.data() + offset, text.data(), text.size());
  }
  [[nodiscard]] std::string bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, kVoxelOffset> bytes_{};
};

void put_geometry(Header& header, Geometry const& geometry, std::size_t bytes_per_voxel) {
  header.put(40, static_cast<std::int16_t>(geometry.dimension));
  for (std::size_t k = 0; k < 7; ++k) header.put(42 + 2 * k, static_cast<std::int16_t>(k < 3 ? geometry.size[k] : 1));
  header.put(72, static_cast<std::int16_t>(8 * bytes_per_voxel));
  Eigen::Vector3d const to_ras = {-1, -1, 1};
  Eigen::Matrix3d directions = to_ras.asDiagonal() * geometry.direction;
  Eigen::Vector3d const origin = to_ras.cwiseProduct(geometry.origin_mm);
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index k = 0; k < 3; ++k)
      header.put_float(280 + static_cast<std::size_t>(16 * i + 4 * k), directions(i, k) * geometry.spacing_mm[k]);
    header.put_float(292 + static_cast<std::size_t>(16 * i), origin[i]);
    header.put_float(268 + static_cast<std::size_t>(4 * i), origin[i]);
    header.put_float(80 + static_cast<std::size_t>(4 * i), geometry.spacing_mm[i]);
  }
  // qfac: −1 where the third axis has to be turned round to make a rotation.
  bool const mirrored = directions.determinant() < 0;
  if (mirrored) directions.col(2) *= -1;
  header.put_float(76, mirrored ? -1 : 1);
  auto const quaternion = quaternion_of(directions);
  for (std::size_t k = 0; k < 3; ++k) header.put_float(256 + 4 * k, quaternion[k]);
  header.put(252, std::int16_t{1});
  header.put(254, std::int16_t{1});
}

}  // namespace

Result<std::string> format_nifti(AnyVolume const& volume, std::string const& subject) {
  auto const& geometry = geometry_of(volume);
  Eigen::Matrix3d const product = geometry.direction.transpose() * geometry.direction;
  if (!((product - Eigen::Matrix3d::Identity()).array().abs() <= 1e-4).all()) {
    return make_error(ErrorCode::invalid_input, subject, "NIfTI cannot keep axes that are not at right angles",
                      "Write NRRD instead");
  }
  for (auto const length : geometry.size) {
    if (length > 32767)
      return make_error(ErrorCode::invalid_input, subject,
                        fmt::format("NIfTI-1 cannot keep an axis of {} voxels", length), "Write NRRD instead");
  }
  return std::visit(
      [&](auto const& typed) -> std::string {
        using Voxel = typename std::decay_t<decltype(typed)>::Voxel;
        Header header;
        header.put(0, std::int32_t{348});
        header.put(38, 'r');
        put_geometry(header, geometry, sizeof(Voxel));
        for (auto const type :
             {VoxelType::int8, VoxelType::uint8, VoxelType::int16, VoxelType::uint16, VoxelType::int32,
              VoxelType::uint32, VoxelType::int64, VoxelType::uint64, VoxelType::float32, VoxelType::float64}) {
          if (with_voxel_type(type, []<class T>() { return std::is_same_v<T, Voxel>; }))
            header.put(70, static_cast<std::int16_t>(datatype_code(type)));
        }
        header.put_float(108, kVoxelOffset);
        header.put_float(112, 1);
        header.put(123, std::uint8_t{2 | 8});  // millimetres and, as every program writes, seconds
        header.put_text(344, "n+1");
        auto file = header.bytes();
        auto const bytes = std::as_bytes(std::span(typed.voxels));
        file.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
        return file;
      },
      volume);
}

}  // namespace petra
