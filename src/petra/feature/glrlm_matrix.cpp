#include "petra/feature/glrlm_matrix.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <type_traits>

#include "petra/base/vector_clones.hpp"
#include "petra/feature/angles.hpp"
#include "petra/feature/cell_sum.hpp"
#include "petra/feature/glcm_matrix.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

// A table of level x length above this is filled by sorting runs instead.
constexpr std::int64_t kMostTableCells = 1 << 24;
// Tables that together stay within the first-level cache are filled in turn (glcm_matrix.cpp says why).
constexpr std::int64_t kMostTablesCells = 8192;

// Lengths of the runs so far, in the slice at hand and the one before, and which cells of the table the runs of a row
// add to.
template <class Length, class Cell>
struct RowWork {
  std::vector<Length> lengths[2];
  std::vector<Cell> cells;
};

struct Workspace {
  RowWork<std::uint8_t, std::uint16_t> narrow;
  RowWork<std::uint32_t, std::uint64_t> wide;
  std::vector<std::uint32_t> table;
  std::vector<std::uint64_t> runs;
};

// lengths[x]: of the run that ends at x or goes on. Along a row a run's length follows from the voxel before.
template <class Level, class Length>
void measure_along_row(Level const* here, std::int64_t count, Length* lengths) {
  Length length = 0;
  Level before = 0;
  for (std::int64_t x = 0; x < count; ++x) {
    // All bits where the run goes on: a branch would be foretold wrongly at every other run.
    auto const goes_on = static_cast<Length>(-static_cast<std::int32_t>(here[x] == before));
    length = static_cast<Length>((length & goes_on) + 1);
    before = here[x];
    lengths[x] = length;
  }
}

// Along other angles it follows from a voxel of an earlier row, whose lengths are in `before`.
template <class Level, class Length>
void measure_across_rows(Level const* here, Level const* back, std::int64_t count, Length const* before,
                         Length* __restrict lengths) {
  for (std::int64_t x = 0; x < count; ++x) {
    Length const so_far = before[x];  // read in any case: a load under a condition is not made into vector code
    lengths[x] = static_cast<Length>((here[x] == back[x] ? so_far : Length{0}) + Length{1});
  }
}

// cells[x] = level * stride + length where a run ends, 0 elsewhere and outside the region.
template <class Level, class Length, class Cell>
void find_ends(Level const* here, Level const* ahead, std::int64_t count, Length const* lengths, Cell stride,
               Cell* __restrict cells) {
  for (std::int64_t x = 0; x < count; ++x) {
    auto const cell = static_cast<Cell>(here[x] * stride + lengths[x]);
    bool const ends = (here[x] != ahead[x]) & (here[x] != 0);
    cells[x] = ends ? cell : Cell{0};
  }
}

// Calls use(row, lengths of the row, lengths of the voxels one step back) for each row, along one offset.
template <class Level, class Length, class Cell, class Use>
void for_each_row(LevelGrid<Level> const& grid, Index3 const& offset, RowWork<Length, Cell>& work, Use use) {
  // A row's predecessor may lie one row before the slice's first or behind its last, where all levels are 0.
  std::int64_t const margin = grid.row_stride() + 1;
  auto const slice = static_cast<std::size_t>(grid.slice_stride() + 2 * margin + LevelGrid<Level>::kSlack);
  for (auto& lengths : work.lengths) {
    if (lengths.size() < slice) lengths.resize(slice);
  }
  for (auto const& row : grid.rows()) {
    std::int64_t const in_slice = margin + row.start - grid.index(0, 0, row.z);
    use(row, work.lengths[row.z & 1].data() + in_slice,
        work.lengths[(row.z - offset[2]) & 1].data() + in_slice - offset[0] - offset[1] * grid.row_stride());
  }
}

// Calls use(cells of a row) for each row, along one offset.
template <class Level, class Length, class Cell, class Use>
void for_each_row_of_cells(LevelGrid<Level> const& grid, Index3 const& offset, Cell stride, RowWork<Length, Cell>& work,
                           Use use) {
  std::int64_t const step = grid.step(offset);
  bool const along_row = offset[1] == 0 && offset[2] == 0;
  work.cells.resize(static_cast<std::size_t>(grid.size()[0]));
  for_each_row(grid, offset, work, [&](GridRow const& row, Length* lengths, Length const* before) {
    Level const* here = grid.voxels() + row.start;
    if (along_row) {
      measure_along_row(here, row.length, lengths);
    } else {
      measure_across_rows(here, here - step, row.length, before, lengths);
    }
    find_ends(here, here + step, row.length, lengths, stride, work.cells.data());
    use(std::span<Cell const>(work.cells.data(), static_cast<std::size_t>(row.length)));
  });
}

