#include "cmd/pyradiomics/script_log.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <utility>

namespace petra::cmd {

Result<ScriptLog> ScriptLog::open(int verbosity, std::string const& file, std::string_view level) {
  constexpr std::array<std::pair<std::string_view, int>, 6> kLevels = {
      {{"NOTSET", 0}, {"DEBUG", 10}, {"INFO", 20}, {"WARNING", 30}, {"ERROR", 40}, {"CRITICAL", 50}}};
  ScriptLog log;
  log.console_level_ = (6 - verbosity) * 10;
  for (auto const& [name, number] : kLevels) {
    if (name == level) log.file_level_ = number;
  }
  if (file.empty()) return log;
  auto* const opened = std::fopen(file.c_str(), "a");
  if (opened == nullptr) return make_errno_error(errno, file, "cannot write");
  log.file_ = std::shared_ptr<std::FILE>(opened, [](std::FILE* handle) { std::fclose(handle); });
  return log;
}

void ScriptLog::write(LogLevel level, std::string_view message) const {
  auto const number = static_cast<int>(level);
  auto const now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  std::array<char, 32> stamp{};
  std::strftime(stamp.data(), stamp.size(), "%Y-%m-%d %H:%M:%S", &local);
  char const letter = "DIWEC"[number / 10 - 1];
  auto const line = fmt::format("[{}] {}: petra.pyradiomics: {}\n", stamp.data(), letter, message);
  if (number >= console_level_) std::fputs(line.c_str(), stderr);
  if (file_ && number >= file_level_) {
    std::fputs(line.c_str(), file_.get());
    std::fflush(file_.get());
  }
}

}  // namespace petra::cmd
