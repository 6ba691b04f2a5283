#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "petra/base/file.hpp"
#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/table/csv_text.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

constexpr std::size_t kProblemsShown = 5;

// Walks over CSV text cell by cell; knows the line it is in.
class Cursor {
 public:
  Cursor(std::string_view text, char separator) : text_(text), separator_(separator) {}

  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] std::size_t line() const { return line_; }

  // True when the next line is empty; it is passed over.
  bool skip_empty_line() { return !at_end() && skip_line_end(); }

  enum class After { separator, line_end, unclosed_quote, text_after_quote };

  // The next cell, and what follows it.
  After next(std::string& cell) {
    cell.clear();
    if (position_ < text_.size() && text_[position_] == '"') return next_quoted(cell);
    auto const first = position_;
    while (position_ < text_.size() && !ends_cell(text_[position_])) ++position_;
    cell.assign(text_.substr(first, position_ - first));
    return pass_end();
  }

 private:
  [[nodiscard]] bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

  After next_quoted(std::string& cell) {
    ++position_;
    while (true) {
      auto const quote = text_.find('"', position_);
      if (quote == std::string_view::npos) return After::unclosed_quote;
      auto const part = text_.substr(position_, quote - position_);
      line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
      cell += part;
      position_ = quote + 1;
      if (position_ == text_.size() || text_[position_] != '"') break;
      cell += '"';
      ++position_;
    }
    if (position_ < text_.size() && !ends_cell(text_[position_])) return After::text_after_quote;
    return pass_end();
  }

  After pass_end() {
    if (position_ < text_.size() && text_[position_] == separator_) {
      ++position_;
      return After::separator;
    }
    skip_line_end();
    return After::line_end;
  }

  // LF, CR LF, or CR alone (old Macintosh).
  bool skip_line_end() {
    if (at_end() || (text_[position_] != '\n' && text_[position_] != '\r')) return false;
    position_ += text_.substr(position_).starts_with("\r\n") ? 2 : 1;
    ++line_;
    return true;
  }

  std::string_view text_;
  char separator_;
  std::size_t position_ = 0, line_ = 1;
};

// The separator that the header uses most, quoted parts apart; the comma where there is none.
char find_separator(std::string_view text) {
  std::array<std::pair<char, std::size_t>, 3> counts = {{{',', 0}, {';', 0}, {'\t', 0}}};
  bool quoted = false;
  for (char const c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) break;
    for (auto& [separator, count] : counts) count += !quoted && c == separator ? 1 : 0;
  }
  return std::max_element(counts.begin(), counts.end(),
                          [](auto const& a, auto const& b) { return a.second < b.second; })
      ->first;
}

class Reader {
 public:
  Reader(std::string_view text, std::string const& subject, CsvLimits const& limits)
      : cursor_(text, find_separator(text)), subject_(subject), limits_(limits) {}

  Result<Table> read() {
    while (cursor_.skip_empty_line()) {
    }
    if (cursor_.at_end())
      return fail(1, "is empty: a header line with the column names is expected", "Give the table a header");
    PETRA_CHECK(read_header());
    while (!cursor_.at_end()) {
      if (!cursor_.skip_empty_line()) PETRA_CHECK(read_row());
    }
    if (!misshapen_.empty()) return misshapen_rows();
    return std::move(table_);
  }

 private:
  [[nodiscard]] Error fail(std::size_t line, std::string message, std::string remedy) const {
    return make_error(ErrorCode::invalid_input, fmt::format("{} line {}", subject_, line), std::move(message),
                      std::move(remedy));
  }
  [[nodiscard]] Error over_limit(std::size_t line, std::string_view what, std::size_t limit) const {
    return make_error(ErrorCode::limit, fmt::format("{} line {}", subject_, line),
                      fmt::format("has more {} than the limit of {}", what, limit),
                      "Is this the table that you mean? Split it if it is");
  }

  // One record into `cells`.
  Result<void> read_record(std::vector<std::string>& cells) {
    auto const line = cursor_.line();
    while (true) {
      if (cells.size() == limits_.maximum_columns) return over_limit(line, "columns", limits_.maximum_columns);
      auto const cell_line = cursor_.line();
      auto& cell = cells.emplace_back();
      auto const after = cursor_.next(cell);
      if (after == Cursor::After::unclosed_quote) {
        return fail(cell_line, fmt::format("a quote opens in column {} and is never closed", cells.size()),
                    "Close it, or write a quote within a cell twice");
      }
      if (after == Cursor::After::text_after_quote) {
        return fail(cursor_.line(),
                    fmt::format("text follows the closing quote in column {}: {:.40}…", cells.size(), cell),
                    "Write a quote within a cell twice");
      }
      if (cell.size() > limits_.maximum_cell_bytes)
        return over_limit(cell_line, "bytes in one cell", limits_.maximum_cell_bytes);
      if (after == Cursor::After::line_end) return {};
    }
  }

