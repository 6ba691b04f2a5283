#include "petra/imaging/rle_frame.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace petra {

namespace {

constexpr std::size_t kHeader = 64;

std::uint32_t word(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t k = 4; k-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + k]);
  return value;
}

}  // namespace

Result<void> decode_rle_frame(std::string_view fragment, std::size_t bytes_per_pixel, std::span<std::byte> out,
                              std::string const& subject) {
  auto const wrong = [&](std::string text) {
    return make_error(ErrorCode::invalid_input, subject, "damaged RLE pixels: " + std::move(text),
                      "Copy that file again");
  };
  if (fragment.size() < kHeader) return wrong(fmt::format("{} bytes are fewer than a header's 64", fragment.size()));
  auto const segments = word(fragment, 0);
  if (segments != bytes_per_pixel) return wrong(fmt::format("{} segments, not {}", segments, bytes_per_pixel));
  auto const pixels = out.size() / bytes_per_pixel;
  for (std::size_t segment = 0; segment < segments; ++segment) {
    std::size_t const begin = word(fragment, 4 + 4 * segment);
    std::size_t const end = segment + 1 < segments ? word(fragment, 8 + 4 * segment) : fragment.size();
    if (begin < kHeader || begin > end || end > fragment.size())
      return wrong(fmt::format("segment {} lies at {} to {} of {} bytes", segment + 1, begin, end, fragment.size()));
    auto* to = out.data() + (bytes_per_pixel - 1 - segment);  // the most significant byte comes first
    std::size_t done = 0;
    for (auto at = begin; at < end && done < pixels;) {
      auto const code = static_cast<signed char>(fragment[at++]);
      if (code >= 0) {
        auto const count = static_cast<std::size_t>(code) + 1;
        for (std::size_t k = 0; k < count && at < end && done < pixels; ++k, ++done, to += bytes_per_pixel)
          *to = static_cast<std::byte>(fragment[at++]);
      } else if (code != -128) {
        if (at == end) break;
        auto const value = static_cast<std::byte>(fragment[at++]);
        auto const count = static_cast<std::size_t>(1 - code);
        for (std::size_t k = 0; k < count && done < pixels; ++k, ++done, to += bytes_per_pixel) *to = value;
      }
    }
    if (done < pixels)
      return wrong(fmt::format("truncated: segment {} gives {} of {} bytes", segment + 1, done, pixels));
  }
  return {};
}

}  // namespace petra
