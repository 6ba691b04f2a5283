// PyRadiomics' "Square": negative values become positive (its manual says that they stay negative; its code does not).
#include <cmath>

#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

std::vector<std::string> names(FilterSettings const&) {
  return {"square"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const&) {
  PETRA_CHECK(check_maximum(input, "Square", false));
  double const scale = 1 / std::sqrt(input.maximum_absolute);
  return one_image("square", map_box(*input.image, input.box, [scale](double x) {
                     double const scaled = scale * x;
                     return scaled * scaled;
                   }));
}

}  // namespace

FilterRow const kSquareFilter = {.image_type = "Square",
                                 .title = "Square",
                                 .formula = R"(f(x) = (cx)^2,\ c = 1/\sqrt{\max|x|})",
                                 .source = "PyRadiomics 3.0.1",
                                 .needs_maximum = true,
                                 .names = names,
                                 .run = run};

}  // namespace petra
