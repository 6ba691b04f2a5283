#include "checker.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/base/text.hpp"

namespace petra::oracle {

namespace {

// The number that a node stands for; false where it is none.
bool number_of(Json const& node, double& value) {
  if (node.is_number()) return value = node.get<double>(), true;
  if (node.is_null()) return value = std::numeric_limits<double>::quiet_NaN(), true;
  if (!node.is_string()) return false;
  auto const text = node.get<std::string>();
  if (text == "NaN") return value = std::numeric_limits<double>::quiet_NaN(), true;
  if (text == "Inf") return value = std::numeric_limits<double>::infinity(), true;
  if (text == "-Inf") return value = -std::numeric_limits<double>::infinity(), true;
  return false;
}

std::string escaped(std::string const& key) {
  std::string out;
  for (char const c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

}  // namespace

double Tolerance::allowed(double expected) const {
  return value * std::max(floor, std::abs(expected));
}

Checker::Checker(Json const& expected) : document_(expected) {
  collect(document_, "");
}

void Checker::collect(Json const& node, std::string const& path) {
  if (node.is_object()) {
    for (auto const& [key, child] : node.items()) collect(child, path + "/" + escaped(key));
  } else if (node.is_array()) {
    for (std::size_t i = 0; i < node.size(); ++i) collect(node[i], path + "/" + std::to_string(i));
  } else {
    leaf_of_[&node] = leaves_.size();
    leaves_.push_back({path, &node});
  }
}

bool Checker::has(std::string const& path) const {
  return document_.contains(Json::json_pointer(path));
}

Json const* Checker::find(std::string const& path) {
  if (!has(path)) {
    fail(path, "is not in expected.json");
    return nullptr;
  }
  return &document_.at(Json::json_pointer(path));
}

void Checker::mark(Json const& node, double allowed) {
  auto const found = leaf_of_.find(&node);
  if (found == leaf_of_.end()) return;
  auto& leaf = leaves_[found->second];
  leaf.allowed = leaf.checked ? std::min(leaf.allowed, allowed) : allowed;
  leaf.checked = true;
}

void Checker::input(std::string const& path, double allowed) {
  auto const* node = find(path);
  if (node == nullptr) return;
  auto const take = [&](Json const& item) {
    mark(item, allowed);
    leaves_[leaf_of_.at(&item)].is_input = true;
  };
  if (!node->is_structured()) return take(*node);
  for (auto const& item : *node) take(item);
}

void Checker::input_lists(std::string const& path, double allowed) {
  auto const* node = find(path);
  if (node == nullptr) return;
  for (std::size_t i = 0; i < node->size(); ++i) input(path + "/" + std::to_string(i), allowed);
}

void Checker::fail(std::string const& path, std::string const& message) {
  failures_.push_back(path + ": " + message);
}

void Checker::fail_at(Json const& node, std::string const& path, std::string const& message) {
  if (auto const found = leaf_of_.find(&node); found != leaf_of_.end()) leaves_[found->second].failed = true;
  fail(path, message);
}

void Checker::compare_number(Json const& node, std::string const& path, double actual, Tolerance tolerance) {
  double expected = 0;
  if (!number_of(node, expected)) return fail_at(node, path, "expected value is not a number: " + node.dump());
  if (std::isnan(expected) || std::isinf(expected)) {
    mark(node, 0);
    bool const same = std::isnan(expected) ? std::isnan(actual) : actual == expected;
    if (!same) fail_at(node, path, "expected " + format_number(expected) + ", got " + format_number(actual));
    return;
  }
  double const allowed = tolerance.allowed(expected);
  mark(node, allowed);
  double const difference = std::abs(actual - expected);
  double const relative = difference / std::max(tolerance.floor, std::abs(expected));
  if (relative > largest_error_) largest_error_ = relative, largest_error_path_ = path;
  if (!(difference <= allowed)) {  // negated, so that NaN fails
    fail_at(node, path,
            "expected " + format_number(expected) + ", got " + format_number(actual) + ", difference " +
                format_number(difference) + " > " + format_number(allowed));
  }
}

bool Checker::list_of(Json const& node, std::string const& path, std::size_t size, std::vector<Json const*>& items) {
  if (node.is_array()) {
    for (auto const& item : node) items.push_back(&item);
  } else if (!(node.is_object() && node.empty())) {
    items.push_back(&node);  // R writes a list of one as a scalar
  }
  if (items.size() == size) return true;
  fail(path, "expected " + std::to_string(items.size()) + " values, got " + std::to_string(size));
  return false;
}

void Checker::number(std::string const& path, double actual, Tolerance tolerance) {
  if (auto const* node = find(path)) compare_number(*node, path, actual, tolerance);
}

void Checker::sum(std::vector<std::string> const& paths, double actual, Tolerance tolerance) {
  double expected = 0;
  for (auto const& path : paths) {
    auto const* node = find(path);
    if (node == nullptr) return;
    if (!node->is_number()) return fail(path, "expected value is not a number: " + node->dump());
    expected += node->get<double>();
  }
  for (auto const& path : paths) mark(*find(path), tolerance.allowed(expected));
  double const difference = std::abs(actual - expected);
  if (!(difference <= tolerance.allowed(expected))) {
    for (auto const& path : paths) leaves_[leaf_of_.at(find(path))].failed = true;
    fail(paths.front(), "expected a sum of " + format_number(expected) + ", got " + format_number(actual) +
                            ", difference " + format_number(difference) + " > " +
                            format_number(tolerance.allowed(expected)));
  }
}

void Checker::numbers(std::string const& path, std::span<double const> actual, Tolerance tolerance) {
  auto const* node = find(path);
  std::vector<Json const*> items;
  if (node == nullptr || !list_of(*node, path, actual.size(), items)) return;
  for (std::size_t i = 0; i < items.size(); ++i) {
    compare_number(*items[i], path + "/" + std::to_string(i), actual[i], tolerance);
  }
}

void Checker::numbers(std::string const& path, Eigen::VectorXd const& actual, Tolerance tolerance) {
  numbers(path, std::span(actual.data(), static_cast<std::size_t>(actual.size())), tolerance);
}

void Checker::matrix(std::string const& path, Eigen::MatrixXd const& actual, Tolerance tolerance) {
  auto const* node = find(path);
  if (node == nullptr) return;
  if (!node->is_array() || node->size() != static_cast<std::size_t>(actual.rows())) {
    return fail(path, "expected another number of rows than " + std::to_string(actual.rows()));
  }
  for (Eigen::Index row = 0; row < actual.rows(); ++row) {
    Eigen::VectorXd const values = actual.row(row);
    numbers(path + "/" + std::to_string(row), values, tolerance);
  }
}

void Checker::integer(std::string const& path, long long actual) {
  number(path, static_cast<double>(actual), 0.0);
}

void Checker::integer_list(std::string const& path, std::vector<long long> const& actual) {
  std::vector<double> const values(actual.begin(), actual.end());
  numbers(path, values, 0.0);
}

void Checker::flag(std::string const& path, bool actual) {
  auto const* node = find(path);
  if (node == nullptr) return;
  if (!node->is_boolean()) return fail_at(*node, path, "expected value is not true or false: " + node->dump());
  mark(*node, 0);
  if (node->get<bool>() != actual)
    fail_at(*node, path, std::string("expected ") + (actual ? "false, got true" : "true, got false"));
}

void Checker::compare_text(Json const& node, std::string const& path, std::string_view actual) {
  if (!node.is_string()) return fail_at(node, path, "expected value is not a text: " + node.dump());
  mark(node, 0);
  auto const expected = node.get<std::string>();
  if (expected != actual) fail_at(node, path, "expected \"" + expected + "\", got \"" + std::string(actual) + "\"");
}

void Checker::text(std::string const& path, std::string_view actual) {
  if (auto const* node = find(path)) compare_text(*node, path, actual);
}

void Checker::texts(std::string const& path, std::vector<std::string> const& actual) {
  auto const* node = find(path);
  std::vector<Json const*> items;
  if (node == nullptr || !list_of(*node, path, actual.size(), items)) return;
  for (std::size_t i = 0; i < items.size(); ++i) compare_text(*items[i], path + "/" + std::to_string(i), actual[i]);
}

void Checker::texts_as_set(std::string const& path, std::vector<std::string> const& actual) {
  auto const* node = find(path);
  std::vector<Json const*> items;
  if (node == nullptr || !list_of(*node, path, actual.size(), items)) return;
  auto sorted = actual;
  std::sort(sorted.begin(), sorted.end());
  std::sort(items.begin(), items.end(), [](Json const* a, Json const* b) { return *a < *b; });
  for (std::size_t i = 0; i < items.size(); ++i) compare_text(*items[i], path, sorted[i]);
}

}  // namespace petra::oracle
