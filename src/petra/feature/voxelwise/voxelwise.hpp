// PyRadiomics' voxel-based features of one image: every family's features of the neighbourhood of every voxel of the
// region (kernelRadius, maskedKernel, voxelBatch).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"

namespace petra {

// Features of one family that are wanted: rows by index, and for each the map that receives it, of the image part's
// size, filled with initValue.
struct VoxelwiseClass {
  FamilyRow const* family = nullptr;
  std::vector<int> wanted;
  std::vector<double*> maps;
};

struct VoxelwiseInput {
  RegionBox const* box = nullptr;  // the image part; inside: voxels that neighbourhoods may use
  std::span<double const> intensity;
  GreyLevels const* levels = nullptr;
  GreyLevels const* firstorder_levels = nullptr;  // where first-order kernels have levels of their own, else null
  std::span<std::int64_t const> centres;          // offsets in the box, ascending, all inside
  Index3 region_size = {0, 0, 0};                 // of the region's own box; masked kernels' offsets stay below it
  bool masked = true;
  int kernel_radius = 1;
  std::int64_t batch = -1;   // centres that PyRadiomics computes at once; -1: all
  double initial_value = 0;  // what the maps were filled with
};

// What PyRadiomics' arithmetic does to a batch in which some voxel has no pair along an angle that others have.
struct VoxelwiseNotes {
  std::size_t batches = 0;
  std::size_t mcc_failed_batches = 0;       // the whole batch keeps initValue in the MCC map
  std::size_t joint_average_undefined = 0;  // voxels that are not numbers in the JointAverage map
};

class Voxelwise {
 public:
  // Errors: distances or a plane (force2D) that the image part or the region cannot hold; a kernelRadius whose
  // neighbourhood has more than 60,000 voxels.
  [[nodiscard]] static Result<Voxelwise> make(VoxelwiseInput const& input, FamilySettings const& settings,
                                              std::vector<VoxelwiseClass> classes);

  // Centres first … last - 1. Different threads may work on different centres.
  void compute(std::size_t first, std::size_t last);

  // After all centres: what depends on whole batches.
  [[nodiscard]] VoxelwiseNotes finish();

 private:
  struct Work {
    VoxelwiseClass wanted;
    std::unique_ptr<NeighbourhoodKernel> kernel;
  };
  Voxelwise() = default;
  void finish_batch(std::size_t first, std::size_t last, VoxelwiseNotes& notes);
  void finish_runs(std::size_t first, std::size_t last);

  VoxelwiseInput input_;
  std::optional<NeighbourhoodReader> reader_;
  std::vector<Work> works_;
  bool reads_levels_ = false, reads_intensities_ = false;
  // GLCM: which angles each centre's neighbourhood holds a pair along.
  std::size_t angle_words_ = 0;
  std::vector<std::uint64_t> angles_met_;
};

}  // namespace petra
