#include "petra/feature/shape_2d.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "petra/feature/outline.hpp"
#include "petra/feature/principal_axes.hpp"
#include "petra/feature/row_values.hpp"

namespace petra {

namespace {

struct PlaneContext {
  OutlineMeasures outline;
  double minor_mm2 = 0, major_mm2 = 0;  // eigenvalues of the pixel centres' covariance
  double pixel_area_mm2 = 0;
  double pixels = 0;
};

constexpr double kPi = std::numbers::pi;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The outline of a disc with the region's area, against the region's own.
double sphericity(PlaneContext const& c) {
  return 2 * std::sqrt(kPi * c.outline.area_mm2) / c.outline.perimeter_mm;
}

using Context = PlaneContext;
constexpr std::string_view kPyRadiomics = "PyRadiomics 3.0.1";

constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "Elongation",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .range = {0, 1},
      .formula = R"(\sqrt{\lambda_{minor} / \lambda_{major}})",
      .source = kPyRadiomics},
     [](Context const& c) { return axis_ratio(c.minor_mm2, c.major_mm2); }},
    {{.name = "MajorAxisLength",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(4\sqrt{\lambda_{major}})",
      .source = kPyRadiomics},
     [](Context const& c) { return axis_length(c.major_mm2); }},
    {{.name = "MaximumDiameter",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(\max_{i,j}\lVert p_i - p_j\rVert)",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.outline.diameter_mm}; }},
    {{.name = "MeshSurface",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::square_millimetre,
      .formula = R"(A = \frac{1}{2}\sum_k a_k \times b_k)",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.outline.area_mm2}; }},
    {{.name = "MinorAxisLength",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(4\sqrt{\lambda_{minor}})",
      .source = kPyRadiomics},
     [](Context const& c) { return axis_length(c.minor_mm2); }},
    {{.name = "Perimeter",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::millimetre,
      .range = {0, kInfinity},
      .formula = R"(P = \sum_k \lVert a_k - b_k\rVert)",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.outline.perimeter_mm}; }},
    {{.name = "PerimeterSurfaceRatio",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::per_millimetre,
      .formula = R"(\frac{P}{A})",
      .source = kPyRadiomics},
     [](Context const& c) {
       return FeatureValue{c.outline.perimeter_mm / c.outline.area_mm2,
                           c.outline.area_mm2 == 0 ? Reason::division_by_zero : Reason::none};
     }},
    {{.name = "PixelSurface",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::square_millimetre,
      .range = {0, kInfinity},
      .formula = R"(\sum_k A_k)",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.pixels * c.pixel_area_mm2}; }},
    {{.name = "SphericalDisproportion",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .range = {0, kInfinity},
      .formula = R"(\frac{P}{2\sqrt{\pi A}})",
      .source = kPyRadiomics,
      .only_by_name = true},
     [](Context const& c) { return FeatureValue{1.0 / sphericity(c)}; }},
    {{.name = "Sphericity",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .range = {0, kInfinity},
      .formula = R"(\frac{2\sqrt{\pi A}}{P})",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{sphericity(c)}; }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

// The region's plane across an axis (x, y, z = 0, 1, 2): the slower of the two other axes gives the rows.
PlaneMask plane_of(RegionBox const& box, std::size_t across) {
  std::size_t const column_axis = across == 0 ? 1 : 0, row_axis = across == 2 ? 1 : 2;
  auto const spacing = [&](std::size_t axis) { return box.spacing_mm[static_cast<Eigen::Index>(axis)]; };
  // The box has one voxel along the axis across, so its voxels are the plane's in memory order.
  return {box.size[row_axis], box.size[column_axis], spacing(row_axis), spacing(column_axis), box.inside};
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  auto const& box = *region.box;
  auto const across = static_cast<std::size_t>(2 - std::max(settings.force_2d_axis, 0));
  if (box.size[across] > 1) {
    return make_error(ErrorCode::invalid_input, "mask",
                      "shape2D needs a flat region, but this one spans " + std::to_string(box.size[across]) +
                          " voxels along the axis of force2Ddimension " + std::to_string(2 - across),
                      "Take shape2D out of featureClass (shape is for volumes), or give a mask of one plane");
  }
  auto const mask = plane_of(box, across);
  PlaneContext context;
  context.outline = measure_outline(mask);
  auto const axes = measure_principal_axes(RegionBits(box), box.spacing_mm);
  context.minor_mm2 = axes.eigenvalues_mm2[1];
  context.major_mm2 = axes.eigenvalues_mm2[2];
  context.pixel_area_mm2 = mask.column_spacing_mm * mask.row_spacing_mm;
  context.pixels = static_cast<double>(box.voxel_count);

  return finite_values_of(kRows, wanted, context);
}

}  // namespace

FamilyRow const kShape2dFamily = {
    .name = "shape2D", .needs_levels = false, .whole_mask = true, .features = features, .compute = compute};

}  // namespace petra