  Result<void> read_header() {
    auto const line = cursor_.line();
    PETRA_CHECK(read_record(table_.columns));
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t k = 0; k < table_.columns.size(); ++k) {
      auto& name = table_.columns[k];
      name = std::string(trim(name));
      // A byte order mark that some program put within the quotes is no part of the name.
      while (name.starts_with("\xEF\xBB\xBF")) name = std::string(trim(std::string_view(name).substr(3)));
      if (name.empty())
        return fail(line, fmt::format("column {} of {} has no name", k + 1, table_.columns.size()),
                    "Name it, or delete it");
    }
    for (std::size_t k = 0; k < table_.columns.size(); ++k) {
      auto const [first, fresh] = seen.emplace(table_.columns[k], k);
      if (!fresh)
        return fail(line,
                    fmt::format("columns {} and {} are both named {}", first->second + 1, k + 1, table_.columns[k]),
                    "Rename or delete one");
    }
    return {};
  }

  Result<void> read_row() {
    auto const line = cursor_.line();
    if (table_.rows.size() == limits_.maximum_rows) return over_limit(line, "rows", limits_.maximum_rows);
    if ((table_.rows.size() + 1) * table_.columns.size() > limits_.maximum_cells)
      return over_limit(line, "cells", limits_.maximum_cells);
    auto& row = table_.rows.emplace_back();
    row.reserve(table_.columns.size());
    PETRA_CHECK(read_record(row));
    table_.lines.push_back(line);
    if (row.size() == table_.columns.size()) return {};
    if (++misshapen_count_ <= kProblemsShown) misshapen_.push_back(fmt::format("line {} has {}", line, row.size()));
    table_.rows.pop_back();
    table_.lines.pop_back();
    return {};
  }

  [[nodiscard]] Error misshapen_rows() const {
    auto const more = misshapen_count_ > kProblemsShown ? fmt::format(" and {} more", misshapen_count_ - kProblemsShown)
                                                        : std::string();
    return make_error(
        ErrorCode::invalid_input, subject_,
        fmt::format("the header has {} columns, but {}{}", table_.columns.size(), join(misshapen_, ", "), more),
        "Give every row as many cells as the header; quote cells that hold the separator");
  }

  Cursor cursor_;
  std::string const& subject_;
  CsvLimits const& limits_;
  Table table_;
  std::vector<std::string> misshapen_;
  std::size_t misshapen_count_ = 0;
};

// "1,5": a number once its one comma is a point.
bool is_comma_number(std::string_view cell) {
  auto const comma = cell.find(',');
  if (comma == std::string_view::npos || cell.find('.') != std::string_view::npos) return false;
  std::string with_point(cell);
  with_point[comma] = '.';
  return parse_number(with_point).has_value();
}

// True when some column's cells are all missing, whole or written with a decimal comma, and at least one is the last.
bool has_decimal_comma(Table const& table) {
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    bool found = false, all = true;
    for (auto const& row : table.rows) {
      bool const comma = is_comma_number(row[k]);
      found = found || comma;
      all = all && (comma || is_missing(row[k]) || parse_integer(row[k]).has_value());
      if (!all) break;
    }
    if (found && all) return true;
  }
  return false;
}

}  // namespace

Result<Table> parse_csv(std::string_view text, std::string const& subject, CsvLimits const& limits,
                        std::vector<std::string>* warnings) {
  std::string storage;
  PETRA_TRY(auto const plain, decode_csv_text(text, subject, storage));
  PETRA_TRY(auto table, Reader(plain, subject, limits).read());
  auto const separator = find_separator(plain.substr(std::min(plain.find_first_not_of("\r\n"), plain.size())));
  if (separator == ',') return table;
  table.decimal_comma = has_decimal_comma(table);
  if (warnings != nullptr) {
    warnings->push_back(fmt::format("{}: the cells are parted by {}{}", subject,
                                    separator == ';' ? "semicolons" : "tabs",
                                    table.decimal_comma ? ", and the comma is read as the decimal mark" : ""));
  }
  return table;
}

Result<Table> read_csv(std::filesystem::path const& path, CsvLimits const& limits, std::vector<std::string>* warnings) {
  auto const subject = path.string();
  PETRA_TRY(auto bytes, read_file(path, limits.maximum_bytes));
  if (is_gzip(bytes)) {
    PETRA_TRY(bytes, inflate_text(bytes, subject, limits.maximum_bytes));
  }
  return parse_csv(bytes, subject, limits, warnings);
}

}  // namespace petra
