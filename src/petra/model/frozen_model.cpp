#include "petra/model/frozen_model.hpp"

#include <algorithm>
#include <array>

namespace petra {

FrozenRegression const* FrozenModel::regression(std::string_view name) const {
  auto const found =
      std::find_if(regressions.begin(), regressions.end(), [&](auto const& r) { return r.name == name; });
  return found == regressions.end() ? nullptr : &*found;
}

FrozenRegression const* FrozenModel::best_regression() const {
  static constexpr std::array<std::string_view, 3> kOrder{"combined", "radiomics", "clinical"};
  for (auto const name : kOrder) {
    if (auto const* found = regression(name)) return found;
  }
  return nullptr;
}

}  // namespace petra
