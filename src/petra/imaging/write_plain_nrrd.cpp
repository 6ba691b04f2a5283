#include "petra/imaging/write_plain_nrrd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <span>

#include "petra/volumefile/nrrd.hpp"

namespace petra {

namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    auto const written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> write_plain_nrrd(std::filesystem::path const& path, AnyVolume const& volume) {
  auto const header = std::visit(
      [](auto const& typed) {
        std::decay_t<decltype(typed)> empty;
        empty.geometry = typed.geometry;
        return format_nrrd(AnyVolume(std::move(empty)), 0);
      },
      volume);
  auto const voxels = std::visit(
      [](auto const& typed) {
        auto const bytes = std::as_bytes(std::span(typed.voxels));
        return std::string_view(reinterpret_cast<char const*>(bytes.data()), bytes.size());
      },
      volume);
  auto const temporary = fmt::format("{}.{}.tmp", path.string(), ::getpid());
  int const file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return make_errno_error(errno, path.string(), "writing");
  bool good = write_all(file, header) && write_all(file, voxels) && ::fsync(file) == 0;
  int problem = errno;
  if (::close(file) != 0 && good) {
    good = false;
    problem = errno;
  }
  if (good && std::rename(temporary.c_str(), path.c_str()) != 0) {
    good = false;
    problem = errno;
  }
  if (good) return {};
  ::unlink(temporary.c_str());
  return make_errno_error(problem, path.string(), "writing");
}

}  // namespace petra
