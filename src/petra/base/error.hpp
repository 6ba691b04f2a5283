// What went wrong, told so that the reader can mend it: the code (a row of kErrorRows), the message with the offending
// value, the subject (file, field, row), the remedy, and the chain of "while …" lines that the callers added on the way
// up.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace petra {

enum class ErrorCode {
  usage,          // the command line is wrong
  invalid_input,  // a file or table holds what cannot be used
  not_supported,  // valid, but petra does not do it yet
  limit,          // larger than a stated limit
  not_found,      // no such file
  permission,     // may not read or write
  disk_full,      // no space
  environment,    // memory, database, a missing program
  integrity,      // parts missing or contradicting
  stopped,        // stopped on request; run again
  interrupted,    // Ctrl-C
  bug,            // petra's own fault
};

struct ErrorRow {
  ErrorCode code;
  std::string_view name;
  int exit_status;  // design: 2 bad usage or input, 3 environment, 4 integrity, 70 bug, 75 stopped, 130 interrupted
  int http_status;
};

inline constexpr auto kErrorRows = std::to_array<ErrorRow>({
    {ErrorCode::usage, "usage", 2, 400},
    {ErrorCode::invalid_input, "invalid_input", 2, 422},
    {ErrorCode::not_supported, "not_supported", 2, 422},
    {ErrorCode::limit, "limit", 2, 413},
    {ErrorCode::not_found, "not_found", 2, 404},
    {ErrorCode::permission, "permission", 3, 403},
    {ErrorCode::disk_full, "disk_full", 3, 507},
    {ErrorCode::environment, "environment", 3, 503},
    {ErrorCode::integrity, "integrity", 4, 409},
    {ErrorCode::stopped, "stopped", 75, 503},
    {ErrorCode::interrupted, "interrupted", 130, 503},
    {ErrorCode::bug, "bug", 70, 500},
});

// The row of a code.
[[nodiscard]] constexpr ErrorRow const& error_row(ErrorCode code) {
  for (auto const& row : kErrorRows) {
    if (row.code == code) return row;
  }
  return kErrorRows.back();
}

struct Error {
  ErrorCode code = ErrorCode::bug;
  std::string message;               // what is wrong, with the value found
  std::string subject;               // file, column, tag, row: where
  std::string remedy;                // what to do about it
  std::vector<std::string> context;  // "while reading the mask of case 3", innermost first

  // The same error with one more "while …" line.
  [[nodiscard]] Error while_doing(std::string what) &&;
};

// One paragraph for people: "subject: message. Remedy. (while …)".
[[nodiscard]] std::string format_error(Error const& error);

[[nodiscard]] Error make_error(ErrorCode code, std::string subject, std::string message, std::string remedy = {});

// An error from errno after a failed system call on `path`; chooses not_found (when `doing` is reading), permission,
// disk_full or environment.
[[nodiscard]] Error make_errno_error(int errno_value, std::string path, std::string_view doing);

}  // namespace petra