// A row of bytes, whole lanes at a time: lengths as measure_across_rows gives them (or, with kMeasured, as they are
// already), and each run that ends in the row is counted in its cell (level, length), in one of four tables by turns.
// Lanes beyond the row hold garbage: they are measured, to be overwritten by the row they belong to, but not counted.
template <bool kMeasured>
[[gnu::always_inline]] inline void count_byte_row(std::uint8_t const* here, std::int64_t step, std::int64_t length,
                                                  std::uint8_t const* before, std::uint8_t* lengths,
                                                  std::uint16_t stride, std::int64_t apart, std::uint32_t* count) {
  // Where no run ends, a cell of level 0 is raised, another one in each lane: no counter is raised twice in a row.
  auto const spread = static_cast<std::uint8_t>(std::min<std::uint16_t>(std::bit_floor(stride), 32) - 1);
  ByteLanes idle = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
  idle &= spread;
  for (std::int64_t x = 0; x < length; x += kByteLanes) {
    ByteLanes level, other, run;
    load_lanes(here + x, level);
    if constexpr (kMeasured) {
      load_lanes(lengths + x, run);
    } else {
      load_lanes(here + x - step, other);
      load_lanes(before + x, run);
      run = (run & static_cast<ByteLanes>(level == other)) + std::uint8_t{1};
      store_lanes(run, lengths + x);
    }
    load_lanes(here + x + step, other);
    ByteLanes const ends = static_cast<ByteLanes>(level != other) & static_cast<ByteLanes>(level != 0);
    std::uint64_t words[4];
    store_lanes(ends, words);
    if ((words[0] | words[1] | words[2] | words[3]) == 0) continue;
    std::uint8_t levels[kByteLanes], runs[kByteLanes];
    store_lanes(level & ends, levels);
    store_lanes((run & ends) | (idle & ~ends), runs);
    std::uint16_t cells[kByteLanes];
    for (std::int64_t lane = 0; lane < kByteLanes; ++lane)
      cells[lane] = static_cast<std::uint16_t>(levels[lane] * stride + runs[lane]);
    if (x + kByteLanes <= length) {
      for (std::int64_t lane = 0; lane < kByteLanes; lane += 4) {
        ++count[cells[lane]];
        ++count[apart + cells[lane + 1]];
        ++count[2 * apart + cells[lane + 2]];
        ++count[3 * apart + cells[lane + 3]];
      }
    } else {
      for (std::int64_t lane = 0; lane < length - x; ++lane) ++count[(lane & 3) * apart + cells[lane]];
    }
  }
}

PETRA_VECTOR_CLONES
void count_measured_bytes(std::uint8_t const* here, std::int64_t step, std::int64_t length, std::uint8_t* lengths,
                          std::uint16_t stride, std::int64_t apart, std::uint32_t* count) {
  count_byte_row<true>(here, step, length, nullptr, lengths, stride, apart, count);
}

PETRA_VECTOR_CLONES
void count_bytes_across(std::uint8_t const* here, std::int64_t step, std::int64_t length, std::uint8_t const* before,
                        std::uint8_t* lengths, std::uint16_t stride, std::int64_t apart, std::uint32_t* count) {
  count_byte_row<false>(here, step, length, before, lengths, stride, apart, count);
}

template <class Length, class Cell>
void count_byte_runs(LevelGrid<std::uint8_t> const& grid, Index3 const& offset, std::uint16_t stride,
                     std::int64_t apart, RowWork<Length, Cell>& work, std::uint32_t* count) {
  std::int64_t const step = grid.step(offset);
  bool const along_row = offset[1] == 0 && offset[2] == 0;
  for_each_row(grid, offset, work, [&](GridRow const& row, std::uint8_t* lengths, std::uint8_t const* before) {
    std::uint8_t const* here = grid.voxels() + row.start;
    if (along_row) {
      measure_along_row(here, row.length, lengths);
      count_measured_bytes(here, step, row.length, lengths, stride, apart, count);
    } else {
      count_bytes_across(here, step, row.length, before, lengths, stride, apart, count);
    }
  });
}

// Does a line along `offset` hold two voxels of the region, next to each other or not?
template <class Level>
bool line_holds_two(LevelGrid<Level> const& grid, Index3 const& offset) {
  std::int64_t const step = grid.step(offset);
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    for (std::int64_t x = 0; x < row.length; ++x) {
      if (here[x] != 0 && here[x + step] != 0) return true;
    }
  }
  std::vector<bool> met(grid.voxels_size(), false);  // by the first voxel of the line within the box
  for (auto const& row : grid.rows()) {
    for (std::int64_t x = 0; x < row.length; ++x) {
      if (grid.voxels()[row.start + x] == 0) continue;
      std::array<std::int64_t, 3> const at = {row.x + x, row.y, row.z};
      std::int64_t back = std::max({grid.size()[0], grid.size()[1], grid.size()[2]});
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if (offset[axis] > 0) back = std::min(back, at[axis]);
        if (offset[axis] < 0) back = std::min(back, grid.size()[axis] - 1 - at[axis]);
      }
      auto const first = static_cast<std::size_t>(row.start + x - back * step);
      if (met[first]) return true;
      met[first] = true;
    }
  }
  return false;
}

