#include "petra/study/mask_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <optional>

#include "petra/base/hash.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"
#include "petra/extract/file_fingerprints.hpp"
#include "petra/segment/mask_on_grid.hpp"
#include "petra/segment/pet_metric_rows.hpp"
#include "petra/segment/reader_agreement.hpp"
#include "petra/study/measure_cache.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

// Raised when any value changes.
constexpr int kRevision = 1;

// One thing to measure.
struct Task {
  std::size_t patient, modality;
  bool is_pet;                                     // else agreement
  std::string comparison;                          // of agreement
  std::filesystem::path ModalityFiles::*second{};  // of agreement
};

std::vector<Task> list_tasks(StudyDefinition const& definition, Cohort const& cohort, bool wants_pet,
                             std::vector<bool> const& skipped) {
  std::vector<Task> tasks;
  auto const pet = pet_modality(definition);
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    if (skipped[i]) continue;
    for (std::size_t m = 0; m < definition.modalities.size(); ++m) {
      auto const& files = cohort.patients[i].files[m];
      if (wants_pet && pet == m) tasks.push_back({i, m, true, {}, nullptr});
      if (!files.second_mask.empty()) tasks.push_back({i, m, false, "inter", &ModalityFiles::second_mask});
      if (!files.repeat_mask.empty()) tasks.push_back({i, m, false, "intra", &ModalityFiles::repeat_mask});
    }
  }
  return tasks;
}

Result<CachedMeasure> measure_pet_mask(ModalityFiles const& files, MaskReading const& reading) {
  PETRA_TRY(auto const image, read_volume(files.image));
  PETRA_TRY(auto const mask, read_mask_volume(files.mask, reading.channel));
  LesionDefinition definition;
  definition.label = reading.label;
  PETRA_TRY(auto const report, measure_pet(image, mask, definition));
  CachedMeasure measure;
  for (auto const& row : pet_metric_rows()) measure.values.push_back(row.value(report.total));
  measure.reason = report.total.reason;
  return measure;
}

Result<CachedMeasure> compare_masks(ModalityFiles const& files, std::filesystem::path const& second_mask,
                                    MaskReading const& reading) {
  PETRA_TRY(auto const first, read_mask_volume(files.mask, reading.channel));
  PETRA_TRY(auto const second, read_mask_volume(second_mask, reading.channel));
  Geometry grid = geometry_of(first);
  if (!geometry_differences(grid, geometry_of(second)).empty()) {
    PETRA_TRY(auto const image, read_volume(files.image));
    grid = geometry_of(image);
  }
  PETRA_TRY(auto const a, label_on_grid(first, reading.label, grid));
  PETRA_TRY(auto const b, label_on_grid(second, reading.label, grid));
  PETRA_TRY(auto const agreement, compare_readers(a, b));
  CachedMeasure measure;
  for (auto const& row : agreement_rows()) measure.values.push_back(agreement.*row.value);
  measure.reason = agreement.reason;
  return measure;
}

// What the measure is made of. Errors: as of reading the files.
Result<std::string> key_of(Task const& task, ModalityFiles const& files, MaskReading const& reading,
                           FileFingerprints& fingerprints) {
  std::string text =
      fmt::format("{} {} {} {}", kRevision, task.is_pet ? "pet" : "agreement", reading.label, reading.channel);
  for (auto const& path : {files.image, files.mask, task.is_pet ? std::filesystem::path() : files.*task.second}) {
    if (path.empty()) continue;
    PETRA_TRY(auto const hash, fingerprints.of(path));
    text += ' ' + hash;
  }
  return sha256_of(text);
}

// The first clinical candidate that has no value.
std::string undefined_column(Cohort const& cohort, PetValues const& values) {
  for (auto const& variable : cohort.clinical) {
    if (!variable.pet_metric) continue;
    auto const* row = find_clinical_metric(variable.column.column);
    if (!std::isfinite(values[static_cast<std::size_t>(row - pet_metric_rows().data())])) return variable.column.column;
  }
  return {};
}

void warn_of_units(MaskMeasures& measures) {
  constexpr double kHighestSuv = 1000;
  std::size_t const suv_max = static_cast<std::size_t>(find_clinical_metric("suvmax") - pet_metric_rows().data());
  auto const odd = std::count_if(measures.pet.begin(), measures.pet.end(), [&](PetValues const& values) {
    return !values.empty() && values[suv_max] > kHighestSuv;
  });
  if (odd > 0)
    measures.warnings.push_back(fmt::format(
        "SUVmax is above {:.0f} in {} patients: are their PET images in SUV, and not in Bq/ml?", kHighestSuv, odd));
}

}  // namespace

