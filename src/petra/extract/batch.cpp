// A list of cases on disk: read, answered from the cache or computed, stored, in input order.

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>

#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/extract/engine.hpp"
#include "petra/extract/file_fingerprints.hpp"
#include "petra/extract/row_cache.hpp"
#include "petra/extract/save_resampled.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

// Settings of one label, with what depends on them.
struct LabelSettings {
  ExtractionSettings settings;
  std::string hash;
};

// An error of the engine tells "image" or "mask"; the user wants the file.
Error naming_file(Error error, ExtractionCase const& one) {
  if (error.subject == "image") error.subject = one.image.string();
  if (error.subject == "mask") error.subject = one.mask.string();
  if (error.subject == "image and mask")
    error.subject = fmt::format("{} and {}", one.image.string(), one.mask.string());
  return error;
}

class BatchRun {
 public:
  BatchRun(std::vector<ExtractionCase> const& cases, ExtractionSettings const& settings, BatchOptions const& options)
      : cases_(cases),
        options_(options),
        names_(feature_names(settings)),
        plane_names_(feature_names(settings, 2)),
        workers_(options.jobs),
        default_mark_(settings.label, settings.label_channel),
        outcomes_(cases.size()) {
    for (auto const& one : cases) {
      auto const mark = mark_of(one);
      if (labels_.contains(mark)) continue;
      auto labelled = with_label(settings, mark.first, mark.second);
      auto hash = settings_hash(labelled);
      labels_.emplace(mark, LabelSettings{std::move(labelled), std::move(hash)});
    }
  }

  [[nodiscard]] Result<void> open_cache() {
    if (options_.cache.empty()) return {};
    PETRA_TRY(cache_, RowCache::open(options_.cache));
    return {};
  }

  [[nodiscard]] Result<void> run() {
    InterruptWatch const watch;
    Progress progress(options_.title, cases_.size(), options_.show_progress);
    std::atomic<std::size_t> next = 0;
    auto const loops = std::min(cases_.size(), static_cast<std::size_t>(workers_.jobs()));
    workers_.for_each(loops, [&](std::size_t /*loop*/) {
      while (!stop_requested() && !has_failed()) {
        auto const i = next.fetch_add(1);
        if (i >= cases_.size()) return;
        outcomes_[i] = run_one(cases_[i]);
        auto const& outcome = outcomes_[i];
        progress.advance(outcome.error ? CaseEnd::failed : outcome.from_cache ? CaseEnd::known : CaseEnd::computed);
      }
    });
    if (failure_) return std::move(*failure_);
    std::size_t done = 0;
    for (auto const& outcome : outcomes_) done += outcome.row || outcome.error ? 1 : 0;
    if (done < cases_.size()) {
      auto const kept =
          options_.cache.empty() ? std::string("; without a cache they are not kept") : std::string(" and kept");
      return make_stop_error(fmt::format("{} of {} cases are done{}", done, cases_.size(), kept));
    }
    return {};
  }

  [[nodiscard]] std::vector<CaseOutcome> take() { return std::move(outcomes_); }

 private:
  using Mark = std::pair<long long, long long>;  // label and channel of the mask

  [[nodiscard]] Mark mark_of(ExtractionCase const& one) const {
    return {one.label.value_or(default_mark_.first), one.label_channel.value_or(default_mark_.second)};
  }

  [[nodiscard]] bool has_failed() const { return failed_.load(); }

  // The environment failed: nothing more can be kept, so the run ends.
  void fail(Error error) {
    std::lock_guard const lock(failure_mutex_);
    if (!failure_) failure_ = std::move(error);
    failed_.store(true);
  }

  [[nodiscard]] CaseOutcome run_one(ExtractionCase const& one) {
    auto const& label = labels_.at(mark_of(one));
    CaseOutcome outcome;
    auto row = find_or_compute(one, label, outcome.from_cache);
    if (!row) {
      outcome.error = naming_file(std::move(row).error(), one);
      return outcome;
    }
    if (options_.keep_names) row->names = names_of(row->dimension);
    outcome.row = std::move(row).value();
    return outcome;
  }

