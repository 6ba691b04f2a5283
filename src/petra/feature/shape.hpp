// Shape: what the region looks like, whatever the intensities (IBSI 3.1). From the mask alone.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

// 14 features, and Compactness1, Compactness2, SphericalDisproportion where they are named.
extern FamilyRow const kShapeFamily;

}  // namespace petra
