#include "petra/imaging/network/instance_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "petra/base/file.hpp"
#include "petra/imaging/dicom_file.hpp"

namespace petra {

namespace {

constexpr std::string_view kTemporaryEnding = ".part";

Result<void> sync_file(std::filesystem::path const& path) {
  int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return make_errno_error(errno, path.string(), "cannot write");
  bool const synced = ::fsync(file) == 0;
  int const problem = errno;
  ::close(file);
  if (!synced) return make_errno_error(problem, path.string(), "cannot write");
  return {};
}

void remove_file(std::filesystem::path const& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

}  // namespace

Result<InstanceStore> InstanceStore::open(std::filesystem::path folder) {
  PETRA_CHECK(make_folder(folder));
  return InstanceStore(std::move(folder));
}

std::filesystem::path InstanceStore::path_of(SeriesAddress const& series, std::string const& instance_uid) const {
  return folder_ / series.study_uid / series.series_uid / (instance_uid + ".dcm");
}

bool InstanceStore::has(SeriesAddress const& series, std::string const& instance_uid) const {
  std::error_code absent;
  return std::filesystem::file_size(path_of(series, instance_uid), absent) > 0 && !absent;
}

Result<std::filesystem::path> InstanceStore::begin(SeriesAddress const& series, std::string const& name) const {
  auto const path = path_of(series, name);
  PETRA_CHECK(make_folder(path.parent_path()));
  return std::filesystem::path(path.string() + std::string(kTemporaryEnding));
}

Result<void> InstanceStore::commit(SeriesAddress const& series, std::string const& instance_uid,
                                   std::filesystem::path const& temporary) const {
  auto const file = open_dicom_file(temporary);
  auto const found = file ? file->data_set.text(tag::SOPInstanceUID).value_or("") : std::string();
  if (!file || found != instance_uid) {
    remove_file(temporary);
    return make_error(ErrorCode::integrity, "instance " + instance_uid,
                      file ? "came with another SOPInstanceUID inside" : "came damaged: " + file.error().message,
                      "Ask the archive's administrator; run the command again");
  }
  PETRA_CHECK(sync_file(temporary));
  std::error_code problem;
  std::filesystem::rename(temporary, path_of(series, instance_uid), problem);
  if (problem) return make_errno_error(problem.value(), path_of(series, instance_uid).string(), "cannot write");
  return {};
}

void InstanceStore::clear_leftovers(SeriesAddress const& series) const {
  std::error_code absent;
  std::vector<std::filesystem::path> leftovers;
  for (auto const& entry :
       std::filesystem::directory_iterator(folder_ / series.study_uid / series.series_uid, absent)) {
    if (entry.path().filename().string().ends_with(kTemporaryEnding)) leftovers.push_back(entry.path());
  }
  for (auto const& path : leftovers) remove_file(path);
}

}  // namespace petra
