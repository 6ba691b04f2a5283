// petra import and petra check (cmd/dicom/import.cpp, cmd/dicom/check.cpp).
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_import(CLI::App& app);
[[nodiscard]] std::function<int()> declare_check(CLI::App& app);

}  // namespace petra::cmd
