// PyRadiomics' "Gradient": ITK's GradientMagnitudeImageFilter (central differences in double, voxels outside the image
// repeat the border, result float32), whose operations and their order are kept.
#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

// One row of output. `rows`: the voxel row, those at y - 1, y + 1, z - 1, z + 1 (the row itself beyond the border);
// first, last: the columns wanted; size_x: of the image; half: 0.5 / spacing.
template <class Voxel>
void gradient_row(std::array<Voxel const*, 5> const& rows, std::int64_t first, std::int64_t last, std::int64_t size_x,
                  std::array<double, 3> const& half, double* out) {
  auto const magnitude = [&](std::int64_t x, std::int64_t left, std::int64_t right) {
    double const gx = half[0] * static_cast<double>(rows[0][right]) - half[0] * static_cast<double>(rows[0][left]);
    double const gy = half[1] * static_cast<double>(rows[2][x]) - half[1] * static_cast<double>(rows[1][x]);
    double const gz = half[2] * static_cast<double>(rows[4][x]) - half[2] * static_cast<double>(rows[3][x]);
    return static_cast<double>(static_cast<float>(std::sqrt(gx * gx + gy * gy + gz * gz)));
  };
  std::int64_t const inner_first = std::max<std::int64_t>(first, 1), inner_last = std::min(last, size_x - 2);
  if (first < inner_first) out[0] = magnitude(0, 0, std::min<std::int64_t>(1, size_x - 1));
  for (std::int64_t x = inner_first; x <= inner_last; ++x) out[x - first] = magnitude(x, x - 1, x + 1);
  if (last > inner_last && last > 0) out[last - first] = magnitude(last, last - 1, last);
}

std::vector<std::string> names(FilterSettings const&) {
  return {"gradient"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const& settings) {
  Geometry const& geometry = geometry_of(*input.image);
  std::array<double, 3> half = {0.5, 0.5, 0.5};
  for (std::size_t k = 0; k < 3 && settings.gradient_use_spacing; ++k) {
    half[k] = 0.5 * (1.0 / geometry.spacing_mm[static_cast<Eigen::Index>(k)]);
  }
  Box const box = input.box;
  auto const box_size = box.size();
  VoxelValues values(static_cast<std::size_t>(box.voxel_count()));
  std::visit(
      [&](auto const& volume) {
        auto const row_at = [&](std::int64_t y, std::int64_t z) {
          return volume.voxels.data() + volume.offset(0, std::clamp<std::int64_t>(y, 0, geometry.size[1] - 1),
                                                      std::clamp<std::int64_t>(z, 0, geometry.size[2] - 1));
        };
        double* out = values.data();
        for (std::int64_t z = box.first[2]; z <= box.last[2]; ++z) {
          for (std::int64_t y = box.first[1]; y <= box.last[1]; ++y, out += box_size[0]) {
            using Voxel = typename std::decay_t<decltype(volume)>::Voxel;
            std::array<Voxel const*, 5> const rows = {row_at(y, z), row_at(y - 1, z), row_at(y + 1, z),
                                                      row_at(y, z - 1), row_at(y, z + 1)};
            gradient_row(rows, box.first[0], box.last[0], geometry.size[0], half, out);
          }
        }
      },
      *input.image);
  return one_image("gradient", std::move(values), true);
}

}  // namespace

FilterRow const kGradientFilter = {.image_type = "Gradient",
                                   .title = "Gradient magnitude",
                                   .formula = R"(f(x) = \lVert\nabla x\rVert)",
                                   .source = "PyRadiomics 3.0.1; ITK GradientMagnitudeImageFilter",
                                   .needs_maximum = false,
                                   .names = names,
                                   .run = run};

}  // namespace petra
