// The pixels of one plane as bytes: whatever the transfer syntax, little-endian words of the allocated bits, row after
// row.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "petra/imaging/slice.hpp"

namespace petra {

// Bytes that one frame takes: rows × columns × samples × bits allocated / 8, rounded up (1-bit frames).
[[nodiscard]] std::uint64_t frame_byte_count(PixelFormat const& format);

// What can be said from the header alone: no pixel data, or fewer bytes than the frames need; a transfer syntax, a
// palette or colour that petra does not read. Checked when a folder is scanned.
[[nodiscard]] Result<void> check_pixels(PixelPlace const& place, PixelFormat const& format);

// Reads and decodes one frame into `bytes` (resized). Memory is bound by the file's size and the frame's. Errors:
// truncated, damaged, a transfer syntax that petra does not read (with what converts it).
[[nodiscard]] Result<void> read_frame_bytes(Slice const& slice, DicomLimits const& limits,
                                            std::vector<std::byte>& bytes);

// The same from the bytes of an encapsulated file that is in memory.
[[nodiscard]] Result<void> decode_frame_bytes(std::string_view file, Slice const& slice, std::vector<std::byte>& bytes);

// The compressed bytes of one frame, its fragments joined.
[[nodiscard]] Result<std::string> encapsulated_frame(std::string_view file, Slice const& slice);

}  // namespace petra
