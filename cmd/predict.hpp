// petra predict, petra evaluate.
#pragma once

#include "cmd/command.hpp"

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_predict(CLI::App& app);
[[nodiscard]] std::function<int()> declare_evaluate(CLI::App& app);

}  // namespace petra::cmd
