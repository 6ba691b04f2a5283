#include "petra/feature/ngtdm_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "petra/feature/angles.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

struct Workspace {
  std::vector<std::uint8_t> count;        // neighbours in the region, by voxel of a row
  std::vector<std::uint16_t> sum;         // of their levels
  std::vector<std::uint32_t> voxels;      // by level and count
  std::vector<std::uint64_t> difference;  // sum of |i count - sum|, by level and count
};

// Up to 254 neighbours of up to 255 levels: sums fit 16 bits.
void sum_neighbours(std::uint8_t const* here, std::int64_t length, std::span<std::int64_t const> steps,
                    std::uint8_t* count, std::uint16_t* sum) {
  std::fill(count, count + length, std::uint8_t{0});
  std::fill(sum, sum + length, std::uint16_t{0});
  for (auto const step : steps) {
    std::uint8_t const* there = here + step;
    for (std::int64_t x = 0; x < length; ++x) {
      count[x] = static_cast<std::uint8_t>(count[x] + (there[x] != 0));
      sum[x] = static_cast<std::uint16_t>(sum[x] + there[x]);
    }
  }
}

// |i - sum / count| = |i count - sum| / count: whole numbers are gathered by level and count, and divided once at the
// end.
std::vector<NgtdmRow> count_whole(LevelGrid<std::uint8_t> const& grid, std::span<std::int64_t const> steps,
                                  std::int64_t highest, Workspace& work) {
  auto const stride = static_cast<std::int64_t>(steps.size()) + 1;
  auto const cells = static_cast<std::size_t>((highest + 1) * stride);
  work.voxels.assign(cells, 0U);
  work.difference.assign(cells, 0U);
  work.count.resize(static_cast<std::size_t>(grid.size()[0]));
  work.sum.resize(static_cast<std::size_t>(grid.size()[0]));
  for (auto const& row : grid.rows()) {
    std::uint8_t const* here = grid.voxels() + row.start;
    sum_neighbours(here, row.length, steps, work.count.data(), work.sum.data());
    for (std::int64_t x = 0; x < row.length; ++x) {
      int const count = work.count[static_cast<std::size_t>(x)];
      auto const cell = static_cast<std::size_t>(here[x] * stride + count);
      ++work.voxels[cell];
      work.difference[cell] +=
          static_cast<std::uint64_t>(std::abs(here[x] * count - work.sum[static_cast<std::size_t>(x)]));
    }
  }
  std::vector<NgtdmRow> rows;
  for (std::int64_t level = 1; level <= highest; ++level) {
    NgtdmRow row = {.level = static_cast<std::uint32_t>(level)};
    for (std::int64_t count = 0; count < stride; ++count) {
      auto const cell = static_cast<std::size_t>(level * stride + count);
      row.n += work.voxels[cell];
      if (count > 0) row.s += static_cast<double>(work.difference[cell]) / static_cast<double>(count);
    }
    if (row.n > 0) rows.push_back(row);
  }
  return rows;
}

// The definition as it stands, for many levels or far neighbours.
template <class Level>
std::vector<NgtdmRow> count_directly(LevelGrid<Level> const& grid, std::span<std::int64_t const> steps,
                                     std::int64_t highest) {
  std::vector<NgtdmRow> by_level(static_cast<std::size_t>(highest) + 1);
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    for (std::int64_t x = 0; x < row.length; ++x) {
      if (here[x] == 0) continue;
      std::int64_t count = 0;
      std::int64_t sum = 0;
      for (auto const step : steps) {
        count += here[x + step] != 0;
        sum += here[x + step];
      }
      auto& entry = by_level[here[x]];
      entry.level = here[x];
      entry.n += 1;
      if (count > 0)
        entry.s += std::abs(static_cast<double>(here[x]) - static_cast<double>(sum) / static_cast<double>(count));
    }
  }
  std::erase_if(by_level, [](NgtdmRow const& row) { return row.n == 0; });
  return by_level;
}

}  // namespace

Result<std::vector<NgtdmRow>> ngtdm_matrix(Region const& region, FamilySettings const& settings) {
  PETRA_TRY(auto const offsets,
            neighbour_offsets(region.box->size, settings.distances, settings.force_2d_axis, AngleKind::both_ways));
  static thread_local Workspace workspace;
  return with_levels(*region.levels, [&]<class Level>(std::span<Level const> levels) {
    auto& grid = scratch_level_grid<Level>();
    grid.assign(*region.box, levels, reach_of(offsets));
    std::vector<std::int64_t> steps;
    for (auto const& offset : offsets) steps.push_back(grid.step(offset));
    std::int64_t const highest = region.levels->highest;
    if constexpr (std::is_same_v<Level, std::uint8_t>) {
      if (steps.size() < 255) return count_whole(grid, steps, highest, workspace);
    }
    return count_directly(grid, std::span<std::int64_t const>(steps), highest);
  });
}

}  // namespace petra
