// A tilted stack (gantry tilt) brought to right angles.
#pragma once

#include "petra/grid/volume.hpp"
#include "petra/imaging/series.hpp"

namespace petra {

// Every plane is shifted inside itself, by linear interpolation, to where a straight stack along the normal has it; the
// grid grows so that nothing is cut off. Beyond the planes stands the volume's least value (air). float32.
[[nodiscard]] Volume<float> straighten_stack(Volume<std::int16_t> const& stack, Series const& series);
[[nodiscard]] Volume<float> straighten_stack(Volume<float> const& stack, Series const& series);

}  // namespace petra
