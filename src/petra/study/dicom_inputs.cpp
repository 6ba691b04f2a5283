#include "petra/study/dicom_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "petra/base/file.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/import_series.hpp"
#include "petra/imaging/mask_sources.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

namespace fs = std::filesystem;

FlowStep const kDicomStep{"dicom", "DICOM images or masks could not be used"};

bool is_folder(fs::path const& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// The header of a file that is DICOM; nothing for anything else, absent files included.
std::optional<DicomFile> dicom_header(fs::path const& path) {
  std::error_code ignored;
  if (path.empty() || !fs::is_regular_file(path, ignored)) return std::nullopt;
  auto file = open_dicom_file(path);
  if (!file) return std::nullopt;
  return std::move(*file);
}

// DICOM's name of a modality by the study's name for it; empty: any.
std::string dicom_modality(std::string const& name) {
  auto const lower = to_lower(name);
  if (lower.starts_with("pet") || lower == "pt") return "PT";
  if (lower.starts_with("ct")) return "CT";
  if (lower.starts_with("mr")) return "MR";
  return {};
}

std::string first_error(Findings const& findings) {
  for (auto const& finding : findings)
    if (finding.severity == Severity::error) return finding.message;
  return "it is no volume";
}

// What one patient's DICOM images gave.
struct ImportedImage {
  bool is_dicom = false;
  Series series;  // of a DICOM image
  fs::path file;
  FolderScan masks_beside;
};

class PatientImporter {
 public:
  PatientImporter(StudyDefinition const& definition, fs::path volumes, int jobs, Patient& patient, DicomInputs& out)
      : definition_(definition), volumes_(std::move(volumes)), jobs_(jobs), patient_(patient), out_(out) {}

  // Nothing, or why this patient cannot be used. Errors: the environment.
  Result<std::optional<std::string>> run() {
    std::vector<ImportedImage> images(patient_.files.size());
    for (std::size_t m = 0; m < patient_.files.size(); ++m) {
      PETRA_TRY(auto const problem, import_image(m, images[m]));
      if (problem) return std::optional(definition_.modalities[m].name + ": " + *problem);
    }
    for (std::size_t m = 0; m < patient_.files.size(); ++m) {
      auto& files = patient_.files[m];
      struct Mask {
        fs::path* path;
        std::string_view name;
        bool needed;
      };
      for (auto const& mask : {Mask{&files.mask, "mask", true}, Mask{&files.second_mask, "mask_reader2", false},
                               Mask{&files.repeat_mask, "mask_again", false}}) {
        PETRA_TRY(auto const problem, make_mask(m, images, *mask.path, mask.name));
        if (problem && mask.needed) return std::optional(definition_.modalities[m].name + ": " + *problem);
        if (problem) {
          out_.failures.push_back(
              fmt::format("patient {} ({}, {}): {}", patient_.id, definition_.modalities[m].name, mask.name, *problem));
          mask.path->clear();
        }
      }
    }
    return std::optional<std::string>();
  }

 private:
  [[nodiscard]] fs::path place_of(std::size_t m) const {
    return volumes_ / fmt::format("{:05}", patient_.row) / definition_.modalities[m].name;
  }

  Result<std::optional<std::string>> import_image(std::size_t m, ImportedImage& image) {
    auto& files = patient_.files[m];
    image.file = files.image;
    ImportOptions options;
    fs::path folder = files.image;
    if (!is_folder(files.image)) {
      auto const header = dicom_header(files.image);
      if (!header) return std::optional<std::string>();  // a volume file, or what extraction will complain of
      options.choice.series = {header->data_set.text(tag::SeriesInstanceUID).value_or("")};
      folder = files.image.parent_path();
    }
    auto const modality = dicom_modality(definition_.modalities[m].name);
    options.choice.modalities = modality.empty() ? std::vector<std::string>{"PT", "CT", "MR"} : std::vector{modality};
    options.out = place_of(m);
    options.jobs = jobs_;
    auto result = import_folder(folder, options);
    if (!result) {
      if (error_row(result.error().code).exit_status >= 3) return std::move(result).error();
      return std::optional(result.error().message);
    }
    if (result->stopped) return make_stop_error("the DICOM images of some patients are not read yet");
    if (result->imported.empty())
      return std::optional(fmt::format("no {} series among the {} files of its folder",
                                       modality.empty() ? "image" : modality, result->files));
    if (result->imported.size() > 1)
      return std::optional(fmt::format("{} {} series in its folder; name a file of the one that is meant",
                                       result->imported.size(), modality));
    auto& imported = result->imported.front();
    if (imported.file.empty()) return std::optional(first_error(imported.findings));
    for (auto const& finding : imported.findings)
      if (finding.severity == Severity::warning)
        out_.warnings.push_back(definition_.modalities[m].name + ": " + finding.message);
    image.is_dicom = true;
    image.series = std::move(imported.series);
    image.file = files.image = options.out / imported.file;
    return std::optional<std::string>();
  }

  // The structure that a cell names: its own (FILE::STRUCTURE), else the modality's column.
  static std::string take_structure(fs::path& path, std::string const& column) {
    auto const text = path.string();
    auto const at = text.rfind("::");
    if (at == std::string::npos) return column;
    path = text.substr(0, at);
    return text.substr(at + 2);
  }

  Result<std::optional<std::string>> make_mask(std::size_t m, std::vector<ImportedImage> const& images, fs::path& path,
                                               std::string_view name) {
    if (path.empty()) return std::optional<std::string>();
    auto const structure = take_structure(path, patient_.files[m].structure);
    auto const header = dicom_header(path);
    if (!header) return std::optional<std::string>();  // a volume file
    auto const modality = header->data_set.text(tag::Modality).value_or("");
    MaskSource source;
    source.path = path;
    source.asked_for = true;
    if (modality == "RTSTRUCT")
      source.kind = MaskSource::Kind::structure_set;
    else if (modality == "SEG")
      source.kind = MaskSource::Kind::segmentation_object;
    else
      return std::optional(
          fmt::format("{} is DICOM of modality \"{}\", neither RTSTRUCT nor SEG", path.filename().string(), modality));

    std::vector<MaskGrid> grids;
    for (std::size_t k = 0; k < images.size(); ++k) {
      if (images[k].is_dicom) {
        grids.push_back(mask_grid(images[k].series, k == m));
        grids.back().patient_key.clear();  // the cohort says whose they are
      } else if (k == m) {
        auto const volume = read_volume(images[k].file);
        if (!volume) return std::optional(volume.error().message);
        MaskGrid grid;
        grid.label = definition_.modalities[m].name;
        grid.geometry = geometry_of(*volume);
        grids.push_back(std::move(grid));
      }
    }
    MaskImportOptions options;
    if (!structure.empty()) options.structures = {structure};
    options.root = path.parent_path();
    std::optional<petra::Mask> whole;
    std::vector<std::string> names;
    auto const done = import_masks({source}, grids, options, [&](PlacedMask&& placed) -> Result<void> {
      names.push_back(placed.name);
      if (!whole)
        whole = std::move(placed.mask);
      else
        for (std::size_t k = 0; k < whole->voxels.size(); ++k)
          whole->voxels[k] = static_cast<std::uint8_t>(whole->voxels[k] | placed.mask.voxels[k]);
      return {};
    });
    if (!done) {
      if (error_row(done.error().code).exit_status >= 3) return done.error();
      return std::optional(done.error().message);
    }
    if (!done->problems.empty()) return std::optional(done->problems.front().error.message);
    if (!whole)
      return std::optional(fmt::format("{} gives no mask{}", path.filename().string(),
                                       structure.empty() ? "" : " of the structure " + structure));
    if (names.size() > 1 && structure.empty())
      return std::optional(
          fmt::format("{} holds {} structures ({}): say which in the column of modalities.{}.structure",
                      path.filename().string(), names.size(), join(names, ", "), definition_.modalities[m].name));
    path = place_of(m) / (std::string(name) + ".nrrd");
    PETRA_CHECK(make_folder(path.parent_path()));
    PETRA_CHECK(write_volume(path, AnyVolume(std::move(*whole)), 1));
    return std::optional<std::string>();
  }

  StudyDefinition const& definition_;
  fs::path volumes_;
  int jobs_;
  Patient& patient_;
  DicomInputs& out_;
};

// Whether any cell of a patient may be DICOM, so that studies of volume files are not slowed.
bool names_dicom(Patient const& patient) {
  return std::any_of(patient.files.begin(), patient.files.end(), [](ModalityFiles const& files) {
    for (auto const* path : {&files.image, &files.mask, &files.second_mask, &files.repeat_mask}) {
      if (path->empty()) continue;
      auto const text = path->string();
      if (is_folder(*path) || text.find("::") != std::string::npos) return true;
      auto const ending = to_lower(path->extension().string());
      bool const volume = ending == ".nrrd" || ending == ".nhdr" || ending == ".gz" || ending == ".nii" ||
                          ending == ".mha" || ending == ".mhd";
      if (!volume && dicom_header(*path)) return true;
    }
    return false;
  });
}

// From the provenance beside an imported volume.
void read_acquisition_beside(std::string const& modality, fs::path const& image, Patient& patient) {
  auto const path = provenance_path(image);
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return;
  auto const text = read_file(path, 64 << 20);
  if (!text) return;
  auto const json = nlohmann::ordered_json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("acquisition") || !json["acquisition"].is_object()) return;
  for (auto const& row : kAcquisitionRows) {
    auto const value = json["acquisition"].find(std::string(row.name));
    if (value == json["acquisition"].end()) continue;
    patient.acquisition.emplace_back(modality + "_" + std::string(row.name),
                                     value->is_number()   ? format_number(value->get<double>())
                                     : value->is_string() ? value->get<std::string>()
                                                          : std::string());
  }
}

