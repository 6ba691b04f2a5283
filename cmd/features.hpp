// petra features
#pragma once

#include "cmd/command.hpp"

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_features(CLI::App& app);

}  // namespace petra::cmd
