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
    auto const pixels = static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(rows);
    return (pixels * static_cast<std::uint64_t>(frames) * static_cast<std::uint64_t>(bits_allocated) + 7) / 8;
  }
};

struct SegmentationPixels {
  int bits = 1;       // of one pixel: 1 (the first pixel lowest), 8 or 16 (little-endian)
  std::string bytes;  // all frames, one after the other
};

// `file_bytes`: the whole file. Errors: no pixels; fewer than the format needs; a syntax that petra does not read;
// damaged compressed frames; more pixels than compression can have made of the file's bytes.
[[nodiscard]] Result<SegmentationPixels> read_segmentation_pixels(DicomFile const& file, std::string_view file_bytes,
                                                                  SegmentationPixelFormat const& format,
                                                                  std::string const& subject);

}  // namespace petra
