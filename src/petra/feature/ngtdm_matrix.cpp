#include "petra/feature/ngtdm_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "petra/base/vector_clones.hpp"
#include "petra/feature/angles.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

struct Workspace {
  std::vector<std::uint16_t> cell;        // of each voxel of a row: by level and number of neighbours
  std::vector<std::uint16_t> apart;       // of each voxel of a row: |i count - sum|
  std::vector<std::uint64_t> sums;        // by cell, in several tables: packed (kOneVoxel)
  std::vector<std::uint64_t> voxels;      // by cell
  std::vector<std::uint64_t> difference;  // by cell: sum of |i count - sum|
};

// Up to 254 neighbours of up to 255 levels: their sum, and i count, fit 16 bits. Whole lanes at a time: what stands
// beyond the row is garbage. `in_byte`: so many levels may be added before a byte overflows.
PETRA_VECTOR_CLONES
void sum_neighbours(std::uint8_t const* here, std::int64_t length, std::int64_t const* steps, std::size_t step_count,
                    std::size_t in_byte, std::uint16_t stride, std::uint16_t* __restrict cell,
                    std::uint16_t* __restrict apart) {
  for (std::int64_t x = 0; x < length; x += kByteLanes) {
    ByteLanes count = {}, there;
    std::uint16_t sum[kByteLanes] = {};
    std::uint8_t bytes[kByteLanes];
    for (std::size_t k = 0; k < step_count;) {
      ByteLanes byte_sum = {};
      for (std::size_t const end = k + in_byte < step_count ? k + in_byte : step_count; k < end; ++k) {
        load_lanes(here + x + steps[k], there);
        count -= static_cast<ByteLanes>(there != 0);
        byte_sum += there;
      }
      store_lanes(byte_sum, bytes);
      for (std::int64_t lane = 0; lane < kByteLanes; ++lane)
        sum[lane] = static_cast<std::uint16_t>(sum[lane] + bytes[lane]);
    }
    store_lanes(count, bytes);
    for (std::int64_t lane = 0; lane < kByteLanes; ++lane) {
      std::uint16_t const i = here[x + lane];
      std::uint16_t const n = bytes[lane];
      auto const product = static_cast<std::uint16_t>(i * n);
      std::uint16_t const larger = product > sum[lane] ? product : sum[lane];
      std::uint16_t const smaller = product > sum[lane] ? sum[lane] : product;
      cell[x + lane] = static_cast<std::uint16_t>(i * stride + n);
      apart[x + lane] = static_cast<std::uint16_t>(larger - smaller);
    }
  }
}

// Several tables are filled in turn (glcm_matrix.cpp says why), as long as together they stay in the first-level cache.
constexpr std::int64_t kTables = 4;
constexpr std::int64_t kMostTablesCells = 2048;
// A packed sum: voxels in the upper 28 bits, sum of |i count - sum| < 65,536 of so many voxels in the lower 36.
constexpr int kDifferenceBits = 36;
constexpr std::uint64_t kOneVoxel = std::uint64_t{1} << kDifferenceBits;
constexpr std::int64_t kMostVoxelsOfSums = std::int64_t{1} << 20;

// Moves what the tables of packed sums hold to where there is room, and clears them.
void unpack_sums(Workspace& work, std::size_t cells) {
  for (std::size_t k = 0; k < work.sums.size(); ++k) {
    work.voxels[k % cells] += work.sums[k] >> kDifferenceBits;
    work.difference[k % cells] += work.sums[k] & (kOneVoxel - 1);
    work.sums[k] = 0;
  }
}

// |i - sum / count| = |i count - sum| / count: whole numbers are gathered by level and count, and divided once at the
// end.
std::vector<NgtdmRow> count_whole(LevelGrid<std::uint8_t> const& grid, std::span<std::int64_t const> steps,
                                  std::int64_t highest, Workspace& work) {
  auto const stride = static_cast<std::int64_t>(steps.size()) + 1;
  auto const cells = static_cast<std::size_t>((highest + 1) * stride);
  std::int64_t const tables = kTables * (highest + 1) * stride <= kMostTablesCells ? kTables : 1;
  auto const next_table = tables == 1 ? 0 : cells;
  work.sums.assign(cells * static_cast<std::size_t>(tables), 0U);
  work.voxels.assign(cells, 0U);
  work.difference.assign(cells, 0U);
  auto const room = static_cast<std::size_t>(whole_byte_lanes(grid.size()[0]));
  work.cell.resize(room);
  work.apart.resize(room);
  auto const in_byte = static_cast<std::size_t>(255 / std::max<std::int64_t>(highest, 1));
  std::int64_t in_sums = 0;
  for (auto const& row : grid.rows()) {
    sum_neighbours(grid.voxels() + row.start, row.length, steps.data(), steps.size(), in_byte,
                   static_cast<std::uint16_t>(stride), work.cell.data(), work.apart.data());
    if (in_sums + row.length > kMostVoxelsOfSums) {
      unpack_sums(work, cells);
      in_sums = 0;
    }
    in_sums += row.length;
    auto const* const cell = work.cell.data();
    auto const* const apart = work.apart.data();
    auto* const sums = work.sums.data();
    std::int64_t x = 0;
    for (; x + kTables <= row.length; x += kTables) {
      for (std::int64_t k = 0; k < kTables; ++k)
        sums[static_cast<std::size_t>(k) * next_table + cell[x + k]] += kOneVoxel | apart[x + k];
    }
    for (; x < row.length; ++x) sums[cell[x]] += kOneVoxel | apart[x];
  }
  unpack_sums(work, cells);
  std::vector<NgtdmRow> rows;
  for (std::int64_t level = 1; level <= highest; ++level) {
    NgtdmRow row = {.level = static_cast<std::uint32_t>(level)};
    for (std::int64_t count = 0; count < stride; ++count) {
      auto const cell = static_cast<std::size_t>(level * stride + count);
      row.n += static_cast<double>(work.voxels[cell]);
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
      if (steps.size() < 255 && grid.size()[0] <= kMostVoxelsOfSums)
        return count_whole(grid, steps, highest, workspace);
    }
    return count_directly(grid, std::span<std::int64_t const>(steps), highest);
  });
}

}  // namespace petra
