// Everything that is wrong with an input, not only the first thing.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

class Problems {
 public:
  explicit Problems(std::string subject) : subject_(std::move(subject)) {}

  void add(std::string where, std::string message, std::string remedy = {}) {
    add(make_error(ErrorCode::invalid_input, std::move(where), std::move(message), std::move(remedy)));
  }
  void add(Error error) { errors_.push_back(std::move(error)); }

  [[nodiscard]] bool empty() const { return errors_.empty(); }
  [[nodiscard]] std::vector<Error> const& errors() const { return errors_; }

  // One error that lists them all (the first kMaximumListed of them), with the gravest exit status; ok where there are
  // none.
  [[nodiscard]] Result<void> result() const;

  static constexpr std::size_t kMaximumListed = 50;

 private:
  std::string subject_;
  std::vector<Error> errors_;
};

// "a, b, c and 4 more" of a list for messages.
[[nodiscard]] std::string listed(std::vector<std::string> const& names, std::size_t at_most = 10);

}  // namespace petra
