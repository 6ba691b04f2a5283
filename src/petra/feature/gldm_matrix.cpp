#include "petra/feature/gldm_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "petra/feature/angles.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

constexpr std::int64_t kMostTableCells = 1 << 24;

struct Workspace {
  std::vector<std::uint8_t> few;    // dependences of a row, where there are at most 254 neighbours
  std::vector<std::uint32_t> many;  // where there are more
  std::vector<std::uint32_t> table;
  std::vector<std::uint64_t> keys;
};

// dependence[x] = 1 + number of neighbours in the region whose level is within `apart` of the voxel's.
template <class Level, class Count>
void count_dependences(Level const* here, std::int64_t length, std::span<std::int64_t const> steps, Level apart,
                       Count* dependence) {
  std::fill(dependence, dependence + length, Count{1});
  for (auto const step : steps) {
    Level const* there = here + step;
    for (std::int64_t x = 0; x < length; ++x) {
      Level const difference = static_cast<Level>(here[x] > there[x] ? here[x] - there[x] : there[x] - here[x]);
      dependence[x] = static_cast<Count>(dependence[x] + static_cast<Count>((difference <= apart) & (there[x] != 0)));
    }
  }
}

template <class Level, class Count>
void fill(LevelGrid<Level> const& grid, std::span<std::int64_t const> steps, double apart, std::int64_t highest,
          std::vector<Count>& dependence, Workspace& work, MatrixCells& cells) {
  // Levels are at most Level's largest apart.
  Level const limit = apart >= static_cast<double>(std::numeric_limits<Level>::max())
                          ? std::numeric_limits<Level>::max()
                          : static_cast<Level>(apart);
  std::int64_t const stride = static_cast<std::int64_t>(steps.size()) + 2;
  bool const tabled = (highest + 1) * stride <= kMostTableCells;
  if (tabled) work.table.assign(static_cast<std::size_t>((highest + 1) * stride), 0U);
  work.keys.clear();
  dependence.resize(static_cast<std::size_t>(grid.size()[0]));
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    count_dependences(here, row.length, steps, limit, dependence.data());
    for (std::int64_t x = 0; x < row.length; ++x) {
      auto const j = dependence[static_cast<std::size_t>(x)];
      if (tabled) {
        ++work.table[static_cast<std::size_t>(here[x] * stride + j)];
      } else if (here[x] != 0) {
        work.keys.push_back(cell_key(here[x], j));
      }
    }
  }
  if (!tabled) {
    sort_into_cells(work.keys, cells);
    return;
  }
  for (std::int64_t i = 1; i <= highest; ++i) {
    for (std::int64_t j = 1; j < stride; ++j) {
      auto const n = work.table[static_cast<std::size_t>(i * stride + j)];
      if (n > 0)
        cells.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), static_cast<double>(n)});
    }
  }
}

}  // namespace

Result<MatrixCells> gldm_matrix(Region const& region, FamilySettings const& settings) {
  PETRA_TRY(auto const offsets,
            neighbour_offsets(region.box->size, settings.distances, settings.force_2d_axis, AngleKind::both_ways));
  static thread_local Workspace workspace;
  MatrixCells cells;
  with_levels(*region.levels, [&]<class Level>(std::span<Level const> levels) {
    auto& grid = scratch_level_grid<Level>();
    grid.assign(*region.box, levels, reach_of(offsets));
    std::vector<std::int64_t> steps;
    for (auto const& offset : offsets) steps.push_back(grid.step(offset));
    if (settings.gldm_a < 0) {  // no voxel depends on any: not even on its equals
      steps.clear();
    }
    double const apart = std::floor(std::max(settings.gldm_a, 0.0));
    std::int64_t const highest = region.levels->highest;
    if (steps.size() < 255) {
      fill(grid, std::span<std::int64_t const>(steps), apart, highest, workspace.few, workspace, cells);
    } else {
      fill(grid, std::span<std::int64_t const>(steps), apart, highest, workspace.many, workspace, cells);
    }
  });
  return cells;
}

}  // namespace petra
