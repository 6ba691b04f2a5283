#include "petra/segment/pet_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "petra/base/text.hpp"
#include "petra/grid/crop.hpp"
#include "petra/segment/intensity_peak.hpp"

namespace petra {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// The part of an image that measuring needs, as doubles, and where it begins.
struct Part {
  Volume<double> image;
  Index3 first = {0, 0, 0};
  [[nodiscard]] double at(Index3 const& v) const { return image.at(v[0] - first[0], v[1] - first[1], v[2] - first[2]); }
};

// The lesions' box, grown by the peak's sphere.
Part part_of(AnyVolume const& image, std::vector<Lesion> const& lesions) {
  auto const& geometry = geometry_of(image);
  Box box{geometry.size, {-1, -1, -1}};
  for (auto const& lesion : lesions) {
    for (auto const& voxel : lesion.voxels) {
      for (std::size_t k = 0; k < 3; ++k) {
        box.first[k] = std::min(box.first[k], voxel[k]);
        box.last[k] = std::max(box.last[k], voxel[k]);
      }
    }
  }
  for (std::size_t k = 0; k < 3; ++k) {
    auto const margin =
        static_cast<std::int64_t>(std::ceil(kPeakRadius_mm / geometry.spacing_mm[static_cast<Eigen::Index>(k)]));
    box.first[k] = std::max<std::int64_t>(0, box.first[k] - margin);
    box.last[k] = std::min(geometry.size[k] - 1, box.last[k] + margin);
  }
  Part part;
  part.first = box.first;
  std::visit(
      [&](auto const& typed) {
        part.image = Volume<double>(typed.geometry, std::vector<double>(typed.voxels.begin(), typed.voxels.end()));
      },
      crop(image, box));
  return part;
}

Result<void> check_finite(Part const& part, std::vector<Lesion> const& lesions) {
  for (auto const& lesion : lesions) {
    for (auto const& voxel : lesion.voxels) {
      double const value = part.at(voxel);
      if (std::isfinite(value)) continue;
      return make_error(ErrorCode::invalid_input, "image",
                        fmt::format("voxel ({}, {}, {}) inside the mask holds {}", voxel[0], voxel[1], voxel[2],
                                    format_number(value)),
                        "Repair the image: every voxel of the region needs a number");
    }
  }
  return {};
}

PetMetrics undefined_metrics() {
  PetMetrics m;
  for (double* value : {&m.suv_max, &m.suv_mean, &m.suv_min, &m.suv_sd, &m.suv_peak, &m.suv_peak_global, &m.tlg,
                        &m.diameter.centres, &m.diameter.corners, &m.diameter.axial_centres, &m.diameter.mesh})
    *value = kUndefined;
  m.max_position_mm = m.centre_mm = Point3::Constant(kUndefined);
  m.dmax_mm = kUndefined;
  m.reason = "below_threshold";
  return m;
}

PetMetrics measure(Part const& part, Geometry const& geometry, VoxelList const& voxels) {
  if (voxels.empty()) return undefined_metrics();
  PetMetrics m;
  auto const count = static_cast<double>(voxels.size());
  m.voxels = static_cast<std::int64_t>(voxels.size());
  m.mtv_ml = count * geometry.voxel_volume_mm3() / 1000;
  m.suv_max = -std::numeric_limits<double>::infinity();
  m.suv_min = std::numeric_limits<double>::infinity();
  double sum = 0;
  Eigen::Vector3d index_sum(0, 0, 0);
  for (auto const& voxel : voxels) {
    double const value = part.at(voxel);
    sum += value;
    m.suv_min = std::min(m.suv_min, value);
    // The first in the order x, y, z, as NumPy's argwhere finds it.
    if (value > m.suv_max || (value == m.suv_max && voxel < m.max_index)) {
      m.suv_max = value;
      m.max_index = voxel;
    }
    index_sum +=
        Eigen::Vector3d(static_cast<double>(voxel[0]), static_cast<double>(voxel[1]), static_cast<double>(voxel[2]));
  }
  m.suv_mean = sum / count;
  double squares = 0;
  for (auto const& voxel : voxels) {
    double const difference = part.at(voxel) - m.suv_mean;
    squares += difference * difference;
  }
  m.suv_sd = std::sqrt(squares / count);
  m.tlg = m.suv_mean * m.mtv_ml;
  m.diameter = measure_voxel_diameters(voxels, geometry);
  m.centre_mm = geometry.point_of(index_sum / count);
  m.max_position_mm = geometry.point_of(
      {static_cast<double>(m.max_index[0]), static_cast<double>(m.max_index[1]), static_cast<double>(m.max_index[2])});
  auto local = voxels;
  for (auto& voxel : local) {
    for (std::size_t k = 0; k < 3; ++k) voxel[k] -= part.first[k];
  }
  auto const peaks = measure_intensity_peaks(part.image, local);
  m.suv_peak = peaks.local;
  m.suv_peak_global = peaks.global;
  if (std::isnan(m.suv_peak) || std::isnan(m.suv_peak_global)) m.reason = "not_finite";
  m.dmax_mm = kUndefined;
  return m;
}

VoxelList above(Part const& part, VoxelList const& voxels, LesionThreshold const& threshold) {
  if (threshold.kind == LesionThreshold::Kind::none) return voxels;
  double least = threshold.value;
  if (threshold.kind == LesionThreshold::Kind::fraction_of_maximum) {
    double highest = -std::numeric_limits<double>::infinity();
    for (auto const& voxel : voxels) highest = std::max(highest, part.at(voxel));
    least = threshold.value * highest;
  }
  VoxelList kept;
  std::copy_if(voxels.begin(), voxels.end(), std::back_inserter(kept),
               [&](Index3 const& voxel) { return part.at(voxel) >= least; });
  return kept;
}

void put_drawn(PetMetrics& m, std::int64_t drawn, Geometry const& geometry) {
  m.drawn_voxels = drawn;
  m.volume_ml = static_cast<double>(drawn) * geometry.voxel_volume_mm3() / 1000;
}

}  // namespace

