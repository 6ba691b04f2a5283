#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "petra/extract/extractor.hpp"
#include "petra/extract/settings.hpp"
#include "petra/study/problems.hpp"
#include "petra/study/study_features.hpp"

namespace petra {

namespace {

enum class ReadingKind { second_reader, repeat };

struct KindRow {
  ReadingKind kind;
  std::string_view comparison, key, title;
  std::string ModalityDefinition::*column;
  std::filesystem::path ModalityFiles::*mask;
};
KindRow const kReadings[] = {
    {ReadingKind::second_reader, "inter", "second_reader_mask", "the second reader",
     &ModalityDefinition::second_mask_column, &ModalityFiles::second_mask},
    {ReadingKind::repeat, "intra", "repeat_mask", "the first reader's second reading",
     &ModalityDefinition::repeat_mask_column, &ModalityFiles::repeat_mask},
};

struct SecondCase {
  std::size_t patient;  // position in the cohort
  KindRow const* kind;
};

// One modality's cases: the first reading of every patient, then the second ones of those read twice.
struct ModalityCases {
  std::vector<ExtractionCase> cases;
  std::vector<SecondCase> second;
};

ModalityCases list_cases(Cohort const& cohort, std::size_t modality) {
  ModalityCases list;
  for (auto const& patient : cohort.patients)
    list.cases.push_back({patient.files[modality].image, patient.files[modality].mask, {}, {}});
  for (auto const& kind : kReadings) {
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      auto const& files = cohort.patients[i].files[modality];
      auto const& mask = files.*kind.mask;
      if (mask.empty()) continue;
      list.second.push_back({i, &kind});
      list.cases.push_back({files.image, mask, {}, {}});
    }
  }
  return list;
}

Result<ExtractionSettings> settings_of(ModalityDefinition const& modality, std::filesystem::path const& folder) {
  bool const is_file = !modality.params.empty() && !modality.params.starts_with("builtin:");
  return load_settings(is_file ? (folder / modality.params).string() : modality.params);
}

nlohmann::json diagnostic(FeatureRow const& row, std::string_view name) {
  for (auto const& [key, json] : row.diagnostics) {
    if (key == name) return nlohmann::json::parse(json, nullptr, false);
  }
  return {};
}

std::string hash_in(FeatureRow const& row, std::string_view name) {
  auto const hash = diagnostic(row, name);
  return hash.is_string() ? hash.get<std::string>() : std::string();
}

void put(FeatureRow const& row, Eigen::MatrixXd& values, Eigen::Index at_row, Eigen::Index first_column) {
  for (std::size_t k = 0; k < row.values.size(); ++k)
    values(at_row, first_column + static_cast<Eigen::Index>(k)) = row.values[k].value;
}

struct ModalityResult {
  std::vector<std::string> names;  // with the modality's prefix
  std::vector<std::string> warnings;
  std::vector<CaseOutcome> outcomes;
  ModalityCases list;
};

// "log-sigma-5-0-mm-3D" of "CT_log-sigma-5-0-mm-3D_glcm_Idm".
std::string image_of(std::string const& feature, std::string const& modality) {
  auto const family = feature.rfind('_', feature.rfind('_') - 1);
  return feature.substr(modality.size() + 1, family - modality.size() - 1);
}

// A feature that some patient does not have (its image is too small for the filter) is a feature of nobody: the funnel
// compares patients.
void drop_features_left_out(ModalityResult& result, std::string const& modality) {
  std::vector<std::size_t> lacking(result.names.size(), 0);
  for (auto const& outcome : result.outcomes) {
    for (std::size_t i = 0; outcome.row && i < lacking.size(); ++i)
      lacking[i] += is_left_out(outcome.row->values[i]) ? 1 : 0;
  }
  if (std::all_of(lacking.begin(), lacking.end(), [](std::size_t count) { return count == 0; })) return;
  std::map<std::string, std::size_t> images;  // -> regions that lack it
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < lacking.size(); ++i) {
    if (lacking[i] == 0) kept.push_back(i);
    if (lacking[i] > 0) images[image_of(result.names[i], modality)] = lacking[i];
  }
  auto const keep = [&kept](auto& list) {
    for (std::size_t k = 0; k < kept.size(); ++k) {
      if (k != kept[k]) list[k] = std::move(list[kept[k]]);
    }
    list.resize(kept.size());
  };
  keep(result.names);
  for (auto& outcome : result.outcomes) {
    if (!outcome.row) continue;
    keep(outcome.row->values);
    keep(outcome.row->names);
  }
  for (auto const& [image, count] : images) {
    result.warnings.push_back(
        fmt::format("{}: the features of the image {} are left out: {} of {} images are too small for its filter.",
                    modality, image, count, result.outcomes.size()));
  }
}

