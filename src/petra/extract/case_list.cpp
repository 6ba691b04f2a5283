#include "petra/extract/case_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "petra/base/text.hpp"

namespace petra {

namespace {

// The column of this very name, else the only one of this name in other letters.
std::optional<std::size_t> find_column(Table const& table, std::string_view name) {
  if (auto const exact = table.find_column(name)) return exact;
  std::optional<std::size_t> found;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (to_lower(table.columns[c]) != to_lower(name)) continue;
    if (found) return std::nullopt;
    found = c;
  }
  return found;
}

struct Columns {
  std::optional<std::size_t> image, mask, label, label_channel, id;
};

bool looks_like_a_path(std::string const& cell) {
  auto const lower = to_lower(cell);
  for (auto const* ending : {".nrrd", ".nhdr", ".nii", ".nii.gz", ".mha", ".mhd", ".hdr", ".img", ".dcm"}) {
    if (lower.ends_with(ending)) return true;
  }
  return false;
}

class Reader {
 public:
  Reader(std::string file, CaseList& list, long long default_label)
      : file_(std::move(file)), list_(list), default_label_(default_label) {}

  [[nodiscard]] Result<void> read(std::vector<std::string> const& output_columns) {
    PETRA_CHECK(find_columns());
    if (list_.table.rows.empty())
      return make_error(ErrorCode::invalid_input, file_, "holds a header and no cases", "Add one row per case");
    refuse_doubled_columns(output_columns);
    for (std::size_t r = 0; r < list_.table.rows.size(); ++r) add_case(r);
    refuse_repeated();
    if (problems_.empty()) return {};
    auto const what = problems_.size() == 1
                          ? problems_.front()
                          : fmt::format("{} problems:\n  {}", problems_.size(), join(problems_, "\n  "));
    return make_error(ErrorCode::invalid_input, file_, what, "Repair the list");
  }

 private:
  [[nodiscard]] Result<void> find_columns() {
    auto const& columns = list_.table.columns;
    columns_ = {find_column(list_.table, "Image"), find_column(list_.table, "Mask"), find_column(list_.table, "Label"),
                find_column(list_.table, "Label_channel"), find_column(list_.table, "ID")};
    if (columns_.image && columns_.mask) return {};
    if (std::any_of(columns.begin(), columns.end(), looks_like_a_path)) {
      return make_error(ErrorCode::invalid_input, file_,
                        fmt::format("has no header: its first line is \"{}\"", join(columns, ",").substr(0, 120)),
                        "Write the column names in the first line: Image,Mask (and ID, Label where wanted)");
    }
    auto const missing = !columns_.image && !columns_.mask ? "columns Image and Mask"
                         : !columns_.image                 ? "column Image"
                                                           : "column Mask";
    return make_error(ErrorCode::invalid_input, file_,
                      fmt::format("lacks the {}; it has {}", missing, join(columns, ", ").substr(0, 300)),
                      "Name the column of image files Image and that of mask files Mask");
  }

  void refuse_doubled_columns(std::vector<std::string> const& output_columns) {
    std::set<std::string> const given(output_columns.begin(), output_columns.end());
    for (auto const& column : list_.table.columns) {
      if (given.contains(column))
        problems_.push_back(fmt::format("column \"{}\" would stand twice in the output; rename or remove it", column));
    }
  }

  [[nodiscard]] std::string cell(std::size_t row, std::optional<std::size_t> column) const {
    return column ? std::string(trim(list_.table.rows[row][*column])) : std::string();
  }

