// Changing expected values, to show that the checks would notice.
#pragma once

#include <span>

#include "checker.hpp"

namespace petra::oracle {

// Moves the leaf's value in `document` by `factor` times what its comparison lets pass (an integer that is compared
// exactly by 1); texts, flags and nulls are changed. False where nothing could be changed.
bool perturb(Json& document, Leaf const& leaf, bool upwards, double factor);

}  // namespace petra::oracle
