// petra extract: features of one case (IMAGE MASK) or of a list of cases (CSV).

#include "cmd/extract.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cmd/output_file.hpp"
#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"
#include "petra/extract/case_list.hpp"
#include "petra/extract/engine_version.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/extract/feature_maps.hpp"
#include "petra/extract/grey_level_matrices.hpp"
#include "petra/extract/map_output.hpp"
#include "petra/extract/merge.hpp"
#include "petra/extract/output.hpp"
#include "petra/extract/profile.hpp"
#include "petra/extract/settings.hpp"

namespace petra::cmd {
namespace {

struct Options {
  std::string input, mask;
  std::string param;
  std::vector<std::string> overrides;
  std::string label;
  std::string convention = "pyradiomics";
  std::string out;
  std::string format;
  int jobs = 0;
  std::string shard;
  std::string cache;
  std::string save_resampled;
  bool profile = false;
  std::string mode = "segment";
  std::string out_dir = ".";
  std::string map_format = "nrrd";
  std::string matrices;
};

// What is to be done, checked: cases with their inputs' cells, names for people, and where each stands in the whole
// list.
struct Work {
  bool is_list = false;
  ExtractionOutput output;  // outcomes are filled by the run
  std::vector<ExtractionCase> cases;
  std::vector<std::optional<Error>> errors;  // of cases that cannot be run
  std::vector<std::string> names;
  std::vector<std::size_t> numbers;  // place in the list, from 1
};

void warn(std::string const& text) {
  std::fputs(fmt::format("warning: {}\n", text).c_str(), stderr);
}

bool is_list_name(std::string const& name) {
  auto const lower = to_lower(name);
  for (auto const* ending : {".csv", ".tsv", ".csv.gz", ".tsv.gz", ".txt"}) {
    if (lower.ends_with(ending)) return true;
  }
  return false;
}

Result<ExtractionSettings> read_settings(Options const& options) {
  if (options.convention != "pyradiomics") {
    if (options.convention == "ibsi") {
      return make_error(ErrorCode::not_supported, "--convention ibsi", "is not supported yet",
                        "Use --convention pyradiomics (the default)");
    }
    return make_error(ErrorCode::usage, "--convention",
                      fmt::format("is \"{}\", where pyradiomics or ibsi is expected", options.convention));
  }
  auto overrides = options.overrides;
  if (!options.label.empty()) overrides.push_back("label:" + options.label);
  return load_settings(options.param, overrides);
}

Result<OutputFormat> read_format(Options const& options) {
  if (options.format == "csv") return OutputFormat::csv;
  if (options.format == "json") return OutputFormat::json;
  if (!options.format.empty())
    return make_error(ErrorCode::usage, "--format",
                      fmt::format("is \"{}\", where csv or json is expected", options.format));
  return to_lower(options.out).ends_with(".json") ? OutputFormat::json : OutputFormat::csv;
}

Work one_case(Options const& options) {
  Work work;
  work.output.input_columns = {"Image", "Mask"};
  work.output.inputs = {{options.input, options.mask}};
  if (!options.label.empty()) {
    work.output.input_columns.emplace_back("Label");
    work.output.inputs.front().push_back(options.label);
  }
  work.cases.push_back({options.input, options.mask, std::nullopt, std::nullopt});
  work.errors.emplace_back();
  work.names.push_back(options.input);
  work.numbers.push_back(1);
  return work;
}

Result<Work> list_of_cases(Options const& options, ExtractionSettings const& settings) {
  std::vector<std::string> warnings;
  PETRA_TRY(auto list, read_case_list(options.input, settings.label, output_columns(settings), warnings));
  for (auto const& text : warnings) warn(text);
  Work work;
  work.is_list = true;
  Shard shard;
  if (!options.shard.empty()) {
    PETRA_TRY(shard, parse_shard(options.shard));
  }
  PartInfo part{shard.number, shard.count, 0, list.cases.size(), {}};
  part.list = sha256_of(fmt::format("{}\n{}\n{}", format_csv(list.table), settings_hash(settings), engine_version()))
                  .substr(0, 16);
  work.output.input_columns = list.table.columns;
  for (auto const r : rows_of_shard(list, shard)) {
    work.output.inputs.push_back(std::move(list.table.rows[r]));
    work.cases.push_back(std::move(list.cases[r]));
    work.errors.push_back(std::move(list.errors[r]));
    work.names.push_back(std::move(list.names[r]));
    work.numbers.push_back(r + 1);
    part.row = r;
    if (!options.shard.empty()) work.output.parts.push_back(format_part(part));
  }
  return work;
}

// Runs what can be run; outcomes stand in the order of the cases.
Result<void> run_cases(Work& work, ExtractionSettings const& settings, BatchOptions const& batch) {
  std::vector<ExtractionCase> cases;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < work.cases.size(); ++i) {
    if (work.errors[i]) continue;
    cases.push_back(work.cases[i]);
    places.push_back(i);
  }
  PETRA_TRY(auto outcomes, extract_cases(cases, settings, batch));
  work.output.outcomes.resize(work.cases.size());
  for (std::size_t i = 0; i < work.cases.size(); ++i) work.output.outcomes[i].error = work.errors[i];
  for (std::size_t i = 0; i < places.size(); ++i) work.output.outcomes[places[i]] = std::move(outcomes[i]);
  return {};
}

// The grey-level matrices of every case that gave features.
Result<void> write_matrices(Work const& work, ExtractionSettings const& settings, Options const& options) {
  Workers workers(options.jobs);
  for (std::size_t i = 0; i < work.cases.size(); ++i) {
    if (!work.output.outcomes[i].row) continue;
    PETRA_CHECK(save_matrices(work.cases[i], settings, options.matrices, work.numbers[i], workers));
  }
  return {};
}

// The same for feature maps; the files of each case's maps.
Result<std::vector<std::vector<MapFile>>> run_map_cases(Work& work, ExtractionSettings const& settings,
                                                        MapBatchOptions batch) {
  std::vector<ExtractionCase> cases;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < work.cases.size(); ++i) {
    if (work.errors[i]) continue;
    cases.push_back(work.cases[i]);
    places.push_back(i);
    batch.numbers.push_back(work.numbers[i]);
  }
  PETRA_TRY(auto outcomes, extract_map_cases(cases, settings, batch));
  work.output.outcomes.resize(work.cases.size());
  for (std::size_t i = 0; i < work.cases.size(); ++i) work.output.outcomes[i].error = work.errors[i];
  std::vector<std::vector<MapFile>> files(work.cases.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& outcome = work.output.outcomes[places[i]];
    outcome.error = std::move(outcomes[i].error);
    if (!outcome.error) {
      outcome.row = FeatureRow{std::move(outcomes[i].diagnostics), {}, {}, std::move(outcomes[i].warnings)};
    }
    files[places[i]] = std::move(outcomes[i].files);
  }
  return files;
}

