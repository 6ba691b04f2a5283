// petra extract: features of one case or of a list of cases.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_extract(CLI::App& app);

}  // namespace petra::cmd
