#include "petra/imaging/jpeg_header.hpp"

#include <cstddef>

namespace petra {

std::optional<JpegHeader> parse_jpeg_header(std::string_view bytes) {
  auto const byte = [&](std::size_t at) { return static_cast<int>(static_cast<unsigned char>(bytes[at])); };
  if (bytes.size() < 4 || byte(0) != 0xFF || byte(1) != 0xD8) return std::nullopt;
  std::size_t at = 2;
  while (at + 4 <= bytes.size()) {
    if (byte(at) != 0xFF) return std::nullopt;
    auto const marker = byte(at + 1);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    bool const frame =
        (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) || marker == 0xF7;
    auto const length = static_cast<std::size_t>(byte(at + 2) << 8 | byte(at + 3));
    if (length < 2 || length > bytes.size() - at - 2) return std::nullopt;
    if (frame) {
      if (length < 8) return std::nullopt;
      return JpegHeader{byte(at + 5) << 8 | byte(at + 6), byte(at + 7) << 8 | byte(at + 8), byte(at + 9), byte(at + 4)};
    }
    if (marker == 0xDA || marker == 0xD9) return std::nullopt;  // the scan began without a frame
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace petra
