#include "perturb.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace petra::oracle {

bool perturb(Json& document, Leaf const& leaf, bool upwards, double factor) {
  auto& value = document.at(Json::json_pointer(leaf.path));
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
    double const step = std::max({factor * leaf.allowed, 1e-14 * std::abs(before), std::numeric_limits<double>::min()});
    value = upwards ? before + step : before - step;
    return value.get<double>() != before;
  } else {
    return false;
  }
  return true;
}

}  // namespace petra::oracle
