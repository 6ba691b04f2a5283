// Parameter files inside the program: the reference study's.
#pragma once

#include <span>
#include <string_view>

namespace petra {

struct BuiltinSettings {
  std::string_view name;  // "builtin:ct"
  std::string_view text;  // a PyRadiomics parameter file
};

[[nodiscard]] std::span<BuiltinSettings const> builtin_settings();

}  // namespace petra
