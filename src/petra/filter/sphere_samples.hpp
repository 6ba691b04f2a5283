// An image's values at points round its voxels by cubic B-splines, as scipy.ndimage.map_coordinates (order 3, mode
// constant) gives them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

// Offsets of the points from a voxel, along z, y, x.
using SphereOffsets = std::vector<std::array<double, 3>>;

// Calls `take(index, samples)` for every voxel of the box whose byte of `inside` is not 0 (empty: all), x fastest;
// index: the voxel's place in the box. Samples are in the image's voxel type (integers: rounded, halves away from
// zero), 0 where a point lies beyond the image. The splines' coefficients are computed round the box only: 64 voxels
// further out their recursion has forgotten where it began (0.268^64 = 1e-37).
void sample_spheres(AnyVolume const& image, Box const& box, std::span<std::uint8_t const> inside,
                    SphereOffsets const& offsets,
                    std::function<void(std::size_t index, std::span<double const> samples)> const& take);

}  // namespace petra
