#include "petra/segment/mask_on_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr double kLargestLabel = 9007199254740992.0;  // whole numbers beyond are not exact in a double

Result<void> check_labels(AnyVolume const& mask) {
  return std::visit(
      [](auto const& typed) -> Result<void> {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        if constexpr (std::is_floating_point_v<T>) {
          for (std::size_t i = 0; i < typed.voxels.size(); ++i) {
            auto const voxel = static_cast<double>(typed.voxels[i]);
            if (std::abs(voxel) <= kLargestLabel && voxel == std::trunc(voxel)) continue;
            auto const n = static_cast<std::int64_t>(i);
            auto const& size = typed.geometry.size;
            return make_error(ErrorCode::invalid_input, "mask",
                              fmt::format("voxel ({}, {}, {}) holds {}, but labels are whole numbers", n % size[0],
                                          n / size[0] % size[1], n / (size[0] * size[1]), format_number(voxel)),
                              "Give a mask of labels (0 outside, 1 inside), not an image or a probability map");
          }
        }
        return {};
      },
      mask);
}

// 1 where the voxel holds the label, on the mask's own grid.
Mask binary(AnyVolume const& mask, std::optional<long long> label) {
  return std::visit(
      [&](auto const& typed) {
        Mask found(typed.geometry);
        for (std::size_t i = 0; i < typed.voxels.size(); ++i) {
          auto const voxel = typed.voxels[i];
          bool const inside = label ? static_cast<double>(voxel) == static_cast<double>(*label) : voxel != 0;
          found.voxels[i] = inside ? 1 : 0;
        }
        return found;
      },
      mask);
}

Error nothing_found(AnyVolume const& mask, std::optional<long long> label) {
  constexpr std::size_t kListed = 20;
  auto const labels = labels_of(mask, kListed);
  if (!labels) return labels.error();
  std::vector<std::string> texts;
  for (auto const value : *labels) texts.push_back(std::to_string(value));
  return make_error(ErrorCode::invalid_input, "mask",
                    fmt::format("label {} is not in the mask; it holds {}", label.value_or(1), join(texts, ", ")),
                    "Choose one of them with --label N");
}

// The region's box must lie inside the grid: what is cut off would be missing from every volume and maximum.
Result<void> check_inside(Mask const& mask, Geometry const& grid) {
  constexpr double kTolerance = 1e-3;  // voxels, for rounding in files
  auto const box = bounding_box(mask.voxels, mask.geometry.size);
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int k = 0; k < 3; ++k) {
      auto const axis = static_cast<std::size_t>(k);
      index[k] = ((corner >> k) & 1) != 0 ? static_cast<double>(box->last[axis]) + 0.5
                                          : static_cast<double>(box->first[axis]) - 0.5;
    }
    Eigen::Vector3d const there = grid.index_of(mask.geometry.point_of(index));
    for (int k = 0; k < 3; ++k) {
      double const end = static_cast<double>(grid.size[static_cast<std::size_t>(k)]) - 0.5;
      if (there[k] >= -0.5 - kTolerance && there[k] <= end + kTolerance) continue;
      return make_error(
          ErrorCode::invalid_input, "mask",
          fmt::format("the region reaches out of the image: a corner of its box is at ({:.2f}, {:.2f}, "
                      "{:.2f}) in the image's voxels. Image: {}. Mask: {}",
                      there[0], there[1], there[2], format_geometry(grid), format_geometry(mask.geometry)),
          "Check that image and mask belong together");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<long long>> labels_of(AnyVolume const& mask, std::size_t maximum) {
  PETRA_CHECK(check_labels(mask));
  return std::visit(
      [&](auto const& typed) -> Result<std::vector<long long>> {
        std::set<long long> found;
        typename std::decay_t<decltype(typed)>::Voxel latest{};
        for (auto const voxel : typed.voxels) {
          if (voxel == latest || voxel == 0) continue;
          latest = voxel;
          found.insert(static_cast<long long>(voxel));
          if (found.size() > maximum)
            return make_error(ErrorCode::limit, "mask", fmt::format("holds more than {} labels", maximum),
                              "Is it an image?");
        }
        if (found.empty())
          return make_error(ErrorCode::invalid_input, "mask", "is empty: every voxel is 0, nothing is segmented",
                            "Segment the region, or name another mask");
        return std::vector<long long>(found.begin(), found.end());
      },
      mask);
}

Result<Mask> label_on_grid(AnyVolume const& mask, std::optional<long long> label, Geometry const& grid,
                           MaskPlacing placing) {
  PETRA_CHECK(check_labels(mask));
  auto own = binary(mask, label);
  if (!bounding_box(own.voxels, own.geometry.size)) return nothing_found(mask, label);
  if (geometry_differences(grid, own.geometry).empty()) {
    own.geometry = grid;
    return own;
  }
  PETRA_CHECK(check_inside(own, grid));
  auto placed = place_mask(own, grid, placing);
  if (!bounding_box(placed.voxels, grid.size)) {
    return make_error(ErrorCode::invalid_input, "mask",
                      "nothing of the region is left on the image's grid: it lies between voxels",
                      "Draw the region on the image itself");
  }
  return placed;
}

}  // namespace petra
