// What the script prints: one ordered record per case, and the three forms of output.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cmd/pyradiomics/arguments.hpp"

namespace petra::cmd {

// One value, as Python prints it (csv, txt) and as JSON. NaN is NaN in both, as Python writes it.
struct RecordValue {
  std::string text, json;
  bool is_nan = false;
};
using Record = std::vector<std::pair<std::string, RecordValue>>;

[[nodiscard]] RecordValue text_value(std::string const& text);
[[nodiscard]] RecordValue number_value(double value);
[[nodiscard]] RecordValue json_value(std::string const& json);

// CSV: the first record's keys, then the keys that only others have, sorted; one header, one line per case. txt:
// "Case-N_name: value". JSON: a list of objects.
[[nodiscard]] std::string format_records(std::vector<Record> const& records, std::string const& format);

}  // namespace petra::cmd
