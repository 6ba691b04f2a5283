// petra-pyradiomics: PyRadiomics' `pyradiomics` script on petra's engine.

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include "cmd/output_file.hpp"
#include "cmd/pyradiomics/cases.hpp"
#include "cmd/pyradiomics/script_log.hpp"
#include "petra/base/file.hpp"
#include "petra/base/kept_memory.hpp"
#include "petra/base/text.hpp"
#include "petra/extract/engine_version.hpp"
#include "petra/extract/feature_maps.hpp"
#include "petra/extract/setting_rows.hpp"
#include "petra/extract/settings.hpp"

namespace petra::cmd {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kFollowed = "3.0.1";  // PyRadiomics' version whose numbers and columns these are

// PyRadiomics' spelling of an override, in petra's: 1 and 0 for true and false.
std::string plain_override(std::string const& text) {
  auto const colon = text.find(':');
  if (colon == std::string::npos) return text;
  auto const key = text.substr(0, colon);
  auto const value = std::string(trim(std::string_view(text).substr(colon + 1)));
  auto const* row = find_setting(key, SettingSection::setting);
  if (row == nullptr || row->type != SettingType::boolean) return text;
  if (value == "1") return key + ":true";
  if (value == "0") return key + ":false";
  return text;
}

Result<ExtractionSettings> read_settings(PyradiomicsArguments const& arguments) {
  std::vector<std::string> overrides;
  for (auto const& text : arguments.settings) overrides.push_back(plain_override(text));
  if (!arguments.label.empty()) overrides.push_back("label:" + arguments.label);
  return load_settings(arguments.param, overrides);
}

// diagnostics_Versions_petra becomes the five that PyRadiomics gives, so that columns are where scripts look for them.
void add_diagnostics(Record& record, std::vector<std::pair<std::string, std::string>> const& diagnostics) {
  for (auto const& [name, json] : diagnostics) {
    if (name != "diagnostics_Versions_petra") {
      record.emplace_back(name, json_value(json));
      continue;
    }
    auto const petra = fmt::format("petra {}", petra_version());
    record.emplace_back("diagnostics_Versions_PyRadiomics", text_value(fmt::format("{} ({})", kFollowed, petra)));
    for (auto const* part : {"Numpy", "SimpleITK", "PyWavelet", "Python"})
      record.emplace_back(fmt::format("diagnostics_Versions_{}", part), text_value(fmt::format("none ({})", petra)));
  }
}

// One run of the script.
class Script {
 public:
  Script(PyradiomicsArguments arguments, ScriptLog log) : arguments_(std::move(arguments)), log_(std::move(log)) {}

  [[nodiscard]] Result<int> run() {
    log_.write(LogLevel::info, fmt::format("Starting petra {} (PyRadiomics {})", petra_version(), kFollowed));
    PETRA_TRY(input_, read_script_input(arguments_));
    for (auto const& text : input_.warnings) log_.write(LogLevel::warning, text);
    PETRA_TRY(settings_, read_settings(arguments_));
    for (auto const& text : settings_.warnings) log_.write(LogLevel::warning, text);
    if (arguments_.validate) return validate();
    if (!arguments_.out.empty()) PETRA_CHECK(check_writable(arguments_.out));
    if (!arguments_.out_dir.empty()) PETRA_CHECK(make_folder(arguments_.out_dir));
    for (auto const& one : input_.cases) records_.push_back(one.inputs);
    errors_.resize(input_.cases.size());
    PETRA_CHECK(arguments_.mode == "voxel" ? extract_maps() : extract_segments());
    PETRA_CHECK(write_output());
    return tell();
  }

 private:
  // Parameters have been read by now; every file that is missing is told.
  [[nodiscard]] int validate() const {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < input_.cases.size(); ++i) {
      auto const& one = input_.cases[i];
      bool good = !one.error;
      if (one.error) log_.write(LogLevel::error, format_error(*one.error));
      for (auto const& [what, path] : {std::pair("Image", one.files.image), std::pair("Mask", one.files.mask)}) {
        auto const size = regular_file_size(path);
        if (size) continue;
        good = false;
        log_.write(LogLevel::error, fmt::format("{} path for case ({}/{}): {}", what, i + 1, input_.cases.size(),
                                                format_error(size.error())));
      }
      wrong += good ? 0 : 1;
    }
    log_.write(LogLevel::info, fmt::format("Validation complete, errors found in {} case(s)", wrong));
    return wrong == 0 ? 0 : 1;
  }

  // The cases that can be run, and their places in the list.
  [[nodiscard]] std::vector<ExtractionCase> sound_cases(std::vector<std::size_t>& places) {
    std::vector<ExtractionCase> cases;
    for (std::size_t i = 0; i < input_.cases.size(); ++i) {
      errors_[i] = input_.cases[i].error;
      if (errors_[i]) continue;
      cases.push_back(input_.cases[i].files);
      places.push_back(i);
    }
    return cases;
  }

  void warn(std::size_t place, std::vector<std::string> const& warnings) const {
    for (auto const& text : warnings) log_.write(LogLevel::warning, fmt::format("Case {}: {}", place + 1, text));
  }

