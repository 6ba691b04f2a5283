// Distances to a mask's boundary and margins in millimetres.
#pragma once

#include "petra/grid/volume.hpp"

namespace petra {

// Millimetres from each voxel's centre to the nearest centre of a boundary voxel (one of the mask with any of its 26
// neighbours outside it; what is beyond the image is no neighbour); inside the mask negative, on the boundary 0. ITK's
// SignedMaurerDistanceMapImageFilter in its arithmetic, float32 throughout, so that "<= 5 mm" takes the same voxels.
// Without any boundary (an empty or a full mask): the root of float32's greatest number, with the sign of the side.
[[nodiscard]] Volume<float> signed_distance_map(Mask const& mask);

// Voxels whose distance is at most `margin_mm`: grown where positive, shrunk where negative.
[[nodiscard]] Mask with_margin(Mask const& mask, double margin_mm);

// What the mask is to its shell, in 3D Slicer's words.
enum class ShellSide {
  inside,   // the mask is the hollow: the shell lies round it
  medial,   // the mask's surface runs in the middle of the shell
  outside,  // the mask is the outside: the shell lies in it
};

// A shell of `thickness_mm` at the mask's surface (Slicer's Hollow).
[[nodiscard]] Mask hollow(Mask const& mask, double thickness_mm, ShellSide side);

}  // namespace petra
