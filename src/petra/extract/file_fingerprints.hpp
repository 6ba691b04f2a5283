// What a volume file holds, as a hash of its content: the part of a cache key that no renaming, copying or touching can
// fool.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "petra/base/result.hpp"

namespace petra {

// SHA-256 of the file's bytes. Of a header whose voxels lie in a file of their own (.nhdr, .mhd, .hdr) SHA-256 of the
// voxels and the geometry that reading it gives. Errors: as of reading the file.
[[nodiscard]] Result<std::string> fingerprint_file(std::filesystem::path const& path);

// Fingerprints of a run's files, each computed once however many cases use it. Any thread.
class FileFingerprints {
 public:
  [[nodiscard]] Result<std::string> of(std::filesystem::path const& path);

 private:
  struct Entry {
    std::once_flag once;
    std::unique_ptr<Result<std::string>> hash;
  };
  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_ptr<Entry>> entries_;
};

}  // namespace petra