Result<ModalityResult> extract_modality(ModalityDefinition const& modality, std::size_t index,
                                        std::filesystem::path const& folder, Cohort const& cohort,
                                        std::filesystem::path const& cache, int jobs) {
  PETRA_TRY(auto const settings, settings_of(modality, folder));
  ModalityResult result;
  result.list = list_cases(cohort, index);
  PETRA_TRY(result.outcomes,
            extract_cases(result.list.cases, settings, {.jobs = jobs, .cache = cache, .title = modality.name}));
  for (auto const& name : align_rows(result.outcomes, settings)) result.names.push_back(modality.name + '_' + name);
  for (auto& outcome : result.outcomes) {
    if (outcome.row && outcome.row->values.size() != result.names.size()) {
      return make_error(ErrorCode::integrity, cache.string(),
                        fmt::format("a row of {} has {} features instead of {}", modality.name,
                                    outcome.row->values.size(), result.names.size()),
                        "Delete the file and run again");
    }
  }
  drop_features_left_out(result, modality.name);
  return result;
}

Result<std::vector<ModalityResult>> extract_modalities(StudyDefinition const& definition,
                                                       std::filesystem::path const& folder, Cohort const& cohort,
                                                       std::filesystem::path const& cache, int jobs) {
  Problems problems("study.yaml");
  for (auto const& modality : definition.modalities) {  // all parameter files are read before the first image is
    if (auto settings = settings_of(modality, folder); !settings) problems.add(std::move(settings).error());
  }
  PETRA_CHECK(problems.result());
  std::vector<ModalityResult> modalities;
  for (std::size_t m = 0; m < definition.modalities.size(); ++m) {
    auto result = extract_modality(definition.modalities[m], m, folder, cohort, cache, jobs);
    if (!result)
      return std::move(result).error().while_doing(
          fmt::format("extracting the features of {}", definition.modalities[m].name));
    modalities.push_back(std::move(result).value());
  }
  return modalities;
}

// Patients without a complete first reading leave; failed second readings are only not used.
struct Survivors {
  std::vector<bool> failed;                              // per patient of the cohort
  std::vector<std::size_t> kept;                         // their positions in the cohort
  std::vector<std::size_t> new_position;                 // per patient of the cohort: position among the kept
  std::vector<std::pair<std::size_t, std::string>> out;  // who leaves, and why
};

void tell_failures(ModalityResult const& modality, std::string const& name, Cohort const& cohort, Survivors& survivors,
                   StudyFeatures& features) {
  std::size_t const patients = cohort.patients.size();
  for (std::size_t i = 0; i < patients; ++i) {
    auto const& error = modality.outcomes[i].error;
    if (!error) continue;
    survivors.failed[i] = true;
    survivors.out.emplace_back(i, fmt::format("{}: {}", name, error->message));
    features.failures.push_back(fmt::format("patient {} ({}): {}", cohort.patients[i].id, name, format_error(*error)));
  }
  for (auto const& kind : kReadings) {
    std::size_t lost = 0;
    for (std::size_t k = 0; k < modality.list.second.size(); ++k) {
      auto const& error = modality.outcomes[patients + k].error;
      if (!error || modality.list.second[k].kind != &kind) continue;
      ++lost;
      features.failures.push_back(fmt::format("patient {} ({}, {}): {}",
                                              cohort.patients[modality.list.second[k].patient].id, name, kind.title,
                                              format_error(*error)));
    }
    if (lost > 0)
      features.warnings.push_back(fmt::format("{}: {} masks of {} could not be used.", name, lost, kind.title));
  }
}