void tell_once(std::vector<std::string>& warnings) {
  std::vector<std::string> kept;
  for (auto const& warning : warnings)
    if (std::find(kept.begin(), kept.end(), warning) == kept.end()) kept.push_back(warning);
  warnings = std::move(kept);
}

}  // namespace

Result<DicomInputs> prepare_dicom_inputs(StudyDefinition const& definition, fs::path const& volumes, int jobs,
                                         Cohort& cohort) {
  DicomInputs out;
  InterruptWatch const watch;
  std::vector<std::size_t> concerned;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i)
    if (names_dicom(cohort.patients[i])) concerned.push_back(i);
  std::vector<std::pair<std::size_t, std::string>> leaving;
  Progress progress("DICOM", concerned.size(), !concerned.empty());
  std::size_t done = 0;
  for (auto const i : concerned) {
    if (stop_requested())
      return make_stop_error(fmt::format("the DICOM images of {} of {} patients are read", done, concerned.size()));
    auto& patient = cohort.patients[i];
    PETRA_TRY(auto const problem, PatientImporter(definition, volumes, jobs, patient, out).run());
    if (problem) {
      leaving.emplace_back(i, *problem);
      out.failures.push_back(fmt::format("patient {}: {}", patient.id, *problem));
    }
    progress.advance(problem ? CaseEnd::failed : CaseEnd::computed);
    ++done;
  }
  progress.finish();
  tell_once(out.warnings);
  if (!leaving.empty()) {
    out.warnings.push_back(
        fmt::format("{} patients are left out because their DICOM images or masks could not be used.", leaving.size()));
    if (leaving.size() == cohort.patients.size())
      return make_error(ErrorCode::invalid_input, definition.cohort,
                        fmt::format("no patient's DICOM could be used: {}", out.failures.front()),
                        "Run petra check on that folder");
    cohort.exclude(leaving, kDicomStep);
  }
  for (auto& patient : cohort.patients)
    for (std::size_t m = 0; m < patient.files.size(); ++m)
      read_acquisition_beside(definition.modalities[m].name, patient.files[m].image, patient);
  return out;
}

}  // namespace petra
