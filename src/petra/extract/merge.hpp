// Outputs of shards put together: the very text that one run of the whole list would have written.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// What the petra_part cell of a row says: its shard, its place in the whole list, and a hash of list, settings and
// engine, so that parts of different lists are never put together.
struct PartInfo {
  std::size_t shard = 0, shards = 1;
  std::size_t row = 0, rows = 0;  // place in the list, from 0; rows in all
  std::string list;
};
[[nodiscard]] std::string format_part(PartInfo const& part);
[[nodiscard]] std::optional<PartInfo> parse_part(std::string_view text);

struct PartFile {
  std::string name;  // for messages
  std::string text;
};

struct Merged {
  std::string text;
  std::size_t rows = 0, failed = 0;
};

// All parts as CSV, or all as JSON. Errors: not a shard's output; parts of different lists or settings (integrity); a
// row twice; a hole (integrity; names the shards that are missing).
[[nodiscard]] Result<Merged> merge_parts(std::vector<PartFile> const& files);

}  // namespace petra
