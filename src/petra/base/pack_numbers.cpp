// RFC 1951 (deflate), one block of fixed codes; RFC 1952 (gzip).
#include "petra/base/pack_numbers.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace petra {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers and bits are stored lowest byte first");

constexpr std::size_t kWord = 8;                  // bytes
constexpr std::size_t kFarthest = 32768 / kWord;  // words back that a repeat may lie
constexpr std::size_t kLongest = 256 / kWord;     // words that one repeat may have (deflate: 258 bytes)
constexpr int kHashBits = 13;

// Bits to write, the first one lowest, and how many.
struct Code {
  std::uint32_t bits = 0;
  std::uint32_t count = 0;
};

constexpr std::uint32_t reversed(std::uint32_t bits, std::uint32_t count) {
  std::uint32_t result = 0;
  for (std::uint32_t k = 0; k < count; ++k) result |= (bits >> k & 1U) << (count - 1 - k);
  return result;
}

// RFC 1951, 3.2.6: the fixed code of a literal (0 … 255), of the block's end (256) or of a length (257 … 285).
constexpr Code symbol_code(std::uint32_t symbol) {
  if (symbol < 144) return {reversed(0x30 + symbol, 8), 8};
  if (symbol < 256) return {reversed(0x190 + symbol - 144, 9), 9};
  if (symbol < 280) return {reversed(symbol - 256, 7), 7};
  return {reversed(0xC0 + symbol - 280, 8), 8};
}

constexpr Code followed_by(Code first, std::uint32_t bits, std::uint32_t count) {
  return {first.bits | bits << first.count, first.count + count};
}

// RFC 1951, 3.2.5: lengths of 3 … 258 bytes.
constexpr Code length_code(std::uint32_t bytes) {
  if (bytes == 258) return symbol_code(285);
  std::uint32_t const beyond = bytes - 3;
  if (beyond < 8) return symbol_code(257 + beyond);
  auto const extra = static_cast<std::uint32_t>(std::bit_width(beyond)) - 3;  // bits; four symbols share a width
  std::uint32_t const symbol = 257 + 4 * extra + (beyond >> extra);
  return followed_by(symbol_code(symbol), beyond & ((1U << extra) - 1), extra);
}

// RFC 1951, 3.2.5: distances of 1 … 32,768 bytes; their symbols have 5 bits each.
constexpr Code distance_code(std::uint32_t bytes) {
  std::uint32_t const beyond = bytes - 1;
  if (beyond < 4) return {reversed(beyond, 5), 5};
  auto const extra = static_cast<std::uint32_t>(std::bit_width(beyond)) - 2;  // two symbols share a width
  std::uint32_t const symbol = 2 * extra + (beyond >> extra);
  return followed_by({reversed(symbol, 5), 5}, beyond & ((1U << extra) - 1), extra);
}

template <std::size_t kCount, class MakeCode>
constexpr std::array<Code, kCount> make_codes(MakeCode make_code) {
  std::array<Code, kCount> codes;
  for (std::uint32_t k = 0; k < kCount; ++k) codes[k] = make_code(k);
  return codes;
}

constexpr auto kLiterals = make_codes<256>(symbol_code);
constexpr auto kLengths =
    make_codes<kLongest + 1>([](std::uint32_t n) { return n == 0 ? Code{} : length_code(n * 8); });

std::array<Code, kFarthest + 1> const& distance_codes() {
  static auto const codes =
      make_codes<kFarthest + 1>([](std::uint32_t n) { return n == 0 ? Code{} : distance_code(n * 8); });
  return codes;
}

// Writes bits behind each other. The buffer must have room for 8 bytes more than are written.
class BitWriter {
 public:
  explicit BitWriter(char* out) : out_(out) {}
  // At most 56 bits between two calls of flush().
  void add(Code code) {
    waiting_ |= std::uint64_t{code.bits} << count_;
    count_ += code.count;
  }
  void flush() {
    std::memcpy(out_, &waiting_, sizeof waiting_);
    auto const whole = count_ / 8;
    out_ += whole;
    waiting_ >>= whole * 8;  // whole < 8
    count_ %= 8;
  }
  // Where the bytes end, the last one filled up with zeros.
  [[nodiscard]] char* finish() {
    flush();
    if (count_ > 0) ++out_;
    return out_;
  }

