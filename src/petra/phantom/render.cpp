#include "petra/phantom/render.hpp"

#include <algorithm>
#include <cmath>

#include "petra/base/counter_random.hpp"
#include "petra/phantom/smooth.hpp"

namespace petra::phantom {
namespace {

constexpr float kAirHu = -1000;
constexpr double kPsfFwhmMm = 6.5;
constexpr float kPetNoise = 0.11F;  // SUV at SUV 1
constexpr float kCtNoiseHu = 11;
constexpr float kBinomialGain = 0.6123724F;  // of white noise under [1 2 1] / 4 along one axis

struct Grid {
  Geometry const& geometry;
  [[nodiscard]] double x(std::int64_t i) const {
    return geometry.origin_mm[0] + static_cast<double>(i) * geometry.spacing_mm[0];
  }
  [[nodiscard]] double y(std::int64_t i) const {
    return geometry.origin_mm[1] + static_cast<double>(i) * geometry.spacing_mm[1];
  }
  [[nodiscard]] double z(std::int64_t i) const {
    return geometry.origin_mm[2] + static_cast<double>(i) * geometry.spacing_mm[2];
  }
};

// Paints a stretch; the voxels at its ends in proportion to what is covered.
void paint(std::span<float> row, Span const& span, float value, double first_x, double step) {
  if (span.empty()) return;
  double const from = (span.from - first_x) / step + 0.5, to = (span.to - first_x) / step + 0.5;  // in voxel edges
  auto const size = static_cast<double>(row.size());
  if (to <= 0 || from >= size) return;
  auto const first = static_cast<std::int64_t>(std::floor(std::max(from, 0.0)));
  auto const last = static_cast<std::int64_t>(std::floor(std::min(to, size - 1e-9)));
  for (auto i = first; i <= last; ++i) {
    double const covered = std::min(to, static_cast<double>(i) + 1) - std::max(from, static_cast<double>(i));
    auto& voxel = row[static_cast<std::size_t>(i)];
    voxel = covered >= 1 ? value : voxel + static_cast<float>(covered) * (value - voxel);
  }
}

// The indices of [centre - reach, centre + reach] on an axis.
std::pair<std::int64_t, std::int64_t> index_range(double centre, double reach, double origin, double spacing,
                                                  std::int64_t size) {
  auto const low = static_cast<std::int64_t>(std::floor((centre - reach - origin) / spacing));
  auto const high = static_cast<std::int64_t>(std::ceil((centre + reach - origin) / spacing));
  return {std::clamp<std::int64_t>(low, 0, size), std::clamp<std::int64_t>(high + 1, 0, size)};
}

// Lines along x that the tumour can touch, with the range of x.
struct TumourBox {
  std::int64_t x0, x1, y0, y1, z0, z1;
  TumourBox(Tumour const& tumour, Geometry const& g) {
    auto const range = [&](int k) {
      return index_range(tumour.site()[static_cast<std::size_t>(k)], tumour.reach_mm(), g.origin_mm[k], g.spacing_mm[k],
                         g.size[static_cast<std::size_t>(k)]);
    };
    std::tie(x0, x1) = range(0);
    std::tie(y0, y1) = range(1);
    std::tie(z0, z1) = range(2);
  }
  [[nodiscard]] bool holds(std::int64_t y, std::int64_t z) const { return y >= y0 && y < y1 && z >= z0 && z < z1; }
};

// One slice of HU or SUV without noise: air, couch (CT), body, tumour.
class SlicePainter {
 public:
  SlicePainter(Anatomy const& anatomy, Tumour const& tumour, Geometry const& grid, Modality modality)
      : anatomy_(anatomy),
        tumour_(tumour),
        grid_{grid},
        modality_(modality),
        box_(tumour, grid),
        depth_(static_cast<std::size_t>(box_.x1 - box_.x0)),
        tissue_(depth_.size()) {}

  void paint_slice(std::int64_t z, std::span<float> slice) {
    auto const nx = static_cast<std::size_t>(grid_.geometry.size[0]);
    double const z_mm = grid_.z(z);
    active_.clear();
    for (auto const& shape : anatomy_.shapes) {
      auto const reach = reach_in_z(shape);
      if (z_mm >= reach.from && z_mm <= reach.to) active_.push_back(&shape);
    }
    std::fill(slice.begin(), slice.end(), modality_ == Modality::ct ? kAirHu : 0.0F);
    for (std::int64_t y = 0; y < grid_.geometry.size[1]; ++y) {
      auto const row = slice.subspan(static_cast<std::size_t>(y) * nx, nx);
      double const y_mm = grid_.y(y);
      if (modality_ == Modality::ct) paint_couch(row, y_mm);
      for (auto const* shape : active_) {
        float const value = modality_ == Modality::ct ? shape->tissue.hu : shape->tissue.suv;
        for (auto const& span : spans_of(*shape, y_mm, z_mm))
          paint(row, span, value, grid_.x(0), grid_.geometry.spacing_mm[0]);
      }
      if (box_.holds(y, z)) paint_tumour(row, y_mm, z_mm);
    }
  }

 private:
  void paint_couch(std::span<float> row, double y_mm) const {
    double const top = anatomy_.abdominal_wall.rows[4].half_y + 12;
    if (y_mm < top || y_mm > top + 26) return;
    bool const shell = y_mm < top + 3 || y_mm > top + 23;
    paint(row, {-205, 205}, shell ? -150.0F : -930.0F, grid_.x(0), grid_.geometry.spacing_mm[0]);
  }

