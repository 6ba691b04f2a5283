#include "petra/filter/icosphere.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace petra {

namespace {

using Vertices = std::vector<std::array<double, 3>>;
using Faces = std::vector<std::array<std::size_t, 3>>;

Vertices icosahedron_vertices() {
  constexpr double kShort = 0.5257311121191336, kLong = 0.85065080835204;  // of a unit icosahedron
  return {{-kShort, kLong, 0}, {kShort, kLong, 0}, {-kShort, -kLong, 0}, {kShort, -kLong, 0},
          {0, -kShort, kLong}, {0, kShort, kLong}, {0, -kShort, -kLong}, {0, kShort, -kLong},
          {kLong, 0, -kShort}, {kLong, 0, kShort}, {-kLong, 0, -kShort}, {-kLong, 0, kShort}};
}

Faces icosahedron_faces() {
  return {{0, 11, 5},  {0, 5, 1},  {0, 1, 7},  {0, 7, 10}, {0, 10, 11}, {1, 5, 9}, {5, 11, 4},
          {11, 10, 2}, {10, 7, 6}, {7, 1, 8},  {3, 9, 4},  {3, 4, 2},   {3, 2, 6}, {3, 6, 8},
          {3, 8, 9},   {4, 9, 5},  {2, 4, 11}, {6, 2, 10}, {8, 6, 7},   {9, 8, 1}};
}

// Every edge gets a vertex in its middle; edges are ordered by their higher vertex, then the lower.
void subdivide(Vertices& vertices, Faces& faces) {
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> middles;
  auto const edge = [](std::size_t a, std::size_t b) { return std::pair(std::max(a, b), std::min(a, b)); };
  for (auto const& face : faces) {
    for (std::size_t k = 0; k < 3; ++k) middles[edge(face[k], face[(k + 1) % 3])] = 0;
  }
  for (auto& [ends, middle] : middles) {
    middle = vertices.size();
    auto const a = vertices[ends.second], b = vertices[ends.first];
    vertices.push_back({(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2});
  }
  Faces cut;
  for (auto const& [a, b, c] : faces) {
    auto const ab = middles[edge(a, b)], bc = middles[edge(b, c)], ca = middles[edge(c, a)];
    cut.insert(cut.end(), {{a, ab, ca}, {ab, b, bc}, {ca, bc, c}, {ab, bc, ca}});
  }
  faces = std::move(cut);
}

void push_to_radius(Vertices& vertices, double radius) {
  for (auto& vertex : vertices) {
    double const length = std::sqrt(vertex[0] * vertex[0] + vertex[1] * vertex[1] + vertex[2] * vertex[2]);
    for (double& coordinate : vertex) coordinate += coordinate / length * (radius - length);
  }
}

}  // namespace

std::vector<std::array<double, 3>> icosphere_vertices(int subdivisions, double radius) {
  auto vertices = icosahedron_vertices();
  auto faces = icosahedron_faces();
  for (int i = 0; i < subdivisions; ++i) {
    subdivide(vertices, faces);
    push_to_radius(vertices, radius);
  }
  if (subdivisions == 0) push_to_radius(vertices, radius);
  return vertices;
}

}  // namespace petra
