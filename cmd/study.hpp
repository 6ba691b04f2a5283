// petra study init|run|status (cmd/study.cpp).
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace petra::cmd {

std::function<int()> declare_study(CLI::App& app);

}  // namespace petra::cmd
