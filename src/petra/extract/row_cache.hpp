// Finished rows in a SQLite file, keyed by what they were made from, so that a run that was cut goes on where it
// stopped and a changed file, setting or engine is never answered from an old row.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/extractor.hpp"

struct sqlite3;

namespace petra {

// The engine's version is part of the key, too; the settings' hash holds the label.
struct RowKey {
  std::string image, mask;  // file fingerprints
  std::string settings;     // settings_hash
};

class RowCache {
 public:
  // Opens or makes the file. Errors: not writable; not a cache of petra's, of a newer petra, or damaged (integrity).
  [[nodiscard]] static Result<std::unique_ptr<RowCache>> open(std::filesystem::path const& path);
  ~RowCache();
  RowCache(RowCache const&) = delete;
  RowCache& operator=(RowCache const&) = delete;

  // The row of a key without names, or nothing. `names`: feature_names of the key's settings. Errors: the database's; a
  // row that does not match its checksum (integrity).
  [[nodiscard]] Result<std::optional<FeatureRow>> find(RowKey const& key, std::size_t value_count);

  // Notes that the row of a key is about to be computed (how often: see attempts()).
  [[nodiscard]] Result<void> begin(RowKey const& key);

  // Stores a finished row; a commit of its own. `names` go to the table "settings" once, for people who open the file.
  [[nodiscard]] Result<void> store(RowKey const& key, FeatureRow const& row, ExtractionSettings const& settings,
                                   std::vector<std::string> const& names);

 private:
  class Statement;
  RowCache(std::filesystem::path path, sqlite3* database);
  [[nodiscard]] Error database_error(std::string_view doing) const;
  [[nodiscard]] Result<void> execute(char const* sql);
  [[nodiscard]] Result<long long> read_pragma(char const* pragma);
  [[nodiscard]] Result<void> prepare_file();
  [[nodiscard]] Result<void> make_tables();

  std::filesystem::path path_;
  sqlite3* database_;
  std::mutex mutex_;
};

}  // namespace petra
