// First-order statistics: what the intensities inside the region are, whatever their places (IBSI 3.3, 3.4).
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

// 18 features, and StandardDeviation where it is named.
extern FamilyRow const kFirstorderFamily;

}  // namespace petra
