// The size zone family.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

extern FamilyRow const kGlszmFamily;

}  // namespace petra
