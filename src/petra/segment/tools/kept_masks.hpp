// Masks by name, and seeds made of two of them.
#pragma once

#include "petra/segment/tool.hpp"

namespace petra {

// The mask that keep or load has named. Error: none of that name; the nearest is named.
[[nodiscard]] Result<Mask const*> kept_mask(EditScene const& scene, std::string_view tool, std::string_view parameter,
                                            std::string const& name);

inline constexpr std::uint8_t kForegroundLabel = 1, kBackgroundLabel = 2;

// 1 on the mask `foreground` of the step, 2 on `background`, else 0. Errors: an unknown name, an empty mask; voxels of
// both are the foreground's, with a warning.
[[nodiscard]] Result<Volume<std::uint8_t>> seed_labels(EditScene& scene, std::string_view tool,
                                                       ToolArguments const& arguments);

}  // namespace petra
