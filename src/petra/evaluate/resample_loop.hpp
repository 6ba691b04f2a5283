// Runs a numbered list of resamples on all cores: each one's record depends on its number alone, so the results are the
// same bytes whatever the thread count; finished records can be kept, so that a run that was cut goes on.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// What one resample gave: numbers, or the reason why it gave none.
struct ResampleRecord {
  std::vector<double> values;
  std::string failure;  // empty: values hold
};

// Where finished records are kept between runs. Any thread.
class ResampleStore {
 public:
  ResampleStore() = default;
  ResampleStore(ResampleStore const&) = delete;
  ResampleStore& operator=(ResampleStore const&) = delete;
  virtual ~ResampleStore() = default;
  [[nodiscard]] virtual Result<std::optional<std::string>> find(std::string_view kind, std::size_t number) = 0;
  [[nodiscard]] virtual Result<void> keep(std::string_view kind, std::size_t number, std::string const& record) = 0;
};

struct ResampleControl {
  int jobs = 0;                    // threads in all; 0: every core
  bool progress = false;           // a bar on stderr
  ResampleStore* store = nullptr;  // none: nothing is kept
};

// Records in the order of their numbers. run: must not throw; an Error of its own becomes a failure record. Errors: the
// store's; an interruption (says how many are done).
[[nodiscard]] Result<std::vector<ResampleRecord>> run_resamples(
    std::string_view kind, std::size_t count, ResampleControl const& control,
    std::function<Result<std::vector<double>>(std::size_t)> const& run);

// How often each reason came, the most frequent first (equal ones in text order).
[[nodiscard]] std::vector<std::pair<std::string, int>> failure_reasons(std::vector<ResampleRecord> const& records);

// The text of a record and back: numbers in their shortest round-trip form. Nothing for a text that is none.
[[nodiscard]] std::string format_record(ResampleRecord const& record);
[[nodiscard]] std::optional<ResampleRecord> parse_record(std::string_view text);

}  // namespace petra
