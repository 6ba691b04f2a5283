// The list of feature families, in PyRadiomics' output order: shape, then its classes' registry in alphabetical order.
#include <array>

#include "petra/feature/family.hpp"
#include "petra/feature/glcm.hpp"

namespace petra {

std::span<FamilyRow const> feature_families() {
  static std::array const rows = {
      kGlcmFamily,
  };
  return rows;
}

FamilyRow const* find_family(std::string_view name) {
  for (auto const& row : feature_families()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace petra
