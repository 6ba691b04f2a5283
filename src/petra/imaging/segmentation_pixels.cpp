#include "petra/imaging/segmentation_pixels.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <span>

#include "petra/imaging/frame_bytes.hpp"

namespace petra {

namespace {

// Each frame a raw deflate stream (PS3.5 A.4.13, Supplement 244): made for frames of one bit per pixel.
constexpr std::string_view kDeflatedFrames = "1.2.840.10008.1.2.8.1";

// Big-endian files keep OW data as 16-bit words, highest byte first.
void swap_words(std::string& pixels) {
  for (std::size_t i = 0; i + 1 < pixels.size(); i += 2) std::swap(pixels[i], pixels[i + 1]);
}

Error too_few(SegmentationPixelFormat const& format, std::uint64_t present, std::string const& subject) {
  return make_error(ErrorCode::invalid_input, subject,
                    fmt::format("{} frames of {} x {} pixels take {} bytes, but {} holds {}", format.frames,
                                format.columns, format.rows, format.bytes(), describe_tag(tag::PixelData), present),
                    "The file is truncated: copy it again");
}

Result<SegmentationPixels> native_pixels(DicomFile const& file, std::string_view file_bytes,
                                         SegmentationPixelFormat const& format, std::string const& subject) {
  auto const& layout = file.layout;
  auto const source = file.inflated ? std::string_view(*file.inflated) : file_bytes;
  auto const wanted = format.bytes();
  auto const left = source.size() - std::min<std::uint64_t>(layout.pixel_offset, source.size());
  auto const present = std::min<std::uint64_t>(layout.pixel_bytes, left);
  if (present < wanted) return too_few(format, present, subject);
  // Words are whole even where the last byte is padding.
  SegmentationPixels pixels{format.bits_allocated,
                            std::string(source.substr(layout.pixel_offset, std::min(present, (wanted + 1) / 2 * 2)))};
  auto const form = layout.header_end + 6 <= source.size() ? source.substr(layout.header_end + 4, 2) : "";
  if (layout.big_endian && form != "OB") swap_words(pixels.bytes);
  return pixels;
}

bool inflate_frame(std::string const& packed, std::span<std::byte> out) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  auto const status = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return stream.avail_out == 0 && (status == Z_STREAM_END || status == Z_BUF_ERROR || status == Z_OK);
}

// Decodes one frame to a byte (or a word) per pixel.
Result<void> decode_frame(std::string_view file_bytes, Slice const& slice, SegmentationPixelFormat const& format,
                          std::vector<std::byte>& frame, std::string const& subject) {
  if (slice.place->transfer_syntax != kDeflatedFrames) return decode_frame_bytes(file_bytes, slice, frame);
  PETRA_TRY(auto const packed, encapsulated_frame(file_bytes, slice));
  auto const pixels = static_cast<std::size_t>(format.columns) * static_cast<std::size_t>(format.rows);
  std::vector<std::byte> raw((pixels * static_cast<std::size_t>(format.bits_allocated) + 7) / 8);
  if (!inflate_frame(packed, raw))
    return make_error(ErrorCode::invalid_input, subject, fmt::format("frame {} cannot be inflated", slice.frame + 1),
                      "Copy that file again");
  if (format.bits_allocated > 1) {
    frame = std::move(raw);
    return {};
  }
  frame.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) frame[i] = raw[i / 8] >> (i % 8) & std::byte{1};
  return {};
}

Result<SegmentationPixels> compressed_pixels(DicomFile const& file, std::string_view file_bytes,
                                             SegmentationPixelFormat const& format, std::string const& subject) {
  // A frame of one bit comes as a byte per pixel.
  SegmentationPixels pixels{std::max(format.bits_allocated, 8), {}};
  auto const frame_bytes = static_cast<std::uint64_t>(format.columns) * static_cast<std::uint64_t>(format.rows) *
                           static_cast<std::uint64_t>(pixels.bits / 8);
  // Empty frames shrink to a few bytes, but not to none.
  constexpr std::uint64_t kLargestRatio = 5000;
  if (frame_bytes * static_cast<std::uint64_t>(format.frames) > kLargestRatio * (file_bytes.size() + 4096))
    return make_error(ErrorCode::limit, subject,
                      fmt::format("{} frames of {} x {} pixels are more than its {} bytes can hold", format.frames,
                                  format.columns, format.rows, file_bytes.size()),
                      "Export the file again");
  auto const place = std::make_shared<PixelPlace>(
      PixelPlace{file.path.empty() ? std::filesystem::path(subject) : file.path, file.transfer_syntax(), file.layout,
                 file_bytes.size(), static_cast<int>(std::min<std::int64_t>(format.frames, 1 << 30))});
  Slice slice;
  slice.place = place;
  slice.format.rows = format.rows;
  slice.format.columns = format.columns;
  slice.format.bits_allocated = pixels.bits;
  slice.format.bits_stored = format.bits_allocated;
  slice.format.high_bit = format.bits_allocated - 1;
  slice.format.photometric = "MONOCHROME2";
  if (place->transfer_syntax != kDeflatedFrames) PETRA_CHECK(check_pixels(*place, slice.format));
  std::vector<std::byte> frame;
  for (std::int64_t k = 0; k < format.frames; ++k) {
    slice.frame = static_cast<int>(k);
    PETRA_CHECK(decode_frame(file_bytes, slice, format, frame, subject));
    if (frame.size() < frame_bytes) return too_few(format, frame.size(), subject);
    pixels.bytes.append(reinterpret_cast<char const*>(frame.data()), frame_bytes);
  }
  return pixels;
}

}  // namespace

Result<SegmentationPixels> read_segmentation_pixels(DicomFile const& file, std::string_view file_bytes,
                                                    SegmentationPixelFormat const& format, std::string const& subject) {
  auto const& layout = file.layout;
  if (!layout.has_pixels || layout.pixel_tag != tag::PixelData)
    return make_error(ErrorCode::invalid_input, subject, fmt::format("it has no {}", describe_tag(tag::PixelData)),
                      "Write the segmentation again");
  return layout.pixel_bytes == kUndefinedLength ? compressed_pixels(file, file_bytes, format, subject)
                                                : native_pixels(file, file_bytes, format, subject);
}

}  // namespace petra
