#include "petra/imaging/segmentation_pixels.hpp"

#include <fmt/format.h>

namespace petra {

namespace {

// Big-endian files keep OW data as 16-bit words, highest byte first.
void swap_words(std::string& pixels) {
  for (std::size_t i = 0; i + 1 < pixels.size(); i += 2) std::swap(pixels[i], pixels[i + 1]);
}

}  // namespace

Result<std::string> read_segmentation_pixels(DicomFile const& file, std::string_view bytes,
                                             SegmentationPixelFormat const& format, std::string const& subject) {
  auto const& layout = file.layout;
  if (!layout.has_pixels || layout.pixel_tag != tag::PixelData)
    return make_error(ErrorCode::invalid_input, subject, fmt::format("it has no {}", describe_tag(tag::PixelData)),
                      "Write the segmentation again");
  if (layout.pixel_bytes == kUndefinedLength)
    return make_error(ErrorCode::not_supported, subject,
                      fmt::format("compressed segmentation ({}) not supported yet", file.transfer_syntax()), "");
  auto const source = file.inflated ? std::string_view(*file.inflated) : bytes;
  auto const wanted = format.bytes();
  auto const present = layout.pixel_offset <= source.size()
                           ? std::min<std::uint64_t>(layout.pixel_bytes, source.size() - layout.pixel_offset)
                           : 0;
  if (present < wanted) {
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("{} frames of {} x {} pixels take {} bytes, but {} holds {}", format.frames,
                                  format.columns, format.rows, wanted, describe_tag(tag::PixelData), present),
                      "The file is truncated: copy it again");
  }
  // Words are whole even where the last is padding.
  std::string pixels(source.substr(layout.pixel_offset, std::min(present, (wanted + 1) / 2 * 2)));
  bool const bytes_only = layout.header_end + 6 <= source.size() && source.substr(layout.header_end + 4, 2) == "OB";
  if (layout.big_endian && !bytes_only) swap_words(pixels);
  return pixels;
}

}  // namespace petra
