// petra against PyRadiomics 3.0.1: every golden of pyradiomics/{paper_config,settings}, PyRadiomics' own baselines, and
// the IBSI digital phantom. usage: pyradiomics_oracle [--perturb] [--only PATTERN]
//
// --perturb changes every expected value of a few cases, one at a time, by three tolerances, and fails unless each
// change is noticed.

#include <fmt/format.h>
#include <fnmatch.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"
#include "tests/oracle/pyradiomics/baseline.hpp"
#include "tests/oracle/pyradiomics/ibsi.hpp"
#include "tests/oracle/pyradiomics/run.hpp"
#include "tests/oracle/reference_root.hpp"

namespace petra::oracle {
namespace {

namespace fs = std::filesystem;

std::string voxel_sha256(AnyVolume const& volume) {
  return std::visit(
      [](auto const& typed) {
        return Hasher(HashAlgorithm::sha256).update(std::as_bytes(std::span(typed.voxels))).finish();
      },
      volume);
}

std::vector<fs::path> sorted_files(fs::path const& folder, std::string const& ending) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (auto const& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Parameters of a golden's configuration, the label in force included.
Result<ExtractionSettings> settings_of(Golden const& golden) {
  std::vector<std::string> overrides;
  if (golden.label) overrides.push_back(fmt::format("label:{}", *golden.label));
  return load_settings(golden.params.string(), overrides);
}

// What petra gives for a golden's image and mask.
template <class Extract>
auto extract_golden(Run& run, Golden const& golden, Extract const& extract)
    -> decltype(extract(std::declval<AnyVolume const&>(), std::declval<AnyVolume const&>())) {
  auto const image = read_for(run, golden.image), mask = read_for(run, golden.mask);
  if (!image || !mask) return make_error(ErrorCode::invalid_input, golden.title, "its files cannot be read");
  if (voxel_sha256(*image) != golden.image_sha256)
    run.fail(golden.title + ": the image's voxels are not those that PyRadiomics saw");
  if (voxel_sha256(*mask) != golden.mask_sha256)
    run.fail(golden.title + ": the mask's voxels are not those that PyRadiomics saw");
  return extract(*image, *mask);
}

Result<FeatureRow> row_of(Run& run, Golden const& golden, ExtractionSettings const& settings) {
  return extract_golden(run, golden, [&](AnyVolume const& image, AnyVolume const& mask) {
    return extract_features(image, mask, settings);
  });
}

// Feature maps: a configuration with voxelSetting.
void run_map_golden(Run& run, Golden const& golden, ExtractionSettings const& settings) {
  auto const start = std::chrono::steady_clock::now();
  auto const maps = extract_golden(run, golden, [&](AnyVolume const& image, AnyVolume const& mask) {
    return extract_feature_maps(image, mask, settings);
  });
  if (!maps) return run.fail(golden.title + ": " + format_error(maps.error()));
  auto report = compare_maps(golden, *maps);
  std::vector<std::string> names;
  for (auto const& map : maps->maps) names.push_back(map.name);
  if (names != feature_map_names(settings)) report.fail("feature_map_names() promises other names than the maps have");
  run.add(report, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

// One golden. `configuration` is empty for the reference study's own, which may not be "not yet".
void run_golden(Run& run, Golden const& golden, std::string const& configuration) {
  if (golden.image_absent) {
    run.absent.push_back(golden.title);
    bool const fetched = golden.image.parent_path() == run.fetched;  // the package index may be out of reach
    if (run.complete && !fetched) run.fail(golden.title + ": no " + golden.image.string() + " or its mask");
    return;
  }
  auto const start = std::chrono::steady_clock::now();
  auto const settings = settings_of(golden);
  if (settings && golden.voxel_based) return run_map_golden(run, golden, *settings);
  auto const row = settings ? row_of(run, golden, *settings) : Result<FeatureRow>(settings.error());
  if (!row && says_not_supported_yet(row.error())) {
    if (run.may_be_not_yet(configuration) || run.may_be_not_yet(golden.title)) {
      run.not_yet.push_back(golden.title);
    } else {
      run.fail(fmt::format("{}: refused as not supported yet, which not_yet.txt does not allow: {}", golden.title,
                           format_error(row.error())));
    }
    return;
  }
  if (golden.refusal) {
    ++run.checked;
    ++run.cases;
    if (row)
      return run.fail(fmt::format("{}: PyRadiomics refuses this (\"{}\"), petra gave {} values", golden.title,
                                  *golden.refusal, row->values.size()));
    auto const message = format_error(row.error());
    auto const words = std::find_if(run.refusal_words.begin(), run.refusal_words.end(), [&](auto const& r) {
      return fnmatch(r.title.c_str(), golden.title.c_str(), 0) == 0;
    });
    if (words == run.refusal_words.end())
      return run.fail(golden.title + ": refused, but refusals.txt does not say what for");
    if (message.find(words->words) == std::string::npos) {
      return run.fail(fmt::format("{}: refused, but not for \"{}\" (PyRadiomics: \"{}\"): {}", golden.title,
                                  words->words, *golden.refusal, message));
    }
    ++run.refusals;
    fmt::print("ok   {:<46} refused, as PyRadiomics does: {}\n", golden.title, message);
    return;
  }
  if (!row) return run.fail(golden.title + ": " + format_error(row.error()));
  if (run.may_be_not_yet(golden.title)) run.fail(golden.title + " runs: take it out of not_yet.txt");
  run.add(compare_row(golden, *row, *settings, run.excuses),
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

void run_folder(Run& run, fs::path const& folder, std::string const& configuration, std::string const& only) {
  auto const cases = run.cases, not_yet = run.not_yet.size();
  for (auto const& file : sorted_files(folder, ".json")) {
    try {
      auto const golden = read_golden(file, run.root, run.fetched);
      if (only.empty() || fnmatch(only.c_str(), golden.title.c_str(), 0) == 0) run_golden(run, golden, configuration);
    } catch (std::exception const& problem) {
      run.fail(problem.what());
    }
  }
  if (run.may_be_not_yet(configuration) && run.cases > cases && run.not_yet.size() == not_yet) {
    run.fail(configuration + " runs: take it out of not_yet.txt");
  }
}

void run_settings(Run& run, std::string const& only) {
  std::vector<fs::path> folders;
  if (!fs::is_directory(run.root / "settings")) return;
  for (auto const& entry : fs::directory_iterator(run.root / "settings")) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (auto const& folder : folders) run_folder(run, folder, folder.filename().string(), only);
}

std::vector<std::string> lines_of(fs::path const& file) {
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    auto const text = trim(std::string_view(line).substr(0, line.find('#')));
    if (!text.empty()) lines.emplace_back(text);
  }
  return lines;
}

// The rows of unchecked.txt whose topic is pyradiomics: "topic | case glob | field glob | kind | reason".
std::vector<Excuse> read_excuses(fs::path const& file) {
  std::vector<Excuse> excuses;
  for (auto const& line : lines_of(file)) {
    auto const cells = split(line, '|');
    if (trim(cells[0]) != "pyradiomics") continue;
    if (cells.size() != 5) throw std::runtime_error(file.string() + ": a row has five cells: " + line);
    excuses.push_back({std::string(trim(cells[1])), std::string(trim(cells[2])), std::string(trim(cells[4]))});
  }
  return excuses;
}

// refusals.txt: "case glob | words that petra's message must hold".
std::vector<RefusalWords> read_refusals(fs::path const& file) {
  std::vector<RefusalWords> refusals;
  for (auto const& line : lines_of(file)) {
    auto const cells = split(line, '|');
    if (cells.size() != 2) throw std::runtime_error(file.string() + ": a row has two cells: " + line);
    refusals.push_back({std::string(trim(cells[0])), std::string(trim(cells[1]))});
  }
  return refusals;
}

// A voxel of every map moved by three tolerances, one map at a time; the number of maps.
std::size_t perturb_maps(Run& run) {
  auto const golden = read_golden(run.root / "settings/voxel_based/tiny.json", run.root, run.fetched);
  auto const settings = settings_of(golden);
  if (!settings) return 0;
  auto maps = extract_golden(run, golden, [&](AnyVolume const& image, AnyVolume const& mask) {
    return extract_feature_maps(image, mask, *settings);
  });
  if (!maps) {
    run.fail(golden.title + ": " + format_error(maps.error()));
    return 0;
  }
  auto const before = compare_maps(golden, *maps).failure_count;
  for (auto& map : maps->maps) {
    auto& voxel = map.volume.voxels[map.volume.voxels.size() / 2];
    double const kept = voxel;
    voxel = kept + 3 * kOriginalTolerance * std::max(1e3, std::abs(kept));
    if (compare_maps(golden, *maps).failure_count <= before)
      run.fail(fmt::format("{}: a voxel of {} moved from {} was not noticed", golden.title, map.name, kept));
    voxel = kept;
  }
  return maps->maps.size();
}

// Every expected value of these cases, moved by three tolerances, one at a time.
int run_perturbed(Run& run) {
  std::size_t moved = 0, unnoticed = 0;
  for (auto const* name : {"paper_config/tiny", "paper_config/islands", "paper_config/slice"}) {
    auto golden = read_golden(run.root / (std::string(name) + ".json"), run.root, run.fetched);
    auto const settings = settings_of(golden);
    auto const row = settings ? row_of(run, golden, *settings) : Result<FeatureRow>(settings.error());
    if (!row) {
      run.fail(golden.title + ": " + format_error(row.error()));
      continue;
    }
    std::vector<Excuse> none;
    auto const before = compare_row(golden, *row, *settings, none).failure_count;
    for (auto& [field, value] : golden.features) {
      auto const parts = split_name(field);
      double const kept = value;
      double const step = 3 * (parts.image == "original" ? kOriginalTolerance : kFilteredTolerance);
      // Big enough for every floor, too: a floor is at most 1e-7 of the scale.
      auto const scale = region_scale(golden, parts.image, *settings);
      double const reach = std::max({1.0, std::abs(kept), scale.maximum_absolute, scale.length_mm});
      value = kept + step * reach + (judge(parts, kept + step * reach, kept, scale).same ? 1e-3 * reach : 0.0);
      ++moved;
      if (compare_row(golden, *row, *settings, none).failure_count <= before) {
        ++unnoticed;
        run.fail(fmt::format("{}: {} moved from {} to {} was not noticed", golden.title, field, format_number(kept),
                             format_number(value)));
      }
      value = kept;
    }
    for (auto& [field, text] : golden.diagnostics) {
      auto const kept = text;
      text = "moved";
      ++moved;
      if (compare_row(golden, *row, *settings, none).failure_count <= before) {
        ++unnoticed;
        run.fail(fmt::format("{}: {} changed was not noticed", golden.title, field));
      }
      text = kept;
    }
  }
  if (fs::exists(run.root / "settings/voxel_based/tiny.json")) moved += perturb_maps(run);
  fmt::print("{} expected values changed one at a time, {} not noticed\n", moved, unnoticed);
  return moved > 0 && run.failures == 0 ? 0 : 1;
}

void print_list(char const* title, std::vector<std::string> const& names) {
  if (names.empty()) return;
  fmt::print("\n{}:\n", title);
  for (auto const& name : names) fmt::print("  {}\n", name);
}

int run_all(Run& run, std::string const& only) {
  run_folder(run, run.root / "paper_config", "", only);
  run_settings(run, only);
  if (only.empty()) {
    run_baselines(run);
    run_ibsi_digital_phantom(run);
  }
  for (auto const& excuse : run.excuses) {
    if (run.complete && excuse.used == 0 && only.empty())
      run.fail(fmt::format("unchecked.txt excuses {} {}, which no golden has", excuse.title, excuse.field));
  }
  if (run.excused * 20 > run.checked + run.excused) run.fail("more than 5 % of the values are excused");
  if (run.checked == 0) run.fail("nothing was checked under " + run.root.string());
  print_list("not supported yet, refused with that message", run.not_yet);
  print_list("left out, files not found", run.absent);
  fmt::print(
      "\npyradiomics: {} cases, {} values checked ({} by their absolute floor), {} refusals as PyRadiomics', {} "
      "excused, {} not yet, {} left out\n",
      run.cases, run.checked, run.by_floor, run.refusals, run.excused, run.not_yet.size(), run.absent.size());
  fmt::print("pyradiomics: worst relative difference {:.2e} on original images, {:.2e} on filtered ones; {} failures\n",
             run.worst_original, run.worst_filtered, run.failures);
  return run.failures == 0 ? 0 : 1;
}

int run_main(int argc, char** argv) {
  bool perturb = false;
  std::string only;
  for (int i = 1; i < argc; ++i) {
    std::string_view const argument = argv[i];
    if (argument == "--perturb") {
      perturb = true;
    } else if (argument == "--only" && i + 1 < argc) {
      only = argv[++i];
    } else {
      std::fputs("usage: pyradiomics_oracle [--perturb] [--only PATTERN]\n", stderr);
      return 2;
    }
  }
  fs::path const project = PETRA_SOURCE_DIR;
  auto const reference = reference_root(project);
  Run run;
  run.root = reference / "pyradiomics";
  run.ibsi = reference / "ibsi";
  char const* fetched = std::getenv("PETRA_ORACLE_DATA");
  run.fetched = fetched != nullptr ? fs::path(fetched) : project / "build/oracle-data";
  run.complete = reference_must_be_complete();
  run.excuses = read_excuses(project / "tests/oracle/unchecked.txt");
  run.not_yet_list = lines_of(project / "tests/oracle/pyradiomics/not_yet.txt");
  run.refusal_words = read_refusals(project / "tests/oracle/pyradiomics/refusals.txt");
  fmt::print("reference values: {}\n", run.root.string());
  if (!fs::is_directory(run.root)) {
    fmt::print("pyradiomics: left out, no such folder\n");
    return run.complete ? 1 : 77;  // ctest: skipped
  }
  return perturb ? run_perturbed(run) : run_all(run, only);
}

}  // namespace
}  // namespace petra::oracle

int main(int argc, char** argv) {
  try {
    return petra::oracle::run_main(argc, argv);
  } catch (std::exception const& problem) {
    std::fprintf(stderr, "pyradiomics_oracle: %s\n", problem.what());
    return 1;
  }
}
