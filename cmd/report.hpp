// petra report.
#pragma once

#include "cmd/command.hpp"

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_report(CLI::App& app);

}  // namespace petra::cmd
