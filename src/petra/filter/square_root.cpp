// PyRadiomics' "SquareRoot".
#include <cmath>

#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

std::vector<std::string> names(FilterSettings const&) {
  return {"squareroot"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const&) {
  PETRA_CHECK(check_maximum(input, "SquareRoot", true));
  double const scale = input.maximum_absolute;
  return one_image("squareroot", map_box(*input.image, input.box, [scale](double x) {
                     if (x > 0) return std::sqrt(x * scale);
                     if (x < 0) return -std::sqrt(-x * scale);
                     return x;
                   }));
}

}  // namespace

FilterRow const kSquareRootFilter = {.image_type = "SquareRoot",
                                     .title = "Square root",
                                     .formula = R"(f(x) = \mathrm{sign}(x)\sqrt{c|x|},\ c = \max|x|)",
                                     .source = "PyRadiomics 3.0.1",
                                     .needs_maximum = true,
                                     .names = names,
                                     .run = run};

}  // namespace petra
