#include "petra/feature/discretise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "petra/base/vector_clones.hpp"
#include "petra/feature/bin_edges.hpp"
#include "petra/feature/firstorder_sums.hpp"
#include "petra/feature/inside.hpp"
#include "petra/grid/voxel_values.hpp"

namespace petra {

namespace {

// Levels from edges that arange formed: the bin is guessed by multiplication, then moved by one where x lies beyond the
// guessed bin's own edges. The guess is within one of the truth because its error is far below a bin for fewer than
// 100,000 bins. No x lies below the first edge. No fused multiply-add on any machine (-ffp-contract=off).
template <class Level>
[[gnu::always_inline]] inline void guess_levels(double const* x, std::size_t count, double start, double step,
                                                Level* levels) {
  double const inverse_step = 1 / step;
  for (std::size_t i = 0; i < count; ++i) {
    auto const guess = static_cast<std::int32_t>((x[i] - start) * inverse_step);
    auto const below = static_cast<double>(guess);
    std::int32_t const down = x[i] < start + below * step ? 1 : 0;
    std::int32_t const up = x[i] >= start + (below + 1) * step ? 1 : 0;
    levels[i] = static_cast<Level>(guess - down + up + 1);
  }
}

PETRA_VECTOR_CLONES
void levels_by_formula(double const* x, std::size_t count, double start, double step, std::uint8_t* levels) {
  guess_levels(x, count, start, step, levels);
}
PETRA_VECTOR_CLONES
void levels_by_formula(double const* x, std::size_t count, double start, double step, std::uint32_t* levels) {
  guess_levels(x, count, start, step, levels);
}

// Levels by binary search over listed edges: numpy.digitize, level = number of edges <= x.
template <class Level>
void levels_by_search(std::span<double const> x, std::vector<double> const& edges, Level* levels) {
  for (double const value : x)
    *levels++ = static_cast<Level>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
}

// Levels of the voxels inside, whose values `x` lists in order, put in their places in the box.
template <class Level>
void fill_levels(RegionBox const& box, std::span<double const> x, BinEdges const& edges, std::vector<Level>& levels,
                 std::vector<std::uint8_t>& seen) {
  std::vector<Level, UnclearedAllocator<Level>> found(x.size());
  if (edges.listed.empty()) {
    levels_by_formula(x.data(), x.size(), edges.start, edges.step, found.data());
  } else {
    levels_by_search(x, edges.listed, found.data());
  }
  for (Level const level : found) seen[level] = 1;
  Level const* next = found.data();
  for_each_run_inside(box, [&](std::int64_t offset, std::int64_t length) {
    std::copy(next, next + length, levels.data() + offset);
    next += length;
  });
}

// Where element 1 as numpy stores it (start + width) is not start + 1 * step, the formula cannot stand for the list:
// list it.
void list_if_irregular(BinEdges& edges) {
  if (!edges.listed.empty()) return;
  bool const regular = edges.step > 0 && edges.start + edges.step == edges.second && std::isfinite(1 / edges.step);
  if (regular) return;
  std::vector<double> listed;
  listed.reserve(static_cast<std::size_t>(edges.count));
  for (std::int64_t i = 0; i < edges.count; ++i) listed.push_back(edges.edge(i));
  edges.listed = std::move(listed);
}

}  // namespace

Result<GreyLevels> discretise(RegionBox const& box, std::span<double const> intensity, ElementType element,
                              BinSettings const& settings) {
  auto const x = values_inside(box, intensity);
  if (x.empty()) {
    return make_error(ErrorCode::invalid_input, "mask", "the region holds no voxel", "Check the mask and its label.");
  }
  auto const extremes = extremes_of(x);
  if (extremes.not_finite > 0) {
    return make_error(ErrorCode::invalid_input, "image",
                      std::to_string(extremes.not_finite) + " of the region's " + std::to_string(box.voxel_count) +
                          " voxels are NaN or infinite",
                      "Mend the image, or leave these voxels out of the mask.");
  }

  PETRA_TRY(auto edges, make_bin_edges(extremes.minimum, extremes.maximum, element, settings));
  list_if_irregular(edges);

  // One more level than bins: a value at or above the last edge, which a rounded arange may leave below the maximum.
  std::vector<std::uint8_t> seen(static_cast<std::size_t>(edges.count) + 2, 0);
  GreyLevels levels;
  auto const voxels = static_cast<std::size_t>(box.size[0] * box.size[1] * box.size[2]);
  if (edges.count + 1 <= 255) {
    levels.bytes.assign(voxels, 0);
    fill_levels(box, x, edges, levels.bytes, seen);
  } else {
    levels.wide.assign(voxels, 0);
    fill_levels(box, x, edges, levels.wide, seen);
  }
  for (std::size_t level = 1; level < seen.size(); ++level) {
    if (seen[level] == 0) continue;
    levels.highest = static_cast<std::uint32_t>(level);
    ++levels.present;
  }
  if (!levels.wide.empty() && levels.highest <= 255) {  // the bytes are promised wherever they can hold the levels
    levels.bytes.assign(levels.wide.begin(), levels.wide.end());
    levels.wide.clear();
  }
  return levels;
}

}  // namespace petra
