// The bytes of a CSV file as plain UTF-8 text.
#pragma once

#include <string>
#include <string_view>

#include "petra/table/table.hpp"

namespace petra {

// UTF-8 without BOM from UTF-8, UTF-8 with BOM or UTF-16 with BOM. `storage` holds the text where it had to be
// converted. Errors name subject, line and what is wrong: odd UTF-16, NUL bytes (UTF-16 without BOM named as such),
// bytes that are not UTF-8 (Latin-1 named).
[[nodiscard]] Result<std::string_view> decode_csv_text(std::string_view bytes, std::string const& subject,
                                                       std::string& storage);

}  // namespace petra
