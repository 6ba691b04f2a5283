#include "petra/apply/patient_features.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "petra/apply/model_settings.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/study/dicom_inputs.hpp"

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

using ImagesOfPatients = std::vector<std::map<std::string, PatientImage, std::less<>>>;

// Volumes made from DICOM, for as long as they are needed.
class ScratchFolder {
 public:
  ScratchFolder() : path_(std::filesystem::temp_directory_path() / fmt::format("petra-predict-{}", ::getpid())) {}
  ScratchFolder(ScratchFolder const&) = delete;
  ScratchFolder& operator=(ScratchFolder const&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Images that name DICOM become volumes in `scratch`, as a study makes them; whoever that fails for gets the reason.
Result<void> import_dicom(std::vector<FrozenModality const*> const& modalities, std::filesystem::path const& scratch,
                          int jobs, ImagesOfPatients& images, std::vector<PatientFeatures>& patients) {
  StudyDefinition definition;
  definition.cohort = "patients";
  for (auto const* modality : modalities) definition.modalities.emplace_back().name = modality->name;
  Cohort cohort;
  for (std::size_t i = 0; i < images.size(); ++i) {
    Patient patient;
    patient.id = fmt::format("{}", i + 1);
    patient.row = i + 1;
    for (auto const* modality : modalities) {
      auto const found = images[i].find(modality->name);
      auto& files = patient.files.emplace_back();
      if (found == images[i].end()) continue;
      files.image = found->second.image;
      files.mask = found->second.mask;
      files.structure = found->second.structure;
    }
    cohort.patients.push_back(std::move(patient));
  }
  PETRA_TRY(auto const prepared, prepare_dicom_inputs(definition, scratch, jobs, cohort));
  for (auto const& exclusion : cohort.excluded) {
    patients[exclusion.row - 1].error =
        make_error(ErrorCode::invalid_input, "DICOM", exclusion.reason, "Run petra check on that folder");
    images[exclusion.row - 1].clear();
  }
  for (auto const& patient : cohort.patients) {
    for (std::size_t m = 0; m < modalities.size(); ++m) {
      auto const found = images[patient.row - 1].find(modalities[m]->name);
      if (found != images[patient.row - 1].end()) found->second = {patient.files[m].image, patient.files[m].mask};
    }
    // What was assumed of one patient's DICOM belongs to that patient; of a list it is not known whose it is.
    if (images.size() == 1) patients.front().warnings = prepared.warnings;
  }
  return {};
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
    FrozenModel const& model, std::vector<std::map<std::string, PatientImage, std::less<>>> const& images_named,
    int jobs) {
  std::vector<PatientFeatures> patients(images_named.size());
  auto const modalities = modalities_needed(model);
  auto images = images_named;
  ScratchFolder const scratch;
  PETRA_CHECK(import_dicom(modalities, scratch.path(), jobs, images, patients));
  for (auto const* modality : modalities) {
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
