// petra segment: outlines tumours by a list of steps.

#include "cmd/segment.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cmd/output_file.hpp"
#include "petra/base/file.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/text.hpp"
#include "petra/segment/run_recipe.hpp"
#include "petra/volumefile/read_volume.hpp"
#include "petra/volumefile/segmentation.hpp"

namespace petra::cmd {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string image, steps, out, name = "tumour";
  int jobs = 0;
  bool json = false, schema = false, tools = false;
};

// Label files of steps: relative to the file of steps.
LabelReader reader_beside(std::filesystem::path const& steps) {
  return [folder = steps.parent_path()](std::string const& file, std::string const& structure) -> Result<AnyVolume> {
    auto const path = folder / file;
    if (structure.empty()) return read_volume(path);
    PETRA_TRY(auto const segmentation, read_segmentation(path));
    PETRA_TRY(auto const which, find_structure(segmentation.names(), structure, path.string()));
    return AnyVolume(segmentation.mask_of(segmentation.segments[which]));
  };
}

ordered_json number_or_null(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json describe(Options const& options, AnyVolume const& image, SegmentResult const& result) {
  auto const statistics = statistics_under(image, result.mask);
  auto steps = ordered_json::array();
  auto warnings = ordered_json::array();
  for (std::size_t k = 0; k < result.steps.size(); ++k) {
    auto const& step = result.steps[k];
    ordered_json row = {{"tool", step.tool}, {"voxels", step.voxels}};
    for (auto const& [name, value] : step.facts) row[name] = number_or_null(value);
    steps.push_back(std::move(row));
    for (auto const& warning : step.warnings)
      warnings.push_back(fmt::format("step {}, {}: {}", k + 1, step.tool, warning));
  }
  return {{"image", options.image},
          {"mask", options.out.empty() ? ordered_json(nullptr) : ordered_json(options.out)},
          {"voxels", statistics.voxels},
          {"volume_ml", static_cast<double>(statistics.voxels) * geometry_of(image).voxel_volume_mm3() / 1000},
          {"mean", number_or_null(statistics.mean)},
          {"max", number_or_null(statistics.maximum)},
          {"warnings", std::move(warnings)},
          {"steps", std::move(steps)}};
}

Result<void> write_mask(Options const& options, Mask const& mask) {
  if (!to_lower(options.out).ends_with(".seg.nrrd")) return write_volume(options.out, AnyVolume(mask));
  PETRA_TRY(auto const bytes, format_segmentation_nrrd({NamedMask{.name = options.name, .mask = mask, .tags = {}}}));
  return write_whole_file(options.out, bytes);
}

std::string as_text(ordered_json const& told) {
  auto text = fmt::format("{} voxels, {} ml, mean {}, max {}\n", told["voxels"].dump(), told["volume_ml"].dump(),
                          told["mean"].dump(), told["max"].dump());
  for (auto const& step : told["steps"]) {
    std::vector<std::string> facts;
    for (auto const& [name, value] : step.items()) {
      if (name != "tool") facts.push_back(fmt::format("{} {}", name, value.dump()));
    }
    text += fmt::format("  {}: {}\n", step["tool"].get<std::string>(), join(facts, ", "));
  }
  return text;
}

Result<void> run(Options const& options) {
  if (options.schema) return write_result({}, segment_schema());
  if (options.tools) return write_result({}, segment_tools_page());
  if (options.image.empty() || options.steps.empty())
    return make_error(ErrorCode::usage, "", "an image and a file of steps are needed",
                      "For example: petra segment pet.nrrd steps.yaml --out tumour.nrrd");
  if (!options.out.empty()) PETRA_CHECK(check_writable(options.out));
  InterruptWatch const watch;
  std::vector<std::string> odd;
  PETRA_TRY(auto const image, read_volume(options.image, {}, &odd));
  for (auto const& line : odd) fmt::print(stderr, "petra segment: warning: {}: {}\n", options.image, line);
  PETRA_TRY(auto const text, read_file(options.steps, 1'000'000));
  PETRA_TRY(auto const steps, parse_recipe(text, options.steps, geometry_of(image).size));
  Workers workers(options.jobs);
  auto result = run_recipe(image, steps, reader_beside(options.steps), workers);
  if (!result) {
    auto error = std::move(result).error();
    if (error.subject.empty() || find_tool(error.subject) != nullptr || error.subject == "undo")
      error.subject = error.subject.empty() ? options.steps : options.steps + ": " + error.subject;
    return error;
  }
  if (!options.out.empty()) PETRA_CHECK(write_mask(options, result->mask));
  auto const told = describe(options, image, *result);
  for (auto const& warning : told["warnings"])
    fmt::print(stderr, "petra segment: warning: {}\n", warning.get<std::string>());
  return write_result({}, options.json ? told.dump(2) + "\n" : as_text(told));
}

}  // namespace

std::function<int()> declare_segment(CLI::App& app) {
  auto const options = std::make_shared<Options>();
  app.add_option("image", options->image, "The image: NRRD, NIfTI, MetaImage (petra import makes them of DICOM)");
  app.add_option(
      "steps", options->steps,
      "The steps, a YAML list with one tool each:\n  - relative_threshold: {fraction: 0.41, seed: [29, 37, 14]}\n  - "
      "largest_island\n  - margin: {mm: 5}");
  app.add_option("--out", options->out,
                 "The mask: .nrrd, .seg.nrrd, .nii, .nii.gz or .mha; without it only what is told");
  app.add_option("--name", options->name, "Name of the segment in a .seg.nrrd")->capture_default_str();
  app.add_flag("--json", options->json, "Voxels, volume, mean, maximum, warnings and each step's numbers as JSON");
  app.add_flag("--schema", options->schema, "Print the JSON Schema of the steps");
  app.add_flag("--tools", options->tools, "Print the tools, their parameters and rules as a Markdown table");
  app.add_option("--jobs", options->jobs, "Threads; 0 = every core")->capture_default_str();
  return [options] {
    auto const done = run(*options);
    return done ? 0 : report("segment", done.error());
  };
}

}  // namespace petra::cmd
