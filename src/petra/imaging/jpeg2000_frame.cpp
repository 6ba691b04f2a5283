#include "petra/imaging/jpeg2000_frame.hpp"

#include <fmt/format.h>
#include <openjpeg-2.5/openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace petra {

namespace {

struct Memory {
  std::string_view bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T read_bytes(void* to, OPJ_SIZE_T count, void* user) {
  auto& memory = *static_cast<Memory*>(user);
  if (memory.at >= memory.bytes.size()) return static_cast<OPJ_SIZE_T>(-1);
  count = std::min<OPJ_SIZE_T>(count, memory.bytes.size() - memory.at);
  std::memcpy(to, memory.bytes.data() + memory.at, count);
  memory.at += count;
  return count;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
  auto& memory = *static_cast<Memory*>(user);
  if (count < 0) return -1;
  auto const step = std::min(static_cast<std::size_t>(count), memory.bytes.size() - memory.at);
  memory.at += step;
  return static_cast<OPJ_OFF_T>(step);
}

OPJ_BOOL seek_to(OPJ_OFF_T place, void* user) {
  auto& memory = *static_cast<Memory*>(user);
  if (place < 0 || static_cast<std::size_t>(place) > memory.bytes.size()) return OPJ_FALSE;
  memory.at = static_cast<std::size_t>(place);
  return OPJ_TRUE;
}

void ignore_message(char const*, void*) {}

using Stream = std::unique_ptr<opj_stream_t, decltype([](opj_stream_t* s) { opj_stream_destroy(s); })>;
using Codec = std::unique_ptr<opj_codec_t, decltype([](opj_codec_t* c) { opj_destroy_codec(c); })>;
using Image = std::unique_ptr<opj_image_t, decltype([](opj_image_t* i) { opj_image_destroy(i); })>;

}  // namespace

Result<void> decode_jpeg2000_frame(std::string_view bytes, PixelFormat const& format, std::span<std::byte> out,
                                   std::string const& subject) {
  auto const wrong = [&](std::string text) {
    return make_error(ErrorCode::invalid_input, subject, "damaged JPEG 2000 pixels: " + std::move(text),
                      "Copy that file again");
  };
  bool const boxed = bytes.size() > 12 && bytes.substr(4, 4) == "jP  ";
  Codec const codec(opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  Stream const stream(opj_stream_create(std::max<std::size_t>(bytes.size(), 1024), OPJ_TRUE));
  if (!codec || !stream) return make_error(ErrorCode::environment, subject, "OpenJPEG cannot start: out of memory");
  opj_set_info_handler(codec.get(), ignore_message, nullptr);
  opj_set_warning_handler(codec.get(), ignore_message, nullptr);
  opj_set_error_handler(codec.get(), ignore_message, nullptr);
  Memory memory{bytes};
  opj_stream_set_user_data(stream.get(), &memory, nullptr);
  opj_stream_set_user_data_length(stream.get(), bytes.size());
  opj_stream_set_read_function(stream.get(), read_bytes);
  opj_stream_set_skip_function(stream.get(), skip_bytes);
  opj_stream_set_seek_function(stream.get(), seek_to);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE) return wrong("OpenJPEG refuses it");
  opj_image_t* raw = nullptr;
  bool const header = opj_read_header(stream.get(), codec.get(), &raw) != OPJ_FALSE;
  Image const image(raw);
  if (!header || !image) return wrong("no header");
  auto const columns = static_cast<OPJ_UINT32>(format.columns), rows = static_cast<OPJ_UINT32>(format.rows);
  if (image->numcomps != 1) return wrong(fmt::format("{} components, not 1", image->numcomps));
  auto const& component = image->comps[0];
  if (component.w != columns || component.h != rows || image->x1 - image->x0 != columns ||
      image->y1 - image->y0 != rows)
    return wrong(fmt::format("{} x {} pixels, Rows x Columns say {} x {}", component.h, component.w, rows, columns));
  if (component.prec < 1 || component.prec > static_cast<OPJ_UINT32>(format.bits_allocated))
    return wrong(fmt::format("{} bits in {} allocated", component.prec, format.bits_allocated));
  if (opj_decode(codec.get(), stream.get(), image.get()) == OPJ_FALSE || image->comps[0].data == nullptr)
    return wrong("truncated, or not decodable");
  auto const* data = image->comps[0].data;
  auto const width = static_cast<std::size_t>(format.bits_allocated / 8);
  auto const count = static_cast<std::size_t>(format.rows) * static_cast<std::size_t>(format.columns);
  for (std::size_t k = 0; k < count; ++k)
    std::memcpy(out.data() + k * width, &data[k], width);  // little-endian machine
  return {};
}

}  // namespace petra
