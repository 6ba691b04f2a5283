#include "petra/volumefile/nrrd_geometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

struct Space {
  std::string_view name;
  std::string_view short_name;
  std::size_t dimension;
  Eigen::Vector3d
      to_lps;  // factors; all 1 also where the space has no fixed place in the patient (ITK takes it as LPS)
  bool anatomical;
};

std::span<Space const> spaces() {
  static std::array<Space, 8> const table = {{
      {"left-posterior-superior", "lps", 3, {1, 1, 1}, true},
      {"right-anterior-superior", "ras", 3, {-1, -1, 1}, true},
      {"left-anterior-superior", "las", 3, {1, -1, 1}, true},
      {"scanner-xyz", "scanner-xyz", 3, {1, 1, 1}, false},
      {"3d-right-handed", "3drh", 3, {1, 1, 1}, false},
      {"3d-left-handed", "3dlh", 3, {1, 1, 1}, false},
      {"2d-right-handed", "2drh", 2, {1, 1, 1}, false},
      {"2d-left-handed", "2dlh", 2, {1, 1, 1}, false},
  }};
  return table;
}

struct SpaceFound {
  std::size_t dimension = 0;  // 0: the file has no space
  Eigen::Vector3d to_lps = {1, 1, 1};
};

Result<SpaceFound> find_space(VolumeSource const& source, NrrdHeader const& header) {
  auto const* name = header.find("space");
  auto const* dimension = header.find("spacedimension");
  if (name != nullptr && dimension != nullptr)
    return wrong_field(source, "space dimension", *dimension, "a file has either this or the field space",
                       "Delete one of them");
  if (dimension != nullptr) {
    auto const number = parse_integer(*dimension);
    if (!number || *number < 1 || *number > 8)
      return wrong_field(source, "space dimension", *dimension, "it must be a number from 1 to 8",
                         "Correct the header");
    if (*number == 3) source.warn("the field space is not given: its directions are taken as left-posterior-superior");
    return SpaceFound{static_cast<std::size_t>(*number), {1, 1, 1}};
  }
  if (name == nullptr) return SpaceFound{};
  auto const lower = to_lower(*name);
  for (auto const& space : spaces()) {
    if (lower != space.name && lower != space.short_name) continue;
    if (!space.anatomical)
      source.warn(fmt::format("the space {} has no fixed place in the patient: it is taken as left-posterior-superior",
                              space.name));
    return SpaceFound{space.dimension, space.to_lps};
  }
  return wrong_field(
      source, "space", *name,
      "petra reads left-posterior-superior, right-anterior-superior and left-anterior-superior (or LPS, RAS, LAS)",
      "Write the file again in one of them", ErrorCode::not_supported);
}

bool is_of_space(std::string_view kind) {
  return kind.empty() || kind == "domain" || kind == "space" || kind == "time";
}

// Takes out the axes that are not of space: those of size 1, and one of several values per voxel.
Result<void> drop_other_axes(VolumeSource const& source, std::vector<NrrdAxis>& axes, NrrdGrid& grid) {
  bool const directed =
      std::any_of(axes.begin(), axes.end(), [](auto const& axis) { return axis.direction.has_value(); });
  std::vector<NrrdAxis> kept;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto& axis = axes[k];
    bool const spare = axis.length == 1 && axes.size() > 3 && (axis.kind == "time" || (directed && !axis.direction));
    bool const other = spare || !is_of_space(axis.kind);
    if (!other) {
      kept.push_back(std::move(axis));
    } else if (axis.length > 1) {
      PETRA_CHECK(check_channel(source, "kinds", axis.kind, axis.length, axis.kind == "list"));
      if (axis.kind == "complex" || axis.kind == "quaternion" || grid.components > 1 ||
          (k != 0 && k + 1 != axes.size())) {
        return wrong_field(source, "kinds", axis.kind, "its values per voxel cannot be told apart as channels",
                           "Extract one component");
      }
      grid.components = axis.length;
      grid.interleaved = k == 0;
    }
  }
  while (kept.size() > 3 && kept.back().length == 1) kept.pop_back();
  if (kept.size() > 3) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      fmt::format("it has {} dimensions; axis 4 holds {} volumes", kept.size(), kept[3].length),
                      "Extract one volume");
  }
  if (kept.size() < 2)
    return make_error(ErrorCode::invalid_input, source.subject, "it has one dimension, where an image has two or three",
                      "Is this the right file?");
  axes = std::move(kept);
  return {};
}

// A vector of the space cut to the axes that are left; parts beyond must be 0.
Result<Eigen::Vector3d> cut_vector(VolumeSource const& source, std::string_view field,
                                   std::vector<double> const& vector, SpaceFound const& space, std::size_t axes) {
  auto const shown = [&] { return fmt::format("({})", fmt::join(vector, ",")); };
  if (vector.size() != space.dimension)
    return wrong_field(source, field, shown(), fmt::format("the space has {} dimensions", space.dimension),
                       "Correct the header");
  Eigen::Vector3d cut = Eigen::Vector3d::Zero();
  for (std::size_t k = 0; k < vector.size(); ++k) {
    if (k < axes) {
      cut[static_cast<Eigen::Index>(k)] = vector[k];
    } else if (field != "space origin" && vector[k] != 0) {
      return wrong_field(source, field, shown(), fmt::format("a direction leads out of the first {} dimensions", axes),
                         "Extract one volume", ErrorCode::not_supported);
    }
  }
  return Eigen::Vector3d(cut.cwiseProduct(space.to_lps));
}

