#include "petra/imaging/dicom_text.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <iconv.h>

#include <algorithm>

#include "petra/base/text.hpp"

namespace petra {

namespace {

bool is_plain(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) { return c < 0x80 && c != 0x1B; });
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

// Japanese with escape sequences (ISO 2022 IR 87 and 159), which DCMTK cannot do where iconv is glibc's. Empty on
// failure.
std::string japanese_to_utf8(std::string_view bytes) {
  auto const converter = iconv_open("UTF-8", "ISO-2022-JP-2");
  if (converter == reinterpret_cast<iconv_t>(-1)) return {};
  std::string in(bytes), out(bytes.size() * 4 + 16, '\0');
  auto* from = in.data();
  auto* to = out.data();
  std::size_t left = in.size(), room = out.size();
  bool const done = iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1) && left == 0;
  iconv_close(converter);
  out.resize(out.size() - room);
  return done ? out : std::string();
}

}  // namespace

std::string dicom_text_to_utf8(std::string_view bytes, std::string_view character_sets) {
  if (is_plain(bytes)) return printable(std::string(bytes));
  if (character_sets == "ISO_IR 192" && is_valid_utf8(bytes)) return printable(std::string(bytes));
  if (character_sets.find("ISO 2022 IR 87") != std::string_view::npos ||
      character_sets.find("ISO 2022 IR 159") != std::string_view::npos) {
    auto text = japanese_to_utf8(bytes);
    if (!text.empty()) return printable(std::move(text));
  }
  DcmSpecificCharacterSet converter;
  OFString converted;
  if (!character_sets.empty() &&
      converter.selectCharacterSet(OFString(character_sets.data(), character_sets.size())).good() &&
      converter.convertString(bytes.data(), bytes.size(), converted, "\\^=").good()) {
    std::string const text(converted.c_str(), converted.size());
    if (is_valid_utf8(text)) return printable(text);
  }
  if (is_valid_utf8(bytes)) return printable(std::string(bytes));  // undeclared UTF-8 is common
  std::string kept(bytes);
  std::replace_if(
      kept.begin(), kept.end(), [](unsigned char c) { return c >= 0x80; }, '?');
  return printable(kept);
}

}  // namespace petra
