// Shape of a flat region: one plane of a volume, or a plane of its own. From the mask alone.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

// PyRadiomics' shape2D: 9 features, and SphericalDisproportion where it is named. The plane lies across the array axis
// that FamilySettings::force_2d_axis names (z = 0; none: z), along which the region's box has one voxel; otherwise the
// case is refused.
extern FamilyRow const kShape2dFamily;

}  // namespace petra