  void paint_tumour(std::span<float> row, double y_mm, double z_mm) {
    double const x0 = grid_.x(box_.x0), dx = grid_.geometry.spacing_mm[0];
    tumour_.depth_along_x(Outline::truth, modality_, x0, dx, y_mm, z_mm, depth_);
    double const rim = 0.5 * dx;
    if (*std::min_element(depth_.begin(), depth_.end()) > rim) return;
    tumour_.tissue_along_x(modality_, x0, dx, y_mm, z_mm, tissue_);
    for (std::size_t i = 0; i < depth_.size(); ++i) {
      double const weight = std::clamp(0.5 - depth_[i] / (2 * rim), 0.0, 1.0);
      auto& voxel = row[static_cast<std::size_t>(box_.x0) + i];
      voxel += static_cast<float>(weight) * (static_cast<float>(tissue_[i]) - voxel);
    }
  }

  Anatomy const& anatomy_;
  Tumour const& tumour_;
  Grid grid_;
  Modality modality_;
  TumourBox box_;
  std::vector<double> depth_, tissue_;
  std::vector<Shape const*> active_;
};

Geometry make_grid(Index3 size, Eigen::Vector3d spacing, double low_z) {
  Geometry grid;
  grid.size = size;
  grid.spacing_mm = spacing;
  for (int k = 0; k < 2; ++k)
    grid.origin_mm[k] = -0.5 * static_cast<double>(size[static_cast<std::size_t>(k)] - 1) * spacing[k];
  grid.origin_mm[2] = low_z + 0.5 * spacing[2];
  return grid;
}

}  // namespace

ScanGrids make_grids(Anatomy const& anatomy, bool full_size) {
  if (full_size) {
    // A scanner's table stops at whole millimetres.
    double const low = std::floor(anatomy.tumour_site[2] - 90);
    return {make_grid({200, 200, 60}, {4.07, 4.07, 3.0}, low), make_grid({512, 512, 90}, {0.98, 0.98, 2.0}, low)};
  }
  return {make_grid({80, 80, 125}, {5, 5, 5}, -42), make_grid({160, 160, 125}, {2.5, 2.5, 5}, -42)};
}

Volume<float> render_pet(PatientTruth const& patient, Anatomy const& anatomy, Tumour const& tumour,
                         Geometry const& grid, std::uint64_t seed) {
  Volume<float> image(grid);
  auto const slice_size = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
  SlicePainter painter(anatomy, tumour, grid, Modality::pet);
  for (std::int64_t z = 0; z < grid.size[2]; ++z)
    painter.paint_slice(z, std::span(image.voxels).subspan(static_cast<std::size_t>(z) * slice_size, slice_size));
  smooth_gaussian(image, kPsfFwhmMm / 2.3548);

  // Noise of an iterative reconstruction: grows with the square root of activity, correlated between neighbours.
  Volume<float> noise(grid);
  CounterRandom const random(seed, {patient.number, 70});
  for (std::size_t i = 0; i < noise.voxels.size(); ++i) noise.voxels[i] = random.noise(i);
  smooth_binomial(noise);
  constexpr float kGain = kPetNoise / (kBinomialGain * kBinomialGain * kBinomialGain);
  float highest = 1e-3F;
  for (std::size_t i = 0; i < noise.voxels.size(); ++i) {
    float const suv = image.voxels[i] + kGain * std::sqrt(image.voxels[i] + 0.004F) * noise.voxels[i];
    image.voxels[i] = std::max(suv, 0.0F);
    highest = std::max(highest, image.voxels[i]);
  }
  double const slope = static_cast<double>(highest) / 32767;
  for (float& suv : image.voxels) suv = static_cast<float>(std::nearbyint(static_cast<double>(suv) / slope) * slope);
  return image;
}

Volume<std::int16_t> render_ct(PatientTruth const& patient, Anatomy const& anatomy, Tumour const& tumour,
                               Geometry const& grid, std::uint64_t seed) {
  Volume<std::int16_t> image(grid);
  Geometry plane = grid;
  plane.size[2] = 1;
  Volume<float> slice(plane);
  SlicePainter painter(anatomy, tumour, grid, Modality::ct);
  CounterRandom const random(seed, {patient.number, 71});
  constexpr float kGain = kCtNoiseHu / (kBinomialGain * kBinomialGain);
  for (std::int64_t z = 0; z < grid.size[2]; ++z) {
    painter.paint_slice(z, slice.voxels);
    std::size_t const first = static_cast<std::size_t>(z) * slice.voxels.size();
    for (std::size_t i = 0; i < slice.voxels.size(); ++i) slice.voxels[i] += kGain * random.noise(first + i);
    smooth_binomial(slice);  // the soft kernel: blurs edges and correlates the noise
    for (std::size_t i = 0; i < slice.voxels.size(); ++i) {
      image.voxels[first + i] =
          static_cast<std::int16_t>(std::nearbyint(std::clamp(slice.voxels[i], -1024.0F, 3071.0F)));
    }
  }
  return image;
}

Mask render_mask(Tumour const& tumour, Outline outline, Modality modality, Geometry const& geometry) {
  Mask mask(geometry);
  Grid const grid{geometry};
  TumourBox const box(tumour, geometry);
  std::vector<double> depth(static_cast<std::size_t>(box.x1 - box.x0));
  for (auto z = box.z0; z < box.z1; ++z) {
    for (auto y = box.y0; y < box.y1; ++y) {
      tumour.depth_along_x(outline, modality, grid.x(box.x0), geometry.spacing_mm[0], grid.y(y), grid.z(z), depth);
      for (std::size_t i = 0; i < depth.size(); ++i) {
        if (depth[i] < 0) mask.at(box.x0 + static_cast<std::int64_t>(i), y, z) = 1;
      }
    }
  }
  return mask;
}

}  // namespace petra::phantom