// Measures the masks of those whose features are there; who cannot be measured leaves, too.
Result<MaskMeasures> measure_survivors(StudyDefinition const& definition, std::filesystem::path const& folder,
                                       Cohort const& cohort, std::filesystem::path const& cache, int jobs,
                                       Survivors& survivors, StudyFeatures& features) {
  std::vector<MaskReading> readings;
  for (auto const& modality : definition.modalities) {
    PETRA_TRY(auto const settings, settings_of(modality, folder));
    readings.push_back({settings.label, settings.label_channel});
  }
  PETRA_TRY(auto measures,
            measure_masks(definition, cohort, readings, survivors.failed, cache.parent_path() / "masks.jsonl", jobs));
  for (auto const& [patient, reason] : measures.failed) {
    survivors.failed[patient] = true;
    survivors.out.emplace_back(patient, reason);
  }
  features.failures.insert(features.failures.end(), measures.failures.begin(), measures.failures.end());
  features.warnings.insert(features.warnings.end(), measures.warnings.begin(), measures.warnings.end());
  return measures;
}

// Takes over what was measured of the kept patients.
void keep_measures(MaskMeasures const& measures, Survivors const& survivors, Cohort& cohort, StudyFeatures& features) {
  fill_pet_columns(measures.pet, cohort);
  for (auto const patient : survivors.kept) {
    if (!measures.pet.empty()) features.pet.push_back(measures.pet[patient]);
  }
  for (auto agreement : measures.agreement) {
    if (survivors.failed[agreement.patient]) continue;
    agreement.patient = survivors.new_position[agreement.patient];
    features.agreement.push_back(std::move(agreement));
  }
}

Result<void> find_survivors(StudyDefinition const& definition, Cohort const& cohort, Survivors& survivors,
                            StudyFeatures& features) {
  std::size_t const patients = cohort.patients.size();
  for (std::size_t i = 0; i < patients; ++i) {
    if (survivors.failed[i]) continue;
    survivors.new_position[i] = survivors.kept.size();
    survivors.kept.push_back(i);
  }
  if (survivors.kept.empty()) {
    return make_error(ErrorCode::invalid_input, definition.cohort,
                      fmt::format("no patient's images could be used: {}", features.failures.front()),
                      "See the messages above");
  }
  if (survivors.kept.size() < patients)
    features.warnings.push_back(fmt::format("{} patients are left out because their images or masks could not be used.",
                                            patients - survivors.kept.size()));
  return {};
}

ImageRecord record_of(Cohort const& cohort, std::size_t patient, std::string const& modality, KindRow const* kind,
                      FeatureRow const& row) {
  bool const second_reader = kind != nullptr && kind->kind == ReadingKind::second_reader;
  ImageRecord record{cohort.patients[patient].row,
                     modality,
                     second_reader ? 2 : 1,
                     kind != nullptr && !second_reader,
                     hash_in(row, "diagnostics_Image-original_Hash"),
                     hash_in(row, "diagnostics_Mask-original_Hash"),
                     {},
                     0};
  auto const spacing = diagnostic(row, "diagnostics_Mask-original_Spacing"), voxels = diagnostic(row, "diagnostics_Mask-original_VoxelNum");
  if (spacing.is_array() && voxels.is_number()) {
    constexpr double kCubicMillimetresPerMillilitre = 1000;
    record.spacing_mm = spacing.get<std::vector<double>>();
    record.volume_ml = voxels.get<double>() / kCubicMillimetresPerMillilitre;
    for (double const axis : record.spacing_mm) record.volume_ml *= axis;
  }
  return record;
}

