// RLE Lossless of one frame (DICOM PS3.5 annex G).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra {

// Decodes `fragment` into `out`: pixels of `bytes_per_pixel` bytes, little endian. Errors: a wrong count of segments,
// an offset outside the fragment, a segment that gives fewer bytes than the frame has pixels.
[[nodiscard]] Result<void> decode_rle_frame(std::string_view fragment, std::size_t bytes_per_pixel,
                                            std::span<std::byte> out, std::string const& subject);

}  // namespace petra
