#include "petra/feature/marching_cubes.hpp"

#include <bit>
#include <cmath>
#include <cstddef>

namespace petra {

namespace {

// Which triangles fill a cell, by its code (bit per corner inside). The choice among the possible triangulations
// decides volume and area, so it is PyRadiomics 3.0.1's (src/cshape.c, itself after Lorensen and Cline 1987), brought
// into one form: each triangle starts at its lowest edge, triangles ascend. marching_cubes_test.cpp checks that every
// row uses exactly the cut edges and closes on the faces.
constexpr std::array<std::string_view, 128> kTriangles = {
    // clang-format off
    "", "083", "019", "183198", "12a", "08312a", "0292a9", "2832a88a9", "23b", "08b0b2", "01923b", "19b1b28b9",
    "13a3ba", "08a0a18ba", "0393b99ba", "8a98ba", "478", "043347", "019478", "147173194", "12a478", "04312a347",
    "0292a9478", "2732972a9479", "23b478", "04224b47b", "01923b478", "19229b47b4b9", "13a3ba478", "04114b1ba47b",
    "0393b94789ba", "47b4b99ba", "495", "083495", "015054", "153358485", "12a495", "08312a495", "0242542a5",
    "2532a5348354", "23b495", "08b0b2495", "01505423b", "15225828b485", "13a3ba495", "08a0a14958ba", "03b0540b55ba",
    "48558a8ba", "579789", "093357395", "017078157", "157173", "12a579789", "09312a357395", "0282582a5578",
    "2532a5357", "23b579789", "09227b297579", "01815717823b", "15717b1b2", "13a3ba579789", "05707b0950a10ba",
    "03b0570780a50ba", "57b5ba", "5a6", "0835a6", "0195a6", "1831985a6", "126165", "083126165", "026069596",
    "258265283598", "23b5a6", "08b0b25a6", "01923b5a6", "19b1b25a68b9", "1353653b6", "05108b0b55b6", "0360590653b6",
    "59669b8b9", "4785a6", "0433475a6", "0194785a6", "1471731945a6", "126165478", "043126165347", "026069478596",
    "269293397479596", "23b4785a6", "04224b47b5a6", "01923b4785a6", "19229b47b4b95a6", "1353653b6478",
    "04b0b11b547b5b6", "0360590653b6478", "47959669b7b9", "49a4a6", "08349a4a6", "01a0640a6", "1681831a6486",
    "124149264", "083124149264", "024264", "248264283", "23b49a4a6", "08b0b249a4a6", "01a0640a623b",
    "14816418b1a61b2", "1393693b6496", "08114916418b1b6", "0360643b6", "48668b", "67a78a89a", "07309a0a767a",
    "0181781a767a", "1731a767a", "126168189678", "093129269397679", "026067078", "267273", "23b67a78a89a",
    "07209727b67a79a", "0181781a723b67a", "16717b1a61b2", "1361693b6678689", "09167b", "03b0670780b6", "67b",
    // clang-format on
};

struct Vector {
  std::int64_t x, y, z;
};

Vector operator+(Vector a, Vector b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
Vector cross(Vector a, Vector b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
std::int64_t dot(Vector a, Vector b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

// Twice the middle of an edge, from the cell's first corner, in voxels.
Vector doubled_middle(char digit) {
  auto const edge = static_cast<std::size_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  auto const& a = kCellCorners[static_cast<std::size_t>(kCellEdges[edge][0])];
  auto const& b = kCellCorners[static_cast<std::size_t>(kCellEdges[edge][1])];
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

// What all cells of one code add up to: how many they are and the sum of their places.
struct CellSum {
  std::int64_t count = 0;
  Vector place = {0, 0, 0};
};

// Visits the cells that the surface cuts, row by row; everything else is passed over by words.
std::array<CellSum, 256> sum_cells(RegionBits const& bits) {
  std::array<CellSum, 256> sums{};
  Index3 const& size = bits.size();
  for (std::int64_t z = 0; z + 1 < size[2]; ++z) {
    for (std::int64_t y = 0; y + 1 < size[1]; ++y) {
      std::array<std::uint64_t const*, 4> const rows = {bits.row(y, z), bits.row(y + 1, z), bits.row(y, z + 1),
                                                        bits.row(y + 1, z + 1)};
      for (std::int64_t w = 0; w < bits.words(); ++w) {
        std::array<std::uint64_t, 4> here{}, next{};
        std::uint64_t any = 0, all = ~std::uint64_t{0};
        for (std::size_t k = 0; k < 4; ++k) {
          here[k] = rows[k][w];
          next[k] = here[k] >> 1 | (w + 1 < bits.words() ? rows[k][w + 1] << 63 : 0);
          any |= here[k] | next[k];
          all &= here[k] & next[k];
        }
        for (std::uint64_t cut = any & ~all; cut != 0; cut &= cut - 1) {
          int const i = std::countr_zero(cut);
          auto const bit = [i](std::uint64_t word) { return word >> i & 1; };
          std::uint64_t const code = bit(here[0]) | bit(next[0]) << 1 | bit(next[1]) << 2 | bit(here[1]) << 3 |
                                     bit(here[2]) << 4 | bit(next[2]) << 5 | bit(next[3]) << 6 | bit(here[3]) << 7;
          CellSum& sum = sums[code];
          ++sum.count;
          sum.place = sum.place + Vector{w * 64 + i, y, z};
        }
      }
    }
  }
  return sums;
}

}  // namespace

std::string_view cell_triangles(unsigned code) {
  return kTriangles[code & 0x7fU];
}

// Every cell of one code has the same triangles, so the mesh is summed per code, not per triangle.
// Volume: six times a triangle's signed tetrahedron is det(p + a, p + b, p + c) = det(a, b, c) + p · (a×b + b×c + c×a)
// for the cell at p, and p enters linearly: only the sum of the places is needed. In half voxels all of it is whole
// numbers: exact. Naive: for every triangle, (a × b) · c and |(a - c) × (b - c)| / 2 added up; differs by its rounding,
// about 1e-13.
MeshMeasures measure_mesh(RegionBits const& bits, Eigen::Vector3d const& spacing_mm) {
  auto const sums = sum_cells(bits);
  std::int64_t determinant = 0;  // of half voxels: 8 × 6 × volume in voxels
  double area = 0;
  for (unsigned code = 1; code < 255; ++code) {
    CellSum const& sum = sums[code];
    if (sum.count == 0) continue;
    bool const turned = (code & 0x80U) != 0;
    std::string_view const triangles = cell_triangles(turned ? ~code : code);
    std::int64_t cell_determinant = 0;
    double cell_area = 0;
    for (std::size_t t = 0; t < triangles.size(); t += 3) {
      Vector const a = doubled_middle(triangles[t]), b = doubled_middle(triangles[t + 1]),
                   c = doubled_middle(triangles[t + 2]);
      Vector const normal = cross(a, b) + cross(b, c) + cross(c, a);
      cell_determinant += sum.count * dot(cross(a, b), c) + 2 * dot(sum.place, normal);
      double const nx = static_cast<double>(normal.x) / 4 * spacing_mm.y() * spacing_mm.z();
      double const ny = static_cast<double>(normal.y) / 4 * spacing_mm.z() * spacing_mm.x();
      double const nz = static_cast<double>(normal.z) / 4 * spacing_mm.x() * spacing_mm.y();
      cell_area += 0.5 * std::sqrt(nx * nx + ny * ny + nz * nz);
    }
    // The table's triangles turn outwards in z, y, x order of the axes, inwards in x, y, z order.
    determinant += turned ? cell_determinant : -cell_determinant;
    area += static_cast<double>(sum.count) * cell_area;
  }
  return {static_cast<double>(determinant) / 48 * spacing_mm.prod(), area};
}

}  // namespace petra