Result<void> place_in_space(VolumeSource const& source, NrrdHeader const& header, std::vector<NrrdAxis> const& axes,
                            SpaceFound const& space, Geometry& geometry) {
  if (space.dimension < axes.size() || (space.dimension == 3 && axes.size() == 2)) {
    return wrong_field(source, "space", std::to_string(space.dimension),
                       fmt::format("its {} axes lie in a space of {} dimensions", axes.size(), space.dimension),
                       "Write the file again as a volume", ErrorCode::not_supported);
  }
  bool const directed =
      std::any_of(axes.begin(), axes.end(), [](auto const& axis) { return axis.direction.has_value(); });
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto const column = static_cast<Eigen::Index>(k);
    if (axes[k].spacing)
      return wrong_field(source, "spacings", format_number(*axes[k].spacing), "a file has either this or a space",
                         "Delete one of them");
    if (!axes[k].direction) {
      if (!directed) continue;
      return wrong_field(source, "space directions", *header.find("spacedirections"), "an axis of the image has none",
                         "Correct the header");
    }
    PETRA_TRY(Eigen::Vector3d const step,
              cut_vector(source, "space directions", *axes[k].direction, space, axes.size()));
    double const length = std::sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
    if (!std::isfinite(length) || length == 0) {
      return wrong_field(source, "space directions", *header.find("spacedirections"),
                         "the step along an axis must be finite and not 0", "Correct the header");
    }
    geometry.spacing_mm[column] = length;
    geometry.direction.col(column) = step * (1.0 / length);
  }
  if (!directed) source.warn("it has no space directions: voxels of 1 mm along the patient's axes are taken");
  auto const* origin = header.find("spaceorigin");
  if (origin == nullptr) return {};
  auto const vectors = parse_nrrd_vectors(*origin);
  if (!vectors || vectors->size() != 1 || !vectors->front())
    return wrong_field(source, "space origin", *origin, "one vector is expected", "Correct the header");
  PETRA_TRY(geometry.origin_mm, cut_vector(source, "space origin", *vectors->front(), space, axes.size()));
  return {};
}

// Spacings and axis mins, as teem's nrrdSpacingCalculate and nrrdOriginCalculate: a cell's place is its middle.
Result<void> place_without_space(VolumeSource const& source, NrrdHeader const& header,
                                 std::vector<NrrdAxis> const& axes, Geometry& geometry) {
  bool spaced = true, placed = true;
  for (auto const& axis : axes) {
    spaced = spaced && axis.spacing.has_value();
    placed = placed && axis.minimum.has_value();
  }
  if (!spaced && (header.find("spacings") != nullptr || header.find("axismaxs") != nullptr)) {
    auto const* field = header.find("spacings") != nullptr ? "spacings" : "axis maxs";
    return wrong_field(source, field, *header.find(field == std::string_view("spacings") ? field : "axismaxs"),
                       "the spacing of an axis of the image is not given", "Give the spacings of all axes");
  }
  if (!spaced) source.warn("it has no spacings: voxels of 1 mm are taken");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    auto const column = static_cast<Eigen::Index>(k);
    auto const& axis = axes[k];
    double const spacing = axis.spacing.value_or(1);
    geometry.spacing_mm[column] = std::abs(spacing);
    if (spacing < 0) geometry.direction.col(column) *= -1;
    if (!placed) continue;
    bool const cell = axis.center != "node";
    geometry.origin_mm[column] = axis.length == 1 || !cell ? *axis.minimum : *axis.minimum + spacing / 2;
  }
  return {};
}

}  // namespace

Result<NrrdGrid> compute_nrrd_grid(VolumeSource const& source, NrrdHeader const& header, std::vector<NrrdAxis> axes,
                                   std::size_t bytes_per_voxel) {
  PETRA_TRY(auto const space, find_space(source, header));
  NrrdGrid grid;
  PETRA_CHECK(drop_other_axes(source, axes, grid));
  std::vector<std::int64_t> lengths;
  lengths.reserve(axes.size());
  for (auto const& axis : axes) lengths.push_back(axis.length);
  auto& geometry = grid.geometry;
  auto const bytes = bytes_per_voxel * static_cast<std::size_t>(grid.components);
  PETRA_TRY(geometry.size, checked_size(source, lengths, bytes, "sizes", *header.find("sizes")));
  geometry.dimension = static_cast<int>(axes.size());
  if (space.dimension > 0) {
    PETRA_CHECK(place_in_space(source, header, axes, space, geometry));
  } else if (header.find("spacedirections") != nullptr || header.find("spaceorigin") != nullptr) {
    return make_error(ErrorCode::invalid_input, source.subject,
                      "it has space directions or a space origin, but neither space nor space dimension",
                      "Add the line space: left-posterior-superior if it is");
  } else {
    PETRA_CHECK(place_without_space(source, header, axes, geometry));
  }
  PETRA_CHECK(check_geometry(source, geometry, space.dimension > 0 ? "space directions" : "spacings"));
  return grid;
}

}  // namespace petra
