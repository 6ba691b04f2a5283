// A sub-command of `petra` is one file in cmd/: it declares its options and what to run. commands.cpp is the only list.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include <CLI/CLI.hpp>

namespace petra::cmd {

struct CommandRow {
  std::string_view name;     // "extract"
  std::string_view summary;  // one line
  std::string_view example;  // one real command line, shown by --help
  // Declares options on `app`; the returned function runs the command and gives the exit status (design: 0 done, 1 some cases
  // failed, 2 bad usage or input, 3 environment, 4 integrity, 70 bug, 75 stopped, 130 interrupted). Null in `petra` for a command
  // that lives in petra-dicom.
  std::function<int()> (*declare)(CLI::App& app);
};

[[nodiscard]] std::span<CommandRow const> commands();

}  // namespace petra::cmd
