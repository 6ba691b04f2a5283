// One expected value changed by more than its comparison lets pass: the check must then fail.
#pragma once

#include <optional>
#include <string>

#include "checker.hpp"

namespace petra::oracle {

// The document with the value of `leaf` changed; `upwards` is the direction for numbers. Nothing where no change is
// possible (never the case for values that a check has compared).
[[nodiscard]] std::optional<Json> perturbed(Json const& document, Leaf const& leaf, bool upwards);

}  // namespace petra::oracle
