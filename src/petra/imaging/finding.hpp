// What is odd about a series, told as `petra import --json` prints it: {"severity", "message"}.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace petra {

enum class Severity {
  note,     // worth knowing
  warning,  // petra decided something: the numbers rest on it
  error,    // no numbers without an option of the user
};

struct Finding {
  Severity severity = Severity::note;
  std::string message;  // names file, tag, value; ends with what mends it
};

using Findings = std::vector<Finding>;

[[nodiscard]] constexpr std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

[[nodiscard]] inline bool has_error(Findings const& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](Finding const& finding) { return finding.severity == Severity::error; });
}

}  // namespace petra
