#include "petra/volumefile/voxel_data.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "petra/base/gzip.hpp"
#include "petra/base/huge_pages.hpp"

namespace petra {

namespace {

static_assert(std::endian::native == std::endian::little);

Error cut_data(VolumeSource const& source, std::uint64_t wanted, std::string_view found) {
  return make_error(ErrorCode::invalid_input, source.subject,
                    fmt::format("its header declares {} bytes of voxels, but {}", wanted, found),
                    "The file is cut or its header is wrong: copy or write it again");
}

template <class T>
void swap_bytes(std::vector<T>& voxels) {
  if constexpr (sizeof(T) > 1) {
    using Word = std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                    std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
    for (auto& voxel : voxels) {
      auto word = std::bit_cast<Word>(voxel);
      if constexpr (sizeof(T) == 2) word = __builtin_bswap16(word);
      if constexpr (sizeof(T) == 4) word = __builtin_bswap32(word);
      if constexpr (sizeof(T) == 8) word = __builtin_bswap64(word);
      std::memcpy(&voxel, &word, sizeof word);  // not bit_cast: a signalling NaN must stay what it is
    }
  }
}

template <class T>
Result<std::vector<T>> copy_raw(VolumeSource const& source, VoxelLayout const& layout, std::string_view data,
                                std::uint64_t bytes) {
  auto offset = layout.packed_offset;
  if (layout.at_end && data.size() >= bytes) offset = data.size() - bytes;
  if (offset > data.size() || data.size() - offset < bytes) {
    return cut_data(source, bytes, fmt::format("only {} follow", offset > data.size() ? 0 : data.size() - offset));
  }
  if (auto const extra = data.size() - offset - bytes; extra > 0)
    source.warn(fmt::format("{} bytes after the voxels are passed over", extra));
  auto voxels = make_large<std::vector<T>>(bytes / sizeof(T));
  std::memcpy(voxels.data(), data.data() + offset, bytes);
  return voxels;
}

template <class T>
Result<std::vector<T>> inflate_raw(VolumeSource const& source, VoxelLayout const& layout, std::string_view data,
                                   std::uint64_t bytes) {
  data.remove_prefix(std::min<std::size_t>(layout.packed_offset, data.size()));
  if (layout.unpacked_offset > source.limits.maximum_file_bytes) {
    return make_error(ErrorCode::limit, source.subject,
                      fmt::format("its header puts the voxels at byte {}, past the limit of {}", layout.unpacked_offset,
                                  source.limits.maximum_file_bytes));
  }
  auto const total = bytes + layout.unpacked_offset;
  if (total / source.limits.maximum_inflate_ratio > data.size()) {
    return cut_data(source, bytes, fmt::format("the {} packed bytes cannot hold so many", data.size()));
  }
  // Straight into the vector; what precedes the voxels (a NIfTI header) is moved out of the way afterwards.
  auto voxels = make_large<std::vector<T>>((total + sizeof(T) - 1) / sizeof(T));
  auto const room = std::as_writable_bytes(std::span(voxels)).first(total);
  auto const [status, written] = inflate_into(data, room);
  if (status == InflateStatus::corrupt) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      fmt::format("its gzip or zlib data are damaged, or are none, after {} bytes", written),
                      "Copy or write the file again");
  }
  if (status == InflateStatus::too_short)
    return cut_data(source, bytes, fmt::format("the packed data end after {} of {} bytes", written, total));
  if (status == InflateStatus::too_long) {
    return make_error(ErrorCode::limit, source.subject,
                      fmt::format("its packed data hold more than the {} bytes that its header declares", total),
                      "Its header is wrong, or it is a decompression bomb: write the file again");
  }
  if (layout.unpacked_offset > 0) std::memmove(voxels.data(), room.data() + layout.unpacked_offset, bytes);
  voxels.resize(bytes / sizeof(T));
  return voxels;
}

constexpr bool is_separator(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '\v' || c == '\f';
}

