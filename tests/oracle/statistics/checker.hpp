// Compares what petra computes with the values of one expected.json, field by field, and remembers which values were
// compared.
#pragma once

#include <Eigen/Dense>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace petra::oracle {

using Json = nlohmann::json;

// Allowed difference: value × max(floor, |expected|). The README's "relative to max(1, |value|)" is the default floor.
struct Tolerance {
  double value;
  double floor = 1;
  Tolerance(double relative, double smallest_scale = 1)  // NOLINT: implicit, so that calls read `number(path, x, 1e-9)`
      : value(relative), floor(smallest_scale) {}
  [[nodiscard]] double allowed(double expected) const;
};

// One value of the document: its JSON pointer ("/irr/A1/icc", "/features/17") and what became of it.
struct Leaf {
  std::string path;
  Json const* value;
  bool checked = false;
  bool is_input = false;
  bool failed = false;  // a comparison with this very value failed
  double allowed = 0;   // difference that the comparison lets pass; 0 = exact
};

// Paths are JSON pointers into the expected document. A missing path is a failure. null means undefined and equals NaN;
// "NaN", "Inf", "-Inf" stand for those values; a scalar where a list is expected is a list of one.
class Checker {
 public:
  explicit Checker(Json const& expected);
  Checker(Checker const&) = delete;
  Checker& operator=(Checker const&) = delete;

  void number(std::string const& path, double actual, Tolerance tolerance);
  void numbers(std::string const& path, std::span<double const> actual, Tolerance tolerance);
  void numbers(std::string const& path, Eigen::VectorXd const& actual, Tolerance tolerance);
  // Several values of which only the sum is determined (coefficients of identical columns).
  void sum(std::vector<std::string> const& paths, double actual, Tolerance tolerance);
  void matrix(std::string const& path, Eigen::MatrixXd const& actual, Tolerance tolerance);  // document: a list of rows
  void integer(std::string const& path, long long actual);
  template <class Integer>
  void integers(std::string const& path, std::vector<Integer> const& actual) {
    integer_list(path, std::vector<long long>(actual.begin(), actual.end()));
  }
  void flag(std::string const& path, bool actual);
  void text(std::string const& path, std::string_view actual);
  void texts(std::string const& path, std::vector<std::string> const& actual);         // same order
  void texts_as_set(std::string const& path, std::vector<std::string> const& actual);  // any order

  // An input of the case that stands among the expected values: nothing to compare, but a change of it by more than
  // `allowed` must make some comparison fail (the perturbed run shows that it does).
  void input(std::string const& path, double allowed = 0);
  void input_lists(std::string const& path, double allowed = 0);  // of a list of lists

  // Something that is wrong apart from a single value ("the fit failed: …").
  void fail(std::string const& path, std::string const& message);

  [[nodiscard]] bool has(std::string const& path) const;
  // The document, for reading what the *inputs* of a case are (fold ids, settings); never to feed a value back as
  // "actual".
  [[nodiscard]] Json const& document() const { return document_; }

  [[nodiscard]] std::vector<Leaf> const& leaves() const { return leaves_; }
  [[nodiscard]] std::vector<std::string> const& failures() const { return failures_; }
  // Largest |actual - expected| / max(floor, |expected|) seen in number comparisons, and where.
  [[nodiscard]] double largest_error() const { return largest_error_; }
  [[nodiscard]] std::string const& largest_error_path() const { return largest_error_path_; }

 private:
  Json const& document_;
  std::vector<Leaf> leaves_;
  std::unordered_map<Json const*, std::size_t> leaf_of_;
  std::vector<std::string> failures_;
  double largest_error_ = 0;
  std::string largest_error_path_;

  void collect(Json const& node, std::string const& path);
  [[nodiscard]] Json const* find(std::string const& path);
  void mark(Json const& node, double allowed);
  void fail_at(Json const& node, std::string const& path, std::string const& message);
  void compare_number(Json const& node, std::string const& path, double actual, Tolerance tolerance);
  void compare_text(Json const& node, std::string const& path, std::string_view actual);
  void integer_list(std::string const& path, std::vector<long long> const& actual);
  [[nodiscard]] bool list_of(Json const& node, std::string const& path, std::size_t size,
                             std::vector<Json const*>& items);
};

}  // namespace petra::oracle