Result<std::vector<Lesion>> find_lesions(AnyVolume const& mask, Geometry const& grid,
                                         LesionDefinition const& definition) {
  std::vector<Lesion> lesions;
  if (definition.split == LesionDefinition::Split::labels) {
    if (definition.placement == MaskPlacing::linear_half)
      return make_error(ErrorCode::not_supported, "mask",
                        "several labels cannot be placed by linear interpolation: they would overlap",
                        "Place them by the nearest voxel, or measure one label after the other");
    PETRA_TRY(auto const labels, labels_of(mask));
    for (auto const label : labels) {
      auto placed = label_on_grid(mask, label, grid, definition.placement);
      if (!placed) return std::move(placed).error().while_doing(fmt::format("placing label {}", label));
      lesions.push_back({label, voxels_of(*placed)});
    }
    return lesions;
  }
  PETRA_TRY(auto const placed, label_on_grid(mask, definition.label, grid, definition.placement));
  if (definition.split == LesionDefinition::Split::none) {
    lesions.push_back({1, voxels_of(placed)});
    return lesions;
  }
  for (auto& voxels : connected_lesions(placed, definition.neighbourhood))
    lesions.push_back({static_cast<long long>(lesions.size()) + 1, std::move(voxels)});
  return lesions;
}

Result<PetReport> measure_lesions(AnyVolume const& image, std::vector<Lesion> const& lesions,
                                  LesionThreshold const& threshold) {
  auto const& geometry = geometry_of(image);
  if (geometry.dimension != 3)
    return make_error(ErrorCode::invalid_input, "image", "is a plane; PET metrics are those of a volume");
  if (lesions.empty()) return make_error(ErrorCode::invalid_input, "mask", "holds no lesion");
  auto const part = part_of(image, lesions);
  PETRA_CHECK(check_finite(part, lesions));
  PetReport report;
  VoxelList all;
  std::int64_t drawn = 0;
  std::vector<Point3> centres;
  for (auto const& lesion : lesions) {
    auto const kept = above(part, lesion.voxels, threshold);
    auto metrics = measure(part, geometry, kept);
    metrics.lesion = lesion.number;
    put_drawn(metrics, static_cast<std::int64_t>(lesion.voxels.size()), geometry);
    drawn += metrics.drawn_voxels;
    if (!kept.empty()) centres.push_back(metrics.centre_mm);
    all.insert(all.end(), kept.begin(), kept.end());
    report.lesions.push_back(std::move(metrics));
  }
  // In the order of memory, so that sums do not depend on what the lesions are; labels never share a voxel.
  std::sort(all.begin(), all.end(),
            [](Index3 const& a, Index3 const& b) { return std::tie(a[2], a[1], a[0]) < std::tie(b[2], b[1], b[0]); });
  report.total = measure(part, geometry, all);
  put_drawn(report.total, drawn, geometry);
  report.total.lesions = static_cast<std::int64_t>(centres.size());
  if (centres.size() >= 2) report.total.dmax_mm = largest_distance(centres);
  constexpr double kHighestSuv = 1000;
  if (report.total.suv_max > kHighestSuv)
    report.warnings.push_back(fmt::format("the highest value is {}: is the image in SUV, and not in Bq/ml?",
                                          format_number(report.total.suv_max)));
  if (report.total.suv_min < 0) report.warnings.emplace_back("the mask holds negative values: is the image in SUV?");
  return report;
}

Result<PetReport> measure_pet(AnyVolume const& image, AnyVolume const& mask, LesionDefinition const& definition,
                              LesionThreshold const& threshold) {
  PETRA_TRY(auto const lesions, find_lesions(mask, geometry_of(image), definition));
  return measure_lesions(image, lesions, threshold);
}

}  // namespace petra
