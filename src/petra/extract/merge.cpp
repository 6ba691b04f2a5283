#include "petra/extract/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "petra/base/text.hpp"
#include "petra/extract/output.hpp"
#include "petra/table/table.hpp"

namespace petra {

std::string format_part(PartInfo const& part) {
  return fmt::format("shard {}/{} row {}/{} list {}", part.shard, part.shards, part.row, part.rows, part.list);
}

std::optional<PartInfo> parse_part(std::string_view text) {
  auto const words = split(text, ' ');
  if (words.size() != 6 || words[0] != "shard" || words[2] != "row" || words[4] != "list") return std::nullopt;
  auto fraction = [](std::string_view word, std::size_t& number, std::size_t& count) {
    auto const slash = word.find('/');
    auto const a = parse_integer(word.substr(0, slash));
    auto const b = slash == std::string_view::npos ? std::nullopt : parse_integer(word.substr(slash + 1));
    if (!a || !b || *a < 0 || *b <= *a) return false;
    number = static_cast<std::size_t>(*a);
    count = static_cast<std::size_t>(*b);
    return true;
  };
  PartInfo part;
  if (!fraction(words[1], part.shard, part.shards) || !fraction(words[3], part.row, part.rows)) return std::nullopt;
  part.list = words[5];
  return part;
}

namespace {

// One row of a part: where it goes, and its text (JSON) or cells (CSV).
struct PartRow {
  PartInfo part;
  std::string file;
  std::string text;
  std::vector<std::string> cells;
  std::size_t columns = 0;  // whose: index into Merger's file_columns_
  bool failed = false;
};

Error not_a_part(std::string const& file, std::string_view what) {
  return make_error(ErrorCode::invalid_input, file, fmt::format("is not the output of a shard: {}", what),
                    "Give the files that petra extract --shard K/N wrote");
}

class Merger {
 public:
  [[nodiscard]] Result<void> add_csv(PartFile const& file) {
    PETRA_TRY(auto table, parse_csv(file.text, file.name));
    auto const part_column = table.find_column(kPartColumn);
    auto const error_column = table.find_column(kErrorColumn);
    if (!part_column || !error_column)
      return not_a_part(file.name, fmt::format("it has no column {}", part_column ? kErrorColumn : kPartColumn));
    auto columns = table.columns;
    columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(*part_column));
    for (auto& cells : table.rows) {
      PartRow row;
      auto const part = parse_part(cells[*part_column]);
      if (!part)
        return not_a_part(file.name,
                          fmt::format("column {} holds \"{}\"", kPartColumn, cells[*part_column].substr(0, 80)));
      row.part = *part;
      row.file = file.name;
      row.failed = !cells[*error_column].empty();
      cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(*part_column));
      row.cells = std::move(cells);
      row.columns = file_columns_.size();
      rows_.push_back(std::move(row));
    }
    file_columns_.push_back(std::move(columns));
    return {};
  }

  [[nodiscard]] Result<void> add_json(PartFile const& file) {
    for (auto line : split(file.text, '\n')) {
      line = trim(line);
      if (line.ends_with(',')) line.remove_suffix(1);
      if (line.empty() || line == "[" || line == "]") continue;
      auto const object = nlohmann::json::parse(line, nullptr, false);
      auto const* key = kPartColumn.data();
      if (!object.is_object() || !object.contains(key) || !object[key].is_string())
        return not_a_part(file.name, fmt::format("a row has no {}", kPartColumn));
      auto const cell = object[key].get<std::string>();
      auto const part = parse_part(cell);
      auto const entry = fmt::format("\"{}\": \"{}\", ", kPartColumn, cell);
      auto const at = line.rfind(entry);
      if (!part || at == std::string_view::npos)
        return not_a_part(file.name, fmt::format("{} holds \"{}\"", kPartColumn, cell.substr(0, 80)));
      PartRow row;
      row.part = *part;
      row.file = file.name;
      row.text = std::string(line.substr(0, at)) + std::string(line.substr(at + entry.size()));
      row.failed = object.contains(kErrorColumn.data()) && !object[kErrorColumn.data()].is_null();
      rows_.push_back(std::move(row));
    }
    return {};
  }

