// The dependence family.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

extern FamilyRow const kGldmFamily;

}  // namespace petra
