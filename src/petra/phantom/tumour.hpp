// The primary tumour: a lobulated mass round its site, with texture, and how two readers outline it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "petra/phantom/anatomy.hpp"
#include "petra/phantom/waves.hpp"

namespace petra::phantom {

enum class Modality : std::uint8_t { pet, ct };
enum class Outline : std::uint8_t { truth, first_reader, second_reader };

class Tumour {
 public:
  Tumour(PatientTruth const& patient, Anatomy const& anatomy, std::uint64_t seed);

  // Millimetres from the outline, negative inside, at x0, x0 + dx, … on the line (y, z). A reader's outline of PET and
  // of CT are drawn independently.
  void depth_along_x(Outline outline, Modality modality, double x0, double dx, double y, double z,
                     std::span<double> out) const;

  // HU or SUV of the tumour's tissue on the same line; meaningful inside.
  void tissue_along_x(Modality modality, double x0, double dx, double y, double z, std::span<double> out) const;

  // No part of any outline is farther than this from the site.
  [[nodiscard]] double reach_mm() const { return reach_; }
  [[nodiscard]] std::array<double, 3> const& site() const { return site_; }

 private:
  [[nodiscard]] double radius(std::array<double, 3> const& direction) const;
  [[nodiscard]] double reader_shift(Outline outline, Modality modality, std::array<double, 3> const& direction) const;

  PatientTruth patient_;
  std::array<double, 3> site_;
  Trunk wall_;
  Tube spine_;
  double size_ = 1, reach_ = 1;
  Waves lobes_, slow_, detail_, grains_;
  std::array<Waves, 4> hand_;        // reader × modality
  std::array<double, 4> hand_bias_;  // mm, the whole outline drawn wide or tight
};

}  // namespace petra::phantom