// One line per different warning, with the cases that it concerns.
void tell_warnings(Work const& work) {
  std::map<std::string, std::vector<std::string>> cases_of;
  std::vector<std::string> order;
  for (std::size_t i = 0; i < work.cases.size(); ++i) {
    auto const& row = work.output.outcomes[i].row;
    if (!row) continue;
    for (auto const& text : row->warnings) {
      auto& cases = cases_of[text];
      if (cases.empty()) order.push_back(text);
      cases.push_back(work.names[i]);
    }
  }
  constexpr std::size_t kShown = 5;
  for (auto const& text : order) {
    auto cases = cases_of[text];
    if (!work.is_list) {
      warn(text);
      continue;
    }
    auto const count = cases.size();
    if (count > kShown) cases.resize(kShown);
    warn(fmt::format("{} case{} ({}{}): {}", count, count == 1 ? "" : "s", join(cases, ", "),
                     count > kShown ? ", …" : "", text));
  }
}

// Lists failed cases on stderr; the exit status.
int tell_failures(Work const& work) {
  std::size_t failed = 0;
  for (auto const& outcome : work.output.outcomes) failed += outcome.error ? 1 : 0;
  if (failed == 0) return 0;
  if (!work.is_list) return report("extract", *work.output.outcomes.front().error);
  std::fputs(fmt::format("petra extract: {} of {} cases failed:\n", failed, work.cases.size()).c_str(), stderr);
  for (std::size_t i = 0; i < work.cases.size(); ++i) {
    auto const& error = work.output.outcomes[i].error;
    if (error) std::fputs(fmt::format("  {}: {}\n", work.names[i], format_error(*error)).c_str(), stderr);
  }
  return 1;
}

