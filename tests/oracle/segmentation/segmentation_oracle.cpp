// petra's segmentation tools on every stored case of reference/segmentation: each method is a list of steps, read and
// run as petra segment does; each mask is held to its rule (identical, or Dice), each number beside it too. With
// --perturb every number and mask is changed first and must then be found wrong.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "golden_case.hpp"
#include "petra/base/file.hpp"
#include "petra/segment/islands.hpp"
#include "petra/segment/run_recipe.hpp"
#include "petra/volumefile/read_volume.hpp"
#include "tests/oracle/reference_root.hpp"

namespace petra::oracle {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Tally {
  int checked = 0, wrong = 0, identical = 0, by_dice = 0;
  double lowest_dice = 1;
};

// Relative tolerance of each number: those made in float32 by numpy, and those exact.
double tolerance_of(std::string const& field) {
  if (field == "mean" || field == "background") return 2e-6;  // numpy sums float32 in float32
  if (field == "threshold") return 1e-6;                      // where it hangs on such a mean
  return 1e-9;
}

bool is_near(double found, double expected, double tolerance) {
  return std::abs(found - expected) <= tolerance * std::max(1e-12, std::abs(expected));
}

// The numbers of a result, under the names that expected.json has for them.
std::map<std::string, double> numbers_of(GoldenCase const& golden, SegmentResult const& result) {
  auto const statistics = statistics_under(golden.image, result.mask);
  std::map<std::string, double> numbers = {
      {"voxels", static_cast<double>(statistics.voxels)},
      {"volume_ml", static_cast<double>(statistics.voxels) * geometry_of(golden.image).voxel_volume_mm3() / 1000},
      {"mean", statistics.mean},
      {"max", statistics.maximum}};
  for (auto const& step : result.steps) {
    for (auto const& [name, value] : step.facts) numbers[name] = value;
  }
  if (golden.reader) numbers["dice_with_reader1"] = dice(result.mask, *golden.reader);
  auto const islands = find_islands(result.mask, Connectivity::faces);
  numbers["islands"] = static_cast<double>(islands.voxels.size());
  auto sizes = islands.voxels;
  std::sort(sizes.rbegin(), sizes.rend());
  for (std::size_t k = 0; k < sizes.size() && k < 10; ++k)
    numbers[fmt::format("sizes/{}", k)] = static_cast<double>(sizes[k]);
  return numbers;
}

// Expected numbers of a method, lists spelt out; text fields left away.
std::map<std::string, double> expected_numbers(json const& method) {
  std::map<std::string, double> numbers;
  for (auto const& [name, value] : method.items()) {
    if (value.is_number()) numbers[name] = value;
    if (!value.is_array()) continue;
    for (std::size_t k = 0; k < value.size(); ++k) numbers[fmt::format("{}/{}", name, k)] = value[k];
  }
  return numbers;
}

class Checker {
 public:
  Checker(fs::path root, bool perturb) : root_(std::move(root)), perturb_(perturb) {}

  void check_case(fs::path const& folder) {
    auto const golden = read_case(folder, root_ / "tools/config.json");
    if (!golden) return fail(folder.filename(), format_error(golden.error()));
    for (auto const& [method, expected] : golden->expected["results"].items()) check_method(*golden, method, expected);
  }

  [[nodiscard]] Tally const& tally() const { return tally_; }

 private:
  void fail(std::string const& where, std::string const& what) {
    ++tally_.wrong;
    fmt::print("FAILED {}: {}\n", where, what);
  }

  // One comparison; under --perturb it must fail with the changed value.
  void expect(std::string const& where, bool right, std::string const& what) {
    ++tally_.checked;
    if (right == perturb_) fail(where, perturb_ ? "a changed value was not noticed: " + what : what);
  }

  Result<SegmentResult> run(GoldenCase const& golden, std::string const& method) {
    PETRA_TRY(auto const text,
              recipe_text(fs::path(PETRA_SOURCE_DIR) / "tests/oracle/segmentation/recipes", method, golden.fields));
    PETRA_TRY(auto const steps, parse_recipe(text, method + ".yaml", geometry_of(golden.image).size));
    auto const read = [&](std::string const& file, std::string const&) { return read_volume(golden.folder / file); };
    return run_recipe(golden.image, steps, read, workers_);
  }

