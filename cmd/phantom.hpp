// petra phantom: a synthetic PET/CT cohort with known truth.
#pragma once

#include <functional>

#include "cmd/command.hpp"

namespace petra::cmd {

std::function<int()> declare_phantom(CLI::App& app);

}  // namespace petra::cmd
