// Feature maps of a list of cases, as files: Case-<number>_<map>.nrrd, as PyRadiomics' script writes them.

#include <fmt/format.h>

#include <array>
#include <mutex>
#include <optional>
#include <system_error>

#include "petra/base/file.hpp"
#include "petra/base/gzip.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/extract/feature_maps.hpp"
#include "petra/extract/profile.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

namespace fs = std::filesystem;

// A bar for the work on one case; its length is known once the case is prepared.
class CaseProgress {
 public:
  CaseProgress(std::string title, bool show) : title_(std::move(title)), show_(show) {
    style_.unit = "parts";
    style_.quiet = std::chrono::milliseconds(1000);
  }
  void part_is_done(std::size_t parts) {
    {
      std::lock_guard const lock(mutex_);
      if (!bar_) bar_.emplace(title_, parts, show_, style_);
    }
    bar_->advance(CaseEnd::computed);
  }

 private:
  std::string title_;
  bool show_;
  ProgressStyle style_ = stderr_style();
  std::mutex mutex_;
  std::optional<Progress> bar_;
};

class MapBatch {
 public:
  MapBatch(ExtractionSettings const& settings, MapBatchOptions const& options)
      : settings_(settings), options_(options), workers_(options.jobs) {}

  [[nodiscard]] Result<std::vector<MapOutcome>> run(std::vector<ExtractionCase> const& cases) {
    InterruptWatch const watch;
    PETRA_CHECK(make_folder(options_.folder));
    Progress progress(options_.title, cases.size(), options_.show_progress);
    std::vector<MapOutcome> outcomes;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      MapOutcome outcome;
      auto notes = run_one(cases[i], options_.numbers.empty() ? i + 1 : options_.numbers[i], outcome.files);
      if (stop_requested() || cannot_write_) {
        remove_files(outcome.files);
        if (cannot_write_) return std::move(*cannot_write_);
        return make_stop_error(fmt::format("{} of {} cases are done; their maps are kept", i, cases.size()));
      }
      if (notes) {
        outcome.diagnostics = std::move(notes->diagnostics);
        outcome.warnings = std::move(notes->warnings);
      } else {
        remove_files(outcome.files);
        outcome.error = std::move(notes).error();
      }
      progress.advance(outcome.error ? CaseEnd::failed : CaseEnd::computed);
      outcomes.push_back(std::move(outcome));
    }
    return outcomes;
  }

 private:
  [[nodiscard]] Result<MapCaseNotes> run_one(ExtractionCase const& one, std::size_t number,
                                             std::vector<MapFile>& files) {
    auto const settings =
        with_label(settings_, one.label.value_or(settings_.label), one.label_channel.value_or(settings_.label_channel));
    std::array<std::optional<Result<AnyVolume>>, 2> volumes;
    std::array<std::vector<std::string>, 2> oddities;
    workers_.for_each(2, [&](std::size_t i) {
      ProfileScope const scope(options_.profile, i == 0 ? "read image" : "read mask");
      volumes[i] = i == 0 ? read_volume(one.image, {}, &oddities[i])
                          : read_mask_volume(one.mask, settings.label_channel, {}, &oddities[i]);
    });
    for (auto& volume : volumes) {
      if (!*volume) return std::move(*volume).error();
    }
    CaseProgress progress(options_.title, options_.show_case_progress);
    auto notes = run_map_case(
        volumes[0]->value(), volumes[1]->value(), settings, workers_, options_.profile,
        [&](std::vector<FeatureMap> maps) { return write(std::move(maps), number, files); },
        [&progress](std::size_t parts) { progress.part_is_done(parts); });
    if (!notes) return naming_file(std::move(notes).error(), one);
    for (std::size_t i = 0; i < 2; ++i) {
      for (auto const& text : oddities[i]) notes->warnings.push_back((i == 0 ? "the image: " : "the mask: ") + text);
    }
    return notes;
  }

  // An error of the engine tells "image" or "mask"; the user wants the file.
  [[nodiscard]] static Error naming_file(Error error, ExtractionCase const& one) {
    if (error.subject == "image") error.subject = one.image.string();
    if (error.subject == "mask") error.subject = one.mask.string();
    if (error.subject == "image and mask")
      error.subject = fmt::format("{} and {}", one.image.string(), one.mask.string());
    return error;
  }

  // The maps of one image, compressed side by side.
  [[nodiscard]] Result<void> write(std::vector<FeatureMap> maps, std::size_t number, std::vector<MapFile>& files) {
    bool const nrrd = options_.format == MapFormat::nrrd;
    auto const first = files.size();
    for (auto const& map : maps) {
      files.push_back(
          {map.name, options_.folder / fmt::format("Case-{}_{}{}", number, map.name, nrrd ? ".nrrd" : ".nii.gz")});
    }
    std::vector<std::optional<Error>> errors(maps.size());
    workers_.for_each(maps.size(), [&](std::size_t k) {
      ProfileScope const scope(options_.profile, "write feature maps");
      auto written = write_volume(files[first + k].file, std::move(maps[k].volume), kPackNumbers);
      if (!written) errors[k] = std::move(written).error();
    });
    for (std::size_t k = 0; k < errors.size(); ++k) {
      if (!errors[k]) continue;
      bool const of_case = error_row(errors[k]->code).exit_status == 2;  // axes that NIfTI cannot keep
      if (!of_case) cannot_write_ = errors[k];
      return std::move(*errors[k]);
    }
    return {};
  }

  static void remove_files(std::vector<MapFile>& files) {
    for (auto const& map : files) {
      std::error_code ignored;
      fs::remove(map.file, ignored);
    }
    files.clear();
  }

  ExtractionSettings const& settings_;
  MapBatchOptions const& options_;
  Workers workers_;
  std::optional<Error> cannot_write_;
};

}  // namespace

Result<std::vector<MapOutcome>> extract_map_cases(std::vector<ExtractionCase> const& cases,
                                                  ExtractionSettings const& settings, MapBatchOptions const& options) {
  return MapBatch(settings, options).run(cases);
}

}  // namespace petra
