#include "petra/feature/glcm_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "petra/feature/angles.hpp"
#include "petra/feature/cell_sum.hpp"
#include "petra/feature/level_grid.hpp"

namespace petra {
namespace {

// Counts of level pairs, row and column 0 standing for "outside". Several tables are filled in turn: adding to a
// counter that was written a moment ago waits for the write to arrive, and where levels are few, neighbouring voxels
// often hold the same pair.
constexpr std::int64_t kTables = 4;
constexpr std::int64_t kMostCellsOfSeveralTables = 45 * 45;

// Above this many cells per voxel a table is mostly zeros: sorting the pairs is faster and smaller.
constexpr std::int64_t kCellsPerVoxel = 16;
constexpr std::int64_t kSmallTable = 64 * 64;

struct Workspace {
  std::vector<std::uint32_t> table;
  std::vector<std::uint64_t> pairs;
};

// `apart`: from one table to the next; 0 where there is only one.
template <class Level>
void count_in_table(LevelGrid<Level> const& grid, std::int64_t step, std::int64_t stride, std::int64_t apart,
                    std::uint32_t* table) {
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    Level const* there = here + step;
    std::int64_t x = 0;
    for (; x + kTables <= row.length; x += kTables) {
      for (std::int64_t k = 0; k < kTables; ++k) ++table[k * apart + here[x + k] * stride + there[x + k]];
    }
    for (; x < row.length; ++x) ++table[here[x] * stride + there[x]];
  }
}

template <class Level>
void fill_from_table(LevelGrid<Level> const& grid, std::int64_t step, std::int64_t highest, bool symmetric,
                     Workspace& workspace, GlcmMatrix& matrix) {
  std::int64_t const stride = highest + 1;
  std::int64_t const cells = stride * stride;
  std::int64_t const tables = cells <= kMostCellsOfSeveralTables ? kTables : 1;
  workspace.table.assign(static_cast<std::size_t>(cells * tables), 0U);
  auto* table = workspace.table.data();
  count_in_table(grid, step, stride, tables == 1 ? 0 : cells, table);
  for (std::int64_t k = 1; k < tables; ++k) {
    for (std::int64_t c = 0; c < cells; ++c) table[c] += table[k * cells + c];
  }
  // Every cell is written where the next one that counts belongs: whether a cell is empty cannot be foretold.
  matrix.cells.resize(static_cast<std::size_t>(highest * highest) + 1);
  auto* next = matrix.cells.data();
  std::uint64_t total = 0;
  for (std::int64_t i = 1; i <= highest; ++i) {
    std::uint32_t const* row = table + i * stride;
    std::uint32_t const* column = table + i;
    for (std::int64_t j = 1; j <= highest; ++j) {
      std::uint64_t const n = row[j] + (symmetric ? std::uint64_t{column[j * stride]} : 0U);
      *next = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), static_cast<double>(n)};
      next += n > 0 ? 1 : 0;
      total += n;
    }
  }
  matrix.cells.resize(static_cast<std::size_t>(next - matrix.cells.data()));
  matrix.total = static_cast<double>(total);
}

template <class Level>
void fill_by_sorting(LevelGrid<Level> const& grid, std::int64_t step, bool symmetric, Workspace& workspace,
                     GlcmMatrix& matrix) {
  auto& pairs = workspace.pairs;
  pairs.clear();
  for (auto const& row : grid.rows()) {
    Level const* here = grid.voxels() + row.start;
    for (std::int64_t x = 0; x < row.length; ++x) {
      std::uint64_t const i = here[x];
      std::uint64_t const j = here[x + step];
      if (i == 0 || j == 0) continue;
      pairs.push_back(cell_key(i, j));
      if (symmetric) pairs.push_back(cell_key(j, i));
    }
  }
  sort_into_cells(pairs, matrix.cells);
  for (auto const& cell : matrix.cells) matrix.total += cell.n;
}

}  // namespace

double weighted_length_mm(Index3 const& offset, Eigen::Vector3d const& spacing_mm, WeightingNorm norm) {
  // Sums run z, y, x as in the arrays that PyRadiomics sums.
  double const z = static_cast<double>(std::abs(offset[2])) * spacing_mm[2];
  double const y = static_cast<double>(std::abs(offset[1])) * spacing_mm[1];
  double const x = static_cast<double>(std::abs(offset[0])) * spacing_mm[0];
  switch (norm) {
    case WeightingNorm::infinity:
      return std::max({z, y, x});
    case WeightingNorm::euclidean:
      return std::sqrt(z * z + y * y + x * x);
    case WeightingNorm::manhattan:
      return z + y + x;
    case WeightingNorm::none:
    case WeightingNorm::no_weighting:
      return 1;
  }
  return 1;
}

namespace {

// exp(-d²): PyRadiomics takes no root where it would square it again.
double glcm_weight(Index3 const& offset, Eigen::Vector3d const& spacing_mm, WeightingNorm norm) {
  if (norm == WeightingNorm::no_weighting) return 1;
  if (norm == WeightingNorm::euclidean) {
    double sum = 0;
    for (std::size_t axis = 3; axis-- > 0;) {
      double const d = static_cast<double>(std::abs(offset[axis])) * spacing_mm[static_cast<Eigen::Index>(axis)];
      sum += d * d;
    }
    return std::exp(-sum);
  }
  double const d = weighted_length_mm(offset, spacing_mm, norm);
  return std::exp(-(d * d));
}

}  // namespace

Result<void> visit_glcm(Region const& region, FamilySettings const& settings,
                        std::function<void(GlcmMatrix const&)> const& visit) {
  PETRA_TRY(auto const offsets,
            neighbour_offsets(region.box->size, settings.distances, settings.force_2d_axis, AngleKind::one_way));
  static thread_local Workspace workspace;
  static thread_local GlcmMatrix matrix;
  with_levels(*region.levels, [&]<class Level>(std::span<Level const> levels) {
    auto& grid = scratch_level_grid<Level>();
    grid.assign(*region.box, levels, reach_of(offsets));
    std::int64_t const highest = region.levels->highest;
    std::int64_t const cells = (highest + 1) * (highest + 1);
    bool const sort = cells > kSmallTable && cells > kCellsPerVoxel * region.box->voxel_count;
    CellSum weighted;
    for (auto const& offset : offsets) {
      matrix.offset = offset;
      matrix.total = 0;
      matrix.cells.clear();
      if (sort) {
        fill_by_sorting(grid, grid.step(offset), settings.symmetrical_glcm, workspace, matrix);
      } else {
        fill_from_table(grid, grid.step(offset), highest, settings.symmetrical_glcm, workspace, matrix);
      }
      if (settings.weighting_norm == WeightingNorm::none) {
        visit(matrix);
      } else {
        weighted.add(matrix.cells, glcm_weight(offset, region.box->spacing_mm, settings.weighting_norm));
      }
    }
    if (settings.weighting_norm != WeightingNorm::none) {
      weighted.write_to(matrix.cells);
      matrix.offset = {0, 0, 0};
      matrix.total = 0;
      for (auto const& cell : matrix.cells) matrix.total += cell.n;
      visit(matrix);
    }
  });
  return {};
}

Result<std::vector<GlcmMatrix>> glcm_matrices(Region const& region, FamilySettings const& settings) {
  std::vector<GlcmMatrix> matrices;
  PETRA_CHECK(visit_glcm(region, settings, [&](GlcmMatrix const& matrix) { matrices.push_back(matrix); }));
  return matrices;
}

}  // namespace petra
