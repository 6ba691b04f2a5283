#include "petra/extract/extractor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/extract/engine.hpp"
#include "petra/extract/plan.hpp"
#include "petra/extract/prepare_case.hpp"

namespace petra {

namespace {

constexpr std::uint32_t kManyLevels = 1000;

// One image's grey levels, for the warning.
struct LevelCount {
  std::uint32_t highest = 0, present = 0;
};

// Runs the plan of one case. Every task writes to places of its own: values, errors and level counts by index.
class CaseRun {
 public:
  CaseRun(ExtractionPlan const& plan, PreparedCase const& prepared, Workers& workers, Profile* profile)
      : plan_(plan),
        prepared_(prepared),
        workers_(workers),
        profile_(profile),
        values_(plan.names.size()),
        errors_(plan.mask_classes.size() + plan.image_types.size() +
                plan.image_count * (1 + plan.image_classes.size())),
        levels_(plan.image_count),
        left_out_(plan.image_count) {}

  [[nodiscard]] Result<void> run() {
    auto const masks = plan_.mask_classes.size();
    workers_.for_each(masks + plan_.image_types.size(), [&](std::size_t task) {
      if (task < masks) {
        run_mask_class(task);
      } else {
        run_image_type(task - masks);
      }
    });
    for (auto& error : errors_) {
      if (error) return std::move(*error);
    }
    return {};
  }

  [[nodiscard]] std::vector<FeatureValue> take_values() { return std::move(values_); }
  [[nodiscard]] std::vector<LevelCount> const& levels() const { return levels_; }
  // Per image why it is left out; empty where it is not.
  [[nodiscard]] std::vector<std::string> const& left_out() const { return left_out_; }
  [[nodiscard]] bool left_out_shape_2d() const { return left_out_shape_2d_; }

 private:
  // Error places in the order of the plan, so that the error told is the same whatever thread met one first.
  [[nodiscard]] std::optional<Error>& type_error(std::size_t type) { return errors_[plan_.mask_classes.size() + type]; }
  [[nodiscard]] std::optional<Error>& image_error(std::size_t image, std::size_t image_class_or_bin) {
    return errors_[plan_.mask_classes.size() + plan_.image_types.size() + image * (1 + plan_.image_classes.size()) +
                   image_class_or_bin];
  }

  void run_mask_class(std::size_t index) {
    auto const& mask_class = plan_.mask_classes[index];
    ProfileScope const scope(profile_, std::string(mask_class.family->name));
    std::size_t offset = 0;
    for (std::size_t before = 0; before < index; ++before) offset += plan_.mask_classes[before].names.size();
    auto const& settings = plan_.whole_case.family;
    if (mask_class.family->name == "shape2D" && skips_shape_2d()) {
      left_out_shape_2d_ = true;
      std::fill_n(values_.data() + offset, mask_class.names.size(), FeatureValue{NAN, Reason::image_left_out});
      return;
    }
    Region const region{&prepared_.region_of_shape(), {}, nullptr};
    auto found = mask_class.family->compute(region, settings, mask_class.wanted);
    if (found) {
      place(*found, mask_class, offset);
    } else {
      errors_[index] = std::move(found).error().while_doing(fmt::format("computing {}", mask_class.family->name));
    }
  }

  // PyRadiomics asks whether the region is longer than one voxel along force2Ddimension, but counts the axes x, y, z
  // there, and z, y, x in the class, which then wants one voxel: what is left is a slice across z or across x.
  [[nodiscard]] bool skips_shape_2d() const {
    auto const& settings = plan_.whole_case;
    return settings.filter.dimension == 3 &&
           prepared_.box.size()[static_cast<std::size_t>(settings.force_2d_dimension)] <= 1;
  }

  void run_image_type(std::size_t index) {
    if (plan_.image_classes.empty()) return;  // only shape is asked for: no image is looked at
    auto const& type = plan_.image_types[index];
    auto images = [&] {
      ProfileScope const scope(profile_, fmt::format("filter {}", type.filter->image_type));
      return type.filter->run({&prepared_.image(), prepared_.box, prepared_.maximum_absolute, prepared_.region.inside},
                              type.settings.filter);
    }();
    if (!images) {
      type_error(index) =
          std::move(images).error().while_doing(fmt::format("filtering the image ({})", type.filter->image_type));
      return;
    }
    if (images->size() != type.image_names.size()) {
      type_error(index) =
          make_error(ErrorCode::bug, std::string(type.filter->image_type),
                     fmt::format("gave {} images, announced {}", images->size(), type.image_names.size()));
      return;
    }
    workers_.for_each(images->size(), [&](std::size_t i) { run_image((*images)[i], type, type.first_image + i); });
  }

