#include "petra/imaging/plane_values.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace petra {

namespace {

// Stored integers of `Word` bits: mask, shift, sign.
template <class Word>
struct StoredInteger {
  using Signed = std::make_signed_t<Word>;
  int left = 0, right = 0;  // shifts that drop the bits above HighBit and below the lowest stored bit
  bool is_signed = false;

  explicit StoredInteger(PixelFormat const& format) {
    constexpr int width = static_cast<int>(sizeof(Word)) * 8;
    left = width - 1 - format.high_bit;
    right = width - format.bits_stored;
    is_signed = format.is_signed;
  }
  [[nodiscard]] std::int64_t operator()(Word word) const {
    auto const raised = static_cast<Word>(word << left);
    return is_signed ? static_cast<std::int64_t>(static_cast<Signed>(raised) >> right)
                     : static_cast<std::int64_t>(raised >> right);
  }
};

template <class Word, class Voxel>
PlaneCount convert_words(std::span<std::byte const> bytes, Slice const& slice, Rescale rescale, std::span<Voxel> out) {
  StoredInteger<Word> const stored(slice.format);
  PlaneCount count;
  auto const* from = bytes.data();
  bool const pads = slice.padding_low.has_value();
  auto const [low, high] = padding_limits(slice);
  if constexpr (std::is_same_v<Voxel, std::int16_t>) {
    auto const slope = static_cast<std::int64_t>(rescale.slope),
               intercept = static_cast<std::int64_t>(rescale.intercept);
    if (static_cast<double>(slope) != rescale.slope || static_cast<double>(intercept) != rescale.intercept ||
        std::abs(rescale.slope) > 65'536 || std::abs(rescale.intercept) > 1e6) {
      count.fits = false;
      return count;
    }
    std::int64_t least = 0, most = 0;
    for (std::size_t k = 0; k < out.size(); ++k) {
      Word word;
      std::memcpy(&word, from + k * sizeof(Word), sizeof(Word));
      auto const value = stored(word) * slope + intercept;
      least = value < least ? value : least;
      most = value > most ? value : most;
      out[k] = static_cast<std::int16_t>(value);
    }
    count.fits = least >= std::numeric_limits<std::int16_t>::min() && most <= std::numeric_limits<std::int16_t>::max();
  } else {
    for (std::size_t k = 0; k < out.size(); ++k) {
      Word word;
      std::memcpy(&word, from + k * sizeof(Word), sizeof(Word));
      out[k] = static_cast<Voxel>(static_cast<double>(stored(word)) * rescale.slope + rescale.intercept);
    }
  }
  if (pads) {
    for (std::size_t k = 0; k < out.size(); ++k) {
      Word word;
      std::memcpy(&word, from + k * sizeof(Word), sizeof(Word));
      auto const value = static_cast<double>(stored(word));
      count.padding += value >= low && value <= high ? 1U : 0U;
    }
  }
  return count;
}

template <class Stored, class Voxel>
PlaneCount convert_floats(std::span<std::byte const> bytes, Rescale rescale, std::span<Voxel> out) {
  PlaneCount count;
  if constexpr (std::is_same_v<Voxel, std::int16_t>) {
    count.fits = false;
  } else {
    for (std::size_t k = 0; k < out.size(); ++k) {
      Stored value;
      std::memcpy(&value, bytes.data() + k * sizeof(Stored), sizeof(Stored));
      out[k] = static_cast<Voxel>(static_cast<double>(value) * rescale.slope + rescale.intercept);
    }
  }
  return count;
}

}  // namespace

std::pair<double, double> padding_limits(Slice const& slice) {
  auto const as_stored = [&](double value) {
    auto const range = std::ldexp(1.0, slice.format.bits_allocated);
    if (slice.format.is_signed && value >= range / 2) return value - range;  // written as unsigned
    if (!slice.format.is_signed && value < 0) return value + range;
    return value;
  };
  if (!slice.padding_low) return {1, 0};
  auto const a = as_stored(*slice.padding_low), b = as_stored(slice.padding_high.value_or(*slice.padding_low));
  return {std::min(a, b), std::max(a, b)};
}

template <class Voxel>
PlaneCount convert_plane(std::span<std::byte const> bytes, Slice const& slice, Rescale rescale, std::span<Voxel> out) {
  if (slice.place->layout.pixel_tag == tag::FloatPixelData) return convert_floats<float>(bytes, rescale, out);
  if (slice.place->layout.pixel_tag == tag::DoubleFloatPixelData) return convert_floats<double>(bytes, rescale, out);
  switch (slice.format.bits_allocated) {
    case 8:
      return convert_words<std::uint8_t>(bytes, slice, rescale, out);
    case 16:
      return convert_words<std::uint16_t>(bytes, slice, rescale, out);
    default:
      return convert_words<std::uint32_t>(bytes, slice, rescale, out);
  }
}

template PlaneCount convert_plane<std::int16_t>(std::span<std::byte const>, Slice const&, Rescale,
                                                std::span<std::int16_t>);
template PlaneCount convert_plane<float>(std::span<std::byte const>, Slice const&, Rescale, std::span<float>);

}  // namespace petra
