// One voxel's neighbourhood: the levels and intensities at its positions, levels numbered anew from 1 so that matrices
// are as small as what is met.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "petra/feature/region.hpp"
#include "petra/feature/voxelwise/kernel_shape.hpp"

namespace petra {

struct Neighbourhood {
  // By position, and one more entry that stands for "no such position" (level 0, number kNoPosition).
  static constexpr std::uint16_t kNoPosition = 0xFFFF;
  std::vector<std::uint32_t> level;   // 0 where the kernel uses no voxel
  std::vector<std::uint16_t> number;  // of the level among those met, ascending, from 1; 0 where level is 0

  // By number; entry 0 is unused.
  std::vector<std::uint32_t> value;              // the level
  std::vector<std::uint16_t> voxels_of;          // how many voxels have it
  std::vector<std::uint64_t> bits_of;            // their positions; only for up to 64 positions
  std::vector<double> squared, inverse_squared;  // of the level
  int distinct = 0;                              // how many levels are met
  int voxels = 0;                                // how many voxels the kernel uses; the centre is one of them

  // First-order kernels: intensities in PyRadiomics' order of offsets, NaN where no voxel is used, and the levels
  // there where they were made apart from the others (else empty).
  std::vector<double> intensity;
  std::vector<std::uint32_t> intensity_level;
};

// An image's levels and intensities with a border of nothing, from which neighbourhoods are read.
class NeighbourhoodReader {
 public:
  // `box.inside` says which voxels kernels use. firstorder_offsets: PyRadiomics' order, the centre last.
  // firstorder_levels: null where they are `levels`. Wants `levels` and `intensity` no longer than the call.
  NeighbourhoodReader(KernelShape const& shape, RegionBox const& box, std::span<double const> intensity,
                      GreyLevels const& levels, GreyLevels const* firstorder_levels,
                      std::span<Index3 const> firstorder_offsets);

  // What one thread needs to read with.
  [[nodiscard]] Neighbourhood make_neighbourhood() const;

  // The neighbourhood of the voxel at `offset` in the box.
  void read_levels(std::int64_t offset, Neighbourhood& here) const;
  void read_intensities(std::int64_t offset, Neighbourhood& here) const;

 private:
  [[nodiscard]] std::size_t padded_index(std::int64_t offset) const;
  void number_levels(Neighbourhood& here) const;

  KernelShape shape_;
  Index3 size_, padded_size_, border_;
  std::uint32_t highest_;
  std::vector<std::int64_t> steps_, firstorder_steps_;
  std::vector<std::uint32_t> levels_, firstorder_levels_;
  std::vector<double> intensities_;
};

}  // namespace petra
