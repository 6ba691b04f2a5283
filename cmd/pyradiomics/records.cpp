#include "cmd/pyradiomics/records.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "petra/base/text.hpp"
#include "petra/extract/diagnostics.hpp"

namespace petra::cmd {
namespace {

using Json = nlohmann::ordered_json;

// As Python's csv module quotes: where a comma, a quote or a line end asks for it.
std::string csv_cell(std::string const& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char const letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

void add_line(std::string& text, std::vector<std::string> const& cells) {
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (k > 0) text += ',';
    text += csv_cell(cells[k]);
  }
  text += '\n';
}

std::string format_csv_records(std::vector<Record> const& records) {
  std::vector<std::string> columns;
  std::set<std::string> first, others;
  for (auto const& [key, value] : records.front()) {
    columns.push_back(key);
    first.insert(key);
  }
  for (auto const& record : records) {
    for (auto const& [key, value] : record) {
      if (!first.contains(key)) others.insert(key);
    }
  }
  columns.insert(columns.end(), others.begin(), others.end());
  std::string text;
  add_line(text, columns);
  for (auto const& record : records) {
    std::map<std::string, std::string> cells;
    for (auto const& [key, value] : record) cells[key] = value.text;
    std::vector<std::string> line;
    for (auto const& column : columns) line.push_back(cells[column]);
    add_line(text, line);
  }
  return text;
}

// Two more blanks before every line but the first.
std::string indented(std::string const& json) {
  std::string text;
  for (char const letter : json) {
    text += letter;
    if (letter == '\n') text += "    ";
  }
  return text;
}

std::string format_json_records(std::vector<Record> const& records) {
  std::string text = "[";
  for (std::size_t r = 0; r < records.size(); ++r) {
    text += r == 0 ? "\n  {" : ",\n  {";
    for (std::size_t k = 0; k < records[r].size(); ++k) {
      auto const& [key, value] = records[r][k];
      text += fmt::format("{}\n    {}: {}", k == 0 ? "" : ",", Json(key).dump(-1, ' ', true), indented(value.json));
    }
    text += "\n  }";
  }
  return text + "\n]";
}

}  // namespace

RecordValue text_value(std::string const& text) {
  return {text, Json(text).dump(-1, ' ', true, Json::error_handler_t::replace), false};
}

RecordValue number_value(double value) {
  if (std::isnan(value)) return {"nan", "NaN", true};
  if (std::isinf(value)) return {value > 0 ? "inf" : "-inf", value > 0 ? "Infinity" : "-Infinity", false};
  auto const text = format_python_float(value);
  return {text, text, false};
}

RecordValue json_value(std::string const& json) {
  auto const parsed = Json::parse(json, nullptr, false);
  if (parsed.is_null()) return number_value(NAN);
  return {python_text(json), parsed.dump(2, ' ', true), false};
}

std::string format_records(std::vector<Record> const& records, std::string const& format) {
  if (format == "csv") return format_csv_records(records);
  if (format == "json") return format_json_records(records);
  std::string text;
  for (std::size_t r = 0; r < records.size(); ++r) {
    for (auto const& [key, value] : records[r]) text += fmt::format("Case-{}_{}: {}\n", r + 1, key, value.text);
  }
  return text;
}

}  // namespace petra::cmd
