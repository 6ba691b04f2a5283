// A row of petra against a golden: names, order, every value, every diagnostic.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "petra/extract/extractor.hpp"
#include "petra/extract/feature_maps.hpp"
#include "tests/oracle/pyradiomics/golden.hpp"
#include "tests/oracle/pyradiomics/tolerance.hpp"

namespace petra::oracle {

// A row of tests/oracle/unchecked.txt: values that are not compared, and the evidence why not.
struct Excuse {
  std::string title, field;  // shell patterns
  std::string evidence;
  std::size_t used = 0;
};

struct CaseReport {
  std::string title;
  std::size_t checked = 0, excused = 0, by_floor = 0;
  double worst_original = 0, worst_filtered = 0;
  std::string worst_original_name, worst_filtered_name;
  std::vector<std::string> failures;
  std::size_t failure_count = 0;

  void fail(std::string what);  // keeps the first few in words, counts all
};

// What the terms of an image's features are made of, from the golden's own first-order values and diagnostics.
[[nodiscard]] RegionScale region_scale(Golden const& golden, std::string const& image,
                                       ExtractionSettings const& settings);

[[nodiscard]] CaseReport compare_row(Golden const& golden, FeatureRow const& row, ExtractionSettings const& settings,
                                     std::vector<Excuse>& excuses);

// Maps against a golden's: names, order, geometry, every voxel, every diagnostic. A map of the golden that cannot be
// read is a failure.
[[nodiscard]] CaseReport compare_maps(Golden const& golden, FeatureMaps const& found);

// Every diagnostic of the golden, and their order.
void compare_diagnostics(CaseReport& report, Golden const& golden, Diagnostics const& found);

// True, and counted, when a row excuses this value.
[[nodiscard]] bool excused(std::vector<Excuse>& excuses, std::string const& title, std::string const& field);

// One value into the report.
void compare_value(CaseReport& report, std::string const& name, double expected, double actual,
                   RegionScale const& scale);

// True when Python's str() of a value and petra's JSON text say the same: text equal but for brackets and quotes,
// numbers within 1e-12.
[[nodiscard]] bool same_diagnostic(std::string const& python_text, std::string const& json_text);

}  // namespace petra::oracle