Result<Work> read_work(Options const& options, ExtractionSettings const& settings) {
  if (!options.mask.empty()) {
    if (!options.shard.empty())
      return make_error(ErrorCode::usage, "--shard", "is for lists of cases, not for one case", "Leave it out");
    return one_case(options);
  }
  if (!is_list_name(options.input)) {
    return make_error(ErrorCode::usage, options.input, "is not a list of cases (.csv), and no mask is given",
                      "Write petra extract IMAGE MASK, or petra extract cases.csv");
  }
  return list_of_cases(options, settings);
}

// Tells each case where its resampled volumes go.
Result<void> save_resampled_in(std::filesystem::path const& folder, ExtractionSettings const& settings, Work& work) {
  if (!settings.resamples()) {
    return make_error(ErrorCode::usage, "--save-resampled", "is given, but resampledPixelSpacing is not set",
                      "Set it in the parameter file or by -s resampledPixelSpacing:1,1,1");
  }
  PETRA_CHECK(make_folder(folder));
  for (std::size_t i = 0; i < work.cases.size(); ++i)
    work.cases[i].resampled = folder / fmt::format("Case-{}", work.numbers[i]);
  return {};
}

Result<int> extract_maps(Options const& options, ExtractionSettings const& settings, OutputFormat format, Work work) {
  if (options.map_format != "nrrd" && options.map_format != "nii.gz") {
    return make_error(ErrorCode::usage, "--map-format",
                      fmt::format("is \"{}\", where nrrd or nii.gz is expected", options.map_format));
  }
  if (!options.matrices.empty())
    return make_error(ErrorCode::usage, "--save-matrices", "is for regions, not for feature maps", "Leave it out");
  if (!options.save_resampled.empty())
    return make_error(ErrorCode::usage, "--save-resampled", "is for regions, not for feature maps", "Leave it out");
  if (!options.cache.empty())
    return make_error(ErrorCode::usage, "--cache", "keeps rows of features, not maps", "Leave it out");
  Profile profile;
  MapBatchOptions batch;
  batch.jobs = options.jobs;
  batch.folder = options.out_dir;
  batch.format = options.map_format == "nrrd" ? MapFormat::nrrd : MapFormat::nifti;
  batch.show_progress = work.is_list;
  batch.show_case_progress = !work.is_list;
  if (options.profile) batch.profile = &profile;
  PETRA_TRY(auto const files, run_map_cases(work, settings, batch));
  work.output.feature_names = feature_map_names(settings);
  tell_warnings(work);
  if (options.profile) std::fputs(profile.format().c_str(), stderr);
  if (work.is_list || work.output.outcomes.front().row) {
    PETRA_CHECK(write_result(options.out, format_map_output(work.output, files, settings, format)));
  }
  return tell_failures(work);
}

