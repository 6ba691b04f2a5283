// The ten voxel types that a volume may have, as a value and as a C++ type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "petra/grid/volume.hpp"

namespace petra {

enum class VoxelType { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

// Calls function.template operator()<T>() with the C++ type.
template <class Function>
decltype(auto) with_voxel_type(VoxelType type, Function&& function) {
  switch (type) {
    case VoxelType::int8:
      return std::forward<Function>(function).template operator()<std::int8_t>();
    case VoxelType::uint8:
      return std::forward<Function>(function).template operator()<std::uint8_t>();
    case VoxelType::int16:
      return std::forward<Function>(function).template operator()<std::int16_t>();
    case VoxelType::uint16:
      return std::forward<Function>(function).template operator()<std::uint16_t>();
    case VoxelType::int32:
      return std::forward<Function>(function).template operator()<std::int32_t>();
    case VoxelType::uint32:
      return std::forward<Function>(function).template operator()<std::uint32_t>();
    case VoxelType::int64:
      return std::forward<Function>(function).template operator()<std::int64_t>();
    case VoxelType::uint64:
      return std::forward<Function>(function).template operator()<std::uint64_t>();
    case VoxelType::float32:
      return std::forward<Function>(function).template operator()<float>();
    case VoxelType::float64:
      break;
  }
  return std::forward<Function>(function).template operator()<double>();
}

[[nodiscard]] inline std::size_t voxel_bytes(VoxelType type) {
  return with_voxel_type(type, []<class T>() { return sizeof(T); });
}

}  // namespace petra
