#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "petra/base/text.hpp"
#include "petra/imaging/network/dicomweb_archive.hpp"

namespace petra {

namespace {

using Json = nlohmann::json;

// One value: text, a number, or a person's name.
std::string text_of(Json const& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return std::to_string(value.get<long long>());
  if (value.is_number()) return format_number(value.get<double>());
  if (value.is_object()) {
    for (auto const* kind : {"Alphabetic", "Ideographic", "Phonetic"}) {
      if (value.contains(kind) && value[kind].is_string()) return value[kind].get<std::string>();
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Attributes>> parse_dicom_json(std::string_view text) {
  auto const refuse = [](std::string_view what) {
    return make_error(ErrorCode::invalid_input, "answer", std::string(what),
                      "Is the address that of a DICOMweb service?");
  };
  auto const json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return refuse("is no JSON");
  if (!json.is_array()) return refuse("is no list of data sets in DICOM JSON");
  std::vector<Attributes> matches;
  for (auto const& data_set : json) {
    if (!data_set.is_object()) return refuse("holds an entry that is no data set");
    Attributes attributes;
    for (auto const& field : query_fields()) {
      auto const element = data_set.find(fmt::format("{:04X}{:04X}", field.group, field.element));
      if (element == data_set.end() || !element->is_object()) continue;
      auto const values = element->find("Value");
      if (values == element->end() || !values->is_array()) continue;
      std::vector<std::string> texts;
      for (auto const& value : *values) texts.push_back(text_of(value));
      if (!texts.empty()) attributes.emplace(field.keyword, join(texts, "\\"));
    }
    matches.push_back(std::move(attributes));
  }
  return matches;
}

}  // namespace petra
