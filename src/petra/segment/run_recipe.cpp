#include "petra/segment/run_recipe.hpp"

#include <fmt/format.h>

#include "petra/base/interrupt.hpp"
#include "petra/segment/edit_history.hpp"

namespace petra {

namespace {

bool is_empty(Mask const& mask) {
  return count_voxels(mask) == 0;
}

// Voxels outside the editable range stay what they were.
void keep_others(EditScene const& scene, Mask& changed) {
  if (!scene.editable) return;
  auto const may_change = voxels_in_range(*scene.image, *scene.editable);
  for (std::size_t i = 0; i < changed.voxels.size(); ++i) {
    if (may_change.voxels[i] == 0) changed.voxels[i] = scene.mask.voxels[i];
  }
}

Result<void> run_step(EditScene& scene, RecipeStep const& step) {
  auto const& tool = *step.tool;
  if (tool.needs_mask && is_empty(scene.mask))
    return tool_error(tool.name, "there is no mask yet for it to work on",
                      "Put a threshold, growing from seeds or load before it");
  PETRA_TRY(Mask changed, tool.run(scene, step.arguments));
  keep_others(scene, changed);
  if (!tool.may_empty && is_empty(changed))
    return tool_error(
        tool.name,
        fmt::format("the mask is empty after it{}", scene.editable ? " (within the editable intensities)" : ""),
        "Choose milder parameters: a lower threshold, a smaller radius or margin");
  scene.mask = std::move(changed);
  return {};
}

}  // namespace

Result<SegmentResult> run_recipe(AnyVolume const& image, std::span<RecipeStep const> steps,
                                 LabelReader const& read_labels, Workers& workers) {
  EditScene scene;
  scene.image = &image;
  scene.workers = &workers;
  scene.read_labels = read_labels;
  scene.mask = Mask(geometry_of(image));
  EditHistory history;
  SegmentResult result;
  bool undo_later = false;
  for (auto const& step : steps) undo_later = undo_later || step.tool == nullptr;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    auto const& step = steps[k];
    if (stop_requested()) return make_stop_error(fmt::format("{} of {} steps are done", k, steps.size()));
    scene.facts.clear();
    scene.warnings.clear();
    std::string const name(step.tool != nullptr ? step.tool->name : "undo");
    auto const doing = fmt::format("doing step {}, {}, line {}", k + 1, name, step.line);
    if (step.tool == nullptr) {
      if (!history.undo(scene.mask))
        return tool_error("undo", "there is no step to take back", "Remove it").while_doing(doing);
    } else {
      if (undo_later) history.remember(scene.mask);
      if (auto done = run_step(scene, step); !done) return std::move(done).error().while_doing(doing);
    }
    result.steps.push_back({name, count_voxels(scene.mask), scene.facts, scene.warnings});
  }
  if (is_empty(scene.mask))
    return make_error(ErrorCode::invalid_input, "", "the mask is empty after the last step",
                      "End with a step that marks voxels");
  result.mask = std::move(scene.mask);
  return result;
}

}  // namespace petra
