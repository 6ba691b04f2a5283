#include "petra/extract/grey_level_matrices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "petra/feature/glcm_matrix.hpp"
#include "petra/feature/gldm_matrix.hpp"
#include "petra/feature/glrlm_matrix.hpp"
#include "petra/feature/glszm_matrix.hpp"
#include "petra/feature/level_grid.hpp"
#include "petra/feature/ngtdm_matrix.hpp"

namespace petra {

namespace {

constexpr std::size_t kMostCells = std::size_t{1} << 28U;

// Levels that the region holds, ascending, and the place of each.
struct LevelList {
  std::vector<std::int64_t> present;
  std::vector<std::size_t> place;  // by level

  explicit LevelList(GreyLevels const& levels) : place(static_cast<std::size_t>(levels.highest) + 1, 0) {
    with_levels(levels, [&](auto const& typed) {
      for (auto const level : typed) place[level] = 1;
    });
    for (std::size_t level = 1; level < place.size(); ++level) {
      if (place[level] == 0) continue;
      place[level] = present.size();
      present.push_back(static_cast<std::int64_t>(level));
    }
  }
};

Result<std::vector<double>> zeros(std::vector<std::size_t> const& shape, std::string_view name) {
  std::size_t cells = 1;
  for (auto const length : shape) {
    cells *= length;
    if (cells > kMostCells) {
      return make_error(ErrorCode::limit, std::string(name), "the matrix has more than 268,435,456 cells",
                        "Choose a larger binWidth, or leave --save-matrices out");
    }
  }
  return std::vector<double>(cells, 0.0);
}

NamedArray list_of(std::string name, std::vector<std::int64_t> values) {
  auto const count = values.size();
  return {std::move(name), {{count}, std::move(values)}};
}

// Offsets as PyRadiomics' arrays have them: z, y, x.
template <class Matrix>
NamedArray angles_of(std::string name, std::vector<Matrix> const& matrices) {
  std::vector<std::int64_t> values;
  for (auto const& matrix : matrices) values.insert(values.end(), matrix.offset.rbegin(), matrix.offset.rend());
  return {std::move(name), {{matrices.size(), 3}, std::move(values)}};
}

Result<std::vector<NamedArray>> glcm_arrays(Region const& region, FamilySettings const& settings) {
  PETRA_TRY(auto matrices, glcm_matrices(region, settings));
  if (matrices.size() > 1) std::erase_if(matrices, [](GlcmMatrix const& matrix) { return matrix.total == 0; });
  LevelList const levels(*region.levels);
  auto const n = levels.present.size(), angles = matrices.size();
  std::vector<std::size_t> const shape = {1, n, n, angles};
  PETRA_TRY(auto values, zeros(shape, "P_glcm"));
  for (std::size_t a = 0; a < angles; ++a) {
    if (matrices[a].total == 0) std::fill(values.begin(), values.end(), std::numeric_limits<double>::quiet_NaN());
    for (auto const& cell : matrices[a].cells)
      values[(levels.place[cell.i] * n + levels.place[cell.j]) * angles + a] = cell.n / matrices[a].total;
  }
  return std::vector<NamedArray>{{"P_glcm", {shape, std::move(values)}}, angles_of("P_glcm_angles", matrices)};
}

// The sizes that occur, ascending, and the place of each.
template <class ForEachCell>
LevelList sizes_of(ForEachCell const& for_each_cell) {
  GreyLevels sizes;
  for_each_cell([&](MatrixCell const& cell) {
    sizes.wide.push_back(cell.j);
    sizes.highest = std::max(sizes.highest, cell.j);
  });
  return LevelList(sizes);
}

Result<std::vector<NamedArray>> glrlm_arrays(Region const& region, FamilySettings const& settings) {
  PETRA_TRY(auto matrices, glrlm_matrices(region, settings));
  if (matrices.size() > 1) std::erase_if(matrices, [](GlrlmMatrix const& matrix) { return matrix.cells.empty(); });
  LevelList const levels(*region.levels);
  auto const lengths = sizes_of([&](auto const& use) {
    for (auto const& matrix : matrices) std::for_each(matrix.cells.begin(), matrix.cells.end(), use);
  });
  auto const angles = matrices.size(), r = lengths.present.size();
  std::vector<std::size_t> const shape = {1, levels.present.size(), r, angles};
  PETRA_TRY(auto values, zeros(shape, "P_glrlm"));
  for (std::size_t a = 0; a < angles; ++a) {
    for (auto const& cell : matrices[a].cells)
      values[(levels.place[cell.i] * r + lengths.place[cell.j]) * angles + a] = cell.n;
  }
  return std::vector<NamedArray>{{"P_glrlm", {shape, std::move(values)}},
                                 list_of("P_glrlm_lengths", lengths.present),
                                 angles_of("P_glrlm_angles", matrices)};
}

// GLSZM and GLDM.
Result<std::vector<NamedArray>> size_arrays(Region const& region, MatrixCells const& cells, std::string const& name,
                                            std::string const& axis) {
  LevelList const levels(*region.levels);
  auto const sizes = sizes_of([&](auto const& use) { std::for_each(cells.begin(), cells.end(), use); });
  auto const s = sizes.present.size();
  std::vector<std::size_t> const shape = {1, levels.present.size(), s};
  PETRA_TRY(auto values, zeros(shape, name));
  for (auto const& cell : cells) values[levels.place[cell.i] * s + sizes.place[cell.j]] = cell.n;
  return std::vector<NamedArray>{{name, {shape, std::move(values)}}, list_of(name + "_" + axis, sizes.present)};
}

Result<std::vector<NamedArray>> ngtdm_arrays(Region const& region, FamilySettings const& settings) {
  PETRA_TRY(auto const rows, ngtdm_matrix(region, settings));
  std::vector<double> values;
  for (auto const& row : rows) values.insert(values.end(), {row.n, row.s, static_cast<double>(row.level)});
  return std::vector<NamedArray>{{"P_ngtdm", {{1, rows.size(), 3}, std::move(values)}}};
}

}  // namespace

Result<std::vector<NamedArray>> matrices_of(FamilyRow const& family, Region const& region,
                                            FamilySettings const& settings) {
  if (family.name == "glcm") return glcm_arrays(region, settings);
  if (family.name == "glrlm") return glrlm_arrays(region, settings);
  if (family.name == "glszm") {
    PETRA_TRY(auto const cells, glszm_matrix(region, settings));
    return size_arrays(region, cells, "P_glszm", "sizes");
  }
  if (family.name == "gldm") {
    PETRA_TRY(auto const cells, gldm_matrix(region, settings));
    return size_arrays(region, cells, "P_gldm", "dependences");
  }
  if (family.name == "ngtdm") return ngtdm_arrays(region, settings);
  return std::vector<NamedArray>{};
}

NamedArray levels_array(GreyLevels const& levels, std::string const& image_name) {
  return list_of(image_name + "_levels", LevelList(levels).present);
}

}  // namespace petra
