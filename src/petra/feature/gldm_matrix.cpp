#include "petra/feature/gldm_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "petra/base/vector_clones.hpp"
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

// The same for bytes, whole lanes at a time: dependences beyond the row and outside the region are garbage.
PETRA_VECTOR_CLONES
void count_byte_dependences(std::uint8_t const* here, std::int64_t length, std::int64_t const* steps,
                            std::size_t step_count, std::uint8_t apart, std::uint8_t* dependence) {
  for (std::int64_t x = 0; x < length; x += kByteLanes) {
    ByteLanes level, there;
    load_lanes(here + x, level);
    ByteLanes count = ByteLanes{} + std::uint8_t{1};
    if (apart == 0) {  // equal to a voxel of the region: inside it
      for (std::size_t k = 0; k < step_count; ++k) {
        load_lanes(here + x + steps[k], there);
        count -= static_cast<ByteLanes>(level == there);
      }
    } else {
      for (std::size_t k = 0; k < step_count; ++k) {
        load_lanes(here + x + steps[k], there);
        ByteLanes const difference = level > there ? level - there : there - level;
        count -= static_cast<ByteLanes>(difference <= apart) & static_cast<ByteLanes>(there != 0);
      }
    }
    store_lanes(count, dependence + x);
  }
}

template <class Level, class Count>
void count_row(Level const* here, std::int64_t length, std::span<std::int64_t const> steps, Level apart,
               Count* dependence) {
  if constexpr (std::is_same_v<Level, std::uint8_t> && std::is_same_v<Count, std::uint8_t>) {
    count_byte_dependences(here, length, steps.data(), steps.size(), apart, dependence);
  } else {
    count_dependences(here, length, steps, apart, dependence);
  }
}

// Several tables are filled in turn (glcm_matrix.cpp says why), as long as together they stay in the first-level cache.
constexpr std::int64_t kTables = 4;
constexpr std::int64_t kMostTablesCells = 8192;

// Adds a row's voxels to the cells (level, dependence). `apart`: from one table to the next; 0 where there is only one.
template <class Level, class Count>
void count_in_tables(Level const* here, Count const* dependence, std::int64_t length, std::int64_t stride,
                     std::int64_t apart, std::uint32_t* table) {
  std::int64_t x = 0;
  for (; x + kTables <= length; x += kTables) {
    for (std::int64_t k = 0; k < kTables; ++k) ++table[k * apart + here[x + k] * stride + dependence[x + k]];
  }
  for (; x < length; ++x) ++table[here[x] * stride + dependence[x]];
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
  std::int64_t const table_cells = (highest + 1) * stride;
  std::int64_t const tables = kTables * table_cells <= kMostTablesCells ? kTables : 1;
  if (tabled) work.table.assign(static_cast<std::size_t>(table_cells * tables), 0U);
  work.keys.clear();
  dependence.resize(static_cast<std::size_t>(whole_byte_lanes(grid.size()[0])));
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    count_row(here, row.length, steps, limit, dependence.data());
    if (tabled) {
      count_in_tables(here, dependence.data(), row.length, stride, tables == 1 ? 0 : table_cells, work.table.data());
      continue;
    }
    for (std::int64_t x = 0; x < row.length; ++x) {
      if (here[x] != 0) work.keys.push_back(cell_key(here[x], dependence[static_cast<std::size_t>(x)]));
    }
  }
  if (!tabled) {
    sort_into_cells(work.keys, cells);
    return;
  }
  for (std::int64_t k = 1; k < tables; ++k) {
    for (std::int64_t c = 0; c < table_cells; ++c)
      work.table[static_cast<std::size_t>(c)] += work.table[static_cast<std::size_t>(k * table_cells + c)];
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
