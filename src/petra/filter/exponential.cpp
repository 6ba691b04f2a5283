// PyRadiomics' "Exponential": the sign is not handled, and where |x| < 1 everywhere the curve falls.
#include <cmath>

#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

std::vector<std::string> names(FilterSettings const&) {
  return {"exponential"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const&) {
  PETRA_CHECK(check_maximum(input, "Exponential", false));
  double const scale = std::log(input.maximum_absolute) / input.maximum_absolute;
  return one_image("exponential", map_box(*input.image, input.box, [scale](double x) { return std::exp(scale * x); }));
}

}  // namespace

FilterRow const kExponentialFilter = {.image_type = "Exponential",
                                      .title = "Exponential",
                                      .formula = R"(f(x) = e^{cx},\ c = \log(\max|x|) / \max|x|)",
                                      .source = "PyRadiomics 3.0.1",
                                      .needs_maximum = true,
                                      .names = names,
                                      .run = run};

}  // namespace petra
