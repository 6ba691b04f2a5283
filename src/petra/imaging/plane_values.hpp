// Stored bytes of a plane to numbers.
#pragma once

#include <cstddef>
#include <span>

#include "petra/imaging/slice.hpp"

namespace petra {

// What the stored values of a plane are multiplied by and added to.
struct Rescale {
  double slope = 1, intercept = 0;
};

struct PlaneCount {
  bool fits = true;         // every value was a whole number in the range of the voxel type
  std::size_t padding = 0;  // stored values between the padding's limits
};

// value = stored × slope + intercept for every pixel, stored being the bits from HighBit down to BitsStored,
// sign-extended where signed; what lies beyond those bits is not looked at. Voxel: std::int16_t (whole numbers only:
// see `fits`) or float (computed in double).
template <class Voxel>
[[nodiscard]] PlaneCount convert_plane(std::span<std::byte const> bytes, Slice const& slice, Rescale rescale,
                                       std::span<Voxel> out);

// The limits of padding as stored values of this format (a tag may hold them signed or not).
[[nodiscard]] std::pair<double, double> padding_limits(Slice const& slice);

}  // namespace petra
