#include "petra/imaging/dicom_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int digits(std::string_view text) {
  int value = 0;
  for (char const c : text) value = value * 10 + (c - '0');
  return value;
}

std::string without(std::string_view text, std::string_view characters) {
  std::string kept;
  for (char const c : trim(text))
    if (characters.find(c) == std::string_view::npos) kept += c;
  return kept;
}

}  // namespace

ClockTime ClockTime::plus_seconds(double seconds) const {
  return {microseconds + static_cast<std::int64_t>(std::llround(seconds * 1e6))};
}

double seconds_between(ClockTime a, ClockTime b) {
  return static_cast<double>(a.microseconds - b.microseconds) / 1e6;
}

std::optional<ClockTime> parse_date(std::string_view text) {
  auto const plain = without(text, ".-/");
  if (plain.size() != 8 || !all_digits(plain)) return std::nullopt;
  std::string_view const view = plain;
  std::chrono::year_month_day const date{std::chrono::year(digits(view.substr(0, 4))),
                                         std::chrono::month(static_cast<unsigned>(digits(view.substr(4, 2)))),
                                         std::chrono::day(static_cast<unsigned>(digits(view.substr(6, 2))))};
  if (!date.ok()) return std::nullopt;
  return ClockTime{std::chrono::sys_days(date).time_since_epoch().count() * kDay};
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
  auto const plain = without(text, ":");
  std::string_view whole = plain;
  std::string_view fraction;
  if (auto const point = whole.find('.'); point != std::string_view::npos) {
    fraction = whole.substr(point + 1);
    whole = whole.substr(0, point);
  }
  if (!all_digits(whole) || whole.size() % 2 != 0 || whole.size() > 6) return std::nullopt;
  if (!fraction.empty() && (!all_digits(fraction) || whole.size() != 6)) return std::nullopt;
  int parts[3] = {0, 0, 0};
  for (std::size_t at = 0; at < whole.size(); at += 2) parts[at / 2] = digits(whole.substr(at, 2));
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;  // 60: a leap second
  std::int64_t micro = 0, unit = kSecond;
  for (char const c : fraction.substr(0, 6)) micro += (c - '0') * (unit /= 10);
  return (parts[0] * 3600LL + parts[1] * 60LL + parts[2]) * kSecond + micro;
}

std::optional<ClockTime> parse_date_and_time(std::string_view date, std::string_view time) {
  auto const day = parse_date(date);
  auto const clock = parse_time_of_day(time);
  if (!day || !clock) return std::nullopt;
  return ClockTime{day->microseconds + *clock};
}

std::optional<ClockTime> parse_date_time(std::string_view text) {
  auto plain = trim(text);
  if (auto const offset = plain.find_first_of("+-&", 8); offset != std::string_view::npos)
    plain = plain.substr(0, offset);
  if (plain.size() < 10) return std::nullopt;
  return parse_date_and_time(plain.substr(0, 8), plain.substr(8));
}

ClockTime day_of(ClockTime time) {
  return {time.microseconds - time_of_day(time)};
}

std::int64_t time_of_day(ClockTime time) {
  return ((time.microseconds % kDay) + kDay) % kDay;
}

std::string format_time_of_day(ClockTime time) {
  auto const of_day = time_of_day(time);
  auto const seconds = of_day / kSecond;
  auto text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (of_day % kSecond != 0) {
    text += fmt::format(".{:06}", of_day % kSecond);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

std::string format_clock(ClockTime time) {
  std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(day_of(time).microseconds / kDay))};
  return fmt::format("{:04}-{:02}-{:02} {}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), format_time_of_day(time));
}

}  // namespace petra