  void check_method(GoldenCase const& golden, std::string const& method, json const& expected) {
    auto const where = fmt::format("{}/{}", golden.folder.filename().string(), method);
    auto const mask = read_golden_mask(golden.folder / (method + ".nii.gz"));
    if (!mask) return fail(where, format_error(mask.error()));
    auto const result = run(golden, method);
    if (count_voxels(*mask) == 0) {  // petra says so instead of writing an empty mask
      bool const said = !result && result.error().message.find("mask is empty") != std::string::npos;
      return expect(where, perturb_ ? result.has_value() : said, "an empty mask was not told");
    }
    if (!result) return fail(where, format_error(result.error()));
    auto const rule = expected.value("accept", "");
    double const overlap = dice(result->mask, *mask);
    bool const identical = result->mask.voxels == mask->voxels;
    if (rule == "identical mask") {
      auto changed = *mask;
      changed.voxels[changed.voxels.size() / 2] ^= 1;
      expect(where, perturb_ ? result->mask.voxels == changed.voxels : identical,
             fmt::format("masks differ: Dice {:.6f}, {} voxels for {}", overlap, count_voxels(result->mask),
                         count_voxels(*mask)));
      ++tally_.identical;
    } else if (rule == "Dice >= 0.98") {
      // A mask moved by three voxels must not pass for the same.
      auto changed = *mask;
      std::rotate(changed.voxels.begin(), changed.voxels.begin() + 3, changed.voxels.end());
      double const found = perturb_ ? dice(result->mask, changed) : overlap;
      expect(where, found >= 0.98, fmt::format("Dice {:.4f}", found));
      ++tally_.by_dice;
      tally_.lowest_dice = std::min(tally_.lowest_dice, overlap);
      if (!perturb_) fmt::print("{}: Dice {:.6f}\n", where, overlap);
    } else {
      return fail(where, "has no rule that this runner knows: " + rule);
    }
    // Numbers of a mask that may differ a little are those of the stored mask itself.
    SegmentResult const stored = {*mask, result->steps};
    auto const numbers = numbers_of(golden, identical ? *result : stored);
    for (auto const& [name, value] : expected_numbers(expected)) {
      auto const found = numbers.find(name);
      bool const fixed = method.starts_with("fixed_") && name == "threshold";  // a parameter, not a result
      double const number = fixed ? std::stod(method.substr(6)) : found == numbers.end() ? std::nan("") : found->second;
      double const wanted = perturb_ ? value * 1.001 + 0.001 : value;
      expect(where + "/" + name, is_near(number, wanted, tolerance_of(name)), fmt::format("{} for {}", number, value));
    }
  }

  fs::path root_;
  bool perturb_;
  Workers workers_{0};
  Tally tally_;
};

int run_all(bool perturb) {
  auto const root = reference_root(PETRA_SOURCE_DIR) / "segmentation";
  if (!fs::is_directory(root)) {
    fmt::print("segmentation: {} is not there\n", root.string());
    return reference_must_be_complete() ? 1 : 77;
  }
  std::vector<fs::path> folders;
  for (auto const& entry : fs::directory_iterator(root)) {
    if (fs::exists(entry.path() / "expected.json")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  Checker checker(root, perturb);
  for (auto const& folder : folders) checker.check_case(folder);
  auto const& tally = checker.tally();
  fmt::print("segmentation: {} cases, {} masks by identity, {} by Dice (lowest {:.4f}), {} comparisons, {} wrong{}\n",
             folders.size(), tally.identical, tally.by_dice, tally.lowest_dice, tally.checked, tally.wrong,
             perturb ? " (all values changed)" : "");
  return tally.checked > 0 && tally.wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace petra::oracle

int main(int argc, char** argv) {
  return petra::oracle::run_all(argc > 1 && std::string_view(argv[1]) == "--perturb");
}
