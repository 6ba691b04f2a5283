// petra mask (cmd/dicom/mask.cpp).
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_mask(CLI::App& app);

}  // namespace petra::cmd
