#include "petra/feature/glszm_matrix.hpp"

#include <array>

#include "petra/feature/angles.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

// Zones up to this size are counted in a table, larger ones, few of them, sorted.
constexpr std::uint32_t kTabledSizes = 64;
constexpr std::int64_t kMostTableCells = 1 << 22;

struct Workspace {
  std::vector<std::uint32_t> label;   // of each voxel: the zone it was put in first
  std::vector<std::uint32_t> parent;  // of each label: itself, or a label that its zone was joined to
  std::vector<std::uint32_t> size;    // of each label that is its own parent
  std::vector<std::uint32_t> level;   // of each label
  std::vector<std::uint32_t> table;
  std::vector<std::uint64_t> large;

  std::uint32_t root_of(std::uint32_t node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
  }
};

// Puts each voxel into the zone of the earlier neighbours of its level, and joins those zones.
template <class Level>
void find_zones(LevelGrid<Level> const& grid, std::span<std::int64_t const> steps_back, Workspace& work) {
  work.label.resize(std::max(work.label.size(), grid.voxels_size()));
  work.parent.clear();
  work.size.clear();
  work.level.clear();
  for (auto const& row : grid.rows()) {
    for (std::int64_t at = row.start; at < row.start + row.length; ++at) {
      Level const level = grid.voxels()[at];
      if (level == 0) continue;
      constexpr std::uint32_t kNoZone = 0xffffffffU;
      std::uint32_t zone = kNoZone;
      for (auto const step : steps_back) {
        if (grid.voxels()[at - step] != level) continue;
        auto const other = work.root_of(work.label[static_cast<std::size_t>(at - step)]);
        if (zone == kNoZone) {
          zone = other;
        } else if (other != zone) {
          work.parent[other] = zone;
          work.size[zone] += work.size[other];
        }
      }
      if (zone == kNoZone) {
        zone = static_cast<std::uint32_t>(work.parent.size());
        work.parent.push_back(zone);
        work.size.push_back(0);
        work.level.push_back(level);
      }
      ++work.size[zone];
      work.label[static_cast<std::size_t>(at)] = zone;
    }
  }
}

void count_zones(std::int64_t highest, Workspace& work, MatrixCells& cells) {
  std::int64_t const stride = kTabledSizes + 1;
  bool const tabled = (highest + 1) * stride <= kMostTableCells;
  work.large.clear();
  if (tabled) work.table.assign(static_cast<std::size_t>((highest + 1) * stride), 0U);
  for (std::uint32_t zone = 0; zone < work.parent.size(); ++zone) {
    if (work.parent[zone] != zone) continue;
    if (tabled && work.size[zone] <= kTabledSizes) {
      ++work.table[work.level[zone] * static_cast<std::size_t>(stride) + work.size[zone]];
    } else {
      work.large.push_back(cell_key(work.level[zone], work.size[zone]));
    }
  }
  if (!tabled) {
    sort_into_cells(work.large, cells);
    return;
  }
  MatrixCells large;
  sort_into_cells(work.large, large);
  auto next = large.begin();
  for (std::int64_t i = 1; i <= highest; ++i) {
    for (std::int64_t j = 1; j < stride; ++j) {
      auto const n = work.table[static_cast<std::size_t>(i * stride + j)];
      if (n > 0)
        cells.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), static_cast<double>(n)});
    }
    for (; next != large.end() && next->i == i; ++next) cells.push_back(*next);
  }
}

}  // namespace

Result<MatrixCells> glszm_matrix(Region const& region, FamilySettings const& settings) {
  std::array const one_step = {1};
  PETRA_TRY(auto const offsets,
            neighbour_offsets(region.box->size, one_step, settings.force_2d_axis, AngleKind::one_way));
  static thread_local Workspace workspace;
  MatrixCells cells;
  with_levels(*region.levels, [&]<class Level>(std::span<Level const> levels) {
    auto& grid = scratch_level_grid<Level>();
    grid.assign(*region.box, levels, {1, 1, 1});
    std::vector<std::int64_t> steps;
    for (auto const& offset : offsets) steps.push_back(grid.step(offset));
    find_zones(grid, steps, workspace);
    count_zones(region.levels->highest, workspace, cells);
  });
  return cells;
}

}  // namespace petra
