#include "petra/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "petra/base/huge_pages.hpp"

namespace petra {

namespace {

// An open file descriptor, closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] bool valid() const { return value_ >= 0; }
  // Closes now and reports what close() said (a full disk may be told only here).
  int close_now() {
    int const status = ::close(value_);
    value_ = -1;
    return status;
  }

 private:
  int value_;
};

Result<std::uint64_t> size_if_regular(struct stat const& status, std::string const& path) {
  if (S_ISREG(status.st_mode)) return static_cast<std::uint64_t>(status.st_size);
  std::string const kind = S_ISDIR(status.st_mode) ? "a folder" : "not a regular file (a pipe, device or socket)";
  return make_error(ErrorCode::invalid_input, path, "is " + kind + ", where a file is expected", "Name a file");
}

}  // namespace

Result<std::uint64_t> regular_file_size(std::filesystem::path const& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return make_errno_error(errno, path.string(), "cannot read");
  return size_if_regular(status, path.string());
}

Result<std::string> read_file(std::filesystem::path const& path, std::uint64_t maximum_bytes) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) return make_errno_error(errno, path.string(), "cannot read");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return make_errno_error(errno, path.string(), "cannot read");
  PETRA_TRY(auto const size, size_if_regular(status, path.string()));
  if (size > maximum_bytes) {
    return make_error(ErrorCode::limit, path.string(),
                      fmt::format("has {} bytes, more than the limit of {} bytes", size, maximum_bytes));
  }
  auto bytes = make_large<std::string>(size);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    auto const got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return make_errno_error(errno, path.string(), "cannot read");
    if (got == 0) break;  // the file shrank while it was read
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> write_whole_file(std::filesystem::path const& path, std::string_view bytes) {
  auto const temporary = path.string() + fmt::format(".{}.tmp", ::getpid());
  auto fail = [&](std::string_view doing) {
    auto error = make_errno_error(errno, path.string(), doing);
    ::unlink(temporary.c_str());
    return error;
  };
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.valid()) return make_errno_error(errno, path.string(), "cannot write");
  while (!bytes.empty()) {
    auto const put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail("cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  if (::fsync(file.get()) != 0) return fail("cannot write");
  if (file.close_now() != 0) return fail("cannot write");
  if (::rename(temporary.c_str(), path.c_str()) != 0) return fail("cannot write");
  return {};
}

Result<void> make_folder(std::filesystem::path const& path) {
  std::error_code status;
  std::filesystem::create_directories(path, status);
  if (status) return make_errno_error(status.value(), path.string(), "cannot create the folder");
  return {};
}

}  // namespace petra