std::optional<std::size_t> pet_modality(StudyDefinition const& definition) {
  std::optional<std::size_t> found;
  for (std::size_t m = 0; m < definition.modalities.size(); ++m) {
    auto const name = to_lower(definition.modalities[m].name);
    if (name != "pet" && name != "pt") continue;
    if (found) return std::nullopt;
    found = m;
  }
  return found;
}

Result<MaskMeasures> measure_masks(StudyDefinition const& definition, Cohort const& cohort,
                                   std::vector<MaskReading> const& readings, std::vector<bool> const& skipped,
                                   std::filesystem::path const& cache_path, int jobs) {
  bool wants_pet = false;
  for (auto const* list : {&cohort.clinical, &cohort.described}) {
    for (auto const& variable : *list) wants_pet = wants_pet || variable.pet_metric;
  }
  auto const tasks = list_tasks(definition, cohort, wants_pet, skipped);
  MaskMeasures measures;
  if (wants_pet) measures.pet.resize(cohort.patients.size());
  MeasureCache cache(cache_path);
  FileFingerprints fingerprints;
  std::vector<Result<CachedMeasure>> results(tasks.size(), make_error(ErrorCode::stopped, "", "was not reached"));
  std::vector<std::optional<Error>> cache_errors(tasks.size());
  {
    InterruptWatch const watch;
    Progress progress("masks", tasks.size(), !tasks.empty());
    std::atomic<std::size_t> done{0};
    Workers workers(jobs);
    workers.for_each(tasks.size(), [&](std::size_t t) {
      if (stop_requested()) return;
      auto const& task = tasks[t];
      auto const& files = cohort.patients[task.patient].files[task.modality];
      auto const& reading = readings[task.modality];
      auto const key = key_of(task, files, reading, fingerprints);
      auto const value_count = task.is_pet ? pet_metric_rows().size() : agreement_rows().size();
      auto const known = key ? cache.find(*key, value_count) : std::nullopt;
      if (known) {
        results[t] = *known;
      } else if (!key) {
        results[t] = key.error();
      } else {
        results[t] = task.is_pet ? measure_pet_mask(files, reading) : compare_masks(files, files.*task.second, reading);
        if (results[t]) {
          if (auto const stored = cache.store(*key, *results[t]); !stored) cache_errors[t] = stored.error();
        }
      }
      ++done;
      progress.advance(known ? CaseEnd::known : results[t] ? CaseEnd::computed : CaseEnd::failed);
    });
    progress.finish();
    for (auto& error : cache_errors) {
      if (error) return std::move(*error);
    }
    if (stop_requested()) return make_stop_error(fmt::format("{} of {} masks are measured", done.load(), tasks.size()));
  }
  PETRA_CHECK(cache.finish());
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    auto const& task = tasks[t];
    auto const& name = definition.modalities[task.modality].name;
    auto const& result = results[t];
    if (!result) {
      measures.failures.push_back(fmt::format("patient {} ({}, {}): {}", cohort.patients[task.patient].id, name,
                                              task.is_pet ? "metrics of the mask" : "agreement of the masks",
                                              format_error(result.error())));
      if (task.is_pet) measures.failed.emplace_back(task.patient, fmt::format("{}: {}", name, result.error().message));
    }
    if (task.is_pet) {
      if (!result) continue;
      measures.pet[task.patient] = result->values;
      if (auto const missing = undefined_column(cohort, result->values); !missing.empty()) {
        auto const reason = fmt::format("{}: {} of the mask is not defined ({})", name, missing, result->reason);
        measures.failed.emplace_back(task.patient, reason);
        measures.failures.push_back(fmt::format("patient {} ({})", cohort.patients[task.patient].id, reason));
      }
    } else {
      measures.agreement.push_back(
          {task.patient, name, task.comparison,
           result ? result->values : std::vector<double>(agreement_rows().size(), std::nan("")),
           result ? result->reason : "not_comparable"});
    }
  }
  warn_of_units(measures);
  return measures;
}

void fill_pet_columns(std::vector<PetValues> const& values, Cohort& cohort) {
  if (values.empty()) return;
  for (auto* list : {&cohort.clinical, &cohort.described}) {
    for (auto& variable : *list) {
      if (!variable.pet_metric) continue;
      auto const* row = find_clinical_metric(variable.column.column);
      auto const index = static_cast<std::size_t>(row - pet_metric_rows().data());
      double const unit = variable.column.unit == "cm" ? 10 : 1;  // of a length, in mm
      for (std::size_t i = 0; i < values.size(); ++i)
        variable.values[i] = values[i].empty() ? std::nan("") : values[i][index] / unit;
    }
  }
}

}  // namespace petra
