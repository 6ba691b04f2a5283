#include "petra/extract/region_checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <type_traits>

#include "petra/base/text.hpp"

namespace petra {

Result<void> check_dimensions(AnyVolume const& image, AnyVolume const& mask) {
  auto const one = geometry_of(image).dimension, other = geometry_of(mask).dimension;
  if (one == other) return {};
  return make_error(ErrorCode::invalid_input, "image and mask",
                    fmt::format("the image has {} dimensions, the mask {}", one, other),
                    "Give a volume with a mask of a volume, or a plane with a mask of a plane");
}

namespace {

bool is_few_small_whole_numbers(AnyVolume const& volume) {
  constexpr std::size_t kMostLabels = 16;
  auto const values = distinct_values(volume, kMostLabels);
  if (values.size() > kMostLabels) return false;
  for (double const value : values) {
    if (value < 0 || value > 65535 || value != std::trunc(value)) return false;
  }
  return true;
}

}  // namespace

bool look_swapped(AnyVolume const& image, AnyVolume const& mask) {
  constexpr std::size_t kMostLabels = 255;
  return is_few_small_whole_numbers(image) && distinct_values(mask, kMostLabels).size() > kMostLabels;
}

bool same_voxels(AnyVolume const& image, AnyVolume const& mask) {
  if (image.index() != mask.index()) return false;
  return std::visit(
      [&](auto const& typed) {
        auto const& other = std::get<std::decay_t<decltype(typed)>>(mask);
        return typed.voxels.size() == other.voxels.size() && typed.voxels == other.voxels;
      },
      image);
}

Error grid_mismatch(Geometry const& image, Geometry const& mask, std::vector<std::string> const& differences) {
  bool const size_differs = image.size != mask.size;
  return make_error(
      ErrorCode::invalid_input, "mask",
      fmt::format("image and mask lie on different grids. {}. Image: {}. Mask: {}", join(differences, "; "),
                  format_geometry(image), format_geometry(mask)),
      fmt::format(
          "Check that they belong together; then set correctMask to true (the mask is resampled to the image's grid){}",
          size_differs ? "" : ", or raise geometryTolerance where the difference is only rounding"));
}

Result<void> check_region_size(MaskRegion const& region, ExtractionSettings const& settings) {
  int dimensions = 0;
  auto const size = region.box.size();
  for (auto const length : size) dimensions += length > 1 ? 1 : 0;
  if (dimensions == 0) {
    return make_error(ErrorCode::invalid_input, "mask",
                      fmt::format("label {} marks one voxel only, at ({}, {}, {}); features need more", settings.label,
                                  region.box.first[0], region.box.first[1], region.box.first[2]),
                      "Check the mask, or choose another label");
  }
  auto const shown = fmt::format("{} x {} x {} voxels", size[0], size[1], size[2]);
  if (dimensions < settings.minimum_roi_dimensions) {
    return make_error(ErrorCode::invalid_input, "mask",
                      fmt::format("the region has too few dimensions: {} (its box is {}), minimumROIDimensions is {}",
                                  dimensions, shown, settings.minimum_roi_dimensions),
                      "Check the mask, or lower minimumROIDimensions");
  }
  if (settings.minimum_roi_size && region.voxel_count <= *settings.minimum_roi_size) {
    return make_error(ErrorCode::invalid_input, "mask",
                      fmt::format("the region is too small: {} voxels, minimumROISize asks for more than {}",
                                  region.voxel_count, *settings.minimum_roi_size),
                      "Check the mask, or lower minimumROISize");
  }
  return {};
}

Result<void> check_region_finite(AnyVolume const& image, MaskRegion const& region) {
  return std::visit(
      [&](auto const& typed) -> Result<void> {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        if constexpr (std::is_floating_point_v<T>) {
          std::int64_t bad = 0;
          Index3 first{};
          std::size_t offset = 0;
          for (auto z = region.box.first[2]; z <= region.box.last[2]; ++z) {
            for (auto y = region.box.first[1]; y <= region.box.last[1]; ++y) {
              for (auto x = region.box.first[0]; x <= region.box.last[0]; ++x, ++offset) {
                if (region.inside[offset] == 0 || std::isfinite(typed.at(x, y, z))) continue;
                if (bad++ == 0) first = {x, y, z};
              }
            }
          }
          if (bad > 0) {
            return make_error(
                ErrorCode::invalid_input, "image",
                fmt::format("{} of the region's {} voxels {} not finite; the first lies at ({}, {}, {}) and holds {}",
                            bad, region.voxel_count, bad == 1 ? "is" : "are", first[0], first[1], first[2],
                            format_number(typed.at(first[0], first[1], first[2]))),
                "Repair the image, or leave these voxels out of the mask");
          }
        }
        return {};
      },
      image);
}

}  // namespace petra
