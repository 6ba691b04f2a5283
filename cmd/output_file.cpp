#include "cmd/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "petra/base/file.hpp"

namespace petra::cmd {

namespace {

// A place that cannot be written is the environment's fault whatever errno said.
Error as_environment(Error error) {
  if (error_row(error.code).exit_status < 3) error.code = ErrorCode::environment;
  if (error.remedy.empty() || error.remedy.starts_with("Check the path")) error.remedy = "Name another file with --out";
  return error;
}

}  // namespace

Result<void> check_writable(std::filesystem::path const& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return make_error(ErrorCode::environment, path.string(), "cannot write: it is a folder", "Name a file with --out");
  }
  // The very thing that write_whole_file does first: a temporary file beside the target.
  auto const probe = path.string() + fmt::format(".{}.probe", ::getpid());
  int const file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return as_environment(make_errno_error(errno, path.string(), "cannot write"));
  ::close(file);
  ::unlink(probe.c_str());
  return {};
}

Result<void> write_result(std::filesystem::path const& path, std::string_view text) {
  if (!path.empty()) {
    auto written = write_whole_file(path, text);
    if (!written) return as_environment(std::move(written).error());
    return written;
  }
  bool const complete = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!complete) return as_environment(make_errno_error(errno, "stdout", "cannot write"));
  return {};
}

int report(std::string_view command, Error const& error) {
  auto const text = fmt::format("petra {}: {}\n", command, format_error(error));
  std::fputs(text.c_str(), stderr);
  return error_row(error.code).exit_status;
}

}  // namespace petra::cmd
