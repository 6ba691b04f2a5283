#include "petra/study/problems.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/base/text.hpp"

namespace petra {

Result<void> Problems::result() const {
  if (errors_.empty()) return {};
  auto const gravest = std::max_element(errors_.begin(), errors_.end(), [](Error const& a, Error const& b) {
    return error_row(a.code).exit_status < error_row(b.code).exit_status;
  });
  if (errors_.size() == 1) {
    Error only = errors_.front();
    only.subject = only.subject.empty() ? subject_ : fmt::format("{}, {}", subject_, only.subject);
    return only;
  }
  std::string message = fmt::format("{} problems", errors_.size());
  for (std::size_t k = 0; k < std::min(errors_.size(), kMaximumListed); ++k)
    message += "\n  " + format_error(errors_[k]);
  if (errors_.size() > kMaximumListed) message += fmt::format("\n  … and {} more", errors_.size() - kMaximumListed);
  return make_error(gravest->code, subject_, message);
}

std::string listed(std::vector<std::string> const& names, std::size_t at_most) {
  if (names.size() <= at_most) return join(names, ", ");
  std::vector<std::string> const first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(at_most));
  return fmt::format("{} and {} more", join(first, ", "), names.size() - at_most);
}

}  // namespace petra
