// A source of bytes in memory, for tests and fuzzers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

// A file named `name` with `bytes`; `beside`: the other files of its folder.
class MemorySource {
 public:
  MemorySource(std::string name, std::string bytes, std::map<std::string, std::string> beside = {})
      : bytes_(std::move(bytes)), beside_(std::move(beside)) {
    source_.subject = name;
    source_.file_name = std::move(name);
    source_.bytes = bytes_;
    source_.warnings = &warnings_;
    source_.read_beside = [this](std::string const& other) -> Result<std::string> {
      auto const found = beside_.find(other);
      if (found == beside_.end()) return make_error(ErrorCode::not_found, other, "no such file");
      return found->second;
    };
  }
  MemorySource(MemorySource const&) = delete;
  MemorySource& operator=(MemorySource const&) = delete;

  [[nodiscard]] VolumeSource& source() { return source_; }
  [[nodiscard]] std::vector<std::string> const& warnings() const { return warnings_; }

 private:
  std::string bytes_;
  std::map<std::string, std::string> beside_;
  std::vector<std::string> warnings_;
  VolumeSource source_;
};

}  // namespace petra
