#include "petra/apply/patient_features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "petra/apply/model_settings.hpp"
#include "petra/extract/extractor.hpp"

namespace petra {

namespace {

nlohmann::json diagnostic(FeatureRow const& row, std::string_view name) {
  for (auto const& [key, json] : row.diagnostics) {
    if (key == name) return nlohmann::json::parse(json, nullptr, false);
  }
  return {};
}

// An image is compared with the training patients' by spacing and by the size of its tumour.
void compare_image(FrozenModality const& modality, FeatureRow const& row, std::vector<std::string>& warnings) {
  constexpr double kSameSpacing = 0.01;  // relative: headers round
  constexpr std::array<char, 3> kAxes{'x', 'y', 'z'};
  auto const spacing = diagnostic(row, "diagnostics_Mask-original_Spacing");
  auto const voxels = diagnostic(row, "diagnostics_Mask-original_VoxelNum");
  if (!spacing.is_array() || !voxels.is_number()) return;
  double volume_ml = voxels.get<double>() / 1000;
  for (std::size_t axis = 0; axis < spacing.size(); ++axis) {
    double const millimetres = spacing[axis].get<double>();
    volume_ml *= millimetres;
    if (axis >= modality.spacing_mm.size()) continue;
    auto const& range = modality.spacing_mm[axis];
    if (millimetres < range.minimum * (1 - kSameSpacing) || millimetres > range.maximum * (1 + kSameSpacing))
      warnings.push_back(fmt::format(
          "{}: voxels of {:.4g} mm along {} lie outside the training patients' {:.4g} to {:.4g} mm: texture "
          "features depend on it.",
          modality.name, millimetres, kAxes[axis], range.minimum, range.maximum));
  }
  if (modality.volume_ml && !modality.volume_ml->contains(volume_ml))
    warnings.push_back(
        fmt::format("{}: the outlined volume of {:.4g} ml lies outside the training patients' {:.4g} to {:.4g} ml.",
                    modality.name, volume_ml, modality.volume_ml->minimum, modality.volume_ml->maximum));
}

}  // namespace

std::vector<FrozenModality const*> modalities_needed(FrozenModel const& model) {
  std::vector<FrozenModality const*> needed;
  for (auto const& modality : model.modalities) {
    bool const is_used =
        model.signature && std::any_of(model.signature->features.begin(), model.signature->features.end(),
                                       [&](FrozenFeature const& f) { return f.name.starts_with(modality.name + '_'); });
    if (is_used) needed.push_back(&modality);
  }
  return needed;
}

Result<std::vector<PatientFeatures>> extract_patients(
    FrozenModel const& model, std::vector<std::map<std::string, PatientImage, std::less<>>> const& images, int jobs) {
  std::vector<PatientFeatures> patients(images.size());
  for (auto const* modality : modalities_needed(model)) {
    PETRA_TRY(auto const settings, settings_of_model(*modality));
    std::vector<ExtractionCase> cases;
    std::vector<std::size_t> whose;
    for (std::size_t i = 0; i < images.size(); ++i) {
      auto const found = images[i].find(modality->name);
      if (found == images[i].end()) continue;
      cases.push_back({found->second.image, found->second.mask, {}, {}});
      whose.push_back(i);
    }
    PETRA_TRY(auto const outcomes,
              extract_cases(cases, settings,
                            {.jobs = jobs, .cache = {}, .title = modality->name, .show_progress = cases.size() > 1}));
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      auto& patient = patients[whose[k]];
      if (outcomes[k].error) {
        if (!patient.error)
          patient.error = Error(*outcomes[k].error).while_doing("extracting the features of " + modality->name);
        continue;
      }
      auto const& row = *outcomes[k].row;
      for (std::size_t f = 0; f < row.values.size(); ++f) {
        if (!is_left_out(row.values[f]))
          patient.features.emplace(modality->name + '_' + row.names[f], row.values[f].value);
      }
      compare_image(*modality, row, patient.warnings);
    }
  }
  return patients;
}

}  // namespace petra
