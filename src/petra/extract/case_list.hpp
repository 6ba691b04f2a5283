// A list of cases: PyRadiomics' batch file (Image, Mask; optional Label, Label_channel, ID; any other columns are
// carried through).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/table/table.hpp"

namespace petra {

struct CaseList {
  Table table;                               // as the file has it
  std::vector<ExtractionCase> cases;         // one per row; relative paths are relative to the list's folder
  std::vector<std::optional<Error>> errors;  // of rows that cannot be run: an empty path, a label that is not a number
  std::vector<std::string> names;            // for people: the ID, else "line 3"
};

// `default_label`: of rows without one. Errors (all of them, not the first): as of read_csv; no Image or Mask column;
// no rows; an ID twice; the same image, mask and label twice; columns that the output would hold twice
// (`output_columns`).
[[nodiscard]] Result<CaseList> read_case_list(std::filesystem::path const& path, long long default_label,
                                              std::vector<std::string> const& output_columns,
                                              std::vector<std::string>& warnings);

// Shard `number` (from 0) of `count`: rows in input order whose place in the list sorted by image, mask and label
// leaves this remainder.
struct Shard {
  std::size_t number = 0, count = 1;
};
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);
[[nodiscard]] std::vector<std::size_t> rows_of_shard(CaseList const& list, Shard const& shard);

}  // namespace petra
