// The commands of one statistical step each: CSV in, CSV or JSON out.
#pragma once

#include <functional>

#include "cmd/command.hpp"

namespace petra::cmd {

[[nodiscard]] std::function<int()> declare_icc(CLI::App& app);
[[nodiscard]] std::function<int()> declare_correlate(CLI::App& app);
[[nodiscard]] std::function<int()> declare_lasso(CLI::App& app);
[[nodiscard]] std::function<int()> declare_logistic(CLI::App& app);
[[nodiscard]] std::function<int()> declare_bayes(CLI::App& app);
[[nodiscard]] std::function<int()> declare_network(CLI::App& app);
[[nodiscard]] std::function<int()> declare_roc(CLI::App& app);
[[nodiscard]] std::function<int()> declare_calibrate(CLI::App& app);
[[nodiscard]] std::function<int()> declare_dca(CLI::App& app);
[[nodiscard]] std::function<int()> declare_table1(CLI::App& app);

}  // namespace petra::cmd
