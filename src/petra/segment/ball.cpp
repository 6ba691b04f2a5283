#include "petra/segment/ball.hpp"

#include <algorithm>

#include "petra/segment/neighbours.hpp"

namespace petra {

namespace {

// A plane stays a plane: ITK's filters know two axes there.
Index3 within_dimension(Index3 radius, Geometry const& geometry) {
  if (geometry.dimension == 2) radius[2] = 0;
  return radius;
}

// A row of the ball: x from -reach to reach at (y, z).
struct Row {
  std::int64_t y, z, reach;
};

std::vector<Row> ball_rows(Index3 const& radius) {
  std::vector<Row> rows;
  for (auto const& step : ball_steps(radius)) {
    if (step[0] == 0) rows.push_back({step[1], step[2], 0});
  }
  for (auto const& step : ball_steps(radius)) {
    for (auto& row : rows) {
      if (row.y == step[1] && row.z == step[2]) row.reach = std::max(row.reach, step[0]);
    }
  }
  return rows;
}

}  // namespace

std::vector<Index3> ball_steps(Index3 const& radius) {
  std::vector<Index3> steps;
  auto const square = [](std::int64_t step, std::int64_t r) {
    double const part = static_cast<double>(step) / (static_cast<double>(r) + 0.5);
    return part * part;
  };
  for (std::int64_t z = -radius[2]; z <= radius[2]; ++z) {
    for (std::int64_t y = -radius[1]; y <= radius[1]; ++y) {
      for (std::int64_t x = -radius[0]; x <= radius[0]; ++x) {
        if (square(x, radius[0]) + square(y, radius[1]) + square(z, radius[2]) <= 1) steps.push_back({x, y, z});
      }
    }
  }
  return steps;
}

// Only voxels of the mask with a neighbour outside it need the ball: from any other, a way to what the ball reaches
// that goes one axis at a time leaves the mask at such a voxel, with a part of the step that lies in the ball as well.
Mask dilate(Mask const& mask, Index3 const& wanted_radius) {
  auto const& size = mask.geometry.size;
  auto const rows = ball_rows(within_dimension(wanted_radius, mask.geometry));
  Mask result = mask;
  for (auto& voxel : result.voxels) voxel = voxel != 0 ? 1 : 0;
  std::int64_t offset = -1;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) {
        if (mask.voxels[static_cast<std::size_t>(++offset)] == 0) continue;
        bool at_surface = false;
        for_each_neighbour(offset, size, kFaceSteps, [&](std::int64_t next) {
          at_surface = at_surface || mask.voxels[static_cast<std::size_t>(next)] == 0;
        });
        if (!at_surface) continue;
        for (auto const& row : rows) {
          if (z + row.z < 0 || z + row.z >= size[2] || y + row.y < 0 || y + row.y >= size[1]) continue;
          auto const first = std::max<std::int64_t>(0, x - row.reach), last = std::min(size[0] - 1, x + row.reach);
          auto const start = result.voxels.begin() + offset_of({first, y + row.y, z + row.z}, size);
          std::fill(start, start + (last - first + 1), std::uint8_t{1});
        }
      }
    }
  }
  return result;
}

Mask erode(Mask const& mask, Index3 const& radius) {
  Mask outside(mask.geometry);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) outside.voxels[i] = mask.voxels[i] == 0 ? 1 : 0;
  Mask result = dilate(outside, radius);
  for (auto& voxel : result.voxels) voxel = voxel == 0 ? 1 : 0;
  return result;
}

Mask open(Mask const& mask, Index3 const& radius) {
  return dilate(erode(mask, radius), radius);
}

Mask close(Mask const& mask, Index3 const& wanted_radius) {
  auto const radius = within_dimension(wanted_radius, mask.geometry);
  auto const& size = mask.geometry.size;
  Geometry padded = mask.geometry;
  for (std::size_t k = 0; k < 3; ++k) padded.size[k] += 2 * radius[k];
  Mask large(padded);
  auto const for_each_row = [&](auto const& use) {
    for (std::int64_t z = 0; z < size[2]; ++z) {
      for (std::int64_t y = 0; y < size[1]; ++y)
        use(offset_of({0, y, z}, size), offset_of({radius[0], y + radius[1], z + radius[2]}, padded.size));
    }
  };
  for_each_row([&](std::int64_t here, std::int64_t there) {
    std::copy_n(mask.voxels.begin() + here, size[0], large.voxels.begin() + there);
  });
  large = erode(dilate(large, radius), radius);
  Mask result(mask.geometry);
  for_each_row([&](std::int64_t here, std::int64_t there) {
    std::copy_n(large.voxels.begin() + there, size[0], result.voxels.begin() + here);
  });
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (mask.voxels[i] != 0) result.voxels[i] = 1;
  }
  return result;
}

}  // namespace petra
