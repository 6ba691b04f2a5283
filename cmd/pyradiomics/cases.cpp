#include "cmd/pyradiomics/cases.hpp"

#include <fmt/format.h>

#include "petra/base/text.hpp"
#include "petra/table/table.hpp"

namespace petra::cmd {
namespace {

namespace fs = std::filesystem;

// Python's os.path.abspath.
fs::path absolute_of(fs::path const& path) {
  return fs::absolute(path).lexically_normal();
}

void read_number(ScriptCase& one, std::string const& column, std::string const& cell, std::string const& where,
                 std::optional<long long>& number) {
  auto const text = trim(cell);
  if (text.empty()) return;
  number = parse_integer(text);
  if (!number && !one.error) {
    one.error = make_error(ErrorCode::invalid_input, fmt::format("{}, column {}", where, column),
                           fmt::format("is \"{}\", where a whole number is expected", std::string(text).substr(0, 80)),
                           "Write the mask's label as a number");
  }
}

ScriptCase batch_case(Table const& table, std::size_t row, fs::path const& batch) {
  ScriptCase one;
  auto const where = fmt::format("{}, line {}", batch.string(), table.lines[row]);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    auto const& column = table.columns[c];
    auto const& cell = table.rows[row][c];
    if (column == "Image" || column == "Mask") {
      auto const path = absolute_of(batch.parent_path() / cell);
      (column == "Image" ? one.files.image : one.files.mask) = path;
      one.inputs.emplace_back(column, text_value(path.string()));
      if (trim(cell).empty() && !one.error)
        one.error = make_error(ErrorCode::invalid_input, fmt::format("{}, column {}", where, column), "is empty",
                               "Name the file");
      continue;
    }
    one.inputs.emplace_back(column, text_value(cell));
    if (column == "Label") read_number(one, column, cell, where, one.files.label);
    if (column == "Label_channel") read_number(one, column, cell, where, one.files.label_channel);
  }
  return one;
}

}  // namespace

Result<ScriptInput> read_script_input(PyradiomicsArguments const& arguments) {
  ScriptInput input;
  input.relative_start = fs::current_path();
  if (!arguments.input.ends_with(".csv")) {
    if (arguments.mask.empty()) {
      return make_error(ErrorCode::invalid_input, arguments.input, "is not a batch file (.csv), and no mask is given",
                        "Name the mask after the image");
    }
    ScriptCase one;
    one.files.image = arguments.input;
    one.files.mask = arguments.mask;
    one.inputs = {{"Image", text_value(arguments.input)}, {"Mask", text_value(arguments.mask)}};
    input.cases.push_back(std::move(one));
    return input;
  }
  input.is_batch = true;
  fs::path const batch = arguments.input;
  input.relative_start = absolute_of(batch).parent_path();
  PETRA_TRY(auto const table, read_csv(batch, {}, &input.warnings));
  for (auto const* column : {"Image", "Mask"}) {
    if (table.find_column(column)) continue;
    return make_error(ErrorCode::invalid_input, batch.string(),
                      fmt::format("lacks the column {}; it has {}", column, join(table.columns, ", ").substr(0, 300)),
                      "Name the column of image files Image and that of mask files Mask");
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) input.cases.push_back(batch_case(table, row, batch));
  if (input.cases.empty())
    return make_error(ErrorCode::invalid_input, batch.string(), "holds no cases", "Add a row per case");
  return input;
}

std::string format_path(fs::path const& path, std::string const& how, fs::path const& relative_start) {
  if (how == "basename") return path.filename().string();
  auto const absolute = absolute_of(path);
  return how == "relative" ? absolute.lexically_relative(relative_start).string() : absolute.string();
}

}  // namespace petra::cmd
