// Compressed bytes in and out. The caller says how much may come out, so that a bomb costs no more memory than an
// honest file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra {

// True for bytes that begin as gzip does (RFC 1952).
[[nodiscard]] bool is_gzip(std::string_view bytes);

// What came of inflating into a buffer of known size.
enum class InflateStatus {
  complete,   // the stream ended with the buffer exactly full
  too_short,  // the stream ended, or was cut, before the buffer was full
  too_long,   // the buffer is full and the stream goes on
  corrupt,    // not a gzip or zlib stream, or its checksum is wrong
};

struct Inflated {
  InflateStatus status = InflateStatus::corrupt;
  std::size_t bytes = 0;  // written into the buffer
};

// Inflates a gzip (one or more members) or zlib stream into `out`, which is never overrun.
[[nodiscard]] Inflated inflate_into(std::string_view compressed, std::span<std::byte> out);

// Inflates only the first `count` bytes or fewer (a header); corrupt input gives what came before the damage.
[[nodiscard]] std::string inflate_prefix(std::string_view compressed, std::size_t count);

// The whole text of a gzip or zlib stream of unknown size. Errors (naming `subject`): damaged or cut; more than
// `maximum_bytes`; more than 200 times its compressed size once it is over 16 MiB (bad-input limit: no table or text is
// packed so tightly).
[[nodiscard]] Result<std::string> inflate_text(std::string_view compressed, std::string const& subject,
                                               std::uint64_t maximum_bytes);

// Instead of a level, for volumes of 8-byte numbers: repeats of whole numbers only (pack_numbers.hpp).
inline constexpr int kPackNumbers = 10;

// One gzip member without name or time: same bytes in, same bytes out. Level 0 (stored) to 9, or kPackNumbers.
[[nodiscard]] std::string compress_gzip(std::span<std::byte const> bytes, int level);

// One zlib stream (RFC 1950), as MetaImage keeps its voxels.
[[nodiscard]] std::string compress_zlib(std::span<std::byte const> bytes, int level);

}  // namespace petra
