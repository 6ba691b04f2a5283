// Regions for the texture tests: any shape, islands, borders, holes, levels that are missing between others.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "petra/feature/family.hpp"
#include "petra/feature/region.hpp"

namespace petra::testing {

// A region that owns what a Region points to. Levels are kept in both forms' common type, x fastest, 0 outside.
struct OwnedRegion {
  RegionBox box;
  std::vector<std::uint32_t> level;
  std::vector<double> intensity;
  GreyLevels levels;

  [[nodiscard]] Region region() const { return {.box = &box, .intensity = intensity, .levels = &levels}; }
  [[nodiscard]] std::uint32_t at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    if (x < 0 || y < 0 || z < 0 || x >= box.size[0] || y >= box.size[1] || z >= box.size[2]) return 0;
    return level[static_cast<std::size_t>(x + box.size[0] * (y + box.size[1] * z))];
  }
};

// `level`: size x·y·z, 0 outside the region.
inline OwnedRegion make_region(Index3 const& size, Eigen::Vector3d const& spacing_mm,
                               std::vector<std::uint32_t> level) {
  OwnedRegion owned;
  owned.box.size = size;
  owned.box.spacing_mm = spacing_mm;
  owned.level = std::move(level);
  std::set<std::uint32_t> present;
  for (auto const value : owned.level) {
    owned.box.inside.push_back(value > 0 ? 1 : 0);
    owned.box.voxel_count += value > 0 ? 1 : 0;
    owned.intensity.push_back(value);
    if (value > 0) present.insert(value);
  }
  owned.levels.present = static_cast<std::uint32_t>(present.size());
  owned.levels.highest = present.empty() ? 0 : *present.rbegin();
  if (owned.levels.highest <= 255) {
    owned.levels.bytes.assign(owned.level.begin(), owned.level.end());
  } else {
    owned.levels.wide = owned.level;
  }
  return owned;
}

inline OwnedRegion random_region(std::mt19937& random) {
  auto const below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  // Mostly small; sometimes with rows longer than the vectors that kernels work in.
  Index3 const size = below(12) == 0 ? Index3{20 + below(120), 1 + below(4), 1 + below(3)}
                                     : Index3{1 + below(9), 1 + below(7), 1 + below(6)};
  Eigen::Vector3d const spacing_mm = {0.5 + below(30) / 10.0, 0.5 + below(30) / 10.0, 0.5 + below(30) / 10.0};
  std::uint32_t const kinds[] = {1, 2, 3, 5, 9, 40, 700};
  std::uint32_t const levels = kinds[below(7)];
  std::uint32_t const step = 1 + below(3);      // gaps between levels
  std::uint32_t const filled = 20 + below(81);  // per cent of the box
  std::uint32_t const sticky = below(90);       // per cent of voxels that repeat the one before them
  std::vector<std::uint32_t> level;
  std::uint32_t last = 1;
  for (std::int64_t k = 0; k < size[0] * size[1] * size[2]; ++k) {
    if (below(100) >= sticky) last = 1 + step * below(levels);
    level.push_back(below(100) < filled ? last : 0);
  }
  level.front() = 1 + step * below(levels);
  level.back() = 1 + step * below(levels);
  return make_region(size, spacing_mm, std::move(level));
}

inline FamilySettings random_settings(std::mt19937& random) {
  auto const below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  FamilySettings settings;
  std::vector<std::vector<int>> const distances = {{1}, {1}, {1}, {2}, {1, 2}, {3, 1}, {1, 1}, {4}};
  settings.distances = distances[below(static_cast<std::uint32_t>(distances.size()))];
  settings.symmetrical_glcm = below(3) != 0;
  WeightingNorm const norms[] = {WeightingNorm::none,     WeightingNorm::none,      WeightingNorm::no_weighting,
                                 WeightingNorm::infinity, WeightingNorm::euclidean, WeightingNorm::manhattan};
  settings.weighting_norm = norms[below(6)];
  double const apart[] = {0, 0, 1, 2.5, 400};
  settings.gldm_a = apart[below(5)];
  settings.force_2d_axis = below(2) == 0 ? -1 : static_cast<int>(below(3));
  return settings;
}

// What a failing test prints.
inline std::string describe(OwnedRegion const& owned, FamilySettings const& settings) {
  std::ostringstream text;
  text << "size " << owned.box.size[0] << "x" << owned.box.size[1] << "x" << owned.box.size[2] << " spacing "
       << owned.box.spacing_mm.transpose() << " distances";
  for (int const distance : settings.distances) text << ' ' << distance;
  text << " symmetric " << settings.symmetrical_glcm << " norm " << static_cast<int>(settings.weighting_norm)
       << " gldm_a " << settings.gldm_a << " force2D axis " << settings.force_2d_axis << " levels";
  for (auto const level : owned.level) text << ' ' << level;
  return text.str();
}

}  // namespace petra::testing
