#include "petra/phantom/cohort_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/phantom/cohort_tables.hpp"
#include "petra/phantom/render.hpp"
#include "petra/table/table.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {
namespace {

namespace fs = std::filesystem;
using namespace phantom;

constexpr std::size_t kFewest = 4, kMost = 100'000;
constexpr int kGzipLevel = 1;
// Measured: 25.1 and 4.1 MB per patient; a tenth and a third more.
constexpr std::uint64_t kFullSizeBytes = 28'000'000, kReducedBytes = 5'500'000;

Result<void> check_options(PhantomOptions const& options) {
  if (options.patients < kFewest || options.patients > kMost) {
    return make_error(ErrorCode::usage, "--patients", fmt::format("{} patients", options.patients),
                      fmt::format("Ask for {} to {}.", kFewest, kMost));
  }
  if (!(options.effect >= 0 && options.effect <= 1)) {
    return make_error(ErrorCode::usage, "--effect", fmt::format("{} is not between 0 and 1", options.effect),
                      "0 cuts the link between severity, outcome and images, 1 is the designed strength.");
  }
  if (options.jobs < 0)
    return make_error(ErrorCode::usage, "--jobs", fmt::format("{} threads", options.jobs),
                      "Give 0 (every core) or more.");
  return {};
}

// The file that tells a phantom's folder, and with which options it was drawn.
std::string options_text(PhantomOptions const& options) {
  return fmt::format(
      "{{\n  \"made_by\": \"petra phantom\",\n  \"generator\": {},\n  \"patients\": {},\n  \"seed\": {},\n  "
      "\"effect\": {},\n  \"full_size\": {}\n}}\n",
      kGenerator, options.patients, options.seed, format_number(options.effect), options.full_size);
}

bool is_complete(fs::path const& folder, PatientTruth const& patient) {
  auto const files = image_files(patient);
  return std::all_of(files.begin(), files.end(),
                     [&](auto const& file) { return fs::is_regular_file(folder / file.path); });
}

// Whether the folder holds a phantom drawn with exactly these options. An error when it holds anything else than a
// phantom.
Result<bool> holds_this_phantom(fs::path const& folder, PhantomOptions const& options) {
  std::error_code ignored;
  auto const marker = folder / "phantom.json";
  if (fs::exists(marker, ignored)) {
    PETRA_TRY(auto const before, read_file(marker, 1 << 20));
    return before == options_text(options);
  }
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) {
    return make_error(ErrorCode::usage, folder.string(), "is a file", "Name a new or empty folder.");
  }
  for (auto const& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().filename() != "images" || !fs::is_empty(entry.path(), ignored)) {
      return make_error(
          ErrorCode::usage, folder.string(),
          fmt::format("the folder holds {} and was not made by petra phantom", entry.path().filename().string()),
          "Name a new or empty folder.");
    }
  }
  return false;
}

// Removes this program's files in images/ whose name ends in `ending`.
void remove_images(fs::path const& folder, std::string_view ending) {
  std::error_code ignored;
  std::vector<fs::path> found;
  for (auto const& entry : fs::directory_iterator(folder / "images", ignored)) {
    auto const name = entry.path().filename().string();
    if (name.starts_with("P") && name.ends_with(ending)) found.push_back(entry.path());
  }
  for (auto const& path : found) fs::remove(path, ignored);
}

// Images drawn with other options are removed before phantom.json names the new ones, so that an interruption never
// leaves old images under new options.
Result<void> start_anew(fs::path const& folder, PhantomOptions const& options) {
  PETRA_CHECK(make_folder(folder / "images"));
  remove_images(folder, ".nrrd");
  return write_whole_file(folder / "phantom.json", options_text(options));
}

