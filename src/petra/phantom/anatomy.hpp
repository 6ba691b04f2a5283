// A child's body with organs, scaled to the patient's height.
#pragma once

#include <cstdint>
#include <vector>

#include "petra/phantom/shapes.hpp"
#include "petra/phantom/truth.hpp"

namespace petra::phantom {

struct Anatomy {
  std::vector<Shape> shapes;          // painted in this order
  Trunk abdominal_wall;               // its inside is where a tumour may be
  Tube spine;                         // the vertebral bodies without gaps: a tumour grows round them
  std::array<double, 3> tumour_site;  // middle of the primary: adrenal, drawn to the middle where it is large
};

// `seed`: with the patient's number the source of what differs between children (organ positions, bowel, uptake).
[[nodiscard]] Anatomy make_anatomy(PatientTruth const& patient, std::uint64_t seed);

}  // namespace petra::phantom
