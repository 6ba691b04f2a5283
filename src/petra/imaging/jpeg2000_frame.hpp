// JPEG 2000 of one frame, by OpenJPEG.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "petra/imaging/slice.hpp"

namespace petra {

// Decodes a codestream (or JP2 file) into `out`: little-endian pixels of the format's bits. Errors: damaged, not the
// size, the components or the depth that the header says (looked at before anything is decoded).
[[nodiscard]] Result<void> decode_jpeg2000_frame(std::string_view bytes, PixelFormat const& format,
                                                 std::span<std::byte> out, std::string const& subject);

}  // namespace petra
