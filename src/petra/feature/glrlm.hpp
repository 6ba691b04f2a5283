// The run length family.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

extern FamilyRow const kGlrlmFamily;

}  // namespace petra
