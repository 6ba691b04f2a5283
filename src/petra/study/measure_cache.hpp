// Finished measures in a text file, one line each: a run that was stopped goes on with them.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct CachedMeasure {
  std::vector<double> values;  // NaN where undefined
  std::string reason;
};

class MeasureCache {
 public:
  // Reads what is there; a line that was cut, or is no measure, is passed over.
  explicit MeasureCache(std::filesystem::path path);

  // Any thread.
  [[nodiscard]] std::optional<CachedMeasure> find(std::string const& key, std::size_t value_count);
  // Appends a line. Error: not writable.
  [[nodiscard]] Result<void> store(std::string const& key, CachedMeasure const& measure);

  // Writes the measures that were found or stored, sorted by key, in the file's place (removes it where there are
  // none); the same bytes whatever the order they came in.
  [[nodiscard]] Result<void> finish();

 private:
  std::filesystem::path path_;
  std::mutex mutex_;
  std::map<std::string, CachedMeasure> measures_;
  std::set<std::string> used_;
};

}  // namespace petra
