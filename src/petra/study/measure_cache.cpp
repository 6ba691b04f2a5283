#include "petra/study/measure_cache.hpp"

#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

std::string line_of(std::string const& key, CachedMeasure const& measure) {
  Json values = Json::array();
  for (double const value : measure.values) {
    // As text: JSON has no infinity, and a number's digits are petra's own.
    values.push_back(std::isnan(value) ? Json(nullptr) : Json(format_number(value)));
  }
  return Json{{"key", key}, {"values", values}, {"reason", measure.reason}}.dump() + '\n';
}

std::optional<CachedMeasure> measure_of(Json const& line) {
  if (!line.is_object() || !line.contains("values") || !line["values"].is_array() || !line.contains("reason") ||
      !line["reason"].is_string())
    return std::nullopt;
  CachedMeasure measure{{}, line["reason"].get<std::string>()};
  for (auto const& value : line["values"]) {
    if (value.is_null()) {
      measure.values.push_back(std::nan(""));
      continue;
    }
    auto const number = value.is_string() ? parse_number(value.get_ref<std::string const&>()) : std::nullopt;
    if (!number) return std::nullopt;
    measure.values.push_back(*number);
  }
  return measure;
}

}  // namespace

MeasureCache::MeasureCache(std::filesystem::path path) : path_(std::move(path)) {
  constexpr std::uint64_t kLargest = 64U << 20U;
  auto const text = read_file(path_, kLargest);
  if (!text) return;
  for (auto const line : split(*text, '\n')) {
    auto const json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("key") || !json["key"].is_string()) continue;
    if (auto measure = measure_of(json))
      measures_.insert_or_assign(json["key"].get<std::string>(), std::move(*measure));
  }
}

std::optional<CachedMeasure> MeasureCache::find(std::string const& key, std::size_t value_count) {
  std::scoped_lock const lock(mutex_);
  auto const found = measures_.find(key);
  if (found == measures_.end() || found->second.values.size() != value_count) return std::nullopt;
  used_.insert(key);
  return found->second;
}

Result<void> MeasureCache::store(std::string const& key, CachedMeasure const& measure) {
  std::scoped_lock const lock(mutex_);
  measures_.insert_or_assign(key, measure);
  used_.insert(key);
  auto const line = line_of(key, measure);
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file(std::fopen(path_.c_str(), "ab"), std::fclose);
  bool const written =
      file && std::fwrite(line.data(), 1, line.size(), file.get()) == line.size() && std::fflush(file.get()) == 0;
  if (!written) return make_errno_error(errno, path_.string(), "cannot write");
  return {};
}

Result<void> MeasureCache::finish() {
  std::scoped_lock const lock(mutex_);
  if (used_.empty()) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    return {};
  }
  std::string text;
  for (auto const& key : used_) text += line_of(key, measures_.at(key));
  auto const before = read_file(path_, text.size());
  if (before && *before == text) return {};
  return write_whole_file(path_, text);
}

}  // namespace petra
