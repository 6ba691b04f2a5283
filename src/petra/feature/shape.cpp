#include "petra/feature/shape.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "petra/feature/diameters.hpp"
#include "petra/feature/marching_cubes.hpp"
#include "petra/feature/principal_axes.hpp"
#include "petra/feature/row_values.hpp"

namespace petra {

namespace {

struct ShapeContext {
  MeshMeasures mesh;
  Diameters diameters;
  PrincipalAxes axes;
  double voxel_volume_mm3 = 0;
  double voxels = 0;
};

constexpr double kPi = std::numbers::pi;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The area of a ball with the mesh's volume, in mm².
double ball_area(ShapeContext const& c) {
  return std::pow(36 * kPi * c.mesh.volume_mm3 * c.mesh.volume_mm3, 1.0 / 3.0);
}

using Context = ShapeContext;
constexpr std::string_view kPyRadiomics = "PyRadiomics 3.0.1";

constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "Compactness1",
      .ibsi_code = "SKGS",
      .ibsi_name = "Compactness 1",
      .range = {0, kInfinity},
      .formula = R"(\frac{V}{\sqrt{\pi}\,A^{3/2}})",
      .source = "IBSI 3.1.5",
      .only_by_name = true},
     [](Context const& c) {
       return FeatureValue{c.mesh.volume_mm3 / (std::pow(c.mesh.area_mm2, 1.5) * std::sqrt(kPi))};
     }},
    {{.name = "Compactness2",
      .ibsi_code = "BQWJ",
      .ibsi_name = "Compactness 2",
      .range = {0, kInfinity},
      .formula = R"(36\pi\frac{V^2}{A^3})",
      .source = "IBSI 3.1.6",
      .only_by_name = true},
     [](Context const& c) {
       double const v = c.mesh.volume_mm3, a = c.mesh.area_mm2;
       return FeatureValue{36.0 * kPi * (v * v) / (a * a * a)};
     }},
    {{.name = "Elongation",
      .ibsi_code = "Q3CK",
      .ibsi_name = "Elongation",
      .range = {0, 1},
      .formula = R"(\sqrt{\lambda_{minor} / \lambda_{major}})",
      .source = "IBSI 3.1.15"},
     [](Context const& c) { return axis_ratio(c.axes.eigenvalues_mm2[1], c.axes.eigenvalues_mm2[2]); }},
    {{.name = "Flatness",
      .ibsi_code = "N17B",
      .ibsi_name = "Flatness",
      .range = {0, 1},
      .formula = R"(\sqrt{\lambda_{least} / \lambda_{major}})",
      .source = "IBSI 3.1.16"},
     [](Context const& c) { return axis_ratio(c.axes.eigenvalues_mm2[0], c.axes.eigenvalues_mm2[2]); }},
    {{.name = "LeastAxisLength",
      .ibsi_code = "7J51",
      .ibsi_name = "Least axis length",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(4\sqrt{\lambda_{least}})",
      .source = "IBSI 3.1.14"},
     [](Context const& c) { return axis_length(c.axes.eigenvalues_mm2[0]); }},
    {{.name = "MajorAxisLength",
      .ibsi_code = "TDIC",
      .ibsi_name = "Major axis length",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(4\sqrt{\lambda_{major}})",
      .source = "IBSI 3.1.12"},
     [](Context const& c) { return axis_length(c.axes.eigenvalues_mm2[2]); }},
    {{.name = "Maximum2DDiameterColumn",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(\max\{\lVert p_i - p_j\rVert : y_i = y_j\})",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.diameters.column}; }},
    {{.name = "Maximum2DDiameterRow",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(\max\{\lVert p_i - p_j\rVert : x_i = x_j\})",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.diameters.row}; }},
    {{.name = "Maximum2DDiameterSlice",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(\max\{\lVert p_i - p_j\rVert : z_i = z_j\})",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.diameters.slice}; }},
    {{.name = "Maximum3DDiameter",
      .ibsi_code = "L0JK",
      .ibsi_name = "Maximum 3D diameter",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(\max_{i,j}\lVert p_i - p_j\rVert)",
      .source = "IBSI 3.1.11"},
     [](Context const& c) { return FeatureValue{c.diameters.whole}; }},
    {{.name = "MeshVolume",
      .ibsi_code = "RNU0",
      .ibsi_name = "Volume (mesh)",
      .unit = Unit::cubic_millimetre,
      .range = {0, kInfinity},
      .formula = R"(V = \frac{1}{6}\sum_k a_k \cdot (b_k \times c_k))",
      .source = "IBSI 3.1.1"},
     [](Context const& c) { return FeatureValue{c.mesh.volume_mm3}; }},
    {{.name = "MinorAxisLength",
      .ibsi_code = "P9VJ",
      .ibsi_name = "Minor axis length",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(4\sqrt{\lambda_{minor}})",
      .source = "IBSI 3.1.13"},
     [](Context const& c) { return axis_length(c.axes.eigenvalues_mm2[1]); }},
    {{.name = "SphericalDisproportion",
      .ibsi_code = "KRCK",
      .ibsi_name = "Spherical disproportion",
      .range = {0, kInfinity},
      .formula = R"(\frac{A}{(36\pi V^2)^{1/3}})",
      .source = "IBSI 3.1.7",
      .only_by_name = true},
     [](Context const& c) { return FeatureValue{c.mesh.area_mm2 / ball_area(c)}; }},
    {{.name = "Sphericity",
      .ibsi_code = "QCFX",
      .ibsi_name = "Sphericity",
      .range = {0, kInfinity},
      .formula = R"(\frac{(36\pi V^2)^{1/3}}{A})",
      .source = "IBSI 3.1.8"},
     [](Context const& c) { return FeatureValue{ball_area(c) / c.mesh.area_mm2}; }},
    {{.name = "SurfaceArea",
      .ibsi_code = "C0JK",
      .ibsi_name = "Surface area (mesh)",
      .unit = Unit::square_millimetre,
      .range = {0, kInfinity},
      .formula = R"(A = \sum_k \frac{1}{2}\lVert (b_k - a_k) \times (c_k - a_k)\rVert)",
      .source = "IBSI 3.1.3"},
     [](Context const& c) { return FeatureValue{c.mesh.area_mm2}; }},
    {{.name = "SurfaceVolumeRatio",
      .ibsi_code = "2PR5",
      .ibsi_name = "Surface to volume ratio",
      .unit = Unit::per_millimetre,
      .range = {0, kInfinity},
      .formula = R"(\frac{A}{V})",
      .source = "IBSI 3.1.4"},
     [](Context const& c) {
       return FeatureValue{c.mesh.area_mm2 / c.mesh.volume_mm3,
                           c.mesh.volume_mm3 == 0 ? Reason::division_by_zero : Reason::none};
     }},
    {{.name = "VoxelVolume",
      .ibsi_code = "YEKZ",
      .ibsi_name = "Volume (voxel counting)",
      .unit = Unit::cubic_millimetre,
      .range = {0, kInfinity},
      .formula = R"(\sum_k V_k)",
      .source = "IBSI 3.1.2"},
     [](Context const& c) { return FeatureValue{c.voxels * c.voxel_volume_mm3}; }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const&, std::span<int const> wanted) {
  auto const& spacing = region.box->spacing_mm;
  RegionBits const bits(*region.box);
  ShapeContext context;
  context.mesh = measure_mesh(bits, spacing);
  context.diameters = measure_diameters(bits, spacing);
  context.axes = measure_principal_axes(bits, spacing);
  context.voxel_volume_mm3 = spacing.z() * spacing.x() * spacing.y();  // the order in which PyRadiomics multiplies
  context.voxels = static_cast<double>(region.box->voxel_count);

  return finite_values_of(kRows, wanted, context);
}

}  // namespace

FamilyRow const kShapeFamily = {
    .name = "shape", .needs_levels = false, .whole_mask = true, .features = features, .compute = compute};

}  // namespace petra
