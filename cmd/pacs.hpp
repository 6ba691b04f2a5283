// petra pacs echo|find|get|send (cmd/dicom/pacs.cpp).
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_pacs(CLI::App& app);

}  // namespace petra::cmd
