// SUVpeak: the mean over a sphere of 1 ml round a voxel.
#pragma once

#include "petra/grid/volume.hpp"
#include "petra/segment/lesions.hpp"

namespace petra {

// (3 / 4π)^(1/3) cm: the radius of a sphere of 1 ml.
inline constexpr double kPeakRadius_mm = 6.203504908994001;

struct IntensityPeaks {
  double local = 0;   // IBSI VJGA: at the voxel of the maximum (the highest where several hold it)
  double global = 0;  // IBSI 0F91: the highest over every voxel of the region
};

// The mean over the voxels whose centres lie within the sphere round a region's voxel centre. The sphere may leave the
// region and is cut at the image's edge; voxels count whole (IBSI; some workstations weigh those cut by the surface).
// NaN where a sphere meets a value that is not finite. `voxels`: of the region, at least one. Plain twin:
// intensity_peak_test.cpp.
[[nodiscard]] IntensityPeaks measure_intensity_peaks(Volume<double> const& image, VoxelList const& voxels);

}  // namespace petra
