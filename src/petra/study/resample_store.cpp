#include "petra/study/resample_store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace petra {

namespace {

constexpr int kBusyTimeoutMs = 30'000;
// A write-ahead log: a commit costs no wait for the disk, and a killed program loses nothing.
constexpr char const* kPrepare = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS resamples (key TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,
                                        PRIMARY KEY (key, kind, number)) WITHOUT ROWID;
)";

}  // namespace

SqliteResampleStore::~SqliteResampleStore() {
  sqlite3_close(database_);
}

Error SqliteResampleStore::database_error(std::string_view doing) const {
  int const code = sqlite3_errcode(database_) & 0xFF;
  auto const what = fmt::format("cannot {}: {}", doing, sqlite3_errmsg(database_));
  bool const damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  return make_error(damaged               ? ErrorCode::integrity
                    : code == SQLITE_FULL ? ErrorCode::disk_full
                                          : ErrorCode::environment,
                    path_.string(), what,
                    damaged ? "Remove the file; its resamples are then computed anew"
                            : "Check that the folder can be written and has space");
}

Result<std::unique_ptr<SqliteResampleStore>> SqliteResampleStore::open(std::filesystem::path const& path,
                                                                       std::string key) {
  sqlite3* database = nullptr;
  int const status = sqlite3_open_v2(path.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  std::unique_ptr<SqliteResampleStore> store(new SqliteResampleStore(path, std::move(key), database));
  if (status != SQLITE_OK) return store->database_error("open the file");
  PETRA_CHECK(store->prepare());
  return store;
}

Result<void> SqliteResampleStore::prepare() {
  sqlite3_busy_timeout(database_, kBusyTimeoutMs);
  if (sqlite3_exec(database_, kPrepare, nullptr, nullptr, nullptr) != SQLITE_OK)
    return database_error("prepare the file");
  sqlite3_stmt* statement = nullptr;
  int status = sqlite3_prepare_v2(database_, "DELETE FROM resamples WHERE key <> ?1", -1, &statement, nullptr);
  if (status == SQLITE_OK) {
    sqlite3_bind_text(statement, 1, key_.data(), static_cast<int>(key_.size()), SQLITE_STATIC);
    status = sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  if (status != SQLITE_DONE) return database_error("forget old resamples");
  return {};
}

Result<std::optional<std::string>> SqliteResampleStore::run(char const* sql, std::string_view doing,
                                                            std::string_view kind, std::size_t number,
                                                            std::string const* record) {
  std::lock_guard const lock(mutex_);
  sqlite3_stmt* statement = nullptr;
  int status = sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr);
  std::optional<std::string> found;
  if (status == SQLITE_OK) {
    sqlite3_bind_text(statement, 1, key_.data(), static_cast<int>(key_.size()), SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, kind.data(), static_cast<int>(kind.size()), SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, static_cast<sqlite3_int64>(number));
    if (record != nullptr)
      sqlite3_bind_text(statement, 4, record->data(), static_cast<int>(record->size()), SQLITE_STATIC);
    status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
      auto const* bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement, 0));
      if (bytes != nullptr) found = std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
    }
  }
  sqlite3_finalize(statement);
  if (status != SQLITE_ROW && status != SQLITE_DONE) return database_error(doing);
  return found;
}

Result<std::optional<std::string>> SqliteResampleStore::find(std::string_view kind, std::size_t number) {
  return run("SELECT record FROM resamples WHERE key = ?1 AND kind = ?2 AND number = ?3", "read a resample", kind,
             number, nullptr);
}

Result<void> SqliteResampleStore::keep(std::string_view kind, std::size_t number, std::string const& record) {
  PETRA_TRY([[maybe_unused]] auto const none,
            run("INSERT OR REPLACE INTO resamples (key, kind, number, record) VALUES (?1, ?2, ?3, ?4)",
                "keep a resample", kind, number, &record));
  return {};
}

}  // namespace petra