template <class Level, class Length, class Cell>
void fill_from_table(LevelGrid<Level> const& grid, Index3 const& offset, std::int64_t highest, std::int64_t longest,
                     RowWork<Length, Cell>& work, std::vector<std::uint32_t>& table, MatrixCells& matrix) {
  std::int64_t const stride = longest + 1;
  std::int64_t const cells = (highest + 1) * stride;
  std::int64_t const tables = 4 * cells <= kMostTablesCells ? 4 : 1;
  table.assign(static_cast<std::size_t>(cells * tables), 0U);
  std::uint32_t* const count = table.data();
  std::int64_t const apart = tables == 1 ? 0 : cells;
  if constexpr (std::is_same_v<Level, std::uint8_t> && std::is_same_v<Length, std::uint8_t>) {
    count_byte_runs(grid, offset, static_cast<std::uint16_t>(stride), apart, work, count);
  } else {
    for_each_row_of_cells(grid, offset, static_cast<Cell>(stride), work, [=](std::span<Cell const> row) {
      std::size_t x = 0;
      for (; x + 4 <= row.size(); x += 4) {
        ++count[row[x]];
        ++count[apart + row[x + 1]];
        ++count[2 * apart + row[x + 2]];
        ++count[3 * apart + row[x + 3]];
      }
      for (; x < row.size(); ++x) ++count[row[x]];
    });
  }
  for (std::int64_t k = 1; k < tables; ++k) {
    for (std::int64_t c = 0; c < cells; ++c) count[c] += count[k * cells + c];
  }
  for (std::int64_t i = 1; i <= highest; ++i) {
    for (std::int64_t j = 1; j <= longest; ++j) {
      auto const n = count[i * stride + j];
      if (n > 0)
        matrix.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), static_cast<double>(n)});
    }
  }
}

template <class Level>
void fill_by_sorting(LevelGrid<Level> const& grid, Index3 const& offset, Workspace& workspace, MatrixCells& matrix) {
  auto& runs = workspace.runs;
  runs.clear();
  // cell_key(level, length) is level times 2^32 plus length.
  for_each_row_of_cells(grid, offset, std::uint64_t{1} << 32, workspace.wide, [&](std::span<std::uint64_t const> row) {
    for (auto const cell : row) {
      if (cell != 0) runs.push_back(cell);
    }
  });
  sort_into_cells(runs, matrix);
}

// The longest run that the box can hold.
std::int64_t longest_run(Index3 const& size, Index3 const& offset) {
  std::int64_t longest = *std::max_element(size.begin(), size.end());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (offset[axis] != 0) longest = std::min(longest, size[axis]);
  }
  return longest;
}

template <class Level>
void fill(LevelGrid<Level> const& grid, Index3 const& offset, std::int64_t highest, Workspace& workspace,
          MatrixCells& matrix) {
  std::int64_t const longest = longest_run(grid.size(), offset);
  std::int64_t const cells = (highest + 1) * (longest + 1);
  if constexpr (std::is_same_v<Level, std::uint8_t>) {
    if (longest < 255 && cells <= 65'536) {
      fill_from_table(grid, offset, highest, longest, workspace.narrow, workspace.table, matrix);
      return;
    }
  }
  if (cells <= kMostTableCells) {
    fill_from_table(grid, offset, highest, longest, workspace.wide, workspace.table, matrix);
  } else {
    fill_by_sorting(grid, offset, workspace, matrix);
  }
}

}  // namespace

Result<void> visit_glrlm(Region const& region, FamilySettings const& settings,
                         std::function<void(GlrlmMatrix const&)> const& visit) {
  std::array const one_step = {1};
  PETRA_TRY(auto const offsets,
            neighbour_offsets(region.box->size, one_step, settings.force_2d_axis, AngleKind::one_way));
  static thread_local Workspace workspace;
  static thread_local GlrlmMatrix matrix;
  with_levels(*region.levels, [&]<class Level>(std::span<Level const> levels) {
    auto& grid = scratch_level_grid<Level>();
    grid.assign(*region.box, levels, {1, 1, 1});
    std::int64_t const highest = region.levels->highest;
    CellSum weighted;
    for (auto const& offset : offsets) {
      matrix.offset = offset;
      matrix.cells.clear();
      if (line_holds_two(grid, offset)) fill(grid, offset, highest, workspace, matrix.cells);
      if (settings.weighting_norm == WeightingNorm::none) {
        visit(matrix);
      } else {
        weighted.add(matrix.cells, weighted_length_mm(offset, region.box->spacing_mm, settings.weighting_norm));
      }
    }
    if (settings.weighting_norm != WeightingNorm::none) {
      weighted.write_to(matrix.cells);
      matrix.offset = {0, 0, 0};
      visit(matrix);
    }
  });
  return {};
}

Result<std::vector<GlrlmMatrix>> glrlm_matrices(Region const& region, FamilySettings const& settings) {
  std::vector<GlrlmMatrix> matrices;
  PETRA_CHECK(visit_glrlm(region, settings, [&](GlrlmMatrix const& matrix) { matrices.push_back(matrix); }));
  return matrices;
}

}  // namespace petra
