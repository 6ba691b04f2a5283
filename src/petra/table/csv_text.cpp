#include "petra/table/csv_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "petra/base/text.hpp"

namespace petra {

namespace {

std::size_t line_of(std::string_view text, std::size_t position) {
  auto const before = text.substr(0, position);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

void append_utf8(std::string& text, std::uint32_t point) {
  auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | (point >> 6U)), put(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    put(0xE0U | (point >> 12U)), put(0x80U | ((point >> 6U) & 0x3FU)), put(0x80U | (point & 0x3FU));
  } else {
    put(0xF0U | (point >> 18U)), put(0x80U | ((point >> 12U) & 0x3FU)), put(0x80U | ((point >> 6U) & 0x3FU)),
        put(0x80U | (point & 0x3FU));
  }
}

Result<std::string> decode_utf16(std::string_view bytes, bool big_endian, std::string const& subject) {
  auto unit = [&](std::size_t i) {
    auto const first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? std::uint32_t{first} << 8U | second : std::uint32_t{second} << 8U | first;
  };
  auto fail = [&](std::size_t i, std::string_view what) {
    return make_error(ErrorCode::invalid_input, subject, fmt::format("is UTF-16, but {} at byte {}", what, i + 2),
                      "Save it as CSV UTF-8");
  };
  if (bytes.size() % 2 != 0) return fail(bytes.size(), "has an odd number of bytes, so it is cut");
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    auto point = unit(i);
    if (point >= 0xD800 && point < 0xE000) {
      bool const paired = point < 0xDC00 && i + 4 <= bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000;
      if (!paired) return fail(i, "half a surrogate pair stands alone");
      point = 0x10000 + ((point - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
      i += 2;
    }
    append_utf8(text, point);
  }
  return text;
}

// Of a text that is not UTF-8: the start of the first line that is not, and the encoding that its bytes look like.
Error not_utf8(std::string_view text, std::string const& subject) {
  std::size_t number = 0;
  for (auto const line : split(text, '\n')) {
    ++number;
    if (is_valid_utf8(line)) continue;
    auto const high =
        std::find_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    auto const byte = static_cast<unsigned char>(*high);
    auto const* guess =
        byte >= 0xA0 ? "Latin-1 (ISO 8859-1) or Windows-1252" : "Windows-1252 or another Windows code page";
    return make_error(ErrorCode::invalid_input, fmt::format("{} line {}", subject, number),
                      fmt::format("is not UTF-8: byte 0x{:02X}; the file looks like {}", byte, guess),
                      "Save it as CSV UTF-8");
  }
  return make_error(ErrorCode::invalid_input, subject, "is not UTF-8", "Save it as CSV UTF-8");
}

}  // namespace

Result<std::string_view> decode_csv_text(std::string_view bytes, std::string const& subject, std::string& storage) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    PETRA_TRY(storage, decode_utf16(bytes.substr(2), bytes[0] == '\xFE', subject));
    bytes = storage;
  }
  while (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (auto const nul = bytes.find('\0'); nul != std::string_view::npos) {
    bool const utf16 = bytes.size() > nul + 2 && nul <= 1 && bytes[nul + 2] == '\0';
    auto const* remedy = utf16 ? "It looks like UTF-16 without its mark: save it as CSV UTF-8"
                               : "Is this a CSV file? Save it as CSV UTF-8";
    return make_error(ErrorCode::invalid_input, fmt::format("{} line {}", subject, line_of(bytes, nul)),
                      "has a NUL byte, which text never has", remedy);
  }
  auto const high =
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (!is_valid_utf8(bytes.substr(static_cast<std::size_t>(high - bytes.begin())))) return not_utf8(bytes, subject);
  return bytes;
}

}  // namespace petra
