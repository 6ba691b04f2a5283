// The pixels of a SEG, whatever the transfer syntax.
#pragma once

#include <string>
#include <string_view>

#include "petra/imaging/dicom_file.hpp"

namespace petra {

struct SegmentationPixelFormat {
  int columns = 0, rows = 0;
  std::int64_t frames = 0;
  int bits_allocated = 1;  // 1, 8 or 16
  // Bytes of all frames; those of 1 bit lie without a gap between frames.
  [[nodiscard]] std::uint64_t bytes() const {
    return (static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(rows) *
                static_cast<std::uint64_t>(frames) * static_cast<std::uint64_t>(bits_allocated) +
            7) /
           8;
  }
};

// All frames, one after the other, bits packed from the lowest, words little-endian. `bytes`: the whole file. Errors:
// no pixels; fewer than the format needs; a syntax that petra does not read; damaged compressed frames.
[[nodiscard]] Result<std::string> read_segmentation_pixels(DicomFile const& file, std::string_view bytes,
                                                           SegmentationPixelFormat const& format,
                                                           std::string const& subject);

}  // namespace petra
