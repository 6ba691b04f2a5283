#include "petra/extract/row_cache.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "petra/extract/engine_version.hpp"
#include "petra/extract/row_text.hpp"

namespace petra {

namespace {

constexpr int kBusyTimeoutMs = 30'000;
constexpr long long kApplicationId = 0x50455452;  // "PETR"
constexpr long long kSchemaVersion = 1;

constexpr char const* kTables = R"(
  CREATE TABLE settings (settings TEXT PRIMARY KEY, engine TEXT NOT NULL, canonical TEXT NOT NULL, names TEXT NOT NULL);
  CREATE TABLE attempts (image TEXT NOT NULL, mask TEXT NOT NULL, settings TEXT NOT NULL, engine TEXT NOT NULL, times INTEGER NOT NULL,
                         PRIMARY KEY (image, mask, settings, engine)) WITHOUT ROWID;
  CREATE TABLE rows (image TEXT NOT NULL, mask TEXT NOT NULL, settings TEXT NOT NULL, engine TEXT NOT NULL, diagnostics TEXT NOT NULL,
                     feature_values TEXT NOT NULL, reasons TEXT NOT NULL, warnings TEXT NOT NULL, checksum TEXT NOT NULL,
                     PRIMARY KEY (image, mask, settings, engine)) WITHOUT ROWID;
)";

}  // namespace

