// Interpolation from many voxels round a point as ITK computes it: windowed sinc, Gaussian, and the label with the
// greatest Gaussian weight.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "petra/grid/geometry.hpp"

namespace petra {

// The voxel at (x, y, z), which lies inside the image.
using VoxelAt = std::function<double(std::int64_t, std::int64_t, std::int64_t)>;

// Voxels round a point that these read, at most.
inline constexpr std::int64_t kWideReach = 6;

enum class SincWindow { hamming, cosine, welch, lanczos, blackman };

// Sinc of radius 5 under a window; beyond the image its edge voxels go on. Meijering, Niessen, Pluim, Viergever 1999.
class SincInterpolation {
 public:
  SincInterpolation(SincWindow window, Index3 const& image_size);
  [[nodiscard]] double at(VoxelAt const& voxel, Eigen::Vector3d const& index) const;

 private:
  SincWindow window_;
  Index3 size_;
};

// Voxels weighted by the Gaussian's integral over each, within a cut-off. As SimpleITK chooses them: sigma 0.8 voxels
// and cut-off 4 sigma for intensities, 1 voxel and 1 sigma for labels.
class GaussianInterpolation {
 public:
  GaussianInterpolation(Geometry const& image, double sigma_voxels, double cutoff_sigmas);
  [[nodiscard]] double mean_at(VoxelAt const& voxel, Eigen::Vector3d const& index) const;
  // The value whose voxels weigh most together; of equals the first to get there.
  [[nodiscard]] double label_at(VoxelAt const& voxel, Eigen::Vector3d const& index) const;

 private:
  struct Axis {
    std::int64_t first = 0;
    std::vector<double> weight;
  };
  [[nodiscard]] Axis axis_at(std::size_t axis, double index) const;
  template <class Use>
  void for_each_voxel(VoxelAt const& voxel, Eigen::Vector3d const& index, Use const& use) const;

  Index3 size_;
  int dimension_;
  Eigen::Vector3d scale_, cutoff_;
};

}  // namespace petra
