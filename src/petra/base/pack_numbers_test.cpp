// What is packed number by number comes out of every inflater as it was, and small where numbers repeat.
#include "petra/base/pack_numbers.hpp"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zlib.h>

#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "petra/base/gzip.hpp"

namespace petra {
namespace {

using Bytes = std::vector<std::byte>;

Bytes inflate_with_zlib(std::string const& packed, std::size_t size) {
  Bytes out(size + 1);
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT: zlib does not write to it
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END) << (stream.msg == nullptr ? "" : stream.msg);  // checksum right
  EXPECT_EQ(stream.avail_in, 0U);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

Bytes inflate_with_libdeflate(std::string const& packed, std::size_t size) {
  Bytes out(size);
  std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> const state(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  EXPECT_EQ(libdeflate_gzip_decompress(state.get(), packed.data(), packed.size(), out.data(), out.size(), nullptr),
            LIBDEFLATE_SUCCESS);
  return out;
}

Bytes bytes_of(std::vector<std::uint64_t> const& words, std::size_t rest) {
  Bytes bytes(words.size() * 8 + rest, std::byte{0xC8});
  if (!words.empty()) std::memcpy(bytes.data(), words.data(), words.size() * 8);
  return bytes;
}

// Numbers out of `different` many, in stretches that repeat, at all distances up to beyond the farthest.
std::vector<std::uint64_t> draw_words(std::mt19937_64& engine, std::size_t count, std::size_t different) {
  std::vector<std::uint64_t> pool(different), words;
  for (auto& word : pool) word = engine() % 4 == 0 ? 0 : engine();
  while (words.size() < count) {
    auto const stretch = 1 + engine() % 70;
    switch (engine() % 3) {
      case 0:  // one value
        words.insert(words.end(), stretch, pool[engine() % different]);
        break;
      case 1:  // what stood before
        for (std::size_t k = 0, back = 1 + engine() % 5000; k < stretch && back <= words.size(); ++k)
          words.push_back(words[words.size() - back]);
        break;
      default:
        for (std::size_t k = 0; k < stretch; ++k) words.push_back(pool[engine() % different]);
    }
  }
  words.resize(count);
  return words;
}

TEST(PackNumbers, EveryInflaterGivesTheBytesBack_zlib_libdeflate) {
  std::mt19937_64 engine(3);
  for (int round = 0; round < 300; ++round) {
    std::size_t const count = round < 40 ? static_cast<std::size_t>(round) : engine() % 20'000;
    auto const bytes = bytes_of(draw_words(engine, count, 1 + engine() % (round % 2 == 0 ? 5 : 9000)), engine() % 8);
    auto const packed = pack_numbers_gzip(bytes);
    ASSERT_EQ(inflate_with_zlib(packed, bytes.size()), bytes) << round;
    ASSERT_EQ(inflate_with_libdeflate(packed, bytes.size()), bytes) << round;
    EXPECT_EQ(compress_gzip(bytes, kPackNumbers), packed);
  }
}

// Each length from 1 to more than one repeat holds, at each distance round the powers of two: all codes there are.
TEST(PackNumbers, EveryLengthAndDistanceIsCodedRight_zlib) {
  for (std::size_t distance = 1; distance <= 4200; distance += distance < 70 ? 1 : 59) {
    std::vector<std::uint64_t> words(distance);
    for (std::size_t k = 0; k < distance; ++k) words[k] = 0x9E3779B97F4A7C15U * (k + 1);
    for (std::size_t length = 1; length <= 70; length += 1) {
      for (std::size_t k = 0; k < length; ++k) words.push_back(words[words.size() - distance]);
      words.push_back(length << 40U);
    }
    auto const bytes = bytes_of(words, 0);
    ASSERT_EQ(inflate_with_zlib(pack_numbers_gzip(bytes), bytes.size()), bytes) << distance;
  }
}

TEST(PackNumbers, RepeatsAreSmallAndNoiseHardlyGrows_mechanics) {
  std::mt19937_64 engine(4);
  std::vector<std::uint64_t> noise(10'000), zeros(10'000, 0);
  for (auto& word : noise) word = engine();
  EXPECT_LT(pack_numbers_gzip(bytes_of(zeros, 0)).size(), 1000U);  // 80,000 bytes
  EXPECT_LT(pack_numbers_gzip(bytes_of(noise, 0)).size(), 85'500U);
}

}  // namespace
}  // namespace petra
