#include "petra/base/gzip.hpp"

#include <fmt/format.h>
#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <optional>

#include "petra/base/pack_numbers.hpp"

namespace petra {

namespace {

constexpr int kGzipOrZlib = 32 + MAX_WBITS;  // zlib's code for "either, told by its first bytes"
constexpr std::size_t kLargestStep = std::numeric_limits<uInt>::max() / 2;

// A zlib inflater over bytes in memory, which goes on from one gzip member to the next.
class Inflater {
 public:
  explicit Inflater(std::string_view compressed) : rest_(compressed) {
    if (inflateInit2(&stream_, kGzipOrZlib) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(Inflater const&) = delete;
  Inflater& operator=(Inflater const&) = delete;

  // Fills `out` as far as the stream goes; the number of bytes written. Fewer than asked for: look at ended() and
  // corrupt().
  std::size_t fill(std::span<std::byte> out) {
    std::size_t written = 0;
    while (written < out.size() && !ended_ && !corrupt_) written += step(out.subspan(written));
    return written;
  }
  [[nodiscard]] bool ended() const { return ended_; }      // every member complete, checksums right
  [[nodiscard]] bool corrupt() const { return corrupt_; }  // damaged
  [[nodiscard]] bool cut() const { return cut_; }          // the bytes end within a member

 private:
  std::size_t step(std::span<std::byte> out) {
    auto const in_size = std::min(rest_.size(), kLargestStep);
    auto const out_size = std::min(out.size(), kLargestStep);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));  // NOLINT: zlib does not write to it
    stream_.avail_in = static_cast<uInt>(in_size);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out_size);
    int const status = inflate(&stream_, Z_NO_FLUSH);
    rest_.remove_prefix(in_size - stream_.avail_in);
    auto const written = out_size - stream_.avail_out;
    if (status == Z_STREAM_END) {
      next_member();
    } else if (status == Z_BUF_ERROR || (status == Z_OK && rest_.empty() && written == 0)) {
      corrupt_ = cut_ = true;
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status != Z_OK) {
      corrupt_ = true;
    }
    return written;
  }

  // Anything but another gzip member after the end (padding) is passed over, as gzip(1) does.
  void next_member() {
    if (is_gzip(rest_)) {
      inflateReset2(&stream_, kGzipOrZlib);
    } else {
      ended_ = true;
    }
  }

  z_stream stream_{};
  std::string_view rest_;
  bool ended_ = false, corrupt_ = false, cut_ = false;
};

// libdeflate's state, freed at the end of its scope.
struct FreeDecompressor {
  void operator()(libdeflate_decompressor* state) const { libdeflate_free_decompressor(state); }
};
struct FreeCompressor {
  void operator()(libdeflate_compressor* state) const { libdeflate_free_compressor(state); }
};

// The whole stream at once by libdeflate, two to three times faster than zlib. Nothing where it is not one complete
// stream that fits: zlib then finds out why.
std::optional<Inflated> inflate_at_once(std::string_view compressed, std::span<std::byte> out) {
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> const state(libdeflate_alloc_decompressor());
  if (!state) throw std::bad_alloc();
  auto* const method = is_gzip(compressed) ? libdeflate_gzip_decompress_ex : libdeflate_zlib_decompress_ex;
  std::size_t taken = 0, written = 0;
  auto const status =
      method(state.get(), compressed.data(), compressed.size(), out.data(), out.size(), &taken, &written);
  if (status != LIBDEFLATE_SUCCESS || is_gzip(compressed.substr(taken))) return std::nullopt;
  return Inflated{written == out.size() ? InflateStatus::complete : InflateStatus::too_short, written};
}

// By the given method of libdeflate (gzip or zlib wrapper).
template <class Bound, class Compress>
std::string compress_at_once(std::span<std::byte const> bytes, int level, Bound bound, Compress compress) {
  std::unique_ptr<libdeflate_compressor, FreeCompressor> const state(
      libdeflate_alloc_compressor(std::clamp(level, 0, 9)));
  if (!state) throw std::bad_alloc();
  std::string packed(bound(state.get(), bytes.size()), '\0');
  packed.resize(compress(state.get(), bytes.data(), bytes.size(), packed.data(), packed.size()));
  return packed;
}

}  // namespace

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b\x08");
}

Inflated inflate_into(std::string_view compressed, std::span<std::byte> out) {
  if (auto const whole = inflate_at_once(compressed, out)) return *whole;
  Inflater inflater(compressed);
  auto const written = inflater.fill(out);
  std::byte one_more{};
  if (written == out.size() && !inflater.ended() && inflater.fill({&one_more, 1}) == 1)
    return {InflateStatus::too_long, written};
  if (inflater.corrupt() && !inflater.cut()) return {InflateStatus::corrupt, written};
  // A stream cut after its last voxel (the trailer is missing) is cut all the same: its checksum proves nothing.
  if (written < out.size() || inflater.cut()) return {InflateStatus::too_short, written};
  return {InflateStatus::complete, written};
}

std::string inflate_prefix(std::string_view compressed, std::size_t count) {
  std::string text(count, '\0');
  Inflater inflater(compressed);
  text.resize(inflater.fill(std::as_writable_bytes(std::span(text))));
  return text;
}

Result<std::string> inflate_text(std::string_view compressed, std::string const& subject, std::uint64_t maximum_bytes) {
  constexpr std::size_t kFirstStep = 1U << 20U;
  constexpr std::size_t kHarmless = 16U << 20U;
  constexpr std::size_t kLargestRatio = 200;
  std::string text;
  std::size_t written = 0;
  Inflater inflater(compressed);
  while (!inflater.ended()) {
    text.resize(std::max<std::size_t>({kFirstStep, compressed.size() * 4, written + written / 2}));
    written += inflater.fill(std::as_writable_bytes(std::span(text)).subspan(written));
    if (inflater.corrupt()) {
      return make_error(
          ErrorCode::invalid_input, subject,
          fmt::format("its gzip data {} after {} bytes of text", inflater.cut() ? "ends early" : "is damaged", written),
          "Copy or compress the file again");
    }
    if (written > maximum_bytes || (written > kHarmless && written / kLargestRatio > compressed.size())) {
      return make_error(
          ErrorCode::limit, subject,
          fmt::format("unpacks from {} to more than {} bytes; the limits are {} bytes and {} times the packed size",
                      compressed.size(), written, maximum_bytes, kLargestRatio),
          "Give the file unpacked if it is really meant");
    }
  }
  text.resize(written);
  return text;
}

std::string compress_gzip(std::span<std::byte const> bytes, int level) {
  if (level == kPackNumbers) return pack_numbers_gzip(bytes);
  return compress_at_once(bytes, level, libdeflate_gzip_compress_bound, libdeflate_gzip_compress);
}

std::string compress_zlib(std::span<std::byte const> bytes, int level) {
  return compress_at_once(bytes, level, libdeflate_zlib_compress_bound, libdeflate_zlib_compress);
}

}  // namespace petra