  [[nodiscard]] Result<void> extract_segments() {
    BatchOptions batch;
    batch.jobs = arguments_.jobs;
    batch.show_progress = false;
    // What is done is kept by the content of image, mask and settings, never by the case's number.
    if (!arguments_.out_dir.empty()) batch.cache = fs::path(arguments_.out_dir) / "petra.sqlite";
    std::vector<std::size_t> places;
    auto const cases = sound_cases(places);
    PETRA_TRY(auto outcomes, extract_cases(cases, settings_, batch));
    for (std::size_t k = 0; k < places.size(); ++k) {
      auto& record = records_[places[k]];
      errors_[places[k]] = std::move(outcomes[k].error);
      if (!outcomes[k].row) continue;
      auto const& row = *outcomes[k].row;
      warn(places[k], row.warnings);
      add_diagnostics(record, row.diagnostics);
      for (std::size_t f = 0; f < row.names.size(); ++f)
        record.emplace_back(row.names[f], number_value(row.values[f].value));
      if (!arguments_.out_dir.empty()) {
        auto const file = fs::path(arguments_.out_dir) / fmt::format("features_{}.csv", places[k] + 1);
        PETRA_CHECK(write_result(file, format_records({record}, "csv")));
      }
    }
    return {};
  }

  [[nodiscard]] Result<void> extract_maps() {
    MapBatchOptions batch;
    batch.jobs = arguments_.jobs;
    batch.show_progress = false;
    if (!arguments_.out_dir.empty()) batch.folder = arguments_.out_dir;
    std::vector<std::size_t> places;
    auto const cases = sound_cases(places);
    for (auto const place : places) batch.numbers.push_back(place + 1);
    PETRA_TRY(auto outcomes, extract_map_cases(cases, settings_, batch));
    for (std::size_t k = 0; k < places.size(); ++k) {
      auto& outcome = outcomes[k];
      errors_[places[k]] = std::move(outcome.error);
      if (errors_[places[k]]) continue;
      warn(places[k], outcome.warnings);
      add_diagnostics(records_[places[k]], outcome.diagnostics);
      for (auto const& map : outcome.files)
        records_[places[k]].emplace_back(map.name, text_value((batch.folder / map.file.filename()).string()));
    }
    return {};
  }

  [[nodiscard]] Result<void> write_output() {
    for (std::size_t i = 0; i < records_.size(); ++i) {
      auto& record = records_[i];
      if (arguments_.skip_nans) std::erase_if(record, [](auto const& entry) { return entry.second.is_nan; });
      for (auto& [key, value] : record) {
        auto const& files = input_.cases[i].files;
        if (key == "Image") value = text_value(format_path(files.image, arguments_.format_path, input_.relative_start));
        if (key == "Mask") value = text_value(format_path(files.mask, arguments_.format_path, input_.relative_start));
      }
    }
    std::string text;
    std::error_code ignored;
    if (!arguments_.out.empty() && fs::exists(arguments_.out, ignored)) {
      PETRA_TRY(text, read_file(arguments_.out));
    }
    return write_result(arguments_.out, text + format_records(records_, arguments_.format));
  }

  [[nodiscard]] int tell() const {
    int failed = 0;
    for (std::size_t i = 0; i < errors_.size(); ++i) {
      if (!errors_[i]) continue;
      ++failed;
      log_.write(LogLevel::error,
                 fmt::format("Case {}: feature extraction failed: {}", i + 1, format_error(*errors_[i])));
    }
    if (failed == 0) {
      log_.write(LogLevel::info, fmt::format("Finished {}-based extraction successfully...", arguments_.mode));
      return 0;
    }
    log_.write(LogLevel::error, fmt::format("{} of {} cases failed", failed, errors_.size()));
    return 1;
  }

  PyradiomicsArguments arguments_;
  ScriptLog log_;
  ScriptInput input_;
  ExtractionSettings settings_;
  std::vector<Record> records_;
  std::vector<std::optional<Error>> errors_;
};

// PyRadiomics' exit status: 1 the input cannot be used, 2 usage, 3 anything else; petra's own for what it has none for.
int exit_status(Error const& error) {
  if (error.code == ErrorCode::usage) return 2;
  auto const status = error_row(error.code).exit_status;
  return status == 2 ? 1 : status;
}

int run_script(std::vector<std::string> const& words) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is told as an error of write(), not by a signal
  auto arguments = parse_pyradiomics_arguments(words);
  if (!arguments) {
    std::fputs(fmt::format("petra-pyradiomics: error: {}\n", format_error(arguments.error())).c_str(), stderr);
    return 2;
  }
  if (arguments->wants_help || arguments->wants_version) {
    auto const version = fmt::format("petra-pyradiomics {} (petra {})\n", kFollowed, petra_version());
    std::fputs((arguments->wants_help ? pyradiomics_usage() : version).c_str(), stdout);
    return 0;
  }
  auto log = ScriptLog::open(arguments->verbosity, arguments->log_file, arguments->logging_level);
  if (!log) {
    std::fputs(fmt::format("petra-pyradiomics: {}\n", format_error(log.error())).c_str(), stderr);
    return 3;
  }
  Script script(*arguments, *log);
  auto const status = script.run();
  if (status) return *status;
  log->write(LogLevel::error, format_error(status.error()));
  return exit_status(status.error());
}

}  // namespace
}  // namespace petra::cmd

int main(int argc, char** argv) {
  petra::keep_freed_memory();
  try {
    return petra::cmd::run_script({argv + 1, argv + argc});
  } catch (std::bad_alloc const&) {
    std::fputs("petra-pyradiomics: out of memory. Use fewer --jobs.\n", stderr);
    return 3;
  } catch (std::exception const& problem) {
    std::fprintf(stderr, "petra-pyradiomics: internal error: %s. This is a bug in petra: please report it.\n",
                 problem.what());
    return 70;
  }
}
