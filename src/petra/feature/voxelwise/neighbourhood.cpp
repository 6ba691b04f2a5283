#include "petra/feature/voxelwise/neighbourhood.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "petra/feature/angles.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {

NeighbourhoodReader::NeighbourhoodReader(KernelShape const& shape, RegionBox const& box,
                                         std::span<double const> intensity, GreyLevels const& levels,
                                         GreyLevels const* firstorder_levels,
                                         std::span<Index3 const> firstorder_offsets)
    : shape_(shape), size_(box.size), highest_(levels.highest) {
  auto const firstorder_reach = reach_of(firstorder_offsets);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    border_[axis] = std::max(shape.radius[axis], firstorder_reach[axis]);
    padded_size_[axis] = size_[axis] + 2 * border_[axis];
  }
  auto const step_of = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return x + padded_size_[0] * (y + padded_size_[1] * z);
  };
  auto const& radius = shape.radius;
  for (std::int64_t z = -radius[2]; z <= radius[2]; ++z) {
    for (std::int64_t y = -radius[1]; y <= radius[1]; ++y) {
      for (std::int64_t x = -radius[0]; x <= radius[0]; ++x) steps_.push_back(step_of(x, y, z));
    }
  }
  for (auto const& offset : firstorder_offsets) firstorder_steps_.push_back(step_of(offset[0], offset[1], offset[2]));

  auto const padded = static_cast<std::size_t>(padded_size_[0] * padded_size_[1] * padded_size_[2]);
  levels_.assign(padded, 0);
  intensities_.assign(padded, std::numeric_limits<double>::quiet_NaN());
  if (firstorder_levels != nullptr) firstorder_levels_.assign(padded, 0);
  auto const voxels = size_[0] * size_[1] * size_[2];
  for (std::int64_t offset = 0; offset < voxels; ++offset) {
    auto const from = static_cast<std::size_t>(offset);
    if (box.inside[from] == 0) continue;
    auto const to = padded_index(offset);
    levels_[to] = with_levels(levels, [&](auto const& typed) { return static_cast<std::uint32_t>(typed[from]); });
    intensities_[to] = intensity[from];
    if (firstorder_levels != nullptr) {
      firstorder_levels_[to] =
          with_levels(*firstorder_levels, [&](auto const& typed) { return static_cast<std::uint32_t>(typed[from]); });
    }
  }
}

std::size_t NeighbourhoodReader::padded_index(std::int64_t offset) const {
  std::int64_t const x = offset % size_[0], y = offset / size_[0] % size_[1], z = offset / size_[0] / size_[1];
  return static_cast<std::size_t>(x + border_[0] +
                                  padded_size_[0] * (y + border_[1] + padded_size_[1] * (z + border_[2])));
}

Neighbourhood NeighbourhoodReader::make_neighbourhood() const {
  Neighbourhood here;
  auto const count = static_cast<std::size_t>(shape_.count);
  here.level.assign(count + 1, 0);
  here.number.assign(count + 1, 0);
  here.number.back() = Neighbourhood::kNoPosition;
  here.value.assign(count + 1, 0);
  here.voxels_of.assign(count + 1, 0);
  here.bits_of.assign(count + 1, 0);
  here.squared.assign(count + 1, 0);
  here.inverse_squared.assign(count + 1, 0);
  here.intensity.assign(firstorder_steps_.size(), 0);
  if (!firstorder_levels_.empty()) here.intensity_level.assign(firstorder_steps_.size(), 0);
  return here;
}

void NeighbourhoodReader::read_levels(std::int64_t offset, Neighbourhood& here) const {
  std::uint32_t const* const at = levels_.data() + padded_index(offset);
  for (std::size_t p = 0; p < steps_.size(); ++p) here.level[p] = at[steps_[p]];
  number_levels(here);
  for (std::size_t n = 1; n <= static_cast<std::size_t>(here.distinct); ++n) {
    double const level = here.value[n];
    here.squared[n] = level * level;
    here.inverse_squared[n] = 1 / (level * level);
  }
}

// Few levels: a bit per level says which are met, and the bits below one how many are lower. Many: sorted.
void NeighbourhoodReader::number_levels(Neighbourhood& here) const {
  std::size_t const count = steps_.size();
  if (highest_ < 64) {
    std::uint64_t met = 0;
    for (std::size_t p = 0; p < count; ++p) met |= std::uint64_t{1} << here.level[p];
    met &= ~std::uint64_t{1};
    here.distinct = std::popcount(met);
    for (std::uint64_t left = met, n = 1; left != 0; left &= left - 1, ++n)
      here.value[n] = static_cast<std::uint32_t>(std::countr_zero(left));
    for (std::size_t p = 0; p < count; ++p) {
      // Level 0 has no bit; the mask of lower levels and itself leaves number 0.
      here.number[p] = static_cast<std::uint16_t>(std::popcount(met & ((std::uint64_t{2} << here.level[p]) - 1)));
    }
  } else {
    auto* const sorted = here.value.data() + 1;
    std::size_t met = 0;
    for (std::size_t p = 0; p < count; ++p) {
      if (here.level[p] != 0) sorted[met++] = here.level[p];
    }
    std::sort(sorted, sorted + met);
    auto const end = std::unique(sorted, sorted + met);
    here.distinct = static_cast<int>(end - sorted);
    for (std::size_t p = 0; p < count; ++p) {
      here.number[p] = here.level[p] == 0
                           ? std::uint16_t{0}
                           : static_cast<std::uint16_t>(std::lower_bound(sorted, end, here.level[p]) - sorted + 1);
    }
  }
  std::fill_n(here.voxels_of.begin(), here.distinct + 1, std::uint16_t{0});
  for (std::size_t p = 0; p < count; ++p) ++here.voxels_of[here.number[p]];
  here.voxels = static_cast<int>(count) - here.voxels_of[0];
  if (count <= 64) {
    std::fill_n(here.bits_of.begin(), here.distinct + 1, std::uint64_t{0});
    for (std::size_t p = 0; p < count; ++p) here.bits_of[here.number[p]] |= std::uint64_t{1} << p;
  }
}

void NeighbourhoodReader::read_intensities(std::int64_t offset, Neighbourhood& here) const {
  auto const at = padded_index(offset);
  double const* const value = intensities_.data() + at;
  for (std::size_t k = 0; k < firstorder_steps_.size(); ++k) here.intensity[k] = value[firstorder_steps_[k]];
  if (firstorder_levels_.empty()) return;
  std::uint32_t const* const level = firstorder_levels_.data() + at;
  for (std::size_t k = 0; k < firstorder_steps_.size(); ++k) here.intensity_level[k] = level[firstorder_steps_[k]];
}

}  // namespace petra
