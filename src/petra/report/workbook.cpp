#include "petra/report/workbook.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cmath>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr std::size_t kMostColumns = 16'384, kMostRows = 1'048'575, kMostLetters = 32'767, kMostNameLetters = 31;

struct Formats {
  lxw_format* heading;
};

void write_text(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string const& text,
                lxw_format* format = nullptr) {
  worksheet_write_string(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                         text.substr(0, kMostLetters).c_str(), format);
}

// A cell of a CSV table in the sheet's own type. Ids keep their leading zeros: such text is no number.
void write_cell(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string const& text) {
  if (text.empty()) return;
  if (text == "true" || text == "false") {
    worksheet_write_boolean(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), text == "true",
                            nullptr);
    return;
  }
  bool const has_leading_zero = text.size() > 1 && text[0] == '0' && text[1] != '.';
  auto const number = has_leading_zero || text[0] == '+' ? std::nullopt : parse_number(text);
  if (number && std::isfinite(*number))
    worksheet_write_number(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), *number, nullptr);
  else
    write_text(sheet, row, column, text);
}

void write_table(lxw_worksheet* sheet, Table const& table, Formats const& formats) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) write_text(sheet, 0, c, table.columns[c], formats.heading);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) write_cell(sheet, r + 1, c, table.rows[r][c]);
  }
  worksheet_freeze_panes(sheet, 1, 1);
}

bool fits(Table const& table) {
  return table.columns.size() <= kMostColumns && table.rows.size() <= kMostRows;
}

void write_contents(lxw_worksheet* sheet, std::vector<WorkbookSheet> const& sheets,
                    std::map<std::string, std::string, std::less<>> const& labels, Formats const& formats) {
  write_text(sheet, 0, 0, "Research use only, not a medical device.", formats.heading);
  std::size_t row = 2;
  for (auto const* heading : {"table", "rows", "note"})
    write_text(sheet, row,
               static_cast<std::size_t>(heading[0] == 't'   ? 0
                                        : heading[0] == 'r' ? 1
                                                            : 2),
               heading, formats.heading);
  for (auto const& each : sheets) {
    ++row;
    write_text(sheet, row, 0, each.name);
    worksheet_write_number(sheet, static_cast<lxw_row_t>(row), 1, static_cast<double>(each.table->rows.size()),
                           nullptr);
    if (!fits(*each.table))
      write_text(sheet, row, 2, fmt::format("larger than a sheet can be: see tables/{}.csv", each.name));
  }
  row += 2;
  write_text(sheet, row, 0, "column", formats.heading);
  write_text(sheet, row, 1, "label and unit", formats.heading);
  for (auto const& [column, label] : labels) {
    ++row;
    write_text(sheet, row, 0, column);
    write_text(sheet, row, 1, label);
  }
  worksheet_set_column(sheet, 0, 1, 32, nullptr);
}

}  // namespace

Result<std::string> make_workbook(std::vector<WorkbookSheet> const& sheets,
                                  std::map<std::string, std::string, std::less<>> const& labels,
                                  std::filesystem::path const& scratch) {
  auto const file = scratch / fmt::format(".workbook.{}.tmp", ::getpid());
  auto* workbook = workbook_new(file.c_str());
  if (workbook == nullptr)
    return make_error(ErrorCode::environment, file.string(), "cannot be written", "Is there memory and space?");
  lxw_doc_properties properties{};
  properties.created = 1;  // the same tables give the same bytes
  workbook_set_properties(workbook, &properties);
  Formats formats{workbook_add_format(workbook)};
  format_set_bold(formats.heading);
  write_contents(workbook_add_worksheet(workbook, "contents"), sheets, labels, formats);
  for (auto const& each : sheets) {
    if (fits(*each.table))
      write_table(workbook_add_worksheet(workbook, each.name.substr(0, kMostNameLetters).c_str()), *each.table,
                  formats);
  }
  auto const status = workbook_close(workbook);
  if (status != LXW_NO_ERROR) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    return make_error(ErrorCode::environment, file.string(), lxw_strerror(status), "Is there space?");
  }
  auto bytes = read_file(file);
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return bytes;
}

}  // namespace petra