// The folder itself or its nearest parent that exists.
fs::path existing_ancestor(fs::path const& folder) {
  std::error_code ignored;
  auto path = fs::absolute(folder, ignored);
  while (!fs::exists(path, ignored) && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
  return path;
}

std::string size_text(std::uint64_t bytes) {
  return bytes < 1'000'000'000 ? fmt::format("{} MB", bytes / 1'000'000)
                               : fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

Result<void> check_space(fs::path const& folder, std::size_t patients, bool full_size) {
  std::error_code problem;
  auto const space = fs::space(existing_ancestor(folder), problem);
  if (problem)
    return make_error(ErrorCode::environment, folder.string(), "the free space cannot be found: " + problem.message());
  std::uint64_t const needed = patients * (full_size ? kFullSizeBytes : kReducedBytes);
  if (space.available >= needed) return {};
  return make_error(
      ErrorCode::disk_full, folder.string(),
      fmt::format("{} patients need {}, {} are free", patients, size_text(needed), size_text(space.available)),
      full_size ? "Free some space, or leave out --full-size." : "Free some space, or ask for fewer --patients.");
}

Result<void> draw_patient(fs::path const& folder, PatientTruth const& patient, PhantomOptions const& options) {
  auto const anatomy = make_anatomy(patient, options.seed);
  Tumour const tumour(patient, anatomy, options.seed);
  auto const grids = make_grids(anatomy, options.full_size);
  for (auto const& file : image_files(patient)) {
    auto const& grid = file.modality == Modality::pet ? grids.pet : grids.ct;
    auto const path = folder / file.path;
    if (file.is_mask) {
      PETRA_CHECK(write_volume(path, render_mask(tumour, file.outline, file.modality, grid), kGzipLevel));
    } else if (file.modality == Modality::pet) {
      PETRA_CHECK(write_volume(path, render_pet(patient, anatomy, tumour, grid, options.seed), kGzipLevel));
    } else {
      PETRA_CHECK(write_volume(path, render_ct(patient, anatomy, tumour, grid, options.seed), kGzipLevel));
    }
  }
  return {};
}

// One line per patient, on a terminal one line in all.
class Progress {
 public:
  Progress(std::size_t total, bool shown) : total_(total), shown_(shown), terminal_(isatty(STDERR_FILENO) != 0) {}
  void step(std::string const& id) {
    std::scoped_lock const lock(mutex_);
    ++done_;
    if (!shown_) return;
    double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    double const left = seconds / static_cast<double>(done_) * static_cast<double>(total_ - done_);
    if (terminal_) {
      fmt::print(stderr, "\rphantom: {}/{} patients, {:.0f} s left {}", done_, total_, left,
                 done_ == total_ ? "\n" : "   ");
    } else if (done_ % 10 == 0 || done_ == total_) {
      fmt::print(stderr, "phantom: {}/{} patients ({}), {:.0f} s\n", done_, total_, id, seconds);
    }
  }

 private:
  std::size_t total_, done_ = 0;
  bool shown_, terminal_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Every patient on its own: no draw depends on the thread or on the order.
Result<void> draw_patients(fs::path const& folder, std::vector<PatientTruth const*> const& wanted,
                           PhantomOptions const& options) {
  std::atomic<std::size_t> next{0};
  std::optional<Error> failed;
  std::mutex mutex;
  Progress progress(wanted.size(), options.show_progress);
  auto const work = [&] {
    for (std::size_t i = next++; i < wanted.size(); i = next++) {
      auto result = draw_patient(folder, *wanted[i], options);
      if (result) {
        progress.step(wanted[i]->id);
        continue;
      }
      std::scoped_lock const lock(mutex);
      if (!failed) failed = std::move(result).error().while_doing("drawing patient " + wanted[i]->id);
      next = wanted.size();
    }
  };
  auto const cores = std::max(1U, std::thread::hardware_concurrency());
  auto const threads =
      std::min<std::size_t>(options.jobs == 0 ? cores : static_cast<unsigned>(options.jobs), wanted.size());
  {
    std::vector<std::jthread> others;
    for (std::size_t k = 1; k < threads; ++k) others.emplace_back(work);
    work();
  }
  if (failed) return std::move(*failed);
  return {};
}

}  // namespace

Result<PhantomSummary> write_phantom(fs::path const& folder, PhantomOptions const& options) {
  PETRA_CHECK(check_options(options));
  PETRA_TRY(bool const resumed, holds_this_phantom(folder, options));
  auto const cohort = make_truth(options.seed, options.patients, options.effect);
  PhantomSummary summary;
  summary.designed_auc = designed_auc(options.effect);
  std::vector<PatientTruth const*> wanted;
  for (auto const& patient : cohort) {
    summary.second_readers += patient.second_reader ? 1 : 0;
    if (resumed && is_complete(folder, patient)) {
      ++summary.kept;
    } else {
      wanted.push_back(&patient);
    }
  }
  PETRA_CHECK(check_space(folder, wanted.size(), options.full_size));
  if (!resumed) PETRA_CHECK(start_anew(folder, options));
  PETRA_CHECK(make_folder(folder / "images"));
  remove_images(folder, ".tmp");  // of a run that was killed
  PETRA_CHECK(draw_patients(folder, wanted, options));
  summary.made = wanted.size();
  PETRA_CHECK(write_csv(folder / "truth.csv", truth_table(cohort, summary.designed_auc)));
  PETRA_CHECK(write_csv(folder / "cohort.csv", cohort_table(cohort)));
  PETRA_CHECK(write_whole_file(folder / "study.yaml", study_text(options.seed, options.patients)));
  return summary;
}

}  // namespace petra
