#include "petra/study/run_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/base/workers.hpp"
#include "petra/report/workbook.hpp"
#include "petra/study/dicom_inputs.hpp"
#include "petra/study/draw_report.hpp"
#include "petra/study/harmonise.hpp"
#include "petra/study/model_json.hpp"
#include "petra/study/provenance.hpp"
#include "petra/study/resample_study.hpp"
#include "petra/study/result_folder.hpp"
#include "petra/study/study_report.hpp"

namespace petra {

namespace {

using Clock = std::chrono::system_clock;

Result<StudyDefinition> read_definition(std::filesystem::path const& folder) {
  auto const path = folder / "study.yaml";
  PETRA_TRY(auto const text, read_file(path, 1U << 20U));
  return parse_study(text, path.string());
}

// All tables of the run, and those of earlier runs that it no longer has, removed.
Result<std::map<std::string, Table, std::less<>>> write_tables(StudyState const& state, ResultFolder& results,
                                                               int jobs) {
  auto const rows = result_table_rows();
  std::vector<Table> made(rows.size());
  std::vector<std::string> text(rows.size());
  Workers workers(jobs);
  workers.for_each(rows.size(), [&](std::size_t k) {
    made[k] = rows[k].make(state);
    if (!made[k].columns.empty()) text[k] = format_csv(made[k]);
  });
  std::map<std::string, Table, std::less<>> tables;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    auto const name = fmt::format("tables/{}.csv", rows[k].name);
    if (made[k].columns.empty()) {
      PETRA_CHECK(results.remove(name));
      continue;
    }
    PETRA_TRY([[maybe_unused]] bool const written, results.put(name, text[k]));
    tables.emplace(rows[k].name, std::move(made[k]));
  }
  return tables;
}

// tables.xlsx: every table but the features, which are too many for people.
Result<void> put_workbook(StudyState const& state, std::map<std::string, Table, std::less<>> const& tables,
                          std::string_view version, ResultFolder& results) {
  std::vector<WorkbookSheet> sheets;
  for (auto const& row : result_table_rows()) {
    auto const found = tables.find(row.name);
    if (found != tables.end() && row.name != "features") sheets.push_back({std::string(row.name), &found->second});
  }
  auto const labels = make_report_document(state, {}, version).labels;
  PETRA_TRY(auto const bytes, make_workbook(sheets, labels, results.path()));
  PETRA_TRY([[maybe_unused]] bool const written, results.put("tables.xlsx", bytes));
  return {};
}

std::vector<std::string> summarise(StudyState const& s) {
  std::vector<std::string> lines;
  std::size_t training = 0;
  for (auto const& patient : s.cohort.patients) training += patient.training;
  lines.push_back(fmt::format("{}: {} patients, {} training and {} test", s.definition.name, s.cohort.patients.size(),
                              training, s.cohort.patients.size() - training));
  std::string funnel = fmt::format("features: {}", s.features.first.names.size());
  for (auto const& row : s.analysis.funnel.rows) funnel += fmt::format(" -> {} ({})", row.features_out, row.step);
  lines.push_back(funnel);
  for (auto const& model : s.analysis.regressions) {
    for (std::size_t k = 1; k < model.fit.terms.size(); ++k) {
      if (model.fit.terms[k] == "rad_score")
        lines.push_back(
            fmt::format("slope of the {} model's fit on the Rad score: {:.3f} (1 would keep the LASSO's shrinkage)",
                        model.name, model.fit.coefficient(static_cast<Eigen::Index>(k))));
    }
  }
  for (auto const& row : s.analysis.performance) {
    if (row.set == "test" && row.model != "radiomics_lasso")
      lines.push_back(fmt::format("test AUC of the {} model: {:.3f} ({:.3f} to {:.3f})", row.model, row.auc,
                                  row.auc_low, row.auc_high));
  }
  return lines;
}

Result<void> write_provenance(StudyState const& state, std::map<std::string, std::string> const& inputs,
                              ResultFolder& results, std::string_view version, RunTimes const& times) {
  auto const path = results.path() / "provenance.json";
  auto const json = make_provenance(state, inputs, results, version, times);
  auto const before = read_provenance(path);
  if (before && same_but_times(*before, json)) return {};
  return write_whole_file(path, json.dump(1) + '\n');
}

}  // namespace

