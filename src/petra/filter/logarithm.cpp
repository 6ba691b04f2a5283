// PyRadiomics' "Logarithm".
#include <cmath>

#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

std::vector<std::string> names(FilterSettings const&) {
  return {"logarithm"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const&) {
  PETRA_CHECK(check_maximum(input, "Logarithm", false));
  // PyRadiomics takes the maximum of the logarithms; that is the logarithm of the maximum, the function being monotone.
  double const scale = input.maximum_absolute / std::log(input.maximum_absolute + 1);
  return one_image("logarithm", map_box(*input.image, input.box, [scale](double x) {
                     if (x > 0) return std::log(x + 1) * scale;
                     if (x < 0) return -std::log(-(x - 1)) * scale;
                     return x * scale;
                   }));
}

}  // namespace

FilterRow const kLogarithmFilter = {
    .image_type = "Logarithm",
    .title = "Logarithm",
    .formula = R"(f(x) = c\,\mathrm{sign}(x)\log(|x| + 1),\ c = \max|x| / \log(\max|x| + 1))",
    .source = "PyRadiomics 3.0.1",
    .needs_maximum = true,
    .names = names,
    .run = run};

}  // namespace petra
