// Where the reference values of other tools are: PETRA_REFERENCE_DIR, else ../shared/reference seen from the project's
// root, else the copies in tests/data/reference. PETRA_REFERENCE_COMPLETE=1 says that nothing may be missing.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace petra::oracle {

inline std::filesystem::path reference_root(std::filesystem::path const& project_root) {
  namespace fs = std::filesystem;
  if (char const* named = std::getenv("PETRA_REFERENCE_DIR"); named != nullptr && *named != '\0') return named;
  if (auto const shared = project_root.parent_path() / "shared/reference"; fs::is_directory(shared)) return shared;
  return project_root / "tests/data/reference";
}

inline bool reference_must_be_complete() {
  char const* said = std::getenv("PETRA_REFERENCE_COMPLETE");
  return said != nullptr && std::string_view(said) == "1";
}

}  // namespace petra::oracle