// The second readings of one kind and modality whose patients are kept.
Result<SecondReading> second_reading(ModalityResult const& modality, std::string const& name, KindRow const& kind,
                                     Cohort const& cohort, Survivors const& survivors, StudyFeatures& features) {
  SecondReading reading;
  reading.comparison = kind.comparison;
  std::vector<FeatureRow const*> rows;
  for (std::size_t k = 0; k < modality.list.second.size(); ++k) {
    auto const patient = modality.list.second[k].patient;
    auto const& outcome = modality.outcomes[cohort.patients.size() + k];
    if (modality.list.second[k].kind != &kind || !outcome.row || survivors.failed[patient]) continue;
    reading.patients.push_back(survivors.new_position[patient]);
    rows.push_back(&*outcome.row);
    features.images.push_back(record_of(cohort, patient, name, &kind, *outcome.row));
  }
  if (rows.size() < kFewestPatientsReadTwice) {
    return make_error(ErrorCode::invalid_input, fmt::format("modalities.{}.{}", name, kind.key),
                      fmt::format("{} patients were read twice; agreement between readings needs at least {}",
                                  rows.size(), kFewestPatientsReadTwice),
                      "Give more second masks, or remove the key");
  }
  reading.features = {modality.names, Eigen::MatrixXd(static_cast<Eigen::Index>(rows.size()),
                                                      static_cast<Eigen::Index>(modality.names.size()))};
  for (std::size_t k = 0; k < rows.size(); ++k) put(*rows[k], reading.features.values, static_cast<Eigen::Index>(k), 0);
  return reading;
}

}  // namespace

Result<StudyFeatures> extract_study_features(StudyDefinition const& definition, std::filesystem::path const& folder,
                                             Cohort& cohort, std::filesystem::path const& cache, int jobs) {
  PETRA_TRY(auto const modalities, extract_modalities(definition, folder, cohort, cache, jobs));
  StudyFeatures features;
  std::size_t const patients = cohort.patients.size();
  Survivors survivors{std::vector<bool>(patients, false), {}, std::vector<std::size_t>(patients, 0), {}};
  for (std::size_t m = 0; m < modalities.size(); ++m)
    tell_failures(modalities[m], definition.modalities[m].name, cohort, survivors, features);
  PETRA_TRY(auto const measures, measure_survivors(definition, folder, cohort, cache, jobs, survivors, features));
  PETRA_CHECK(find_survivors(definition, cohort, survivors, features));
  keep_measures(measures, survivors, cohort, features);
  Eigen::Index columns = 0;
  for (auto const& modality : modalities)
    features.warnings.insert(features.warnings.end(), modality.warnings.begin(), modality.warnings.end());
  for (auto const& modality : modalities) columns += static_cast<Eigen::Index>(modality.names.size());
  features.first.values.resize(static_cast<Eigen::Index>(survivors.kept.size()), columns);
  Eigen::Index first_column = 0;
  for (std::size_t m = 0; m < modalities.size(); ++m) {
    auto const& modality = modalities[m];
    auto const& name = definition.modalities[m].name;
    features.first.names.insert(features.first.names.end(), modality.names.begin(), modality.names.end());
    for (std::size_t k = 0; k < survivors.kept.size(); ++k) {
      auto const patient = survivors.kept[k];
      auto const& row = *modality.outcomes[patient].row;
      put(row, features.first.values, static_cast<Eigen::Index>(k), first_column);
      features.images.push_back(record_of(cohort, patient, name, nullptr, row));
    }
    for (auto const& kind : kReadings) {
      if ((definition.modalities[m].*kind.column).empty()) continue;
      PETRA_TRY(auto reading, second_reading(modality, name, kind, cohort, survivors, features));
      features.second.push_back(std::move(reading));
    }
    first_column += static_cast<Eigen::Index>(modality.names.size());
  }
  cohort.exclude(survivors.out, {std::string(kFeaturesStep), "image or mask could not be used"});
  return features;
}

}  // namespace petra
