// The only list of filters: a new one is its file, its test and one line here (and its declaration in filters.hpp).
#include "petra/filter/filters.hpp"

#include <algorithm>
#include <array>

namespace petra {

std::span<FilterRow const> image_filters() {
  static std::array const rows = {
      kOriginalFilter,    kWaveletFilter,  kSquareFilter, kSquareRootFilter, kLogarithmFilter,
      kExponentialFilter, kGradientFilter, kLogFilter,    kLbp2dFilter,      kLbp3dFilter,
  };
  return rows;
}

FilterRow const* find_filter(std::string_view image_type) {
  auto const rows = image_filters();
  auto const found =
      std::find_if(rows.begin(), rows.end(), [&](FilterRow const& row) { return row.image_type == image_type; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace petra