Result<int> extract(Options const& options) {
  PETRA_TRY(auto const settings, read_settings(options));
  PETRA_TRY(auto const format, read_format(options));
  if (options.jobs < 0 || options.jobs > 1024)
    return make_error(ErrorCode::usage, "--jobs",
                      fmt::format("is {}, where 0 (every core) to 1024 is expected", options.jobs));
  for (auto const& text : settings.warnings) warn(text);
  PETRA_TRY(auto work, read_work(options, settings));
  if (!options.out.empty()) PETRA_CHECK(check_writable(options.out));
  if (options.mode == "voxel") return extract_maps(options, settings, format, std::move(work));
  if (options.mode != "segment") {
    return make_error(ErrorCode::usage, "--mode",
                      fmt::format("is \"{}\", where segment or voxel is expected", options.mode));
  }
  if (!options.save_resampled.empty()) PETRA_CHECK(save_resampled_in(options.save_resampled, settings, work));
  BatchOptions batch;
  batch.jobs = options.jobs;
  batch.cache = options.cache;
  if (batch.cache.empty() && work.is_list && !options.out.empty()) batch.cache = options.out + ".petra.sqlite";
  batch.show_progress = work.is_list;
  batch.keep_names = false;
  Profile profile;
  if (options.profile) batch.profile = &profile;
  PETRA_CHECK(run_cases(work, settings, batch));
  if (!options.matrices.empty()) PETRA_CHECK(write_matrices(work, settings, options));
  work.output.feature_names = align_rows(work.output.outcomes, settings);
  work.output.keep_left_out = work.is_list;
  tell_warnings(work);
  if (options.profile) std::fputs(profile.format().c_str(), stderr);
  // A single case that failed has nothing to write.
  if (work.is_list || work.output.outcomes.front().row) {
    PETRA_CHECK(write_result(options.out, format_output(work.output, settings, format)));
  }
  return tell_failures(work);
}

int run(Options const& options) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is told as an error of write(), not by a signal
  auto const status = extract(options);
  return status ? *status : report("extract", status.error());
}

}  // namespace

std::function<int()> declare_extract(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("INPUT", options->input,
                 "The image (NRRD, NIfTI, MetaImage), or a CSV list of cases: columns Image, Mask; optional ID, Label, "
                 "Label_channel")
      ->required();
  app.add_option("MASK", options->mask, "The mask of one case");
  app.add_option(
      "-p,--param", options->param,
      "PyRadiomics parameter file (YAML or JSON), or builtin:ct, builtin:pet; default: PyRadiomics' own, 107 features");
  app.add_option("-s,--setting", options->overrides, "NAME:VALUE, over the parameter file's `setting`; may be repeated")
      ->allow_extra_args(false);
  app.add_option("-l,--label", options->label, "The mask's value that marks the region (default 1)");
  app.add_option("--convention", options->convention, "pyradiomics or ibsi (not supported yet)");
  app.add_option("-o,--out", options->out, "Output file; stdout without it");
  app.add_option("-f,--format", options->format, "csv or json; default: as OUT's ending says, else csv");
  app.add_option("-j,--jobs", options->jobs, "Worker threads in all; 0 = every core");
  app.add_option("--shard", options->shard,
                 "K/N: only this part of the list, K from 0; petra merge puts the parts together");
  app.add_option("--cache", options->cache,
                 "SQLite file of finished rows; default OUT.petra.sqlite for a list with --out, none for one case");
  app.add_flag("--profile", options->profile, "Say on stderr where the time went");
  app.add_option("-m,--mode", options->mode,
                 "segment: a row of features per case (default); voxel: maps of each feature in every voxel's "
                 "neighbourhood (PyRadiomics' voxel-based extraction; voxelSetting in the parameter file), written to "
                 "--out-dir as Case-1_original_glcm_Contrast.nrrd, their names as the output's values");
  app.add_option("--out-dir", options->out_dir, "Folder of feature maps (default: this one); made where it is missing");
  app.add_option(
      "--save-matrices", options->matrices,
      "Folder for the grey-level matrices, as NumPy files Case-1_original_P_glcm.npy, …: PyRadiomics' shapes, "
      "with …_levels, …_angles, …_lengths, …_sizes, …_dependences beside them");
  app.add_option("--save-resampled", options->save_resampled,
                 "Folder for the resampled image and mask, as NRRD files Case-1_image.nrrd, Case-1_mask.nrrd, … (needs "
                 "resampledPixelSpacing)");
  app.add_option("--map-format", options->map_format, "nrrd (default) or nii.gz");
  return [options] { return run(*options); };
}

}  // namespace petra::cmd
