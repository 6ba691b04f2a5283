#include "tests/oracle/pyradiomics/baseline.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "petra/base/text.hpp"
#include "petra/table/table.hpp"

namespace petra::oracle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::array kClasses{"shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"};

// Python's dict literal as JSON.
Json parse_python_dict(std::string text) {
  std::string json;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const replace = [&](std::string_view python, std::string_view replacement) {
      if (text.compare(i, python.size(), python) != 0) return false;
      json += replacement;
      i += python.size() - 1;
      return true;
    };
    if (replace("True", "true") || replace("False", "false") || replace("None", "null") || replace("'", "\"")) continue;
    json += text[i];
  }
  return Json::parse(json);
}

// The column's settings as a parameter file: keys that are off (null, false) or only serve a key that is off are left
// out, since PyRadiomics writes down its defaults too.
std::string parameter_text(std::string const& feature_class, Json settings) {
  static std::map<std::string, std::string> const served{{"interpolator", "resampledPixelSpacing"},
                                                         {"padDistance", "resampledPixelSpacing"},
                                                         {"normalizeScale", "normalize"},
                                                         {"removeOutliers", "normalize"},
                                                         {"force2Ddimension", "force2D"}};
  auto const is_off = [&](std::string const& key) {
    return !settings.contains(key) || settings[key].is_null() || settings[key] == false;
  };
  Json kept = Json::object();
  for (auto const& [key, value] : settings.items()) {
    auto const master = served.find(key);
    if (is_off(key) || (master != served.end() && is_off(master->second))) continue;
    kept[key] = value;
  }
  kept["additionalInfo"] = false;
  return Json{
      {"imageType", {{"Original", Json::object()}}}, {"featureClass", {{feature_class, nullptr}}}, {"setting", kept}}
      .dump();
}

fs::path image_of(Run const& run, std::string const& name) {
  auto const here = run.root / "data" / (name + "_image.nrrd");
  return fs::exists(here) ? here : run.fetched / (name + "_image.nrrd");
}

struct Volumes {
  std::map<std::string, AnyVolume> read;
  AnyVolume const* get(Run& run, fs::path const& path) {
    if (auto const found = read.find(path.string()); found != read.end()) return &found->second;
    auto volume = read_for(run, path);
    return volume ? &read.emplace(path.string(), std::move(*volume)).first->second : nullptr;
  }
};

void run_column(Run& run, Volumes& volumes, Table const& table, std::string const& feature_class, std::size_t column) {
  auto const title = fmt::format("baseline/{}/{}", feature_class, table.columns[column]);
  std::string case_name, settings_text;
  for (auto const& cells : table.rows) {
    if (cells[0] == "diagnostics_Configuration_TestCase") case_name = cells[column];
    if (cells[0] == "diagnostics_Configuration_Settings") settings_text = cells[column];
  }
  auto const image_path = image_of(run, case_name);
  if (!fs::exists(image_path)) {
    run.absent.push_back(title);
    return;
  }
  auto const settings = parse_settings(parameter_text(feature_class, parse_python_dict(settings_text)), title);
  if (!settings) {
    if (says_not_supported_yet(settings.error())) {
      run.not_yet.push_back(title);
    } else {
      run.fail(title + ": " + format_error(settings.error()));
    }
    return;
  }
  auto const* image = volumes.get(run, image_path);
  auto const* mask = volumes.get(run, run.root / "data" / (case_name + "_label.nrrd"));
  if (image == nullptr || mask == nullptr) return;
  auto const start = std::chrono::steady_clock::now();
  auto const row = extract_features(*image, *mask, *settings);
  if (!row) return run.fail(title + ": " + format_error(row.error()));
  std::map<std::string, double> actual;
  for (std::size_t i = 0; i < row->names.size(); ++i) actual[row->names[i]] = row->values[i].value;

  CaseReport report;
  report.title = title;
  Golden expected;
  for (auto const& cells : table.rows) {
    if (cells[0].starts_with("original_"))
      expected.features.emplace_back(cells[0], parse_number(cells[column]).value_or(std::nan("")));
    if (cells[0].starts_with("diagnostics_")) expected.diagnostics.emplace_back(cells[0], cells[column]);
  }
  expected.diagnostics.erase(std::remove_if(expected.diagnostics.begin(), expected.diagnostics.end(),
                                            [](auto const& d) { return d.second.empty(); }),
                             expected.diagnostics.end());
  auto const scale = region_scale(expected, "original", *settings);
  for (auto const& [name, value] : expected.features) {
    if (excused(run.excuses, title, name)) {
      ++report.excused;
      continue;
    }
    if (auto const found = actual.find(name); found != actual.end()) {
      compare_value(report, name, value, found->second, scale);
    } else {
      report.fail(name + " is missing");
    }
  }
  run.add(report, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace

void run_baselines(Run& run) {
  auto const folder = run.root / "data/baseline";
  if (!fs::is_directory(folder)) {
    run.absent.emplace_back("baseline (PyRadiomics' own images are read in place, never copied)");
    if (run.complete) run.fail("no " + folder.string());
    return;
  }
  Volumes volumes;
  for (auto const* feature_class : kClasses) {
    auto const table = read_csv(folder / fmt::format("baseline_{}.csv", feature_class));
    if (!table) {
      run.fail(format_error(table.error()));
      continue;
    }
    for (std::size_t column = 1; column < table->columns.size(); ++column)
      run_column(run, volumes, *table, feature_class, column);
  }
}

}  // namespace petra::oracle
