#include "petra/feature/discretise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "petra/feature/bin_edges.hpp"
#include "petra/feature/inside.hpp"

// The kernels below use no fused multiply-add on any machine (-ffp-contract=off), so a clone gives the same bits as the
// plain one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PETRA_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define PETRA_VECTOR_CLONES
#endif

namespace petra {

namespace {

struct Extremes {
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  std::int64_t not_finite = 0;
};

// Smallest and largest voxel inside, and how many are NaN or infinite (x - x is zero for finite x alone).
PETRA_VECTOR_CLONES
void extremes_of_row(double const* x, std::uint8_t const* inside, std::int64_t length, Extremes& extremes) {
  double minimum = extremes.minimum, maximum = extremes.maximum;
  std::int64_t not_finite = 0;
  for (std::int64_t i = 0; i < length; ++i) {
    bool const counts = inside[i] != 0;
    double const low = counts ? x[i] : std::numeric_limits<double>::infinity();
    double const high = counts ? x[i] : -std::numeric_limits<double>::infinity();
    minimum = low < minimum ? low : minimum;
    maximum = high > maximum ? high : maximum;
    not_finite += static_cast<std::int64_t>(counts && !(x[i] - x[i] == 0));
  }
  extremes.minimum = minimum;
  extremes.maximum = maximum;
  extremes.not_finite += not_finite;
}

// Levels of one row, from edges that arange formed: the bin is guessed by multiplication, then moved by one where x
// lies beyond the guessed bin's own edges. The guess is within one of the truth because its error is far below a bin
// for fewer than 100,000 bins.
PETRA_VECTOR_CLONES
void levels_of_row(double const* x, std::uint8_t const* inside, std::int64_t length, double start, double step,
                   double inverse_step, std::int32_t* level) {
  for (std::int64_t i = 0; i < length; ++i) {
    double const offset = inside[i] != 0 ? (x[i] - start) * inverse_step : 0.0;
    auto const guess = static_cast<std::int32_t>(offset);  // offset >= 0: no voxel lies below the first edge
    auto const below = static_cast<double>(guess);
    std::int32_t const down = x[i] < start + below * step ? 1 : 0;
    std::int32_t const up = x[i] >= start + (below + 1) * step ? 1 : 0;
    level[i] = inside[i] != 0 ? guess - down + up + 1 : 0;
  }
}

// Levels of one row by binary search over listed edges: numpy.digitize, level = number of edges <= x.
void search_levels_of_row(double const* x, std::uint8_t const* inside, std::int64_t length,
                          std::vector<double> const& edges, std::int32_t* level) {
  for (std::int64_t i = 0; i < length; ++i) {
    level[i] = inside[i] == 0
                   ? 0
                   : static_cast<std::int32_t>(std::upper_bound(edges.begin(), edges.end(), x[i]) - edges.begin());
  }
}

template <class Level>
void fill_levels(RegionBox const& box, std::span<double const> intensity, BinEdges const& edges,
                 std::vector<Level>& levels, std::vector<std::uint8_t>& seen) {
  std::vector<std::int32_t> row_levels(static_cast<std::size_t>(box.size[0]));
  double const inverse_step = 1 / edges.step;
  for_each_row_inside(box, [&](std::int64_t offset, std::int64_t length) {
    double const* const x = intensity.data() + offset;
    std::uint8_t const* const inside = box.inside.data() + offset;
    if (edges.listed.empty()) {
      levels_of_row(x, inside, length, edges.start, edges.step, inverse_step, row_levels.data());
    } else {
      search_levels_of_row(x, inside, length, edges.listed, row_levels.data());
    }
    Level* const out = levels.data() + offset;
    for (std::int64_t i = 0; i < length; ++i) {
      out[i] = static_cast<Level>(row_levels[static_cast<std::size_t>(i)]);
      seen[static_cast<std::size_t>(row_levels[static_cast<std::size_t>(i)])] = 1;
    }
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
  Extremes extremes;
  for_each_row_inside(box, [&](std::int64_t offset, std::int64_t length) {
    extremes_of_row(intensity.data() + offset, box.inside.data() + offset, length, extremes);
  });
  if (extremes.not_finite > 0) {
    return make_error(ErrorCode::invalid_input, "image",
                      std::to_string(extremes.not_finite) + " of the region's " + std::to_string(box.voxel_count) +
                          " voxels are NaN or infinite",
                      "Mend the image, or leave these voxels out of the mask.");
  }
  if (extremes.minimum > extremes.maximum) {
    return make_error(ErrorCode::invalid_input, "mask", "the region holds no voxel", "Check the mask and its label.");
  }

  PETRA_TRY(auto edges, make_bin_edges(extremes.minimum, extremes.maximum, element, settings));
  list_if_irregular(edges);

  // One more level than bins: a value at or above the last edge, which a rounded arange may leave below the maximum.
  std::vector<std::uint8_t> seen(static_cast<std::size_t>(edges.count) + 2, 0);
  GreyLevels levels;
  auto const voxels = static_cast<std::size_t>(box.size[0] * box.size[1] * box.size[2]);
  if (edges.count + 1 <= 255) {
    levels.bytes.assign(voxels, 0);
    fill_levels(box, intensity, edges, levels.bytes, seen);
  } else {
    levels.wide.assign(voxels, 0);
    fill_levels(box, intensity, edges, levels.wide, seen);
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
