#include "petra/segment/tools/kept_masks.hpp"

#include <fmt/format.h>

#include "petra/base/text.hpp"

namespace petra {

Result<Mask const*> kept_mask(EditScene const& scene, std::string_view tool, std::string_view parameter,
                              std::string const& name) {
  if (auto const found = scene.kept.find(name); found != scene.kept.end()) return &found->second;
  std::vector<std::string> known;
  for (auto const& [other, mask] : scene.kept) known.push_back(other);
  auto const nearest = nearest_name(name, known);
  return tool_error(tool, fmt::format("{}: no mask is named {}", parameter, name),
                    nearest         ? fmt::format("Did you mean {}?", *nearest)
                    : known.empty() ? "Name one before it: keep: {name: …}, or load: {file: …, name: …}"
                                    : fmt::format("Named so far: {}", join(known, ", ")));
}

Result<Volume<std::uint8_t>> seed_labels(EditScene& scene, std::string_view tool, ToolArguments const& arguments) {
  Volume<std::uint8_t> labels(scene.geometry());
  std::int64_t both = 0;
  for (auto const& [parameter, label] : {std::pair{"background", kBackgroundLabel}, {"foreground", kForegroundLabel}}) {
    auto const& name = arguments.text(parameter);
    PETRA_TRY(auto const* mask, kept_mask(scene, tool, parameter, name));
    if (count_voxels(*mask) == 0)
      return tool_error(tool, fmt::format("{}: the mask {} holds no voxel", parameter, name), "Mark some seeds in it");
    for (std::size_t i = 0; i < labels.voxels.size(); ++i) {
      if (mask->voxels[i] == 0) continue;
      both += labels.voxels[i] != 0 ? 1 : 0;
      labels.voxels[i] = label;
    }
  }
  if (both > 0)
    scene.warnings.push_back(fmt::format("{} voxels are seeds of both kinds: they count as foreground", both));
  return labels;
}

}  // namespace petra