Result<StudyRunOutcome> run_study(StudyRunOptions const& options) {
  auto const started = Clock::now();
  auto const& folder = options.folder;
  PETRA_TRY(auto const definition, read_definition(folder));
  PETRA_TRY(auto cohort, read_cohort(definition, folder));
  auto const inputs = input_hashes(definition, cohort, folder);
  ResultFolder results(folder / "results");
  PETRA_CHECK(make_folder(results.path() / "tables"));
  results.clear_leftovers();

  DicomInputs dicom;
  if (!definition.modalities.empty()) {
    PETRA_TRY(dicom, prepare_dicom_inputs(definition, results.path() / "volumes", options.jobs, cohort));
  }

  PETRA_TRY(auto features,
            definition.modalities.empty()
                ? read_study_features(definition, folder, cohort, options.jobs)
                : extract_study_features(definition, folder, cohort, results.path() / "features.sqlite", options.jobs));
  features.failures.insert(features.failures.begin(), dicom.failures.begin(), dicom.failures.end());
  features.warnings.insert(features.warnings.begin(), dicom.warnings.begin(), dicom.warnings.end());
  PETRA_CHECK(complete_sets(definition, cohort));
  PETRA_CHECK(harmonise_features(definition, cohort, features));
  StudyInputs const study{definition, cohort, features, options.jobs};
  PETRA_TRY(auto analysis, analyse_study(study));
  PETRA_CHECK(resample_study(study, results.path(), analysis));
  StudyState const state{definition, cohort, features, analysis};

  PETRA_TRY(auto tables, write_tables(state, results, options.jobs));
  if (features.harmonised) {
    PETRA_CHECK(results.remove("model.json"));  // its predictions would take features as they are
  } else {
    PETRA_TRY(auto const model, make_model_json(state, folder, options.version));
    PETRA_TRY([[maybe_unused]] bool const written, results.put("model.json", model));
  }

  StudyRunOutcome outcome;
  outcome.failures = features.failures;
  outcome.warnings = study_warnings(state);
  bool const no_signature = !analysis.funnel.signature || analysis.funnel.signature->signature.terms.empty();
  outcome.incomplete = !features.failures.empty() || !analysis.dropped_models.empty() || no_signature;
  if (!options.until_tables) {
    PETRA_CHECK(put_workbook(state, tables, options.version, results));
    PETRA_CHECK(draw_report(make_report_document(state, std::move(tables), options.version), results, outcome));
  }
  PETRA_CHECK(write_provenance(state, inputs, results, options.version, {started, Clock::now()}));
  outcome.summary = summarise(state);
  outcome.files_written = results.written();
  return outcome;
}

Result<StudyStatus> study_status(std::filesystem::path const& folder) {
  PETRA_TRY(auto const definition, read_definition(folder));
  PETRA_TRY(auto const cohort, read_cohort(definition, folder));
  StudyStatus status;
  auto const results = folder / "results";
  auto const provenance = read_provenance(results / "provenance.json");
  auto recorded = [&](std::string_view group, std::string const& name) -> std::string {
    if (!provenance || !provenance->contains(group) || !(*provenance)[std::string(group)].is_object()) return {};
    auto const& entries = (*provenance)[std::string(group)];
    return entries.contains(name) && entries[name].is_string() ? entries[name].get<std::string>() : std::string();
  };
  if (provenance) {
    for (auto const& [name, hash] : input_hashes(definition, cohort, folder)) {
      if (recorded("inputs_sha256", name) != hash) status.changed_inputs.push_back(name);
    }
    std::error_code ignored;
    auto const made = std::filesystem::last_write_time(results / "provenance.json", ignored);
    std::size_t newer = 0;
    for (auto const& patient : cohort.patients) {
      for (auto const& files : patient.files) {
        for (auto const& path : {files.image, files.mask, files.second_mask, files.repeat_mask}) {
          std::error_code absent;
          newer += !path.empty() && (std::filesystem::last_write_time(path, absent) > made) && !absent;
        }
      }
    }
    if (newer > 0) status.changed_inputs.push_back(fmt::format("{} image files", newer));
  }

  std::vector<std::string> names;
  for (auto const& row : result_table_rows()) names.push_back(fmt::format("tables/{}.csv", row.name));
  names.emplace_back("model.json");
  names.emplace_back("tables.xlsx");
  for (auto const& name : report_file_names()) names.push_back(name);
  for (auto const& name : names) {
    auto const hash = file_sha256(results / name);
    auto const expected = recorded("outputs_sha256", name);
    StepStatus step{name, StepState::done, {}};
    if (hash.empty()) {
      if (provenance && expected.empty()) continue;  // this study has no such file
      step.state = StepState::missing;
    } else if (!provenance || hash != expected) {
      step.state = StepState::stale;
      step.reason = provenance && !expected.empty() ? "changed since the run" : "left by a run that did not end";
    } else if (!status.changed_inputs.empty()) {
      step.state = StepState::stale;
      step.reason = "its inputs changed";
    }
    status.steps.push_back(std::move(step));
  }
  return status;
}

}  // namespace petra
