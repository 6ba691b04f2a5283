// Dilation, erosion, opening and closing of masks by a ball of whole voxels, as ITK does them.
#pragma once

#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

// Steps to the voxels of a ball: those inside the ellipsoid with half axes radius + 1/2 (ITK's FlatStructuringElement
// ball without parametric radius). Radius 1 has 19 voxels: faces and edges, not corners. Ascending in memory's order.
[[nodiscard]] std::vector<Index3> ball_steps(Index3 const& radius);

// Every voxel that the ball reaches from the mask (BinaryDilate).
[[nodiscard]] Mask dilate(Mask const& mask, Index3 const& radius);

// Every voxel round which the ball lies inside the mask; what is beyond the image counts as inside (BinaryErode).
[[nodiscard]] Mask erode(Mask const& mask, Index3 const& radius);

// Erosion, then dilation (BinaryMorphologicalOpening).
[[nodiscard]] Mask open(Mask const& mask, Index3 const& radius);

// Dilation, then erosion, on a grid padded by the radius (BinaryMorphologicalClosing with its safe border).
[[nodiscard]] Mask close(Mask const& mask, Index3 const& radius);

}  // namespace petra