  [[nodiscard]] Result<FeatureRow> find_or_compute(ExtractionCase const& one, LabelSettings const& label,
                                                   bool& from_cache) {
    RowKey key;
    if (cache_) {
      {
        ProfileScope const scope(options_.profile, "file fingerprints");
        PETRA_TRY(key.image, fingerprints_.of(one.image));
        PETRA_TRY(key.mask, fingerprints_.of(one.mask));
      }
      key.settings = label.hash;
      for (int const dimension : {3, 2}) {
        auto known = cache_->find(key_for(key, dimension), names_of(dimension).size());
        if (!known) return failed(std::move(known).error());
        // A known row cannot give the volumes that are to be saved.
        if (!*known || !one.resampled.empty()) continue;
        from_cache = true;
        (*known)->dimension = dimension;
        return std::move(**known);
      }
      if (auto begun = cache_->begin(key); !begun) return failed(std::move(begun).error());
    }
    PETRA_TRY(auto row, compute(one, label.settings));
    row.names.clear();
    if (cache_) {
      auto stored = cache_->store(key_for(key, row.dimension), row, label.settings, names_of(row.dimension));
      if (!stored) return failed(std::move(stored).error());
    }
    return row;
  }

  [[nodiscard]] std::vector<std::string> const& names_of(int dimension) const {
    return dimension == 2 ? plane_names_ : names_;
  }

  // Of a plane the same settings give other features.
  [[nodiscard]] static RowKey key_for(RowKey key, int dimension) {
    if (dimension == 2) key.settings += " (plane)";
    return key;
  }

  // An error of the cache ends the run; the case itself is told as not done.
  [[nodiscard]] Error failed(Error error) {
    fail(error);
    return error;
  }

  [[nodiscard]] Result<FeatureRow> compute(ExtractionCase const& one, ExtractionSettings const& settings) {
    std::array<std::optional<Result<AnyVolume>>, 2> volumes;
    std::array<std::vector<std::string>, 2> oddities;
    bool const same = one.image == one.mask;
    workers_.for_each(same ? 1 : 2, [&](std::size_t i) {
      ProfileScope const scope(options_.profile, i == 0 ? "read image" : "read mask");
      volumes[i] = i == 0 ? read_volume(one.image, {}, &oddities[i])
                          : read_mask_volume(one.mask, settings.label_channel, {}, &oddities[i]);
    });
    for (auto& volume : volumes) {
      if (volume && !*volume) return std::move(*volume).error();
    }
    auto const& image = volumes[0]->value();
    auto const& mask = same ? image : volumes[1]->value();
    PreparedCaseUse save;
    if (!one.resampled.empty())
      save = [&](PreparedCase const& prepared) { return save_resampled(one.resampled, prepared, mask); };
    PETRA_TRY(auto row, run_case(image, mask, settings, workers_, options_.profile, save));
    for (std::size_t i = 0; i < 2; ++i) {
      for (auto const& text : oddities[i]) row.warnings.push_back((i == 0 ? "the image: " : "the mask: ") + text);
    }
    return row;
  }

  std::vector<ExtractionCase> const& cases_;
  BatchOptions const& options_;
  std::vector<std::string> names_, plane_names_;  // of a volume's row and of a plane's
  Workers workers_;
  Mark default_mark_;
  std::map<Mark, LabelSettings> labels_;
  std::unique_ptr<RowCache> cache_;
  FileFingerprints fingerprints_;
  std::vector<CaseOutcome> outcomes_;
  std::atomic<bool> failed_ = false;
  std::mutex failure_mutex_;
  std::optional<Error> failure_;
};

}  // namespace

Result<std::vector<CaseOutcome>> extract_cases(std::vector<ExtractionCase> const& cases,
                                               ExtractionSettings const& settings, BatchOptions const& options) {
  BatchRun run(cases, settings, options);
  PETRA_CHECK(run.open_cache());
  PETRA_CHECK(run.run());
  return run.take();
}

}  // namespace petra