  void add_case(std::size_t r) {
    auto const line = list_.table.lines[r];
    auto const id = cell(r, columns_.id);
    list_.names.push_back(id.empty() ? fmt::format("line {}", line) : id);
    auto const folder = std::filesystem::path(file_).parent_path();
    ExtractionCase one;
    std::optional<Error> error;
    auto refuse = [&](std::string_view column, std::string message, std::string remedy) {
      if (!error)
        error = make_error(ErrorCode::invalid_input, fmt::format("{}, line {}, column {}", file_, line, column),
                           std::move(message), std::move(remedy));
    };
    for (auto const& [name, column, path] :
         {std::tuple("Image", columns_.image, &one.image), std::tuple("Mask", columns_.mask, &one.mask)}) {
      auto const text = cell(r, column);
      if (text.empty()) refuse(name, "is empty", "Name the file");
      *path = (folder / text).lexically_normal();
    }
    read_number(r, columns_.label, "Label", 1, one.label, refuse);
    read_number(r, columns_.label_channel, "Label_channel", 0, one.label_channel, refuse);
    list_.cases.push_back(std::move(one));
    list_.errors.push_back(std::move(error));
  }

  template <class Refuse>
  void read_number(std::size_t r, std::optional<std::size_t> column, std::string_view name, long long lowest,
                   std::optional<long long>& number, Refuse const& refuse) const {
    constexpr long long kHighest = 4294967295;
    auto const text = cell(r, column);
    if (text.empty()) return;
    number = parse_integer(text);
    if (!number || *number < lowest || *number > kHighest) {
      refuse(name,
             fmt::format("is \"{}\", where a whole number of at least {} is expected", text.substr(0, 80), lowest),
             "Write the mask's label as a number");
      number.reset();
    }
  }

  void refuse_repeated() {
    std::map<std::string, std::size_t> ids;
    std::map<std::tuple<std::string, std::string, long long, long long>, std::size_t> regions;
    for (std::size_t r = 0; r < list_.cases.size(); ++r) {
      auto const line = list_.table.lines[r];
      auto const id = cell(r, columns_.id);
      if (!id.empty()) {
        auto const [earlier, is_new] = ids.emplace(id, line);
        if (!is_new)
          problems_.push_back(
              fmt::format("ID \"{}\" stands twice, on lines {} and {}", id.substr(0, 80), earlier->second, line));
      }
      if (list_.errors[r]) continue;
      auto const& one = list_.cases[r];
      auto const [earlier, is_new] =
          regions.emplace(std::tuple(one.image.string(), one.mask.string(), one.label.value_or(default_label_),
                                     one.label_channel.value_or(-1)),
                          line);
      if (!is_new) {
        problems_.push_back(fmt::format("the same image, mask and label stand twice, on lines {} and {} ({})",
                                        earlier->second, line, one.image.filename().string()));
      }
    }
  }

  std::string file_;
  CaseList& list_;
  long long default_label_;
  Columns columns_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<CaseList> read_case_list(std::filesystem::path const& path, long long default_label,
                                std::vector<std::string> const& output_columns, std::vector<std::string>& warnings) {
  CaseList list;
  PETRA_TRY(list.table, read_csv(path, {}, &warnings));
  Reader reader(path.string(), list, default_label);
  PETRA_CHECK(reader.read(output_columns));
  return list;
}

Result<Shard> parse_shard(std::string_view text) {
  auto const slash = std::min(text.find('/'), text.size());
  auto const number = parse_integer(text.substr(0, slash)).value_or(-1);
  auto const count = slash < text.size() ? parse_integer(text.substr(slash + 1)).value_or(0) : 0;
  if (number < 0 || number >= count) {
    return make_error(ErrorCode::usage, "--shard",
                      fmt::format("is \"{}\", where K/N with 0 <= K < N is expected", text),
                      "Write for example --shard 0/4, then 1/4, 2/4 and 3/4");
  }
  return Shard{static_cast<std::size_t>(number), static_cast<std::size_t>(count)};
}

std::vector<std::size_t> rows_of_shard(CaseList const& list, Shard const& shard) {
  std::vector<std::size_t> sorted(list.cases.size());
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  auto const key = [&](std::size_t r) {
    auto const& one = list.cases[r];
    return std::tuple(one.image.native(), one.mask.native(), one.label.value_or(0), one.label_channel.value_or(-1), r);
  };
  std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<std::size_t> rows;
  for (std::size_t i = shard.number; i < sorted.size(); i += shard.count) rows.push_back(sorted[i]);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace petra
