// A sphere of nearly evenly spread points: an icosahedron whose faces are cut in four, again and again.
#pragma once

#include <array>
#include <vector>

namespace petra {

// The vertices in trimesh's order and arithmetic (trimesh 5.2 creation.icosphere). subdivisions >= 0, radius > 0; 10 ·
// 4^subdivisions + 2 vertices.
[[nodiscard]] std::vector<std::array<double, 3>> icosphere_vertices(int subdivisions, double radius);

}  // namespace petra
