// A fast packing for volumes of numbers of 8 bytes, many of which stand there again soon (or are one background value).
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace petra {

// One gzip member that any reader inflates. Repeats are looked for number by number instead of byte by byte, and codes
// are the fixed ones of RFC 1951: on feature maps five times as fast as the lowest level of deflate that looks for
// repeats, and nearly as small. Same bytes in, same bytes out.
[[nodiscard]] std::string pack_numbers_gzip(std::span<std::byte const> bytes);

}  // namespace petra
