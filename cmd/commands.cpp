// The list of sub-commands, one line each.

#include <array>

#include "cmd/command.hpp"

namespace petra::cmd {

std::span<CommandRow const> commands() {
  static std::array<CommandRow, 0> const rows{};
  return rows;
}

}  // namespace petra::cmd
