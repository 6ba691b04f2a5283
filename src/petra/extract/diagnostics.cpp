#include "petra/extract/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "petra/base/text.hpp"
#include "petra/extract/engine_version.hpp"
#include "petra/grid/itk_points.hpp"

namespace petra {

namespace {

// Python's float, so that 3 stays "3.0"; JSON has no NaN or infinity.
std::string json_float(double value) {
  if (std::isnan(value)) return "null";
  if (std::isinf(value)) return fmt::format("\"{}\"", format_python_float(value));
  return format_python_float(value);
}

// The first `dimension` parts: a plane has two.
std::string json_vector(Eigen::Vector3d const& v, int dimension) {
  std::string text = "[";
  for (int k = 0; k < dimension; ++k) text += (k > 0 ? ", " : "") + json_float(v[k]);
  return text + "]";
}
std::string json_size(Index3 const& size, int dimension) {
  auto const parts = std::span(size).first(static_cast<std::size_t>(dimension));
  return fmt::format("[{}]", fmt::join(parts, ", "));
}
std::string json_string(std::string_view text) {
  return fmt::format("\"{}\"", text);
}

}  // namespace

Diagnostics common_diagnostics(ExtractionSettings const& settings) {
  return {{"diagnostics_Versions_petra", json_string(petra_version())},
          {"diagnostics_Configuration_Settings", configuration_settings_json(settings)},
          {"diagnostics_Configuration_EnabledImageTypes", configuration_image_types_json(settings)}};
}

void add_image_diagnostics(Diagnostics& entries, Geometry const& geometry, ImageStatistics const& statistics,
                           std::string const& hash) {
  bool const original = !hash.empty();
  auto add = [&](std::string_view name, std::string json) {
    entries.emplace_back(fmt::format("diagnostics_Image-{}_{}", original ? "original" : "interpolated", name),
                         std::move(json));
  };
  if (original) {
    add("Hash", json_string(hash));
    add("Dimensionality", json_string(fmt::format("{}D", geometry.dimension)));
  }
  add("Spacing", json_vector(geometry.spacing_mm, geometry.dimension));
  add("Size", json_size(geometry.size, geometry.dimension));
  add("Mean", json_float(statistics.mean));
  add("Minimum", json_float(statistics.minimum));
  add("Maximum", json_float(statistics.maximum));
}

void add_mask_diagnostics(Diagnostics& entries, Geometry const& geometry, MaskRegion const& region,
                          MaskDiagnostics const& more) {
  auto add = [&](std::string_view name, std::string json) {
    entries.emplace_back(fmt::format("diagnostics_Mask-{}_{}", more.prefix, name), std::move(json));
  };
  if (!more.hash.empty()) add("Hash", json_string(more.hash));
  add("Spacing", json_vector(geometry.spacing_mm, geometry.dimension));
  add("Size", json_size(geometry.size, geometry.dimension));
  auto const& first = region.box.first;
  auto const size = region.box.size();
  std::vector<std::int64_t> box(first.begin(), first.begin() + geometry.dimension);
  box.insert(box.end(), size.begin(), size.begin() + geometry.dimension);
  add("BoundingBox", fmt::format("[{}]", fmt::join(box, ", ")));
  add("VoxelNum", fmt::format("{}", region.voxel_count));
  add("VolumeNum", fmt::format("{}", count_components(region)));
  auto const centre = centre_of_mass_index(region);
  add("CenterOfMassIndex", json_vector(centre, geometry.dimension));
  add("CenterOfMass", json_vector(PointOf(geometry)(centre), geometry.dimension));
  if (more.intensities.empty()) return;
  auto const [low, high] = std::minmax_element(more.intensities.begin(), more.intensities.end());
  add("Mean", json_float(numpy_mean(more.intensities)));
  add("Minimum", json_float(*low));
  add("Maximum", json_float(*high));
}

std::vector<std::string> diagnostics_names(ExtractionSettings const& settings, bool corrected) {
  if (!settings.additional_info) return {};
  // Made by the very functions that fill a row, from a region of one voxel.
  auto entries = common_diagnostics(settings);
  Geometry geometry;
  geometry.size = {1, 1, 1};
  MaskRegion const region{{{0, 0, 0}, {0, 0, 0}}, {1}, 1};
  add_image_diagnostics(entries, geometry, {}, "-");
  add_mask_diagnostics(entries, geometry, region, {"original", "-", {}});
  double const intensity = 0;
  if (settings.resamples()) {
    add_image_diagnostics(entries, geometry, {}, "");
    add_mask_diagnostics(entries, geometry, region, {"interpolated", "", {&intensity, 1}});
  }
  if (corrected) add_mask_diagnostics(entries, geometry, region, {"corrected", "", {&intensity, 1}});
  if (!settings.resegment.range.empty())
    add_mask_diagnostics(entries, geometry, region, {"resegmented", "", {&intensity, 1}});
  std::vector<std::string> names;
  for (auto& [name, value] : entries) names.push_back(std::move(name));
  return names;
}

namespace {

using Json = nlohmann::ordered_json;

std::string python_value(Json const& json, bool top) {
  switch (json.type()) {
    case Json::value_t::null:
      return top ? "nan" : "None";
    case Json::value_t::boolean:
      return json.get<bool>() ? "True" : "False";
    case Json::value_t::number_float:
      return format_python_float(json.get<double>());
    case Json::value_t::string:
      return top ? json.get<std::string>() : fmt::format("'{}'", json.get<std::string>());
    case Json::value_t::array: {
      std::vector<std::string> parts;
      for (auto const& item : json) parts.push_back(python_value(item, false));
      return fmt::format(fmt::runtime(top ? "({})" : "[{}]"), join(parts, ", "));
    }
    case Json::value_t::object: {
      std::vector<std::string> parts;
      for (auto const& [key, value] : json.items())
        parts.push_back(fmt::format("'{}': {}", key, python_value(value, false)));
      return fmt::format("{{{}}}", join(parts, ", "));
    }
    default:
      return json.dump();
  }
}

}  // namespace

std::string python_text(std::string_view json) {
  return python_value(Json::parse(json), true);
}

}  // namespace petra
