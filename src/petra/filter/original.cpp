// The image as it is: PyRadiomics' image type "Original".
#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

std::vector<std::string> names(FilterSettings const&) {
  return {"original"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const&) {
  return one_image("original", map_box(*input.image, input.box, [](double x) { return x; }),
                   std::holds_alternative<Volume<float>>(*input.image));
}

}  // namespace

FilterRow const kOriginalFilter = {.image_type = "Original",
                                   .title = "Original image",
                                   .formula = R"(f(x) = x)",
                                   .source = "PyRadiomics 3.0.1",
                                   .needs_maximum = false,
                                   .names = names,
                                   .run = run};

}  // namespace petra
