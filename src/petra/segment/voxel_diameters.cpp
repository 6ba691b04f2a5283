#include "petra/segment/voxel_diameters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "petra/feature/diameters.hpp"
#include "petra/feature/region_bits.hpp"

namespace petra {

namespace {

// A bound computed in another order than the distances may fall short of them by rounding; this much it is raised.
constexpr double kRaise = 1 + 1e-9;

// Only the first and last point of each line along `axis` can be an end of the longest distance (a point between two
// others of the set never is).
std::vector<Index3> ends_of_lines(std::vector<Index3> const& points, std::size_t axis) {
  auto const u = (axis + 1) % 3, v = (axis + 2) % 3;
  struct Ends {
    std::int64_t first, last;
  };
  std::map<std::pair<std::int64_t, std::int64_t>, Ends> lines;
  for (auto const& point : points) {
    auto const [at, is_new] = lines.try_emplace({point[u], point[v]}, Ends{point[axis], point[axis]});
    if (is_new) continue;
    at->second.first = std::min(at->second.first, point[axis]);
    at->second.last = std::max(at->second.last, point[axis]);
  }
  std::vector<Index3> ends;
  for (auto const& [line, range] : lines) {
    for (auto const place : {range.first, range.last}) {
      Index3 point{};
      point[u] = line.first;
      point[v] = line.second;
      point[axis] = place;
      ends.push_back(point);
      if (range.first == range.last) break;
    }
  }
  return ends;
}

// Of points on a lattice, in half voxels.
double largest_of_lattice(std::vector<Index3> points, Geometry const& geometry) {
  for (std::size_t axis = 0; axis < 3; ++axis) points = ends_of_lines(points, axis);
  std::vector<Point3> places;
  places.reserve(points.size());
  Eigen::Matrix3d const millimetres = geometry.direction * (0.5 * geometry.spacing_mm).asDiagonal();
  for (auto const& point : points) {
    Eigen::Vector3d const index(static_cast<double>(point[0]), static_cast<double>(point[1]),
                                static_cast<double>(point[2]));
    places.push_back(millimetres * index);
  }
  return largest_distance(places);
}

std::size_t axial_axis(Geometry const& geometry) {
  std::size_t axis = 0;
  for (std::size_t k = 1; k < 3; ++k) {
    auto const component = [&](std::size_t c) { return std::abs(geometry.direction(2, static_cast<Eigen::Index>(c))); };
    if (component(k) >= component(axis)) axis = k;
  }
  return axis;
}

double mesh_diameter(VoxelList const& voxels, Geometry const& geometry) {
  Box box{voxels.front(), voxels.front()};
  for (auto const& voxel : voxels) {
    for (std::size_t k = 0; k < 3; ++k) {
      box.first[k] = std::min(box.first[k], voxel[k]);
      box.last[k] = std::max(box.last[k], voxel[k]);
    }
  }
  RegionBox region;
  region.size = box.size();
  region.spacing_mm = geometry.spacing_mm;
  region.inside.assign(static_cast<std::size_t>(box.voxel_count()), 0);
  region.voxel_count = static_cast<std::int64_t>(voxels.size());
  for (auto const& voxel : voxels) {
    auto const x = voxel[0] - box.first[0], y = voxel[1] - box.first[1], z = voxel[2] - box.first[2];
    region.inside[static_cast<std::size_t>(x + region.size[0] * (y + region.size[1] * z))] = 1;
  }
  return measure_diameters(RegionBits(region), geometry.spacing_mm).whole;
}

}  // namespace

double largest_distance(std::vector<Point3> const& points) {
  if (points.size() < 2) return 0;
  Point3 const middle =
      std::accumulate(points.begin(), points.end(), Point3(0, 0, 0)) / static_cast<double>(points.size());
  struct Candidate {
    Point3 point;
    double radius;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(points.size());
  for (auto const& point : points) candidates.push_back({point, (point - middle).norm()});
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](Candidate const& a, Candidate const& b) { return a.radius > b.radius; });
  double best = 0;  // squared
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    double const radius = candidates[i].radius;
    if (4 * radius * radius * kRaise < best) break;  // no pair of this point and later ones reaches
    for (std::size_t j = i + 1; j < candidates.size(); ++j) {
      double const reach = radius + candidates[j].radius;
      if (reach * reach * kRaise < best) break;
      best = std::max(best, (candidates[i].point - candidates[j].point).squaredNorm());
    }
  }
  return std::sqrt(best);
}

VoxelDiameters measure_voxel_diameters(VoxelList const& voxels, Geometry const& geometry) {
  std::vector<Index3> centres, corners;
  centres.reserve(voxels.size());
  for (auto const& voxel : voxels) centres.push_back({2 * voxel[0], 2 * voxel[1], 2 * voxel[2]});
  auto outer = centres;
  for (std::size_t axis = 0; axis < 3; ++axis) outer = ends_of_lines(outer, axis);
  for (auto const& centre : outer) {  // a corner of a voxel between two others lies between their corners
    for (int corner = 0; corner < 8; ++corner) {
      corners.push_back({centre[0] + ((corner & 1) != 0 ? 1 : -1), centre[1] + ((corner & 2) != 0 ? 1 : -1),
                         centre[2] + ((corner & 4) != 0 ? 1 : -1)});
    }
  }
  VoxelDiameters diameters;
  diameters.centres = largest_of_lattice(outer, geometry);
  diameters.corners = largest_of_lattice(std::move(corners), geometry);
  diameters.mesh = mesh_diameter(voxels, geometry);
  auto const axis = axial_axis(geometry);
  std::map<std::int64_t, std::vector<Index3>> slices;
  for (auto const& centre : centres) slices[centre[axis]].push_back(centre);
  for (auto& [place, slice] : slices)
    diameters.axial_centres = std::max(diameters.axial_centres, largest_of_lattice(std::move(slice), geometry));
  return diameters;
}

}  // namespace petra
