// The list of feature families, in PyRadiomics' output order: shape, then its classes in alphabetical order.
#include <array>

#include "petra/feature/family.hpp"
#include "petra/feature/firstorder.hpp"
#include "petra/feature/glcm.hpp"
#include "petra/feature/gldm.hpp"
#include "petra/feature/glrlm.hpp"
#include "petra/feature/glszm.hpp"
#include "petra/feature/ngtdm.hpp"
#include "petra/feature/shape.hpp"
#include "petra/feature/shape_2d.hpp"

namespace petra {

std::span<FamilyRow const> feature_families() {
  static std::array const rows = {
      kShapeFamily, kShape2dFamily, kFirstorderFamily, kGlcmFamily,
      kGldmFamily,  kGlrlmFamily,   kGlszmFamily,      kNgtdmFamily,
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
