#include <charconv>
#include <cmath>

#include "petra/imaging/structure_set.hpp"

namespace petra {

namespace {

constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_blank(char c) {
  return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n';
}

// One number from `at` on, which is moved behind it. A mantissa below 2^53 and a power of ten up to 22 are exact
// doubles, so that one division or multiplication rounds as it should (Clinger 1990); anything longer goes the
// library's way.
bool parse_decimal(char const*& at, char const* end, double& value) {
  char const* const start = at;
  char const* here = at;
  bool const negative = here != end && *here == '-';
  if (here != end && (*here == '-' || *here == '+')) ++here;
  std::uint64_t mantissa = 0;
  int digits = 0, scale = 0;
  for (; here != end && *here >= '0' && *here <= '9'; ++here, ++digits)
    mantissa = mantissa * 10 + static_cast<std::uint64_t>(*here - '0');
  if (here != end && *here == '.') {
    for (++here; here != end && *here >= '0' && *here <= '9'; ++here, ++digits, ++scale)
      mantissa = mantissa * 10 + static_cast<std::uint64_t>(*here - '0');
  }
  if (digits == 0) return false;
  bool const plain = here == end || *here == '\\' || is_blank(*here);
  constexpr std::uint64_t kExact = 1ULL << 53U;
  if (plain && digits <= 18 && mantissa < kExact && scale <= 22) {
    value = static_cast<double>(mantissa) / kPowersOfTen[scale];
    if (negative) value = -value;
    at = here;
    return true;
  }
  auto const [stop, status] = std::from_chars(*start == '+' ? start + 1 : start, end, value);
  if (status != std::errc() || !std::isfinite(value)) return false;
  at = stop;
  return true;
}

}  // namespace

bool parse_decimal_list(std::string_view text, std::vector<double>& values) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.empty()) return true;
  values.reserve(values.size() + text.size() / 7 + 3);
  char const* at = text.data();
  char const* const end = at + text.size();
  while (true) {
    while (at != end && is_blank(*at)) ++at;
    double value = 0;
    if (!parse_decimal(at, end, value)) return false;
    values.push_back(value);
    while (at != end && is_blank(*at)) ++at;
    if (at == end) return true;
    if (*at != '\\') return false;
    ++at;
  }
}

}  // namespace petra
