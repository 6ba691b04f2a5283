// A folder of fetched instances: STUDY/SERIES/INSTANCE.dcm by UID, each written whole or not at all, so that what is
// there tells what is still to be fetched.
#pragma once

#include <filesystem>
#include <string>

#include "petra/base/result.hpp"
#include "petra/imaging/network/archive.hpp"

namespace petra {

class InstanceStore {
 public:
  // Makes the folder. Error: not writable.
  [[nodiscard]] static Result<InstanceStore> open(std::filesystem::path folder);

  [[nodiscard]] std::filesystem::path const& folder() const { return folder_; }

  // UIDs are valid ones.
  [[nodiscard]] bool has(SeriesAddress const& series, std::string const& instance_uid) const;

  // Where an instance is to be written first; makes the series' folder.
  [[nodiscard]] Result<std::filesystem::path> begin(SeriesAddress const& series, std::string const& name) const;

  // Makes `temporary` the instance's file: looks into it (it must be DICOM and hold this UID), then fsync and rename.
  // Error: integrity where it holds something else (the file is removed), environment.
  [[nodiscard]] Result<void> commit(SeriesAddress const& series, std::string const& instance_uid,
                                    std::filesystem::path const& temporary) const;

  // Removes what a transfer that was killed has left half-written in a series' folder.
  void clear_leftovers(SeriesAddress const& series) const;

 private:
  explicit InstanceStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::filesystem::path path_of(SeriesAddress const& series, std::string const& instance_uid) const;
  std::filesystem::path folder_;
};

}  // namespace petra
