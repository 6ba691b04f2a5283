// Grow from seeds, as 3D Slicer's Segment Editor does it: fast GrowCut.
#pragma once

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

struct GrowCutSettings {
  // Intensities rounded to this many steps between 0 and the image's maximum (below 0: 0) before they are compared; 0:
  // the image's own values, as Slicer takes them.
  int levels = 0;
  // Intensity that a millimetre of the way costs (Slicer's seed locality; with levels, in steps); 0: only intensities
  // count.
  double locality = 0;
};

// Every voxel gets the label of the seed from which the way to it is shortest: the sum of the absolute intensity
// differences between the voxels of the way, each one of the 26 neighbours of the one before, plus locality times its
// length. The outermost voxels of the image take labels but pass none on (of axes with three or more; Slicer's rule).
// Of equally short ways the one found first stays (seeds in memory's order). `seeds`: 0 none, else a label, on the
// image's grid. Distances are float32 (whole numbers where they can be). Error: a voxel that is no number, or 2^32
// voxels. Source: Zhu, Kolesov, Gao, Kikinis, Tannenbaum, MICCAI IMIC 2014; Dijkstra's algorithm.
[[nodiscard]] Result<Volume<std::uint8_t>> grow_from_seeds(AnyVolume const& image, Volume<std::uint8_t> const& seeds,
                                                           GrowCutSettings const& settings);

}  // namespace petra
