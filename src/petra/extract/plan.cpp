#include "petra/extract/plan.hpp"

#include <algorithm>
#include <numeric>

namespace petra {

namespace {

ClassPlan make_class_plan(FeatureClassSettings const& chosen) {
  ClassPlan plan;
  plan.family = find_family(chosen.name);
  auto const features = plan.family->features();
  std::vector<int> order;  // feature index of each output position
  if (chosen.features.empty()) {
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (!features[i].only_by_name) order.push_back(static_cast<int>(i));
    }
  }
  for (auto const& name : chosen.features) {
    auto const found =
        std::find_if(features.begin(), features.end(), [&](FeatureInfo const& info) { return info.name == name; });
    order.push_back(static_cast<int>(found - features.begin()));
  }
  for (int const index : order) plan.names.emplace_back(features[static_cast<std::size_t>(index)].name);
  std::vector<std::size_t> by_index(order.size());
  std::iota(by_index.begin(), by_index.end(), std::size_t{0});
  std::sort(by_index.begin(), by_index.end(), [&](std::size_t a, std::size_t b) { return order[a] < order[b]; });
  for (auto const position : by_index) plan.wanted.push_back(order[position]);
  plan.positions = std::move(by_index);
  return plan;
}

void append_names(std::vector<std::string>& names, std::string const& image, ClassPlan const& plan) {
  for (auto const& feature : plan.names) names.push_back(image + "_" + std::string(plan.family->name) + "_" + feature);
}

}  // namespace

std::size_t ExtractionPlan::offset(std::size_t image, std::size_t image_class) const {
  auto at = first_image_value + image * values_per_image;
  for (std::size_t c = 0; c < image_class; ++c) at += image_classes[c].names.size();
  return at;
}

ExtractionPlan make_plan(ExtractionSettings const& settings, int dimension) {
  ExtractionPlan plan;
  plan.whole_case = settings.defaults.for_dimension(dimension);
  // Families see a plane as a slice across z: the mask's own classes need no other axis left out.
  if (dimension == 2) plan.whole_case.family.force_2d_axis = -1;
  for (auto const& chosen : settings.feature_classes) {
    // As in PyRadiomics: shape is for volumes; shape2D is for planes, and for volumes where force2D is on.
    if (chosen.name == "shape" && dimension == 2) continue;
    if (chosen.name == "shape2D" && dimension == 3 && !settings.defaults.force_2d) continue;
    auto class_plan = make_class_plan(chosen);
    (class_plan.family->whole_mask ? plan.mask_classes : plan.image_classes).push_back(std::move(class_plan));
  }
  for (auto const& mask_class : plan.mask_classes) append_names(plan.names, "original", mask_class);
  plan.first_image_value = plan.names.size();
  for (auto const& image_class : plan.image_classes) plan.values_per_image += image_class.names.size();
  for (auto const& image : settings.image_types) {
    ImageTypePlan type{image.for_dimension(dimension), find_filter(image.image_type), {}, plan.image_count};
    type.image_names = type.filter->names(type.settings.filter);
    plan.image_count += type.image_names.size();
    for (auto const& name : type.image_names) {
      for (auto const& image_class : plan.image_classes) append_names(plan.names, name, image_class);
    }
    plan.image_types.push_back(std::move(type));
  }
  return plan;
}

}  // namespace petra
