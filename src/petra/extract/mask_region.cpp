#include "petra/extract/mask_region.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <type_traits>

#include "petra/base/text.hpp"

namespace petra {

namespace {

std::string format_index(Index3 const& index) {
  return fmt::format("({}, {}, {})", index[0], index[1], index[2]);
}

Index3 index_at(Geometry const& geometry, std::size_t offset) {
  auto const i = static_cast<std::int64_t>(offset);
  return {i % geometry.size[0], i / geometry.size[0] % geometry.size[1], i / (geometry.size[0] * geometry.size[1])};
}

template <class T>
Result<void> check_whole_numbers(Volume<T> const& mask) {
  if constexpr (std::is_floating_point_v<T>) {
    constexpr double kLargest = 4294967295.0;
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
      double const voxel = mask.voxels[i];
      if (std::abs(voxel) <= kLargest && voxel == std::trunc(voxel)) continue;
      return make_error(ErrorCode::invalid_input, "mask",
                        fmt::format("voxel {} holds {}, but labels are whole numbers",
                                    format_index(index_at(mask.geometry, i)), format_number(voxel)),
                        "Give a mask of labels (0 outside, 1 inside), not an image or a probability map");
    }
  }
  return {};
}

// The label as a voxel of type T; nothing when the type cannot hold it.
template <class T>
std::optional<T> as_voxel(long long label) {
  auto const voxel = static_cast<T>(label);
  if constexpr (std::is_floating_point_v<T>) {
    if (static_cast<double>(voxel) != static_cast<double>(label)) return std::nullopt;
  } else {
    if (!std::in_range<T>(label)) return std::nullopt;
  }
  return voxel;
}

template <class T>
MaskRegion region_of(Volume<T> const& mask, T label) {
  auto const& size = mask.geometry.size;
  constexpr auto kFar = std::numeric_limits<std::int64_t>::max();
  MaskRegion region;
  region.box = {{kFar, kFar, kFar}, {-1, -1, -1}};
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      T const* const row = mask.voxels.data() + mask.offset(0, y, z);
      std::int64_t count = 0;
      for (std::int64_t x = 0; x < size[0]; ++x) count += row[x] == label ? 1 : 0;
      if (count == 0) continue;
      region.voxel_count += count;
      std::int64_t first = 0, last = size[0] - 1;
      while (row[first] != label) ++first;
      while (row[last] != label) --last;
      region.box.first = {std::min(region.box.first[0], first), std::min(region.box.first[1], y),
                          std::min(region.box.first[2], z)};
      region.box.last = {std::max(region.box.last[0], last), std::max(region.box.last[1], y),
                         std::max(region.box.last[2], z)};
    }
  }
  if (region.voxel_count == 0) return region;
  region.inside.reserve(static_cast<std::size_t>(region.box.voxel_count()));
  for (auto z = region.box.first[2]; z <= region.box.last[2]; ++z) {
    for (auto y = region.box.first[1]; y <= region.box.last[1]; ++y) {
      T const* const row = mask.voxels.data() + mask.offset(0, y, z);
      for (auto x = region.box.first[0]; x <= region.box.last[0]; ++x) region.inside.push_back(row[x] == label ? 1 : 0);
    }
  }
  return region;
}

Error label_absent(AnyVolume const& mask, long long label) {
  constexpr std::size_t kListed = 20;
  auto values = distinct_values(mask, kListed);
  bool const more = values.size() > kListed;
  values.resize(std::min(values.size(), kListed));
  std::erase(values, 0.0);
  if (values.empty()) {
    return make_error(ErrorCode::invalid_input, "mask", "is empty: every voxel is 0, nothing is segmented",
                      "Segment the region, or name another mask");
  }
  std::vector<std::string> texts;
  for (double const value : values) texts.push_back(format_number(value));
  return make_error(
      ErrorCode::invalid_input, "mask",
      fmt::format("label {} is not in the mask; it holds {}{}", label, join(texts, ", "), more ? " and more" : ""),
      "Choose one of them with --label N, the Label column or the label setting");
}

}  // namespace

Result<MaskRegion> find_region(AnyVolume const& mask, long long label) {
  return std::visit(
      [&](auto const& typed) -> Result<MaskRegion> {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        PETRA_CHECK(check_whole_numbers(typed));
        auto const voxel = as_voxel<T>(label);
        MaskRegion region;
        if (voxel) region = region_of(typed, *voxel);
        if (region.voxel_count == 0) return label_absent(mask, label);
        return region;
      },
      mask);
}

std::vector<double> distinct_values(AnyVolume const& volume, std::size_t maximum) {
  return std::visit(
      [&](auto const& typed) {
        std::set<double> values;
        double latest = std::numeric_limits<double>::quiet_NaN();
        for (auto const typed_voxel : typed.voxels) {
          auto const voxel = static_cast<double>(typed_voxel);
          if (voxel == latest || std::isnan(voxel)) continue;
          latest = voxel;
          values.insert(voxel);
          if (values.size() > maximum) break;
        }
        return std::vector<double>(values.begin(), values.end());
      },
      volume);
}

Eigen::Vector3d centre_of_mass_index(MaskRegion const& region) {
  auto const size = region.box.size();
  std::array<std::int64_t, 3> sum = {0, 0, 0};
  std::size_t offset = 0;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      std::int64_t count = 0;
      for (std::int64_t x = 0; x < size[0]; ++x, ++offset) {
        count += region.inside[offset];
        sum[0] += region.inside[offset] * (x + region.box.first[0]);
      }
      sum[1] += count * (y + region.box.first[1]);
      sum[2] += count * (z + region.box.first[2]);
    }
  }
  auto const voxels = static_cast<double>(region.voxel_count);
  return {static_cast<double>(sum[0]) / voxels, static_cast<double>(sum[1]) / voxels,
          static_cast<double>(sum[2]) / voxels};
}

}  // namespace petra
