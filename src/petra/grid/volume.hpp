// Voxels on a grid. A volume keeps its file's voxel type (docs/architecture.md, "Numbers").
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "petra/grid/box.hpp"
#include "petra/grid/geometry.hpp"

namespace petra {

template <class T>
struct Volume {
  using Voxel = T;
  Geometry geometry;
  std::vector<T> voxels;  // x fastest, then y, then z

  Volume() = default;
  Volume(Geometry where, std::vector<T> values) : geometry(std::move(where)), voxels(std::move(values)) {}
  explicit Volume(Geometry where) : geometry(std::move(where)), voxels(static_cast<std::size_t>(geometry.voxel_count())) {}

  [[nodiscard]] std::size_t offset(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>(x + geometry.size[0] * (y + geometry.size[1] * z));
  }
  [[nodiscard]] T& at(std::int64_t x, std::int64_t y, std::int64_t z) { return voxels[offset(x, y, z)]; }
  [[nodiscard]] T const& at(std::int64_t x, std::int64_t y, std::int64_t z) const { return voxels[offset(x, y, z)]; }
};

// A volume of any voxel type a file may hold (std::visit on it).
using AnyVolume = std::variant<Volume<std::int8_t>, Volume<std::uint8_t>, Volume<std::int16_t>, Volume<std::uint16_t>, Volume<std::int32_t>,
                               Volume<std::uint32_t>, Volume<std::int64_t>, Volume<std::uint64_t>, Volume<float>, Volume<double>>;

[[nodiscard]] inline Geometry const& geometry_of(AnyVolume const& volume) {
  return std::visit([](auto const& typed) -> Geometry const& { return typed.geometry; }, volume);
}

// "int16", "float32", … as NumPy names the type.
template <class T>
[[nodiscard]] constexpr std::string_view voxel_type_name() {
  if constexpr (std::is_same_v<T, std::int8_t>) return "int8";
  if constexpr (std::is_same_v<T, std::uint8_t>) return "uint8";
  if constexpr (std::is_same_v<T, std::int16_t>) return "int16";
  if constexpr (std::is_same_v<T, std::uint16_t>) return "uint16";
  if constexpr (std::is_same_v<T, std::int32_t>) return "int32";
  if constexpr (std::is_same_v<T, std::uint32_t>) return "uint32";
  if constexpr (std::is_same_v<T, std::int64_t>) return "int64";
  if constexpr (std::is_same_v<T, std::uint64_t>) return "uint64";
  if constexpr (std::is_same_v<T, float>) return "float32";
  if constexpr (std::is_same_v<T, double>) return "float64";
}

[[nodiscard]] inline std::string_view voxel_type_name(AnyVolume const& volume) {
  return std::visit([](auto const& typed) { return voxel_type_name<typename std::decay_t<decltype(typed)>::Voxel>(); }, volume);
}

// A mask: 1 inside the region, 0 outside, on its image's grid.
using Mask = Volume<std::uint8_t>;

}  // namespace petra
