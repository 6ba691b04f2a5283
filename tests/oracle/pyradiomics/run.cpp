#include "tests/oracle/pyradiomics/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/volumefile/read_volume.hpp"

namespace petra::oracle {

void Run::add(CaseReport const& report, double seconds) {
  ++cases;
  checked += report.checked;
  excused += report.excused;
  by_floor += report.by_floor;
  failures += report.failure_count;
  worst_original = std::max(worst_original, report.worst_original);
  worst_filtered = std::max(worst_filtered, report.worst_filtered);
  std::string line =
      fmt::format("{} {:<46} {:>5} values", report.failure_count == 0 ? "ok  " : "FAIL", report.title, report.checked);
  if (!report.worst_original_name.empty())
    line += fmt::format("  original {:.1e} {}", report.worst_original, report.worst_original_name);
  if (!report.worst_filtered_name.empty())
    line += fmt::format("  filtered {:.1e} {}", report.worst_filtered, report.worst_filtered_name);
  if (report.by_floor > 0) line += fmt::format("  {} by floor", report.by_floor);
  if (report.excused > 0) line += fmt::format("  {} excused", report.excused);
  fmt::print("{}  {:.3f} s\n", line, seconds);
  for (auto const& failure : report.failures) fmt::print("       {}\n", failure);
  if (report.failure_count > report.failures.size()) fmt::print("       … {} failures in all\n", report.failure_count);
}

void Run::fail(std::string const& what) {
  ++failures;
  fmt::print("FAIL {}\n", what);
}

bool Run::may_be_not_yet(std::string const& configuration) const {
  return std::find(not_yet_list.begin(), not_yet_list.end(), configuration) != not_yet_list.end();
}

bool says_not_supported_yet(Error const& error) {
  return error.code == ErrorCode::not_supported && format_error(error).find("not supported yet") != std::string::npos;
}

std::optional<AnyVolume> read_for(Run& run, std::filesystem::path const& path) {
  auto volume = read_volume(path);
  if (!volume) {
    run.fail(format_error(volume.error()));
    return std::nullopt;
  }
  return std::move(volume).value();
}

}  // namespace petra::oracle
