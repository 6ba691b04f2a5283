#include "petra/segment/intensity_peak.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace petra {

namespace {

// A row of the sphere's voxels along x: offsets -half_width … half_width at (y, z).
struct SphereRow {
  std::int64_t y, z, half_width;
};

std::vector<SphereRow> sphere_rows(Eigen::Vector3d const& spacing_mm) {
  // Allowance for a centre that lies on the surface, in mm².
  double const reach = kPeakRadius_mm * kPeakRadius_mm + 1e-9;
  auto const most = [&](int axis) { return static_cast<std::int64_t>(std::floor(kPeakRadius_mm / spacing_mm[axis])); };
  auto const square = [&](std::int64_t steps, int axis) {
    double const distance = static_cast<double>(steps) * spacing_mm[axis];
    return distance * distance;
  };
  std::vector<SphereRow> rows;
  for (auto z = -most(2); z <= most(2); ++z) {
    for (auto y = -most(1); y <= most(1); ++y) {
      std::int64_t half_width = -1;
      while (half_width < most(0) && square(half_width + 1, 0) + square(y, 1) + square(z, 2) <= reach) ++half_width;
      if (half_width >= 0) rows.push_back({y, z, half_width});
    }
  }
  return rows;
}

}  // namespace

IntensityPeaks measure_intensity_peaks(Volume<double> const& image, VoxelList const& voxels) {
  auto const rows = sphere_rows(image.geometry.spacing_mm);
  auto const& size = image.geometry.size;
  auto const value_at = [&](Index3 const& v) { return image.at(v[0], v[1], v[2]); };
  double highest = -std::numeric_limits<double>::infinity();
  for (auto const& voxel : voxels) highest = std::max(highest, value_at(voxel));
  IntensityPeaks peaks{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  // NaN stays once it is there: std::max(a, NaN) would drop it.
  auto const raise = [](double& peak, double mean) {
    peak = std::isnan(peak) || std::isnan(mean) ? NAN : std::max(peak, mean);
  };
  for (auto const& voxel : voxels) {
    double sum = 0;
    std::int64_t count = 0;
    for (auto const& row : rows) {
      auto const y = voxel[1] + row.y, z = voxel[2] + row.z;
      if (y < 0 || z < 0 || y >= size[1] || z >= size[2]) continue;
      auto const first = std::max<std::int64_t>(0, voxel[0] - row.half_width);
      auto const last = std::min(size[0] - 1, voxel[0] + row.half_width);
      double const* const values = image.voxels.data() + image.offset(0, y, z);
      for (auto x = first; x <= last; ++x) sum += values[x];
      count += last - first + 1;
    }
    double const mean = std::isfinite(sum) ? sum / static_cast<double>(count) : NAN;
    raise(peaks.global, mean);
    if (value_at(voxel) == highest) raise(peaks.local, mean);
  }
  return peaks;
}

}  // namespace petra
