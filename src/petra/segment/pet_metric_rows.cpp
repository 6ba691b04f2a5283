#include "petra/segment/pet_metric_rows.hpp"

#include <array>

namespace petra {

std::span<PetMetricRow const> pet_metric_rows() {
  using M = PetMetrics;
  static constexpr auto kRows = std::to_array<PetMetricRow>({
      {"voxels", "", "voxels measured", false, false, [](M const& m) { return static_cast<double>(m.voxels); }},
      {"volume", "ml", "volume of the mask as drawn: voxels times voxel volume", false, false,
       [](M const& m) { return m.volume_ml; }},
      {"suvmax", "SUV", "highest value", false, true, [](M const& m) { return m.suv_max; }},
      {"suvmean", "SUV", "mean", false, true, [](M const& m) { return m.suv_mean; }},
      {"suvmin", "SUV", "lowest value", false, false, [](M const& m) { return m.suv_min; }},
      {"suvsd", "SUV", "standard deviation (n)", false, false, [](M const& m) { return m.suv_sd; }},
      {"suvpeak", "SUV", "IBSI local intensity peak: mean of a 1 ml sphere round the voxel of SUVmax", false, true,
       [](M const& m) { return m.suv_peak; }},
      {"suvpeak_global", "SUV", "IBSI global intensity peak: the highest mean of a 1 ml sphere round any voxel", false,
       false, [](M const& m) { return m.suv_peak_global; }},
      {"mtv", "ml", "metabolic tumour volume: voxels measured times voxel volume", false, true,
       [](M const& m) { return m.mtv_ml; }},
      {"tlg", "SUV ml", "total lesion glycolysis: SUVmean times MTV", false, true, [](M const& m) { return m.tlg; }},
      {"max_diameter", "mm", "largest distance between two voxel centres, in three dimensions", false, true,
       [](M const& m) { return m.diameter.centres; }},
      {"max_diameter_corners", "mm", "largest distance between two voxel corners", false, false,
       [](M const& m) { return m.diameter.corners; }},
      {"max_diameter_axial", "mm", "largest distance between two voxel centres of one axial slice", false, false,
       [](M const& m) { return m.diameter.axial_centres; }},
      {"max_diameter_mesh", "mm", "largest distance between two vertices of the mesh (PyRadiomics' Maximum3DDiameter)",
       false, false, [](M const& m) { return m.diameter.mesh; }},
      {"lesions", "", "number of lesions", true, false, [](M const& m) { return static_cast<double>(m.lesions); }},
      {"dmax", "mm", "largest distance between the centres of two lesions", true, false,
       [](M const& m) { return m.dmax_mm; }},
  });
  return kRows;
}

PetMetricRow const* find_clinical_metric(std::string_view name) {
  for (auto const& row : pet_metric_rows()) {
    if (row.clinical && row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace petra
