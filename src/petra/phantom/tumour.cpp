#include "petra/phantom/tumour.hpp"

#include <algorithm>
#include <cmath>

#include "petra/phantom/portable_math.hpp"

namespace petra::phantom {
namespace {

constexpr std::array kSemiAxes{0.76, 0.64, 1.0};  // relative: flattened between belly and back, longest along the body
constexpr double kLobulation = 0.16;
constexpr double kFirstHandMm = 1.3, kSecondHandMm = 2.4, kSecondBiasMm = 1.8;  // how readers' outlines wander and lean

std::array<double, 3> direction_of(int i, int count) {  // points spread evenly over the sphere (golden angle)
  double const z = 1 - (2 * i + 1.0) / count, r = std::sqrt(1 - z * z), angle = 2.399963229728653 * i;
  return {r * portable_cos(angle), r * portable_sin(angle), z};
}

double smooth_step(double from, double to, double x) {
  double const t = std::clamp((x - from) / (to - from), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

std::size_t hand_of(Outline outline, Modality modality) {
  return (outline == Outline::second_reader ? 2U : 0U) + (modality == Modality::ct ? 1U : 0U);
}

CounterRandom stream(std::uint64_t seed, PatientTruth const& patient, std::uint64_t part) {
  return {seed, {patient.number, 60, part}};
}

}  // namespace

Tumour::Tumour(PatientTruth const& patient, Anatomy const& anatomy, std::uint64_t seed)
    : patient_(patient),
      site_(anatomy.tumour_site),
      wall_(anatomy.abdominal_wall),
      spine_(anatomy.spine),
      lobes_(stream(seed, patient, 0), 10, 1.2, 3.5),
      slow_(stream(seed, patient, 1), 6, 40, 90),
      detail_(stream(seed, patient, 2), 40, 9, 40),
      grains_(stream(seed, patient, 3), 24, 9, 18),
      hand_{Waves(stream(seed, patient, 4), 12, 0.5, 2.5), Waves(stream(seed, patient, 5), 12, 0.5, 2.5),
            Waves(stream(seed, patient, 6), 12, 0.5, 2.5), Waves(stream(seed, patient, 7), 12, 0.5, 2.5)},
      hand_bias_{0, 0, kSecondBiasMm * stream(seed, patient, 8).normal(0),
                 kSecondBiasMm * stream(seed, patient, 8).normal(1)} {
  // Scaled so that its longest extent is the patient's maximum diameter.
  constexpr int kDirections = 600;
  std::vector<std::array<double, 3>> surface;
  for (int i = 0; i < kDirections; ++i) {
    auto point = direction_of(i, kDirections);
    double const r = radius(point);
    for (double& coordinate : point) coordinate *= r;
    surface.push_back(point);
  }
  double longest_square = 0, farthest_square = 0;
  for (auto const& a : surface) {
    farthest_square = std::max(farthest_square, a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    for (auto const& b : surface) {
      longest_square = std::max(longest_square, (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) +
                                                    (a[2] - b[2]) * (a[2] - b[2]));
    }
  }
  size_ = 10 * patient.max_diameter_cm / std::sqrt(longest_square);
  reach_ = 1.1 * size_ * std::sqrt(farthest_square) + 10;
}

double Tumour::radius(std::array<double, 3> const& u) const {
  double const a = u[0] / kSemiAxes[0], b = u[1] / kSemiAxes[1], c = u[2] / kSemiAxes[2];
  return size_ * (1 + kLobulation * std::clamp(lobes_.at(u), -2.5, 2.5)) / std::sqrt(a * a + b * b + c * c);
}

double Tumour::reader_shift(Outline outline, Modality modality, std::array<double, 3> const& u) const {
  if (outline == Outline::truth) return 0;
  auto const hand = hand_of(outline, modality);
  return hand_bias_[hand] + (outline == Outline::first_reader ? kFirstHandMm : kSecondHandMm) * hand_[hand].at(u);
}

void Tumour::depth_along_x(Outline outline, Modality modality, double x0, double dx, double y, double z,
                           std::span<double> out) const {
  auto const wall = wall_.at(y, z);
  double const share = (z - spine_.from[2]) / (spine_.to[2] - spine_.from[2]);
  double const spine_y = y - (spine_.from[1] + share * (spine_.to[1] - spine_.from[1]));
  for (std::size_t i = 0; i < out.size(); ++i) {
    double const x = x0 + static_cast<double>(i) * dx;
    std::array<double, 3> u{x - site_[0], y - site_[1], z - site_[2]};
    double const r = std::sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
    if (r > reach_ || wall.empty()) {
      out[i] = 1e3;
      continue;
    }
    if (r > 1e-6) {
      for (double& coordinate : u) coordinate /= r;
    } else {
      u = {0, 0, 1};
    }
    double depth = r - (radius(u) + reader_shift(outline, modality, u));
    depth = std::max(depth, std::max(wall.from - x, x - wall.to));
    depth = std::max(depth, spine_.radius - std::sqrt(x * x + spine_y * spine_y));
    out[i] = depth;
  }
}

void Tumour::tissue_along_x(Modality modality, double x0, double dx, double y, double z, std::span<double> out) const {
  std::vector<double> slow(out.size()), grains(out.size());
  detail_.along_x(x0, dx, y, z, out);
  slow_.along_x(x0, dx, y, z, slow);
  if (modality == Modality::ct) grains_.along_x(x0, dx, y, z, grains);
  for (std::size_t i = 0; i < out.size(); ++i) {
    double const x = x0 + static_cast<double>(i) * dx - site_[0];
    double const r =
        std::sqrt(x * x + (y - site_[1]) * (y - site_[1]) + (z - site_[2]) * (z - site_[2])) / (0.75 * size_);
    double const cold = patient_.necrosis <= 0
                            ? 0
                            : 1 - smooth_step(patient_.necrosis - 0.12, patient_.necrosis + 0.12, r + 0.12 * slow[i]);
    if (modality == Modality::pet) {
      out[i] = patient_.uptake_suv * portable_exp(0.22 * slow[i] + 0.36 * patient_.pet_heterogeneity * out[i]) *
               (1 - 0.65 * cold);
    } else {
      double const speck = smooth_step(2.3 - patient_.calcification, 2.9 - patient_.calcification, grains[i]);
      out[i] = 44 + 7 * slow[i] + 13 * patient_.ct_heterogeneity * out[i] - 20 * cold + 190 * speck;
    }
  }
}

}  // namespace petra::phantom
