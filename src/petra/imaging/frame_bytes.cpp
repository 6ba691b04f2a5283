#include "petra/imaging/frame_bytes.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>

#include "petra/base/file.hpp"
#include "petra/imaging/dcmtk_setup.hpp"
#include "petra/imaging/jpeg2000_frame.hpp"
#include "petra/imaging/jpeg_header.hpp"
#include "petra/imaging/rle_frame.hpp"
#include "petra/imaging/transfer_syntax.hpp"

namespace petra {

namespace {

Error truncated(PixelPlace const& place, std::uint64_t have, std::uint64_t need) {
  return make_error(
      ErrorCode::invalid_input, place.path.string(),
      fmt::format("truncated: {} holds {} bytes, {} are needed", describe_tag(place.layout.pixel_tag), have, need),
      "Copy that file again");
}

// Big-endian words to the machine's.
void swap_words(std::span<std::byte> bytes, std::size_t width) {
  for (std::size_t at = 0; at + width <= bytes.size(); at += width)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + width));
}

Result<void> read_native(Slice const& slice, DicomLimits const& limits, std::span<std::byte> out) {
  auto const& place = *slice.place;
  auto const start = place.layout.pixel_offset + static_cast<std::uint64_t>(slice.frame) * out.size();
  if (place.transfer_syntax == "1.2.840.10008.1.2.1.99") {
    PETRA_TRY(auto const file, open_dicom_file(place.path, limits));
    if (!file.inflated || start + out.size() > file.inflated->size())
      return truncated(place, file.inflated ? file.inflated->size() - place.layout.pixel_offset : 0, out.size());
    std::memcpy(out.data(), file.inflated->data() + start, out.size());
    return {};
  }
  int const descriptor = open(place.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return make_errno_error(errno, place.path.string(), "reading");
  std::size_t have = 0;
  while (have < out.size()) {
    auto const got = pread(descriptor, out.data() + have, out.size() - have, static_cast<off_t>(start + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  close(descriptor);
  if (have < out.size()) return truncated(place, have, out.size());
  if (place.layout.big_endian && slice.format.bits_allocated > 8)
    swap_words(out, static_cast<std::size_t>(slice.format.bits_allocated / 8));
  return {};
}

struct Fragments {
  std::vector<std::string_view> items;     // without the offset table
  std::vector<std::uint32_t> offsets;      // basic offset table
  std::vector<std::uint64_t> item_starts;  // of each item's tag, counted from the first item after the table
};

std::uint32_t little_word(std::string_view bytes, std::uint64_t at) {
  std::uint32_t value = 0;
  for (std::uint64_t k = 4; k-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + k]);
  return value;
}

Result<Fragments> find_fragments(std::string_view file, PixelPlace const& place) {
  auto const wrong = [&](std::string text) {
    return make_error(ErrorCode::invalid_input, place.path.string(), std::move(text), "Copy that file again");
  };
  Fragments fragments;
  auto at = place.layout.pixel_offset;
  std::uint64_t first = 0;
  for (bool table = true;; table = false) {
    if (at > file.size() || file.size() - at < 8) return wrong("truncated: the encapsulated pixels have no end");
    auto const tag = little_word(file, at), length = little_word(file, at + 4);
    if (tag == 0xE0DDFFFEU) break;
    if (tag != 0xE000FFFEU)
      return wrong(fmt::format("damaged: no fragment begins at byte {} of the encapsulated pixels", at));
    if (length > file.size() - at - 8)
      return wrong(fmt::format("truncated: a fragment of {} bytes, {} are left", length, file.size() - at - 8));
    if (table) {
      for (std::uint32_t k = 0; k + 4 <= length; k += 4) fragments.offsets.push_back(little_word(file, at + 8 + k));
      first = at + 8 + length;
    } else {
      fragments.items.push_back(file.substr(at + 8, length));
      fragments.item_starts.push_back(at - first);
    }
    at += 8 + length;
  }
  if (fragments.items.empty()) return wrong("truncated: the encapsulated pixels hold no fragment");
  return fragments;
}

// The bytes of one frame: its fragments, joined where there are several.
Result<std::pair<std::size_t, std::size_t>> fragments_of(Fragments const& fragments, Slice const& slice) {
  auto const frames = static_cast<std::size_t>(slice.place->frames), frame = static_cast<std::size_t>(slice.frame);
  auto const count = fragments.items.size();
  if (frames == 1) return std::pair<std::size_t, std::size_t>{0, count};
  if (count == frames) return std::pair<std::size_t, std::size_t>{frame, frame + 1};
  if (fragments.offsets.size() == frames) {
    auto const index_of = [&](std::uint64_t offset) {
      return static_cast<std::size_t>(
          std::lower_bound(fragments.item_starts.begin(), fragments.item_starts.end(), offset) -
          fragments.item_starts.begin());
    };
    auto const begin = index_of(fragments.offsets[frame]);
    auto const end = frame + 1 < frames ? index_of(fragments.offsets[frame + 1]) : count;
    if (begin < end && end <= count) return std::pair<std::size_t, std::size_t>{begin, end};
  }
  return make_error(ErrorCode::invalid_input, slice.place->path.string(),
                    fmt::format("{} fragments for {} frames, and no offset table that tells them apart", count, frames),
                    "Export the file again");
}

// That the stream is of the size, depth and components that the header says: a decoder trusts the stream.
Result<void> check_jpeg_header(std::string_view frame, Slice const& slice) {
  auto const wrong = [&](std::string text) {
    return make_error(ErrorCode::invalid_input, slice.place->path.string(), "damaged JPEG pixels: " + std::move(text),
                      "Copy that file again");
  };
  auto const header = parse_jpeg_header(frame);
  if (!header) return wrong("no frame header");
  if (header->rows != slice.format.rows || header->columns != slice.format.columns)
    return wrong(fmt::format("{} x {} pixels, Rows x Columns say {} x {}", header->rows, header->columns,
                             slice.format.rows, slice.format.columns));
  if (header->components != 1 || header->precision < 1 || header->precision > slice.format.bits_allocated)
    return wrong(fmt::format("{} components of {} bits in {} allocated", header->components, header->precision,
                             slice.format.bits_allocated));
  return {};
}

// JPEG and JPEG-LS through DCMTK's decoders.
Result<void> decode_by_dcmtk(std::string_view file, Slice const& slice, std::size_t first_fragment,
                             std::span<std::byte> out) {
  auto const& place = *slice.place;
  auto const wrong = [&](std::string_view text) {
    return make_error(ErrorCode::invalid_input, place.path.string(),
                      fmt::format("damaged pixels ({}): {}", transfer_syntax_row(place.transfer_syntax).name, text),
                      "Copy that file again");
  };
  set_up_dcmtk();
  try {
    DcmDataset data_set;
    auto const from = file.substr(place.layout.data_set_offset);
    DcmInputBufferStream stream;
    stream.setBuffer(from.data(), static_cast<offile_off_t>(from.size()));
    stream.setEos();
    data_set.transferInit();
    auto const read =
        data_set.read(stream, DcmXfer(place.transfer_syntax.c_str()).getXfer(), EGL_noChange, DCM_MaxReadLength);
    data_set.transferEnd();
    if (read.bad() && read != EC_EndOfStream) return wrong(read.text());
    DcmElement* element = nullptr;
    if (data_set.findAndGetElement(DCM_PixelData, element).bad()) return wrong("no PixelData");
    auto* const pixels = dynamic_cast<DcmPixelData*>(element);
    Uint32 size = 0;
    if (pixels == nullptr || pixels->getUncompressedFrameSize(&data_set, size).bad())
      return wrong("its size cannot be told");
    if (size < out.size()) return wrong("fewer pixels than Rows x Columns");
    std::vector<Uint16> words((size + 1) / 2 + 1);
    auto fragment = static_cast<Uint32>(first_fragment) + 1;  // the offset table is fragment 0
    OFString colour;
    auto const decoded =
        pixels->getUncompressedFrame(&data_set, static_cast<Uint32>(slice.frame), fragment, words.data(), size, colour);
    if (decoded.bad()) return wrong(decoded.text());
    std::memcpy(out.data(), words.data(), out.size());
  } catch (std::bad_alloc const&) {
    return make_error(ErrorCode::environment, place.path.string(), "out of memory while decoding pixels");
  } catch (std::exception const& problem) {
    return wrong(problem.what());
  }
  return {};
}

}  // namespace

std::uint64_t frame_byte_count(PixelFormat const& format) {
  return (static_cast<std::uint64_t>(format.rows) * static_cast<std::uint64_t>(format.columns) *
              static_cast<std::uint64_t>(format.samples_per_pixel) * static_cast<std::uint64_t>(format.bits_allocated) +
          7) /
         8;
}

Result<void> check_pixels(PixelPlace const& place, PixelFormat const& format) {
  auto const subject = place.path.string();
  if (!place.layout.has_pixels)
    return make_error(ErrorCode::invalid_input, subject, "truncated or empty: PixelData (7fe0,0010) is missing",
                      "Copy that file again");
  auto const& row = transfer_syntax_row(place.transfer_syntax);
  if (row.coding == PixelCoding::not_read)
    return make_error(ErrorCode::not_supported, subject,
                      fmt::format("its transfer syntax {} ({}) is not read", place.transfer_syntax,
                                  row.name.empty() ? "unknown or private" : row.name),
                      std::string(row.remedy));
  if (format.samples_per_pixel != 1 || format.photometric == "PALETTE COLOR")
    return make_error(
        ErrorCode::not_supported, subject,
        fmt::format("colour pixels (SamplesPerPixel (0028,0002) {}, PhotometricInterpretation (0028,0004) {})",
                    format.samples_per_pixel, format.photometric),
        "Choose the original series; a fused or captured picture holds no measured values");
  bool const encapsulated = place.layout.pixel_bytes == kUndefinedLength;
  if (encapsulated != (row.coding != PixelCoding::native)) {
    if (encapsulated)
      return make_error(ErrorCode::invalid_input, subject,
                        fmt::format("encapsulated pixels in the native transfer syntax {}", row.name),
                        "Export the file again");
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("native pixels in the encapsulated transfer syntax {}", row.name),
                      "Export the file again");
  }
  if (encapsulated) {
    // No honest picture packs tighter once it is large; a small file may not ask for gigabytes.
    constexpr std::uint64_t kAlwaysAllowed = 64ULL << 20U, kMaximumRatio = 1000;
    auto const pixels = frame_byte_count(format) * static_cast<std::uint64_t>(place.frames);
    if (pixels > kAlwaysAllowed && pixels / kMaximumRatio > place.file_bytes)
      return make_error(
          ErrorCode::limit, subject,
          fmt::format("Rows {} x Columns {} x NumberOfFrames {} ask for {} bytes of pixels, more than {} times "
                      "the file's {} bytes (limit)",
                      format.rows, format.columns, place.frames, pixels, kMaximumRatio, place.file_bytes),
          "Export the file again");
    return {};
  }
  auto const need = frame_byte_count(format) * static_cast<std::uint64_t>(place.frames);
  auto const deflated = place.transfer_syntax == "1.2.840.10008.1.2.1.99";
  auto const left =
      deflated ? place.layout.pixel_bytes : place.file_bytes - std::min(place.file_bytes, place.layout.pixel_offset);
  auto const have = std::min(left, place.layout.pixel_bytes);
  if (have < need) return truncated(place, have, need);
  return {};
}

Result<void> read_frame_bytes(Slice const& slice, DicomLimits const& limits, std::vector<std::byte>& bytes) {
  auto const& place = *slice.place;
  PETRA_CHECK(check_pixels(place, slice.format));
  if (slice.format.bits_allocated % 8 != 0)
    return make_error(ErrorCode::not_supported, place.path.string(),
                      fmt::format("BitsAllocated (0028,0100) {} in an image", slice.format.bits_allocated),
                      "Export the file again");
  bytes.resize(frame_byte_count(slice.format));
  auto const coding = transfer_syntax_row(place.transfer_syntax).coding;
  if (coding == PixelCoding::native) return read_native(slice, limits, bytes);
  PETRA_TRY(auto const file, read_file(place.path, limits.maximum_file_bytes));
  return decode_frame_bytes(file, slice, bytes);
}

Result<void> decode_frame_bytes(std::string_view file, Slice const& slice, std::vector<std::byte>& bytes) {
  auto const& place = *slice.place;
  PETRA_CHECK(check_pixels(place, slice.format));
  auto const coding = transfer_syntax_row(place.transfer_syntax).coding;
  PETRA_TRY(auto const fragments, find_fragments(file, place));
  PETRA_TRY(auto const range, fragments_of(fragments, slice));
  std::string joined;
  auto frame = fragments.items[range.first];
  if (range.second - range.first > 1) {
    for (auto k = range.first; k < range.second; ++k) joined.append(fragments.items[k]);
    frame = joined;
  }
  bytes.resize(frame_byte_count(slice.format));
  if (coding == PixelCoding::jpeg || coding == PixelCoding::jpeg_ls) {
    PETRA_CHECK(check_jpeg_header(frame, slice));
    return decode_by_dcmtk(file, slice, range.first, bytes);
  }
  if (coding == PixelCoding::rle)
    return decode_rle_frame(frame, static_cast<std::size_t>(slice.format.bits_allocated / 8), bytes,
                            place.path.string());
  return decode_jpeg2000_frame(frame, slice.format, bytes, place.path.string());
}

Result<std::string> encapsulated_frame(std::string_view file, Slice const& slice) {
  PETRA_TRY(auto const fragments, find_fragments(file, *slice.place));
  PETRA_TRY(auto const range, fragments_of(fragments, slice));
  std::string frame;
  for (auto k = range.first; k < range.second; ++k) frame.append(fragments.items[k]);
  return frame;
}

}  // namespace petra
