// The script's log: to stderr from a verbosity on, to a file from a level on, in the format of PyRadiomics' script.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra::cmd {

enum class LogLevel { debug = 10, info = 20, warning = 30, error = 40, critical = 50 };

class ScriptLog {
 public:
  // verbosity 1 … 5 as of -v; `file` (appended to) may be empty. Errors: the file cannot be opened (environment).
  [[nodiscard]] static Result<ScriptLog> open(int verbosity, std::string const& file, std::string_view level);

  void write(LogLevel level, std::string_view message) const;

 private:
  int console_level_ = 30;
  int file_level_ = 30;
  std::shared_ptr<std::FILE> file_;
};

}  // namespace petra::cmd
