#include "petra/study/result_folder.hpp"

#include <cerrno>
#include <csignal>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"

namespace petra {

std::string file_sha256(std::filesystem::path const& path) {
  auto const bytes = read_file(path);
  return bytes ? sha256_of(*bytes) : std::string();
}

Result<bool> ResultFolder::put(std::string const& name, std::string_view bytes) {
  auto const path = folder_ / name;
  auto const hash = sha256_of(bytes);
  hashes_[name] = hash;
  if (file_sha256(path) == hash) return false;
  PETRA_CHECK(make_folder(path.parent_path()));
  PETRA_CHECK(write_whole_file(path, bytes));
  ++written_;
  return true;
}

void ResultFolder::clear_leftovers() const {
  std::error_code status;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder_, status)) {
    auto const name = entry.path().filename().string();
    if (!name.ends_with(".tmp")) continue;
    auto const parts = split(name, '.');
    auto const process = parts.size() >= 3 ? parse_integer(parts[parts.size() - 2]) : std::nullopt;
    if (!process || *process <= 0 || ::kill(static_cast<pid_t>(*process), 0) == 0 || errno != ESRCH) continue;
    std::error_code ignored;
    std::filesystem::remove(entry.path(), ignored);
  }
}

Result<bool> ResultFolder::adopt(std::string const& name) {
  auto const hash = file_sha256(folder_ / name);
  if (hash.empty()) return false;
  hashes_[name] = hash;
  return true;
}

Result<void> ResultFolder::remove(std::string const& name) {
  std::error_code status;
  std::filesystem::remove(folder_ / name, status);
  if (status && status != std::errc::no_such_file_or_directory)
    return make_errno_error(status.value(), (folder_ / name).string(), "cannot remove");
  return {};
}

}  // namespace petra
