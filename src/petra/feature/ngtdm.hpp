// The grey tone difference family.
#pragma once

#include "petra/feature/family.hpp"

namespace petra {

extern FamilyRow const kNgtdmFamily;

}  // namespace petra
