// Grey-level matrices of whole cases, on memory and on disk.

#include <fmt/format.h>

#include <array>
#include <optional>

#include "petra/base/file.hpp"
#include "petra/extract/grey_level_matrices.hpp"
#include "petra/extract/plan.hpp"
#include "petra/extract/prepare_case.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

Result<std::vector<NamedArray>> extract_matrices(AnyVolume const& image, AnyVolume const& mask,
                                                 ExtractionSettings const& settings, Workers& workers) {
  PETRA_TRY(auto const prepared, prepare_case(image, mask, settings, workers, nullptr));
  auto const plan = make_plan(settings, geometry_of(image).dimension);
  std::vector<NamedArray> arrays;
  for (auto const& type : plan.image_types) {
    PETRA_TRY(auto const images,
              type.filter->run({&prepared.image(), prepared.box, prepared.maximum_absolute}, type.settings.filter));
    for (auto const& filtered : images) {
      auto const element = filtered.is_float32 ? ElementType::float32 : ElementType::float64;
      PETRA_TRY(auto const levels, discretise(prepared.region, filtered.values, element, type.settings.bin));
      arrays.push_back(levels_array(levels, filtered.name));
      Region const region{&prepared.region, filtered.values, &levels};
      for (auto const& image_class : plan.image_classes) {
        PETRA_TRY(auto found, matrices_of(*image_class.family, region, type.settings.family));
        for (auto& array : found) {
          array.name = filtered.name + "_" + array.name;
          arrays.push_back(std::move(array));
        }
      }
    }
  }
  return arrays;
}

Result<void> save_matrices(ExtractionCase const& one, ExtractionSettings const& settings,
                           std::filesystem::path const& folder, std::size_t number, Workers& workers) {
  PETRA_CHECK(make_folder(folder));
  auto const own =
      with_label(settings, one.label.value_or(settings.label), one.label_channel.value_or(settings.label_channel));
  PETRA_TRY(auto const image, read_volume(one.image));
  PETRA_TRY(auto const mask, read_mask_volume(one.mask, own.label_channel));
  PETRA_TRY(auto const arrays, extract_matrices(image, mask, own, workers));
  for (auto const& array : arrays) {
    PETRA_CHECK(write_whole_file(folder / fmt::format("Case-{}_{}.npy", number, array.name), format_npy(array.array)));
  }
  return {};
}

}  // namespace petra
