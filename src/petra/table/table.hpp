// A table of text cells with named columns: what a CSV file is before anybody types its columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as columns
  std::vector<std::size_t> lines;  // line number in the file of each row (1-based; header is 1), for messages
  bool decimal_comma = false;      // numbers are written 1,5 (a semicolon table in which some column is)

  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view name) const;
};

struct CsvLimits {
  std::size_t maximum_rows = 1'000'000;
  std::size_t maximum_columns = 20'000;
  std::size_t maximum_cell_bytes = 64'000;
  std::size_t maximum_cells = 50'000'000;     // each takes some 32 bytes
  std::uint64_t maximum_bytes = 1ULL << 30U;  // of text, after gzip
};

// CSV with a header: comma, semicolon or tab (found from the header; a warning says when it is not the comma), UTF-8
// with or without BOM or UTF-16 with BOM, any line ends, quoted cells with newlines, gzip by magic. Blanks round column
// names are cut, cells are kept as they are, empty lines are passed over; a table without rows is valid. Errors name
// file and line: no header, doubled or empty column name, wrong number of cells, unclosed quote, NUL byte, not UTF-8
// (says which encoding it looks like), over a limit.
[[nodiscard]] Result<Table> read_csv(std::filesystem::path const& path, CsvLimits const& limits = {},
                                     std::vector<std::string>* warnings = nullptr);
[[nodiscard]] Result<Table> parse_csv(std::string_view text, std::string const& subject, CsvLimits const& limits = {},
                                      std::vector<std::string>* warnings = nullptr);

// RFC 4180 text with commas and LF line ends; cells that a spreadsheet would run as a formula (=, +, -, @ before a
// non-number) get an apostrophe.
[[nodiscard]] std::string format_csv(Table const& table);
[[nodiscard]] Result<void> write_csv(std::filesystem::path const& path, Table const& table);

// True for a cell that means "missing": empty, NA, N/A, NaN, ".", "null" (case ignored). -999 and the like are not
// guessed here.
[[nodiscard]] bool is_missing(std::string_view cell);

// A column as numbers; missing cells are NaN; "inf" is infinite. Errors name file, column, and line and text of the
// offending cells
// ("1.234,5" is refused everywhere, "1,5" where the decimal mark is the point, "1.5" where it is the comma: it may mean
// 15).
[[nodiscard]] Result<std::vector<double>> number_column(Table const& table, std::string_view column,
                                                        std::string const& subject);

}  // namespace petra