  void run_image(FilteredImage& image, ImageTypePlan const& type, std::size_t number) {
    if (!image.left_out.empty()) {
      left_out_[number] = fmt::format("there is no image \"{}\" for this case: {}", image.name, image.left_out);
      auto* const first = values_.data() + plan_.offset(number, 0);
      std::fill(first, first + plan_.values_per_image, FeatureValue{NAN, Reason::image_left_out});
      return;
    }
    if (plan_.image_classes.empty()) return;
    bool const needs_levels = std::any_of(plan_.image_classes.begin(), plan_.image_classes.end(),
                                          [](ClassPlan const& c) { return c.family->needs_levels; });
    std::optional<GreyLevels> levels;
    if (needs_levels) {
      ProfileScope const scope(profile_, "grey levels");
      auto found = discretise(prepared_.region, image.values,
                              image.is_float32 ? ElementType::float32 : ElementType::float64, type.settings.bin);
      if (!found) {
        image_error(number, 0) =
            std::move(found).error().while_doing(fmt::format("making grey levels of the image \"{}\"", image.name));
        return;
      }
      levels = std::move(found).value();
      levels_[number] = {levels->highest, levels->present};
    }
    workers_.for_each(plan_.image_classes.size(), [&](std::size_t c) {
      auto const& image_class = plan_.image_classes[c];
      ProfileScope const scope(profile_, std::string(image_class.family->name));
      Region const region{&prepared_.region, image.values, levels ? &*levels : nullptr};
      auto found = image_class.family->compute(region, type.settings.family, image_class.wanted);
      if (found) {
        place(*found, image_class, plan_.offset(number, c));
      } else {
        image_error(number, 1 + c) = std::move(found).error().while_doing(
            fmt::format("computing {} of the image \"{}\"", image_class.family->name, image.name));
      }
    });
  }

  void place(std::vector<FeatureValue> const& found, ClassPlan const& class_plan, std::size_t offset) {
    for (std::size_t i = 0; i < class_plan.positions.size(); ++i) values_[offset + class_plan.positions[i]] = found[i];
  }

  ExtractionPlan const& plan_;
  PreparedCase const& prepared_;
  Workers& workers_;
  Profile* profile_;
  std::vector<FeatureValue> values_;
  std::vector<std::optional<Error>> errors_;
  std::vector<LevelCount> levels_;
  std::vector<std::string> left_out_;
  bool left_out_shape_2d_ = false;  // written by one task only
};

// The names of images that meet a condition, a few of them.
struct NamedImages {
  std::size_t count = 0;
  std::vector<std::string> first;
  void add(std::string const& name) {
    constexpr std::size_t kShown = 3;
    if (count++ < kShown) first.push_back(name);
  }
  [[nodiscard]] std::string format() const { return join(first, ", ") + (count > first.size() ? " and more" : ""); }
};

// One warning per case where grey levels are too few or too many to mean much.
void warn_of_levels(ExtractionPlan const& plan, std::vector<LevelCount> const& levels,
                    std::vector<std::string>& warnings) {
  NamedImages flat, crowded;
  std::uint32_t most = 0;
  for (auto const& type : plan.image_types) {
    for (std::size_t i = 0; i < type.image_names.size(); ++i) {
      auto const& count = levels[type.first_image + i];
      if (count.present == 1) flat.add(type.image_names[i]);
      if (count.highest > kManyLevels) crowded.add(type.image_names[i]);
      most = std::max(most, count.highest);
    }
  }
  std::vector<std::string> parts;
  if (flat.count > 0)
    parts.push_back(fmt::format("one grey level only in {} of {} images ({}): texture says nothing there", flat.count,
                                plan.image_count, flat.format()));
  if (crowded.count > 0) {
    parts.push_back(
        fmt::format("more than {} grey levels in {} of {} images ({}; {} at most): texture is noise and slow there",
                    kManyLevels, crowded.count, plan.image_count, crowded.format(), most));
  }
  if (!parts.empty())
    warnings.push_back("binWidth or binCount gives " + join(parts, "; ") +
                       ". Choose it for the image's range of intensities");
}

}  // namespace

Result<FeatureRow> run_case(AnyVolume const& image, AnyVolume const& mask, ExtractionSettings const& settings,
                            Workers& workers, Profile* profile, PreparedCaseUse const& use) {
  PETRA_TRY(auto prepared, prepare_case(image, mask, settings, workers, profile));
  if (use) PETRA_CHECK(use(prepared));
  int const dimension = geometry_of(image).dimension;
  auto plan = make_plan(settings, dimension);
  CaseRun run(plan, prepared, workers, profile);
  PETRA_CHECK(run.run());
  FeatureRow row;
  row.diagnostics = std::move(prepared.diagnostics);
  row.values = run.take_values();
  row.warnings = std::move(prepared.warnings);
  if (run.left_out_shape_2d()) {
    row.warnings.push_back(
        "shape2D is left out, as in PyRadiomics: for volumes it takes slices across z (force2Ddimension 0) or across x "
        "(force2Ddimension 2) only");
  }
  for (auto const& text : run.left_out()) {
    if (!text.empty()) row.warnings.push_back(text);
  }
  warn_of_levels(plan, run.levels(), row.warnings);
  row.names = std::move(plan.names);
  row.dimension = dimension;
  return row;
}

Result<FeatureRow> extract_features(AnyVolume const& image, AnyVolume const& mask, ExtractionSettings const& settings) {
  Workers workers(1);
  PETRA_TRY(auto row, run_case(image, mask, settings, workers, nullptr));
  drop_left_out(row);
  return row;
}

bool is_left_out(FeatureValue const& value) {
  return value.reason == Reason::image_left_out;
}

void drop_left_out(FeatureRow& row) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (is_left_out(row.values[i])) continue;
    if (kept != i) {
      row.values[kept] = row.values[i];
      row.names[kept] = std::move(row.names[i]);
    }
    ++kept;
  }
  row.values.resize(kept);
  row.names.resize(kept);
}

std::vector<std::string> feature_names(ExtractionSettings const& settings, int dimension) {
  return make_plan(settings, dimension).names;
}

}  // namespace petra
