// A family's features of one neighbourhood: one file per family, and one that runs the family as it is on any region.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "petra/base/result.hpp"
#include "petra/feature/family.hpp"
#include "petra/feature/voxelwise/neighbourhood.hpp"

namespace petra {

// What the kernels of one image have in common.
struct KernelInput {
  KernelShape shape;
  Index3 image_size = {0, 0,
                       0};  // of the image part that neighbourhoods are read from: it decides which angles there are
  Eigen::Vector3d spacing_mm = {1, 1, 1};
  std::uint32_t highest = 0, present = 0;       // levels of all voxels that kernels use
  std::vector<std::uint32_t> levels_in_region;  // which these are, ascending
  FamilySettings settings;
};

class NeighbourhoodKernel {
 public:
  virtual ~NeighbourhoodKernel() = default;
  // All rows of the family, in their order. NaN where a value is undefined.
  virtual void compute(Neighbourhood const& here, std::span<double> values) = 0;
  // One for another thread.
  [[nodiscard]] virtual std::unique_ptr<NeighbourhoodKernel> copy() const = 0;
  // GLCM: a bit per angle that held a pair of voxels in the last neighbourhood. Others: empty.
  [[nodiscard]] virtual std::span<std::uint64_t const> angles_met() const { return {}; }
  // GLCM, GLRLM: how many angles there are; merged ones count as one.
  [[nodiscard]] virtual std::size_t angle_count() const { return 0; }
};

// Neighbourhoods of more positions than this are given to the families as regions.
inline constexpr int kLargestFusedKernel = 11 * 11 * 11;

// Errors: as of the families (distances that no axis of the image part can hold).
using MadeKernel = Result<std::unique_ptr<NeighbourhoodKernel>>;
[[nodiscard]] MadeKernel make_firstorder_kernel(KernelInput const& input);
[[nodiscard]] MadeKernel make_glcm_kernel(KernelInput const& input, bool wants_mcc);
[[nodiscard]] MadeKernel make_glrlm_kernel(KernelInput const& input);
[[nodiscard]] MadeKernel make_glszm_kernel(KernelInput const& input);
[[nodiscard]] MadeKernel make_gldm_kernel(KernelInput const& input);
[[nodiscard]] MadeKernel make_ngtdm_kernel(KernelInput const& input);

// The family itself, run on the neighbourhood as a region: slow, for every setting. Also the others' plain twin.
[[nodiscard]] MadeKernel make_region_kernel(FamilyRow const& family, KernelInput const& input);

// The fused kernel of a family where it can do the settings, else the region's.
[[nodiscard]] MadeKernel make_kernel(FamilyRow const& family, KernelInput const& input, std::span<int const> wanted);

}  // namespace petra
