// The list of sub-commands, one line each.

#include <array>

#include "cmd/command.hpp"
#include "cmd/features.hpp"

namespace petra::cmd {

std::span<CommandRow const> commands() {
  static std::array const rows = {
      CommandRow{"features", "List every feature: class, IBSI code and name, unit, formula, source", "petra features --json --class glcm", declare_features},
  };
  return rows;
}

}  // namespace petra::cmd
