// Slices drawn here and there, filled up to a volume.
#pragma once

#include <cstddef>
#include <optional>

#include "petra/grid/volume.hpp"

namespace petra {

// Between each two neighbouring drawn slices with empty ones between them, shapes that lie half way between theirs, and
// so on by halves; the drawn slices stay. Parts that lie over each other belong together and are aligned for most
// pixels in common first; one that divides is dealt to its parts; one without a partner runs out half way, towards a
// point. `axis`: across the slices; every slice with a voxel counts as drawn. Without it, as Slicer does: along each
// axis for which single slices are found (voxels with nothing on either side along that axis alone, and with mask on
// both sides along the others). Source: Albu, Beugeling, Laurendeau, IEEE TBME 55 (2008); Zukić et al., Insight Journal
// (2016), which is Slicer's "Fill between slices" with its default settings.
[[nodiscard]] Mask fill_between_slices(Mask const& mask, std::optional<std::size_t> axis);

}  // namespace petra