  // Rows in the list's order, none missing, none twice, all of one list.
  [[nodiscard]] Result<void> put_in_order() {
    if (rows_.empty())
      return make_error(ErrorCode::integrity, "merge", "the parts hold no rows", "Give the output of every shard");
    auto const& first = rows_.front();
    for (auto const& row : rows_) {
      if (row.part.list == first.part.list && row.part.shards == first.part.shards && row.part.rows == first.part.rows)
        continue;
      return make_error(
          ErrorCode::integrity, row.file,
          fmt::format("is part of another list, of other settings or another division than {}", first.file),
          "Run all shards with the same list, settings, petra and N");
    }
    std::map<std::size_t, std::size_t> places;  // row of the list -> index in rows_
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      auto const [earlier, is_new] = places.emplace(rows_[i].part.row, i);
      if (is_new) continue;
      return make_error(ErrorCode::integrity, rows_[i].file,
                        fmt::format("holds row {} of the list, which {} holds already", rows_[i].part.row + 1,
                                    rows_[earlier->second].file),
                        "Give every part once");
    }
    if (places.size() < first.part.rows) return hole(places, first.part);
    for (auto const& [row, index] : places) order_.push_back(index);
    return {};
  }

  [[nodiscard]] Result<Merged> finish(bool json) {
    PETRA_CHECK(put_in_order());
    Merged merged;
    merged.rows = rows_.size();
    merged.failed = static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(), [](PartRow const& row) { return row.failed; }));
    if (!json) {
      merged.text = csv_text();
      return merged;
    }
    merged.text = "[";
    for (auto const index : order_) merged.text += (merged.text.size() == 1 ? "\n" : ",\n") + rows_[index].text;
    merged.text += "\n]\n";
    return merged;
  }

 private:
  [[nodiscard]] Error hole(std::map<std::size_t, std::size_t> const& places, PartInfo const& whole) const {
    std::vector<std::string> missing_rows;
    std::size_t missing = 0;
    for (std::size_t row = 0; row < whole.rows; ++row) {
      if (places.contains(row)) continue;
      if (++missing <= 10) missing_rows.push_back(std::to_string(row + 1));
    }
    std::set<std::size_t> seen;
    for (auto const& row : rows_) seen.insert(row.part.shard);
    std::vector<std::string> missing_shards;
    for (std::size_t shard = 0; shard < whole.shards && missing_shards.size() < 20; ++shard) {
      if (!seen.contains(shard)) missing_shards.push_back(fmt::format("{}/{}", shard, whole.shards));
    }
    auto const shards = missing_shards.empty()
                            ? std::string()
                            : fmt::format("; nothing is there of shard {}", join(missing_shards, ", "));
    return make_error(ErrorCode::integrity, "merge",
                      fmt::format("{} of {} rows of the list are missing (row {}{}){}", missing, whole.rows,
                                  join(missing_rows, ", "), missing > 10 ? " and more" : "", shards),
                      "Run the missing shards and give their output, too");
  }

  // The longest part's columns, and what only other parts have: diagnostics (of corrected masks) beside their
  // neighbours, features (of planes) before the error.
  [[nodiscard]] std::vector<std::string> all_columns() const {
    auto columns = *std::max_element(file_columns_.begin(), file_columns_.end(),
                                     [](auto const& a, auto const& b) { return a.size() < b.size(); });
    std::set<std::string> known(columns.begin(), columns.end());
    for (auto const& own : file_columns_) {
      for (std::size_t k = 0; k < own.size(); ++k) {
        if (!known.insert(own[k]).second) continue;
        bool const beside = k > 0 && own[k].starts_with("diagnostics_");
        auto const place =
            beside ? std::find(columns.begin(), columns.end(), own[k - 1]) + 1 : std::prev(columns.end());
        columns.insert(place, own[k]);
      }
    }
    return columns;
  }

  // A cell per column, empty where the part has no such column.
  [[nodiscard]] std::string csv_text() const {
    Table table;
    table.columns = all_columns();
    constexpr auto kNowhere = static_cast<std::size_t>(-1);
    std::vector<std::vector<std::size_t>> places;  // per part and column: which of the part's cells
    for (auto const& own : file_columns_) {
      std::map<std::string_view, std::size_t> index;
      for (std::size_t k = 0; k < own.size(); ++k) index.emplace(own[k], k);
      auto& place = places.emplace_back();
      for (auto const& column : table.columns) {
        auto const found = index.find(column);
        place.push_back(found == index.end() ? kNowhere : found->second);
      }
    }
    for (auto const index : order_) {
      auto const& row = rows_[index];
      std::vector<std::string> cells;
      for (auto const place : places[row.columns]) cells.push_back(place == kNowhere ? "" : row.cells[place]);
      table.rows.push_back(std::move(cells));
    }
    return format_csv(table);
  }

  std::vector<PartRow> rows_;
  std::vector<std::vector<std::string>> file_columns_;  // of each CSV part
  std::vector<std::size_t> order_;
};

}  // namespace

Result<Merged> merge_parts(std::vector<PartFile> const& files) {
  Merger merger;
  auto is_json = [](PartFile const& file) { return trim(file.text).starts_with('['); };
  bool const json = !files.empty() && is_json(files.front());
  for (auto const& file : files) {
    if (is_json(file) != json)
      return make_error(ErrorCode::usage, file.name, "CSV and JSON cannot be merged with each other",
                        "Give parts of one format");
    PETRA_CHECK(json ? merger.add_json(file) : merger.add_csv(file));
  }
  return merger.finish(json);
}

}  // namespace petra
