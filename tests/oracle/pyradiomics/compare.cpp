#include "tests/oracle/pyradiomics/compare.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "petra/base/text.hpp"

namespace petra::oracle {
namespace {

constexpr std::size_t kFailuresInWords = 6;

double feature_of(Golden const& golden, std::string const& name, double otherwise) {
  for (auto const& [known, value] : golden.features) {
    if (known == name) return value;
  }
  return otherwise;
}

// The numbers in a text, in order.
std::vector<double> numbers_in(std::string const& text) {
  std::vector<double> numbers;
  for (char const* at = text.c_str(); *at != '\0';) {
    bool const starts = std::isdigit(static_cast<unsigned char>(*at)) != 0 ||
                        ((*at == '-' || *at == '.') && std::isdigit(static_cast<unsigned char>(at[1])) != 0);
    if (!starts) {
      ++at;
      continue;
    }
    char* end = nullptr;
    numbers.push_back(std::strtod(at, &end));
    at = end;
  }
  return numbers;
}

// True where `names` are some of `all`, in their order.
bool is_subsequence(std::vector<std::string> const& names, std::vector<std::string> const& all) {
  std::size_t at = 0;
  for (auto const& name : names) {
    while (at < all.size() && all[at] != name) ++at;
    if (at++ == all.size()) return false;
  }
  return true;
}

BinSettings bin_of(std::string const& image, ExtractionSettings const& settings) {
  for (auto const& type : settings.image_types) {
    if (to_lower(image).starts_with(to_lower(type.image_type))) return type.bin;
  }
  return {};
}

bool is_unlike_by_nature(std::string const& diagnostic) {
  return diagnostic.find("Versions") != std::string::npos || diagnostic.find("Configuration") != std::string::npos;
}

}  // namespace

bool excused(std::vector<Excuse>& excuses, std::string const& title, std::string const& field) {
  for (auto& excuse : excuses) {
    if (fnmatch(excuse.title.c_str(), title.c_str(), 0) == 0 && fnmatch(excuse.field.c_str(), field.c_str(), 0) == 0) {
      ++excuse.used;
      return true;
    }
  }
  return false;
}

void compare_diagnostics(CaseReport& report, Golden const& golden, Diagnostics const& found_entries) {
  std::map<std::string, std::string> actual;
  std::vector<std::string> order;
  for (auto const& [name, text] : found_entries) {
    actual[name] = text;
    if (!is_unlike_by_nature(name)) order.push_back(name);
  }
  std::vector<std::string> wanted_order;
  for (auto const& [name, text] : golden.diagnostics) {
    wanted_order.push_back(name);
    auto const found = actual.find(name);
    ++report.checked;
    if (found == actual.end()) {
      report.fail(fmt::format("{} is missing (PyRadiomics: {})", name, text));
    } else if (!same_diagnostic(text, found->second)) {
      report.fail(fmt::format("{} is {}, PyRadiomics {}", name, found->second, text));
    }
  }
  if (order != wanted_order) report.fail("the diagnostics are not those of PyRadiomics in its order");
}

void CaseReport::fail(std::string what) {
  ++failure_count;
  if (failures.size() < kFailuresInWords) failures.push_back(std::move(what));
}

bool same_diagnostic(std::string const& python_text, std::string const& json_text) {
  auto const skeleton = [](std::string const& text) {
    std::string letters;
    for (char const c : text) {
      if (std::isalpha(static_cast<unsigned char>(c)) != 0 && c != 'e')
        letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return letters;
  };
  std::string const bare =
      json_text.size() >= 2 && json_text.front() == '"' ? json_text.substr(1, json_text.size() - 2) : json_text;
  if (bare == python_text) return true;
  auto const expected = numbers_in(python_text), actual = numbers_in(bare);
  if (expected.empty() || expected.size() != actual.size()) return false;
  if (std::isalpha(static_cast<unsigned char>(python_text.front())) != 0 || skeleton(python_text) != skeleton(bare))
    return false;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (std::abs(actual[i] - expected[i]) > 1e-12 * std::max(1.0, std::abs(expected[i]))) return false;
  }
  return true;
}

RegionScale region_scale(Golden const& golden, std::string const& image, ExtractionSettings const& settings) {
  RegionScale scale;
  double const low = feature_of(golden, image + "_firstorder_Minimum", 0),
               high = feature_of(golden, image + "_firstorder_Maximum", 0);
  scale.maximum_absolute = std::max(std::abs(low), std::abs(high));
  scale.length_mm = feature_of(golden, "original_shape_MajorAxisLength", 0);
  for (auto const& [name, text] : golden.diagnostics) {
    auto const numbers = numbers_in(text);
    if (name == "diagnostics_Mask-original_VoxelNum" && !numbers.empty()) scale.voxels = numbers.front();
    if (name == "diagnostics_Image-original_Spacing" && !numbers.empty()) {
      scale.voxel_volume_mm3 = 1;
      for (double const spacing : numbers) scale.voxel_volume_mm3 *= spacing;
    }
  }
  auto const bin = bin_of(image, settings);
  scale.levels =
      bin.bin_count ? *bin.bin_count : std::floor(high / bin.bin_width) - std::floor(low / bin.bin_width) + 1;
  return scale;
}

void compare_value(CaseReport& report, std::string const& name, double expected, double actual,
                   RegionScale const& scale) {
  auto const parts = split_name(name);
  auto const verdict = judge(parts, expected, actual, scale);
  ++report.checked;
  report.by_floor += verdict.by_floor ? 1 : 0;
  bool const original = parts.image == "original";
  auto& worst = original ? report.worst_original : report.worst_filtered;
  if (verdict.relative > worst) {
    worst = verdict.relative;
    (original ? report.worst_original_name : report.worst_filtered_name) = name;
  }
  if (!verdict.same) {
    report.fail(fmt::format("{} = {}, PyRadiomics {} (relative difference {:.3g})", name, format_number(actual),
                            format_number(expected), verdict.relative));
  }
}

CaseReport compare_row(Golden const& golden, FeatureRow const& row, ExtractionSettings const& settings,
                       std::vector<Excuse>& excuses) {
  CaseReport report;
  report.title = golden.title;
  compare_diagnostics(report, golden, row.diagnostics);

  std::map<std::string, double> actual;
  for (std::size_t i = 0; i < row.names.size(); ++i) actual[row.names[i]] = row.values[i].value;
  std::vector<std::string> wanted;
  std::map<std::string, RegionScale> scales;
  for (auto const& [name, expected] : golden.features) {
    wanted.push_back(name);
    auto const image = split_name(name).image;
    if (!scales.contains(image)) scales[image] = region_scale(golden, image, settings);
    if (excused(excuses, golden.title, name)) {
      ++report.excused;
      continue;
    }
    auto const found = actual.find(name);
    if (found == actual.end()) {
      ++report.checked;
      report.fail(name + " is missing");
    } else {
      compare_value(report, name, expected, found->second, scales[image]);
    }
  }
  if (row.names != wanted) {
    std::set<std::string> const known(wanted.begin(), wanted.end());
    for (auto const& name : row.names) {
      if (!known.contains(name)) report.fail(name + " is not among PyRadiomics' features");
    }
    report.fail("the names are not those of PyRadiomics in its order");
  }
  if (row.values.size() != row.names.size()) report.fail("as many values as names are needed");
  // PyRadiomics, so petra, has fewer for an image that is too small for a sigma of LoG.
  auto const promised = feature_names(settings, row.dimension);
  if (!is_subsequence(row.names, promised)) report.fail("feature_names() promises other names than the row has");
  return report;
}

}  // namespace petra::oracle
