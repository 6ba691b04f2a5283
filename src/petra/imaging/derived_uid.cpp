#include "petra/imaging/derived_uid.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "petra/base/hash.hpp"

namespace petra {

std::string derived_uid(std::string_view text) {
  auto const digest = sha256_of(text);
  std::array<std::uint32_t, 16> bytes{};
  auto const nibble = [](char c) { return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
  for (std::size_t k = 0; k < bytes.size(); ++k) bytes[k] = nibble(digest[2 * k]) << 4U | nibble(digest[2 * k + 1]);
  bytes[6] = (bytes[6] & 0x0FU) | 0x80U;  // version 8: made by a rule of its own
  bytes[8] = (bytes[8] & 0x3FU) | 0x80U;  // variant
  std::string digits;
  while (std::any_of(bytes.begin(), bytes.end(), [](std::uint32_t b) { return b != 0; })) {
    std::uint32_t rest = 0;
    for (auto& byte : bytes) {
      auto const value = rest << 8U | byte;
      byte = value / 10;
      rest = value % 10;
    }
    digits += static_cast<char>('0' + rest);
  }
  std::reverse(digits.begin(), digits.end());
  return "2.25." + digits;
}

}  // namespace petra
