#include "perturb.hpp"

#include <algorithm>
#include <cmath>

namespace petra::oracle {

std::optional<Json> perturbed(Json const& document, Leaf const& leaf, bool upwards) {
  Json copy = document;
  auto& value = copy.at(Json::json_pointer(leaf.path));
  if (value.is_boolean()) {
    value = !value.get<bool>();
  } else if (value.is_null()) {
    value = 0.5;
  } else if (value.is_string()) {
    auto const text = value.get<std::string>();
    value = text == "NaN" || text == "Inf" || text == "-Inf" ? Json(0.5) : Json(text + "_changed");
  } else if (value.is_number_integer() && leaf.allowed < 0.4) {
    value = value.get<long long>() + (upwards ? 1 : -1);
  } else if (value.is_number()) {
    double const before = value.get<double>();
    double const step = std::max(3 * leaf.allowed, 1e-14 * std::abs(before));
    value = upwards ? before + step : before - step;
    if (value.get<double>() == before) return std::nullopt;
  } else {
    return std::nullopt;
  }
  return copy;
}

}  // namespace petra::oracle
