// Where a command's result goes: a file, whole or not at all, or stdout.
#pragma once

#include <filesystem>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra::cmd {

// True error before work starts when `path` cannot be written (its folder missing or read-only, or it is a folder
// itself). All such errors are the environment's (exit status 3).
[[nodiscard]] Result<void> check_writable(std::filesystem::path const& path);

// Writes `text` to `path`, or to stdout where it is empty.
[[nodiscard]] Result<void> write_result(std::filesystem::path const& path, std::string_view text);

// Prints "petra COMMAND: error" on stderr; returns the exit status.
int report(std::string_view command, Error const& error);

}  // namespace petra::cmd