// A prepared statement, finalised at the end of its scope.
class RowCache::Statement {
 public:
  Statement(sqlite3* database, char const* sql) {
    status_ = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(Statement const&) = delete;
  Statement& operator=(Statement const&) = delete;

  // Binds the next parameter; the text must outlive the statement.
  Statement& bind(std::string_view text) {
    if (status_ == SQLITE_OK)
      status_ = sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
  }
  Statement& bind(RowKey const& key) {
    return bind(key.image).bind(key.mask).bind(key.settings).bind(engine_version());
  }

  // SQLITE_ROW, SQLITE_DONE or an error.
  [[nodiscard]] int step() { return status_ == SQLITE_OK ? sqlite3_step(statement_) : status_; }
  [[nodiscard]] std::string text(int column) const {
    auto const* bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  [[nodiscard]] long long integer(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int status_ = SQLITE_OK;
  int bound_ = 0;
};

RowCache::RowCache(std::filesystem::path path, sqlite3* database) : path_(std::move(path)), database_(database) {}

RowCache::~RowCache() {
  sqlite3_close(database_);
}

Error RowCache::database_error(std::string_view doing) const {
  int const code = sqlite3_errcode(database_) & 0xFF;
  auto const what = fmt::format("cannot {}: {}", doing, sqlite3_errmsg(database_));
  switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return make_error(ErrorCode::integrity, path_.string(), what + "; the file is damaged or not a cache of petra's",
                        "Move it away, or name another with --cache; rows are then computed anew");
    case SQLITE_FULL:
      return make_error(ErrorCode::disk_full, path_.string(), what,
                        "Free some space and run the same command again: finished rows are kept");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return make_error(ErrorCode::permission, path_.string(), what,
                        "Give yourself permission, or name another place with --cache");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return make_error(ErrorCode::environment, path_.string(),
                        what + fmt::format(" (waited {} s)", kBusyTimeoutMs / 1000),
                        "Another run is using this cache: wait for it, or name another with --cache");
    default:
      return make_error(ErrorCode::environment, path_.string(), what,
                        "Check the disk, or name another place with --cache");
  }
}

Result<void> RowCache::execute(char const* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return database_error("use the cache");
  return {};
}

Result<long long> RowCache::read_pragma(char const* pragma) {
  Statement statement(database_, pragma);
  if (statement.step() != SQLITE_ROW) return database_error("read the cache");
  return statement.integer(0);
}

Result<void> RowCache::make_tables() {
  PETRA_CHECK(execute("BEGIN IMMEDIATE"));
  // Another run may have made them while this one waited for the lock.
  PETRA_TRY(auto const version, read_pragma("PRAGMA user_version"));
  if (version == 0) {
    PETRA_CHECK(execute(kTables));
    PETRA_CHECK(execute(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, kSchemaVersion).c_str()));
  }
  return execute("COMMIT");
}

Result<void> RowCache::prepare_file() {
  PETRA_TRY(auto const application, read_pragma("PRAGMA application_id"));
  PETRA_TRY(auto const version, read_pragma("PRAGMA user_version"));
  PETRA_TRY(auto const tables, read_pragma("SELECT count(*) FROM sqlite_master"));
  bool const is_new = application == 0 && version == 0 && tables == 0;
  if (!is_new && application != kApplicationId) {
    return make_error(ErrorCode::integrity, path_.string(), "is a SQLite file, but not a cache of petra's",
                      "Name another file with --cache");
  }
  if (version > kSchemaVersion) {
    return make_error(
        ErrorCode::integrity, path_.string(),
        fmt::format("was made by a newer petra (cache version {}, this petra knows {})", version, kSchemaVersion),
        "Use the newer petra, or name another file with --cache");
  }
  // With a write-ahead log a commit costs no wait for the disk, and a killed run loses no committed row. Where the file
  // system cannot do it SQLite stays with its rollback journal, which is as safe.
  (void)read_pragma("PRAGMA journal_mode = WAL");
  PETRA_CHECK(execute("PRAGMA synchronous = NORMAL"));
  if (is_new) return make_tables();
  PETRA_TRY(auto const known,
            read_pragma("SELECT count(*) FROM sqlite_master WHERE name IN ('settings', 'attempts', 'rows')"));
  if (known < 3)
    return make_error(ErrorCode::integrity, path_.string(), "lacks tables of petra's cache",
                      "Move it away, or name another with --cache");
  return {};
}

Result<std::unique_ptr<RowCache>> RowCache::open(std::filesystem::path const& path) {
  sqlite3* database = nullptr;
  int const status = sqlite3_open_v2(path.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  if (database == nullptr)
    return make_error(ErrorCode::environment, path.string(), "cannot open the cache: out of memory");
  std::unique_ptr<RowCache> cache(new RowCache(path, database));
  if (status != SQLITE_OK) return cache->database_error("open the cache");
  sqlite3_busy_timeout(database, kBusyTimeoutMs);
  PETRA_CHECK(cache->prepare_file());
  return cache;
}

Result<std::optional<FeatureRow>> RowCache::find(RowKey const& key, std::size_t value_count) {
  std::lock_guard const lock(mutex_);
  Statement statement(database_,
                      "SELECT diagnostics, feature_values, reasons, warnings, checksum FROM rows WHERE image = ? AND "
                      "mask = ? AND settings = ? AND engine = ?");
  int const status = statement.bind(key).step();
  if (status == SQLITE_DONE) return std::optional<FeatureRow>();
  if (status != SQLITE_ROW) return database_error("read the cache");
  RowText const text{statement.text(0), statement.text(1), statement.text(2), statement.text(3)};
  auto row = parse_row(text, value_count);
  if (!row || row_checksum(text) != statement.text(4)) {
    return make_error(ErrorCode::integrity, path_.string(),
                      "holds a row that does not match its checksum; the file is damaged",
                      "Move it away, or name another with --cache; rows are then computed anew");
  }
  return row;
}

Result<void> RowCache::begin(RowKey const& key) {
  std::lock_guard const lock(mutex_);
  Statement statement(database_,
                      "INSERT INTO attempts VALUES (?, ?, ?, ?, 1) ON CONFLICT (image, mask, settings, engine) DO "
                      "UPDATE SET times = times + 1");
  if (statement.bind(key).step() != SQLITE_DONE) return database_error("write the cache");
  return {};
}

Result<void> RowCache::store(RowKey const& key, FeatureRow const& row, ExtractionSettings const& settings,
                             std::vector<std::string> const& names) {
  auto const text = format_row(row);
  auto const checksum = row_checksum(text);
  auto const names_json = nlohmann::json(names).dump();
  std::lock_guard const lock(mutex_);
  auto write = [&]() -> Result<void> {
    Statement known(database_, "INSERT OR IGNORE INTO settings VALUES (?, ?, ?, ?)");
    if (known.bind(key.settings).bind(engine_version()).bind(settings.canonical).bind(names_json).step() != SQLITE_DONE)
      return database_error("write the cache");
    Statement statement(database_, "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statement.bind(key).bind(text.diagnostics).bind(text.values).bind(text.reasons).bind(text.warnings).bind(checksum);
    if (statement.step() != SQLITE_DONE) return database_error("write the cache");
    return {};
  };
  PETRA_CHECK(execute("BEGIN IMMEDIATE"));
  auto written = write();
  if (written) written = execute("COMMIT");
  if (!written) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);  // what failed is told already
  return written;
}

}  // namespace petra
