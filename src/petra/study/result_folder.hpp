// The results folder of a study: files are written whole, only where their bytes change, and remembered by their hash.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra {

class ResultFolder {
 public:
  explicit ResultFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::filesystem::path const& path() const { return folder_; }

  // Writes folder/name unless it holds these bytes already. True where it was written.
  Result<bool> put(std::string const& name, std::string_view bytes);

  // Takes a file that another program wrote into the list. False where it is not there.
  Result<bool> adopt(std::string const& name);

  // Removes the half-written files (NAME.PID.tmp) of runs that were killed; those of a run that is alive stay.
  void clear_leftovers() const;

  // Removes a file of an earlier run, if it is there.
  Result<void> remove(std::string const& name);

  // SHA-256 of every file that belongs to the run, by name ("tables/icc.csv").
  [[nodiscard]] std::map<std::string, std::string> const& hashes() const { return hashes_; }
  // What a file was made from, as one hash: so that a rerun knows without making it.
  void set_key(std::string const& name, std::string hash) { keys_[name] = std::move(hash); }
  [[nodiscard]] std::map<std::string, std::string> const& keys() const { return keys_; }
  [[nodiscard]] std::size_t written() const { return written_; }

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::string> hashes_, keys_;
  std::size_t written_ = 0;
};

// SHA-256 of a file; empty where it is not there or cannot be read.
[[nodiscard]] std::string file_sha256(std::filesystem::path const& path);

}  // namespace petra
