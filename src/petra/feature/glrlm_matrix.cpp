#include "petra/feature/glrlm_matrix.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "petra/feature/angles.hpp"
#include "petra/feature/cell_sum.hpp"
#include "petra/feature/glcm_matrix.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

// A table of level x length above this is filled by sorting runs instead.
constexpr std::int64_t kMostTableCells = 1 << 24;

struct Workspace {
  std::vector<std::uint32_t> table;
  std::vector<std::uint64_t> runs;
  std::vector<std::uint32_t> lengths[2];  // of the runs so far, in the slice at hand and the one before
};

// Calls run(level, length) for every run along one offset. The length so far of the run that a voxel continues is taken
// from the voxel before it on the line, which lies in an earlier row, in this slice or in the slice before.
template <class Level, class Run>
void for_each_run(LevelGrid<Level> const& grid, Index3 const& offset, Workspace& workspace, Run run) {
  std::int64_t const step = grid.step(offset);
  if (offset[1] == 0 && offset[2] == 0) {
    for (auto const& row : grid.rows()) {
      Level const* here = grid.voxels() + row.start;
      std::uint32_t length = 0;
      for (std::int64_t x = 0; x < row.length; ++x) {
        ++length;
        if (here[x + 1] == here[x]) continue;
        if (here[x] != 0) run(here[x], length);
        length = 0;
      }
    }
    return;
  }
  // A row's predecessor may lie one row before the slice's first or behind its last, where all levels are 0.
  std::int64_t const margin = grid.row_stride() + 1;
  auto const slice = static_cast<std::size_t>(grid.slice_stride() + 2 * margin + LevelGrid<Level>::kSlack);
  for (auto& lengths : workspace.lengths) {
    if (lengths.size() < slice) lengths.resize(slice);
  }
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    std::int64_t const in_slice = margin + row.start - grid.index(0, 0, row.z);
    std::uint32_t* lengths = workspace.lengths[row.z & 1].data() + in_slice;
    std::uint32_t const* before =
        workspace.lengths[(row.z - offset[2]) & 1].data() + in_slice - offset[0] - offset[1] * grid.row_stride();
    for (std::int64_t x = 0; x < row.length; ++x) {
      if (here[x] == 0) continue;
      std::uint32_t const length = here[x - step] == here[x] ? before[x] + 1 : 1;
      lengths[x] = length;
      if (here[x + step] != here[x]) run(here[x], length);
    }
  }
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

template <class Level>
void fill_from_table(LevelGrid<Level> const& grid, Index3 const& offset, std::int64_t highest, std::int64_t longest,
                     Workspace& workspace, MatrixCells& cells) {
  workspace.table.assign(static_cast<std::size_t>((highest + 1) * (longest + 1)), 0U);
  auto* table = workspace.table.data();
  for_each_run(grid, offset, workspace,
               [&](std::int64_t level, std::uint32_t length) { ++table[level * (longest + 1) + length]; });
  for (std::int64_t i = 1; i <= highest; ++i) {
    for (std::int64_t j = 1; j <= longest; ++j) {
      auto const n = table[i * (longest + 1) + j];
      if (n > 0)
        cells.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), static_cast<double>(n)});
    }
  }
}

template <class Level>
void fill_by_sorting(LevelGrid<Level> const& grid, Index3 const& offset, Workspace& workspace, MatrixCells& cells) {
  auto& runs = workspace.runs;
  runs.clear();
  for_each_run(grid, offset, workspace,
               [&](std::uint64_t level, std::uint32_t length) { runs.push_back(cell_key(level, length)); });
  sort_into_cells(runs, cells);
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
      if (line_holds_two(grid, offset)) {
        std::int64_t longest = *std::max_element(grid.size().begin(), grid.size().end());
        for (std::size_t axis = 0; axis < 3; ++axis) {
          if (offset[axis] != 0) longest = std::min(longest, grid.size()[axis]);
        }
        if ((highest + 1) * (longest + 1) <= kMostTableCells) {
          fill_from_table(grid, offset, highest, longest, workspace, matrix.cells);
        } else {
          fill_by_sorting(grid, offset, workspace, matrix.cells);
        }
      }
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
