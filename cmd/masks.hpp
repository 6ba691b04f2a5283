// petra metrics and petra agreement (cmd/dicom/metrics.cpp, cmd/dicom/agreement.cpp).
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_metrics(CLI::App& app);
[[nodiscard]] std::function<int()> declare_agreement(CLI::App& app);

}  // namespace petra::cmd
