#include "petra/extract/engine_version.hpp"

#define PETRA_ENGINE_REVISION "6"

namespace petra {

std::string_view petra_version() {
  return PETRA_VERSION;
}

std::string_view engine_version() {
  return PETRA_VERSION "/" PETRA_ENGINE_REVISION;
}

}  // namespace petra
