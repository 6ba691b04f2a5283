// Finished resamples in results/resamples.sqlite, so that a run that was cut goes on where it stopped. A changed
// feature, outcome, fold or setting is never answered from an old record: their hash is the key.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "petra/evaluate/resample_loop.hpp"

struct sqlite3;

namespace petra {

class SqliteResampleStore : public ResampleStore {
 public:
  // Opens or makes the file and forgets the records of other keys. Errors: not writable; damaged (integrity).
  [[nodiscard]] static Result<std::unique_ptr<SqliteResampleStore>> open(std::filesystem::path const& path,
                                                                         std::string key);
  ~SqliteResampleStore() override;

  [[nodiscard]] Result<std::optional<std::string>> find(std::string_view kind, std::size_t number) override;
  [[nodiscard]] Result<void> keep(std::string_view kind, std::size_t number, std::string const& record) override;

 private:
  SqliteResampleStore(std::filesystem::path path, std::string key, sqlite3* database)
      : path_(std::move(path)), key_(std::move(key)), database_(database) {}
  [[nodiscard]] Error database_error(std::string_view doing) const;
  [[nodiscard]] Result<void> prepare();
  // Runs one statement with (key, kind, number[, record]); the first column of its row, if there is one.
  [[nodiscard]] Result<std::optional<std::string>> run(char const* sql, std::string_view doing, std::string_view kind,
                                                       std::size_t number, std::string const* record);

  std::filesystem::path path_;
  std::string key_;
  sqlite3* database_;
  std::mutex mutex_;
};

}  // namespace petra
