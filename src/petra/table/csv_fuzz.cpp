// Any bytes as a CSV file: a rectangular table or an error; what is written reads back.
#include <cstdint>
#include <cstdlib>

#include "petra/table/table.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace petra;
  std::vector<std::string> warnings;
  auto const table = parse_csv({reinterpret_cast<char const*>(data), size}, "fuzz.csv",
                               {.maximum_rows = 1000, .maximum_columns = 100, .maximum_cell_bytes = 1000}, &warnings);
  if (!table) {
    if (table.error().message.empty() || table.error().code == ErrorCode::bug) std::abort();
    return 0;
  }
  if (table->lines.size() != table->rows.size()) std::abort();
  for (auto const& row : table->rows) {
    if (row.size() != table->columns.size()) std::abort();
  }
  for (auto const& column : table->columns) static_cast<void>(number_column(*table, column, "fuzz.csv"));
  for (auto const& column : table->columns) {
    if (column[0] == '\'') return 0;  // may collide with a name that gets an apostrophe on the way out
  }
  auto const again = parse_csv(format_csv(*table), "again.csv");
  if (!again || again->rows.size() != table->rows.size() || again->columns.size() != table->columns.size())
    std::abort();
  return 0;
}
