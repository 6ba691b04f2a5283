// petra merge: outputs of shards put together.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_merge(CLI::App& app);

}  // namespace petra::cmd
