#include "petra/evaluate/resample_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>

#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"

namespace petra {

namespace {

constexpr std::string_view kValues = "values", kFailure = "failure ";

}  // namespace

std::string format_record(ResampleRecord const& record) {
  if (!record.failure.empty()) return fmt::format("{}{}", kFailure, record.failure);
  std::string text(kValues);
  for (double const value : record.values) text += std::isnan(value) ? " nan" : ' ' + format_number(value);
  return text;
}

std::optional<ResampleRecord> parse_record(std::string_view text) {
  ResampleRecord record;
  if (text.starts_with(kFailure)) {
    record.failure = text.substr(kFailure.size());
    return record.failure.empty() ? std::nullopt : std::optional(record);
  }
  auto const parts = split(text, ' ');
  if (parts.empty() || parts.front() != kValues) return std::nullopt;
  for (std::size_t k = 1; k < parts.size(); ++k) {
    auto const value = parse_number(parts[k]);
    if (!value && parts[k] != "nan") return std::nullopt;
    record.values.push_back(value ? *value : std::numeric_limits<double>::quiet_NaN());
  }
  return record;
}

Result<std::vector<ResampleRecord>> run_resamples(std::string_view kind, std::size_t count,
                                                  ResampleControl const& control,
                                                  std::function<Result<std::vector<double>>(std::size_t)> const& run) {
  std::vector<ResampleRecord> records(count);
  std::atomic<std::size_t> done = 0;
  std::mutex mutex;
  std::optional<Error> broken;  // the store does not work
  Progress progress(std::string(kind), count, control.progress);
  InterruptWatch const watch;
  auto const stop_for = [&](Error error) {
    std::lock_guard const lock(mutex);
    if (!broken) broken = std::move(error);
  };
  auto const is_broken = [&] {
    std::lock_guard const lock(mutex);
    return broken.has_value();
  };
  auto const one = [&](std::size_t number) {
    if (stop_requested() || is_broken()) return;
    if (control.store != nullptr) {
      auto known = control.store->find(kind, number);
      if (!known) return stop_for(std::move(known).error());
      if (auto record = *known ? parse_record(**known) : std::nullopt) {
        records[number] = std::move(*record);
        ++done;
        return progress.advance(CaseEnd::known);
      }
    }
    auto values = run(number);
    if (values) {
      records[number].values = std::move(values).value();
    } else {
      records[number].failure = values.error().message;
      if (records[number].failure.empty()) records[number].failure = "unknown";
    }
    if (control.store != nullptr) {
      if (auto kept = control.store->keep(kind, number, format_record(records[number])); !kept)
        return stop_for(std::move(kept).error());
    }
    ++done;
    progress.advance(values ? CaseEnd::computed : CaseEnd::failed);
  };
  Workers workers(control.jobs);
  workers.for_each(count, one);
  progress.finish();
  if (broken) return std::move(*broken);
  if (done < count) return make_stop_error(fmt::format("{} of {} resamples ({}) are done", done.load(), count, kind));
  return records;
}

std::vector<std::pair<std::string, int>> failure_reasons(std::vector<ResampleRecord> const& records) {
  std::map<std::string, int> counts;
  for (auto const& record : records) {
    if (!record.failure.empty()) ++counts[record.failure];
  }
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace petra
