#include "petra/feature/glszm_matrix.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "petra/base/vector_clones.hpp"
#include "petra/feature/angles.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

// Zones up to this size are counted in a table, larger ones, few of them, sorted.
constexpr std::uint32_t kTabledSizes = 64;
constexpr std::int64_t kMostTableCells = 1 << 22;

// Which of a voxel's earlier neighbours stand for all that have its level: neighbours of that level that touch each
// other are in one zone already, so one of each group is enough. At most four of thirteen can lie apart.
class Representatives {
 public:
  static constexpr unsigned kNone = 15;

  // Offsets of the earlier neighbours, at most 13; entries are worked out when they are first asked for.
  void set_offsets(std::vector<Index3> const& offsets) {
    if (offsets == offsets_) return;
    offsets_ = offsets;
    packed_.assign(std::size_t{1} << offsets.size(), 0);
  }

  // Indices of offsets, four bits each, then kNone, for the set of neighbours in `mask`, which is not empty.
  [[nodiscard]] unsigned of(unsigned mask) {
    auto& packed = packed_[mask];
    if (packed == 0) packed = work_out(mask);
    return packed | 0xffff0000U;
  }

 private:
  [[nodiscard]] std::uint16_t work_out(unsigned mask) const {
    unsigned packed = 0xffff;
    unsigned shift = 0;
    while (mask != 0) {
      auto const first = static_cast<unsigned>(std::countr_zero(mask));
      packed = (packed & ~(15U << shift)) | first << shift;
      shift += 4;
      unsigned group = 1U << first;  // grows by what touches it
      for (unsigned grown = group; grown != 0;) {
        grown = 0;
        for (unsigned k = 0; k < offsets_.size(); ++k) {
          if ((mask & ~group & 1U << k) != 0 && touches(group, k)) grown |= 1U << k;
        }
        group |= grown;
      }
      mask &= ~group;
    }
    return static_cast<std::uint16_t>(packed);
  }

  [[nodiscard]] bool touches(unsigned group, unsigned k) const {
    for (unsigned other = 0; other < offsets_.size(); ++other) {
      if ((group & 1U << other) == 0) continue;
      std::int64_t apart = 0;
      for (std::size_t axis = 0; axis < 3; ++axis)
        apart = std::max(apart, std::abs(offsets_[k][axis] - offsets_[other][axis]));
      if (apart <= 1) return true;
    }
    return false;
  }

  std::vector<Index3> offsets_;
  std::vector<std::uint16_t> packed_;
};

struct Workspace {
  Representatives representatives;
  std::vector<std::uint8_t> same[2];  // of a row: which earlier neighbours have a voxel's level, 8 and 5 of them
  std::vector<std::uint32_t> label;   // of each voxel: the zone it was put in first
  std::vector<std::uint32_t> parent;  // of each zone: itself, or a zone that it was joined to
  std::vector<std::uint32_t> size;    // of each zone that is its own parent
  std::vector<std::uint32_t> level;   // of each zone
  std::size_t zones = 0;
  std::vector<std::uint32_t> table;
  std::vector<std::uint64_t> large;
};

// Which earlier neighbours have a voxel's level: bit k of `first` for neighbour k, bit k - 8 of `more` for the others.
// `same` may be written up to a vector's length beyond the row.
template <class Level>
void mark_same(Level const* here, std::int64_t length, std::span<std::int64_t const> steps_back, std::uint8_t* first,
               std::uint8_t* more) {
  for (std::int64_t x = 0; x < length; ++x) {
    unsigned mask = 0;
    for (std::size_t k = 0; k < steps_back.size(); ++k) mask |= (here[x] == here[x - steps_back[k]] ? 1U : 0U) << k;
    first[x] = static_cast<std::uint8_t>(mask);
    more[x] = static_cast<std::uint8_t>(mask >> 8U);
  }
}

PETRA_VECTOR_CLONES
void mark_same_bytes(std::uint8_t const* here, std::int64_t length, std::int64_t const* steps_back, std::int64_t steps,
                     std::uint8_t* first, std::uint8_t* more) {
  for (std::int64_t x = 0; x < length; x += kByteLanes) {
    ByteLanes level, other, masks[2] = {};
    load_lanes(here + x, level);
    for (std::int64_t k = 0; k < steps; ++k) {
      load_lanes(here + x - steps_back[k], other);
      auto const bit = static_cast<std::uint8_t>(1U << (k & 7));
      masks[k >> 3] |= static_cast<ByteLanes>(level == other) & bit;
    }
    store_lanes(masks[0], first + x);
    store_lanes(masks[1], more + x);
  }
}

void mark_same(std::uint8_t const* here, std::int64_t length, std::span<std::int64_t const> steps_back,
               std::uint8_t* first, std::uint8_t* more) {
  mark_same_bytes(here, length, steps_back.data(), static_cast<std::int64_t>(steps_back.size()), first, more);
}

// Puts each voxel into the zone of the earlier neighbours of its level, and joins those zones.
template <class Level>
void find_zones(LevelGrid<Level> const& grid, std::int64_t voxel_count, std::span<std::int64_t const> steps_back,
                Workspace& work) {
  auto const grow = [](auto& array, std::size_t size) {
    if (array.size() < size) array.resize(size);
  };
  grow(work.label, grid.voxels_size());
  for (auto* array : {&work.parent, &work.size, &work.level}) grow(*array, static_cast<std::size_t>(voxel_count));
  for (auto& same : work.same) grow(same, static_cast<std::size_t>(whole_byte_lanes(grid.size()[0])));
  auto* const parent = work.parent.data();
  auto* const label = work.label.data();
  auto const root_of = [parent](std::uint32_t zone) {
    while (parent[zone] != zone) zone = parent[zone] = parent[parent[zone]];
    return zone;
  };
  std::uint32_t zones = 0;
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    auto* const first_same = work.same[0].data();
    auto* const more_same = work.same[1].data();
    mark_same(here, row.length, steps_back, first_same, more_same);
    for (std::int64_t x = 0; x < row.length; ++x) {
      if (here[x] == 0) continue;
      auto* const mine = label + row.start + x;
      unsigned const mask = first_same[x] | static_cast<unsigned>(more_same[x]) << 8;
      if (mask == 0) {
        parent[zones] = zones;
        work.size[zones] = 1;
        work.level[zones] = here[x];
        *mine = zones++;
        continue;
      }
      unsigned packed = work.representatives.of(mask);
      auto const zone = root_of(mine[-steps_back[packed & 15U]]);
      for (packed >>= 4; (packed & 15U) != Representatives::kNone; packed >>= 4) {
        auto const other = root_of(mine[-steps_back[packed & 15U]]);
        if (other == zone) continue;
        parent[other] = zone;
        work.size[zone] += work.size[other];
      }
      ++work.size[zone];
      *mine = zone;
    }
  }
  work.zones = zones;
}

void count_zones(std::int64_t highest, Workspace& work, MatrixCells& cells) {
  std::int64_t const stride = kTabledSizes + 1;
  bool const tabled = (highest + 1) * stride <= kMostTableCells;
  work.large.clear();
  if (tabled) work.table.assign(static_cast<std::size_t>((highest + 1) * stride), 0U);
  for (std::uint32_t zone = 0; zone < work.zones; ++zone) {
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
    workspace.representatives.set_offsets(offsets);
    find_zones(grid, region.box->voxel_count, steps, workspace);
    count_zones(region.levels->highest, workspace, cells);
  });
  return cells;
}

}  // namespace petra
