// The co-occurrence family.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

extern FamilyRow const kGlcmFamily;

}  // namespace petra
