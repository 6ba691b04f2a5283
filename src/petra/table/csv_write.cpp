#include "petra/base/file.hpp"
#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

// True for what a spreadsheet would run: =, +, -, @ (also behind a tab or carriage return) before anything but a
// number. A sign alone is text.
bool looks_like_formula(std::string_view cell) {
  if (cell.size() < 2) return cell == "=" || cell == "@";
  if (cell[0] == '\t' || cell[0] == '\r') return true;
  return std::string_view("=+-@").find(cell[0]) != std::string_view::npos && !parse_number(cell).has_value();
}

void append_cell(std::string& text, std::string_view cell) {
  bool const guarded = looks_like_formula(cell);
  // Semicolons and tabs too: unquoted in the header they might be taken for the separator.
  if (cell.find_first_of(",\"\n\r;\t") == std::string_view::npos) {
    if (guarded) text += '\'';
    text += cell;
    return;
  }
  text += guarded ? "\"'" : "\"";
  for (char const c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_record(std::string& text, std::vector<std::string> const& cells) {
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (k > 0) text += ',';
    append_cell(text, cells[k]);
  }
  // A line without anything would be passed over as empty.
  if (cells.size() == 1 && cells[0].empty()) text += "\"\"";
  text += '\n';
}

}  // namespace

std::string format_csv(Table const& table) {
  std::string text;
  append_record(text, table.columns);
  for (auto const& row : table.rows) append_record(text, row);
  return text;
}

Result<void> write_csv(std::filesystem::path const& path, Table const& table) {
  auto const text = format_csv(table);
  if (path.extension() != ".gz") return write_whole_file(path, text);
  return write_whole_file(path, compress_gzip(std::as_bytes(std::span(text)), 6));
}

}  // namespace petra
