// Filters whose output at a voxel depends on that voxel's value alone (and on the whole image's maximum).
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "petra/filter/filter.hpp"

namespace petra {

// The box's voxels as double, each passed through `function`. For 8- and 16-bit images the function runs once per value
// that may occur instead of once per voxel: the same bits, and logarithms cost nothing.
template <class Function>
[[nodiscard]] VoxelValues map_box(AnyVolume const& image, Box const& box, Function const& function) {
  auto const box_size = box.size();
  VoxelValues out(static_cast<std::size_t>(box.voxel_count()));
  std::visit(
      [&](auto const& volume) {
        using Voxel = typename std::decay_t<decltype(volume)>::Voxel;
        auto const row_at = [&](std::int64_t y, std::int64_t z) {
          return volume.voxels.data() + volume.offset(box.first[0], box.first[1] + y, box.first[2] + z);
        };
        auto const each_row = [&](auto const& visit) {
          double* result = out.data();
          for (std::int64_t z = 0; z < box_size[2]; ++z) {
            for (std::int64_t y = 0; y < box_size[1]; ++y, result += box_size[0]) visit(row_at(y, z), result);
          }
        };
        if constexpr (std::is_integral_v<Voxel> && sizeof(Voxel) <= 2) {
          int low = std::numeric_limits<Voxel>::max(), high = std::numeric_limits<Voxel>::min();
          each_row([&](Voxel const* voxel, double*) {
            for (std::int64_t x = 0; x < box_size[0]; ++x) {
              low = voxel[x] < low ? voxel[x] : low;
              high = voxel[x] > high ? voxel[x] : high;
            }
          });
          if (high - low < box.voxel_count()) {
            std::vector<double> table(static_cast<std::size_t>(high - low) + 1);
            for (int value = low; value <= high; ++value) {
              table[static_cast<std::size_t>(value - low)] = function(static_cast<double>(value));
            }
            each_row([&](Voxel const* voxel, double* result) {
              for (std::int64_t x = 0; x < box_size[0]; ++x) {
                result[x] = table[static_cast<std::size_t>(voxel[x] - low)];
              }
            });
            return;
          }
        }
        each_row([&](Voxel const* voxel, double* result) {
          for (std::int64_t x = 0; x < box_size[0]; ++x) result[x] = function(static_cast<double>(voxel[x]));
        });
      },
      image);
  return out;
}

// The error of a filter that scales by the whole image's maximum, where that is NaN, infinite or (unless zero_is_fine)
// zero.
[[nodiscard]] Result<void> check_maximum(FilterInput const& input, std::string_view image_type, bool zero_is_fine);

// The one image of a filter that yields float64.
[[nodiscard]] std::vector<FilteredImage> one_image(std::string name, VoxelValues values, bool is_float32 = false);

}  // namespace petra
