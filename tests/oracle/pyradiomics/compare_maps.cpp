// Feature maps against a golden's, voxel by voxel.

#include <fmt/format.h>

#include "petra/base/text.hpp"
#include "petra/volumefile/read_volume.hpp"
#include "tests/oracle/pyradiomics/compare.hpp"

namespace petra::oracle {
namespace {

void compare_map(CaseReport& report, GoldenMap const& golden, FeatureMap const& found) {
  auto const read = read_volume(golden.file);
  auto const* expected = read ? std::get_if<Volume<double>>(&*read) : nullptr;
  if (expected == nullptr) return report.fail(golden.file.string() + ": no volume of float64");
  auto const differences = geometry_differences(expected->geometry, found.volume.geometry, 1e-12);
  report.checked += 1;
  if (!differences.empty()) return report.fail(golden.name + ": " + differences.front());
  for (std::size_t k = 0; k < expected->voxels.size(); ++k) {
    // No scale: values of neighbourhoods are judged by the relative tolerance and the floors that need no scale.
    auto const before = report.failure_count;
    compare_value(report, golden.name, expected->voxels[k], found.volume.voxels[k], RegionScale{});
    if (report.failure_count > before) return report.fail(fmt::format("{}: first at voxel {}", golden.name, k));
  }
}

}  // namespace

CaseReport compare_maps(Golden const& golden, FeatureMaps const& found) {
  CaseReport report;
  report.title = golden.title;
  compare_diagnostics(report, golden, found.diagnostics);
  if (golden.maps.size() != found.maps.size())
    report.fail(fmt::format("{} maps, PyRadiomics {}", found.maps.size(), golden.maps.size()));
  for (std::size_t k = 0; k < std::min(golden.maps.size(), found.maps.size()); ++k) {
    if (golden.maps[k].name != found.maps[k].name) {
      report.fail(fmt::format("map {} is {}, PyRadiomics {}", k, found.maps[k].name, golden.maps[k].name));
    } else {
      compare_map(report, golden.maps[k], found.maps[k]);
    }
  }
  return report;
}

}  // namespace petra::oracle