 private:
  char* out_;
  std::uint64_t waiting_ = 0;
  std::uint32_t count_ = 0;
};

class WordPacker {
 public:
  WordPacker(std::span<std::byte const> bytes, char* out)
      : bytes_(bytes.data()), words_(bytes.size() / kWord), rest_(bytes.subspan(words_ * kWord)), out_(out) {}

  char* pack() {
    out_.add({0b011, 3});  // the last block; fixed codes
    for (std::size_t i = 0; i < words_;) {
      auto const value = word(i);
      auto& place = last_[hash(value)];
      std::size_t const earlier = place;  // one more than its index; 0: none
      place = static_cast<std::uint32_t>(i + 1);
      if (earlier != 0 && i + 1 - earlier <= kFarthest && word(earlier - 1) == value) {
        i += write_repeat(i, earlier - 1);
      } else {
        write_literals(value);
        ++i;
      }
    }
    for (auto const byte : rest_) {
      out_.add(kLiterals[static_cast<std::uint8_t>(byte)]);
      out_.flush();
    }
    out_.add(symbol_code(256));
    return out_.finish();
  }

 private:
  [[nodiscard]] std::uint64_t word(std::size_t i) const {
    std::uint64_t value;  // NOLINT: filled by memcpy
    std::memcpy(&value, bytes_ + i * kWord, kWord);
    return value;
  }
  [[nodiscard]] static std::size_t hash(std::uint64_t value) {
    return static_cast<std::size_t>(value * 0x9E3779B97F4A7C15U >> (64 - kHashBits));
  }

  // Words from `i` on that stand from `earlier` on; how many.
  std::size_t write_repeat(std::size_t i, std::size_t earlier) {
    std::size_t const most = std::min(kLongest, words_ - i);
    std::size_t length = 1;
    while (length < most && word(i + length) == word(earlier + length)) ++length;
    out_.add(kLengths[length]);
    out_.add(distances_[i - earlier]);
    out_.flush();
    // Of a run of one value its last place is the nearest to what follows; of others each is a place to come back to.
    if (i - earlier == 1) {
      last_[hash(word(i))] = static_cast<std::uint32_t>(i + length);
    } else {
      for (std::size_t k = 1; k < length; ++k) last_[hash(word(i + k))] = static_cast<std::uint32_t>(i + k + 1);
    }
    return length;
  }

  void write_literals(std::uint64_t value) {
    for (int half = 0; half < 2; ++half) {  // 36 bits at most, on 7 that may wait
      for (int k = 0; k < 4; ++k, value >>= 8U) out_.add(kLiterals[value & 0xFFU]);
      out_.flush();
    }
  }

  std::byte const* bytes_;
  std::size_t words_;
  std::span<std::byte const> rest_;
  BitWriter out_;
  std::array<Code, kFarthest + 1> const& distances_ = distance_codes();
  std::array<std::uint32_t, 1U << kHashBits> last_{};  // by hash: one more than where a word stood last
};

}  // namespace

std::string pack_numbers_gzip(std::span<std::byte const> bytes) {
  constexpr std::string_view kHeader("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);  // deflate, no name, no time, any system
  constexpr std::size_t kMostOfLiteral = 9;                                // bits
  std::string packed(kHeader);
  packed.resize(kHeader.size() + bytes.size() / 8 * kMostOfLiteral + 32);
  WordPacker packer(bytes, packed.data() + kHeader.size());
  char* const end = packer.pack();
  std::uint32_t const tail[2] = {libdeflate_crc32(0, bytes.data(), bytes.size()),
                                 static_cast<std::uint32_t>(bytes.size())};
  std::memcpy(end, tail, sizeof tail);
  packed.resize(static_cast<std::size_t>(end - packed.data()) + sizeof tail);
  return packed;
}

}  // namespace petra