template <class T>
Result<std::vector<T>> parse_text(VolumeSource const& source, VoxelLayout const& layout, std::string_view data,
                                  std::uint64_t bytes) {
  data.remove_prefix(std::min<std::size_t>(layout.packed_offset, data.size()));
  auto const count = bytes / sizeof(T);
  if (data.size() + 1 < 2 * count)
    return cut_data(source, bytes, fmt::format("{} bytes of text cannot hold {} numbers", data.size(), count));
  std::vector<T> voxels;
  voxels.reserve(count);
  char const* at = data.data();
  char const* const end = at + data.size();
  while (true) {
    while (at != end && is_separator(*at)) ++at;
    if (at == end) break;
    char const* stop = at;
    while (stop != end && !is_separator(*stop)) ++stop;
    T value{};
    auto const [parsed, status] = std::from_chars(*at == '+' ? at + 1 : at, stop, value);
    if (status != std::errc() || parsed != stop) {
      return wrong_field(source, fmt::format("voxel {}", voxels.size()), {at, static_cast<std::size_t>(stop - at)},
                         fmt::format("it is not a number of type {}", voxel_type_name<T>()), "Write the file again");
    }
    if (voxels.size() == count) return cut_data(source, bytes, fmt::format("there are more than {} numbers", count));
    voxels.push_back(value);
    at = stop;
  }
  if (voxels.size() < count)
    return cut_data(source, bytes, fmt::format("there are {} of {} numbers", voxels.size(), count));
  return voxels;
}

// ITK's rule (NiftiImageIO): whole numbers become float32 first; the arithmetic is double, the result of the voxels'
// type.
template <class T>
AnyVolume rescaled(Volume<T>&& volume, double slope, double intercept) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  if (std::abs(slope - 1) <= kEpsilon && std::abs(intercept) <= kEpsilon) return std::move(volume);
  using Scaled = std::conditional_t<std::is_same_v<T, double>, double, float>;
  Volume<Scaled> scaled;
  scaled.geometry = volume.geometry;
  if constexpr (std::is_same_v<T, Scaled>) {
    scaled.voxels = std::move(volume.voxels);
  } else {
    scaled.voxels.assign(volume.voxels.begin(), volume.voxels.end());
  }
  for (auto& value : scaled.voxels) value = static_cast<Scaled>(static_cast<double>(value) * slope + intercept);
  return scaled;
}

// Every voxel's value of one channel.
template <class T>
std::vector<T> one_component(std::vector<T> const& values, VoxelLayout const& layout, std::int64_t channel) {
  auto const components = static_cast<std::size_t>(layout.components), wanted = static_cast<std::size_t>(channel);
  auto const count = values.size() / components;
  std::vector<T> voxels(count);
  for (std::size_t i = 0; i < count; ++i)
    voxels[i] = values[layout.interleaved ? i * components + wanted : wanted * count + i];
  return voxels;
}

template <class T>
Result<AnyVolume> decode(VolumeSource const& source, Geometry const& geometry, VoxelLayout const& layout,
                         std::string_view data) {
  auto const bytes = static_cast<std::uint64_t>(geometry.voxel_count() * layout.components) * sizeof(T);
  auto voxels = layout.packing == Packing::none       ? copy_raw<T>(source, layout, data, bytes)
                : layout.packing == Packing::deflated ? inflate_raw<T>(source, layout, data, bytes)
                                                      : parse_text<T>(source, layout, data, bytes);
  if (!voxels) return std::move(voxels).error();
  if (layout.big_endian && layout.packing != Packing::text) swap_bytes(*voxels);
  if (layout.components > 1) *voxels = one_component(*voxels, layout, source.channel.value_or(0));
  return rescaled(Volume<T>(geometry, std::move(voxels).value()), layout.slope, layout.intercept);
}

}  // namespace

Result<AnyVolume> decode_voxels(VolumeSource const& source, Geometry const& geometry, VoxelLayout const& layout,
                                std::string_view data) {
  if (layout.components == 1 && source.channel.value_or(0) > 0)
    source.warn(fmt::format("label_channel {} is ignored: there is one value per voxel", *source.channel));
  return with_voxel_type(layout.type, [&]<class T>() { return decode<T>(source, geometry, layout, data); });
}

}  // namespace petra
