#include "petra/base/error.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace petra {

Error Error::while_doing(std::string what) && {
  context.push_back(std::move(what));
  return std::move(*this);
}

namespace {

// Ends a sentence with a full stop unless it has an end already.
std::string as_sentence(std::string text) {
  if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

}  // namespace

std::string format_error(Error const& error) {
  std::string text = error.subject.empty() ? std::string() : error.subject + ": ";
  text += as_sentence(error.message);
  if (!error.remedy.empty()) text += ' ' + as_sentence(error.remedy);
  for (auto const& line : error.context) text += fmt::format(" (while {})", line);
  return text;
}

Error make_error(ErrorCode code, std::string subject, std::string message, std::string remedy) {
  return Error{code, std::move(message), std::move(subject), std::move(remedy), {}};
}

Error make_errno_error(int errno_value, std::string path, std::string_view doing) {
  // A path that cannot be read is wrong input; one that cannot be written is the environment's.
  bool const reading = doing.find("read") != std::string_view::npos;
  auto code = ErrorCode::environment;
  std::string remedy;
  switch (errno_value) {
    case ENOENT:
    case ENOTDIR:
      if (reading) code = ErrorCode::not_found;
      remedy = reading ? "Check the path; relative paths in a table are relative to the table's folder"
                       : "Make the folder first, or choose another place";
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = ErrorCode::permission;
      remedy = "Give yourself permission, or choose another place";
      break;
    case ENOSPC:
    case EDQUOT:
      code = ErrorCode::disk_full;
      remedy = "Free some space, or choose another disk, and run the same command again";
      break;
    default:
      break;
  }
  return make_error(code, std::move(path), fmt::format("{}: {}", doing, std::strerror(errno_value)), std::move(remedy));
}

}  // namespace petra
