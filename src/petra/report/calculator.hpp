// The calculator: one page that works from a disk without a network and holds a frozen model's coefficients, no
// patient.
#pragma once

#include <string>

#include "petra/base/result.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

// Errors: a model without any regression.
[[nodiscard]] Result<std::string> render_calculator(FrozenModel const& model);

}  // namespace petra
