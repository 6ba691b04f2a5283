// What a JPEG or JPEG-LS stream says of its own size, before a decoder sees it.
#pragma once

#include <optional>
#include <string_view>

namespace petra {

struct JpegHeader {
  int rows = 0, columns = 0, components = 0, precision = 0;
};

// From the first start-of-frame marker; nothing where there is none within the bytes.
[[nodiscard]] std::optional<JpegHeader> parse_jpeg_header(std::string_view bytes);

}  // namespace petra
