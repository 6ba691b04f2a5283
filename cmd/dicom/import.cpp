// petra import: DICOM folders to SUV and HU volumes and masks on their grids.

#include "cmd/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cmd/dicom/import_masks.hpp"
#include "cmd/dicom/import_options.hpp"
#include "cmd/dicom/import_study.hpp"
#include "cmd/dicom/series_table.hpp"
#include "cmd/output_file.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/deidentify.hpp"

namespace petra::cmd {
namespace {

struct Arguments : SeriesArguments {
  std::string out, study;
  bool explain = false, deidentify = false;
  MaskArguments masks;
};

std::string explanation(FolderImport const& result) {
  std::string text;
  for (auto const& imported : result.imported)
    if (imported.plan.suv)
      text += fmt::format("\nSUV of series {} ({}, {})\n{}", imported.number, imported.series.patient_key,
                          imported.series.description, format_derivation(*imported.plan.suv));
  return text;
}

std::string as_json(FolderImport const& result, ImportedMasks const& masks, bool explain) {
  nlohmann::ordered_json json;
  json["series"] = nlohmann::ordered_json::array();
  for (auto const& imported : result.imported) json["series"].push_back(series_json(imported, explain));
  json["masks"] = masks_json(masks);
  json["others"] = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < result.others.size(); ++k) {
    auto const& series = result.others[k];
    json["others"].push_back({{"number", result.other_numbers[k]},
                              {"patient", series.patient_key},
                              {"modality", series.modality},
                              {"description", series.description},
                              {"uid", series.uid},
                              {"files", series.files.size()},
                              {"findings", findings_json(series.findings)}});
  }
  json["findings"] = findings_json(result.findings);
  return json.dump(1) + "\n";
}

int status_of(FolderImport const& result) {
  if (result.stopped) return 75;
  auto const refused = std::count_if(result.imported.begin(), result.imported.end(),
                                     [](ImportedSeries const& s) { return s.state == ImportState::refused; });
  if (refused == 0) return has_error(result.findings) ? 1 : 0;
  return refused == static_cast<std::ptrdiff_t>(result.imported.size()) ? 2 : 1;
}

// De-identified copies go to OUT/dicom; from then on they are the folder that is imported, so that nothing made of it
// can hold what they do not.
Result<Findings> deidentify(Arguments& arguments) {
  auto& options = arguments.options;
  if (options.out.empty())
    return make_error(ErrorCode::usage, "--deidentify", "needs a place for the copies",
                      "Give --out DIR or --study DIR");
  auto const copies = options.out / "dicom";
  std::error_code ignored;
  if (std::filesystem::exists(copies, ignored) && !std::filesystem::is_empty(copies, ignored))
    return make_error(ErrorCode::usage, copies.string(), "holds copies of an earlier run",
                      "Remove the folder, or choose another --out");
  auto& salt = options.series.pseudonym_key;
  if (salt.empty()) {
    PETRA_TRY(salt, random_salt());
  }
  Deidentifier const rules(salt);
  PETRA_TRY(auto done, deidentify_folder(arguments.folder, copies, rules, options.jobs));
  if (done.written == 0)
    return make_error(ErrorCode::invalid_input, "--deidentify", "there is no file to de-identify",
                      "Name a folder with PET, CT, RTSTRUCT or SEG files");
  arguments.folder = copies.string();
  done.findings.push_back({Severity::note, fmt::format("{} de-identified files in {}", done.written, copies.string())});
  return std::move(done.findings);
}

Result<int> import(Arguments& arguments) {
  PETRA_CHECK(complete_series_options(arguments));
  auto& options = arguments.options;
  if (!arguments.out.empty() && !arguments.study.empty())
    return make_error(ErrorCode::usage, "--out, --study", "both are given", "Give one of them");
  options.out = arguments.study.empty() ? std::filesystem::path(arguments.out)
                                        : std::filesystem::path(arguments.study) / "images";
  options.show_progress = !options.out.empty();
  if (!options.out.empty()) PETRA_CHECK(make_folder_for_output(options.out));
  Findings deidentified;
  if (arguments.deidentify) {
    PETRA_TRY(deidentified, deidentify(arguments));
  }
  PETRA_TRY(auto result, import_folder(arguments.folder, options));
  result.findings.insert(result.findings.begin(), deidentified.begin(), deidentified.end());
  PETRA_TRY(auto const masks, import_folder_masks(result, arguments.folder, options, arguments.masks));
  if (result.imported.empty()) {
    if (arguments.json) PETRA_CHECK(write_result({}, as_json(result, masks, arguments.explain)));
    std::fputs((format_series_table(result)).c_str(), stderr);
    return make_error(ErrorCode::invalid_input, arguments.folder,
                      fmt::format("no {} series among {} files", join(options.choice.modalities, " or "), result.files),
                      "Name the folder of the study, or another --modality or --series");
  }
  if (!arguments.study.empty() && !result.stopped) PETRA_CHECK(add_to_cohort(arguments.study, result, masks));
  PETRA_CHECK(write_result({}, arguments.json ? as_json(result, masks, arguments.explain)
                                              : format_series_table(result) + format_mask_table(masks) +
                                                    (arguments.explain ? explanation(result) : "")));
  auto const status = status_of(result);
  for (auto const& problem : masks.problems) std::fputs(("petra import: " + problem + "\n").c_str(), stderr);
  if (status != 0)
    for (auto const& imported : result.imported)
      if (imported.state == ImportState::refused)
        for (auto const& finding : imported.findings)
          if (finding.severity == Severity::error)
            std::fputs(fmt::format("petra import: series {} ({}, {}): {}\n", imported.number, imported.series.modality,
                                   imported.series.patient_key, finding.message)
                           .c_str(),
                       stderr);
  if (options.out.empty() && !arguments.json && status == 0)
    std::fputs("Nothing was written. Give --out DIR to make volumes.\n", stderr);
  return status;
}

int run(Arguments& arguments) {
  auto const status = import(arguments);
  return status ? *status : report("import", status.error());
}

}  // namespace

std::function<int()> declare_import(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  declare_series_options(app, *arguments);
  declare_mask_options(app, arguments->masks);
  app.add_option(
      "-o,--out", arguments->out,
      "Folder for the volumes: PATIENT/PT.nrrd with PATIENT/PT.json, how it came about. Without it: only the table");
  app.add_option("--study", arguments->study,
                 "A study's folder: volumes go to its images/, their paths into its cohort.csv");
  app.add_option("--format", arguments->options.format, "Of the volumes")
      ->check(CLI::IsMember({"nrrd", "nii.gz", "nii", "mha"}))
      ->capture_default_str();
  app.add_option("--gzip", arguments->options.gzip_level, "Compression of NRRD and MetaImage, 0 (none) to 9")
      ->check(CLI::Range(0, 9))
      ->capture_default_str();
  app.add_flag(
      "--deidentify", arguments->deidentify,
      "Write de-identified copies (PS3.15 basic profile; patient characteristics, moved dates and PET factors kept) "
      "to OUT/dicom and import those; --pseudonym-key makes UIDs, dates and keys the same in every run");
  app.add_flag("--explain", arguments->explain, "How SUV was derived: tags, reference time, factor, assumptions");
  return [arguments] { return run(*arguments); };
}

}  // namespace petra::cmd
