// Clock times of DICOM: DA, TM and DT values as points on one scanner's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace petra {

// Microseconds since 1970-01-01 00:00 on the scanner's own clock (no time zone: offsets are dropped, since all clocks
// of a study are the scanner's).
struct ClockTime {
  std::int64_t microseconds = 0;
  auto operator<=>(ClockTime const&) const = default;
  [[nodiscard]] ClockTime plus_seconds(double seconds) const;
};

// a - b in seconds.
[[nodiscard]] double seconds_between(ClockTime a, ClockTime b);

// DA: "20190314" (also "2019.03.14", "2019-03-14"), as midnight. Nothing where it is no date of the calendar.
[[nodiscard]] std::optional<ClockTime> parse_date(std::string_view text);
// TM: "HHMMSS.FFFFFF" with parts left off at the end (also "HH:MM:SS"), in microseconds of the day.
[[nodiscard]] std::optional<std::int64_t> parse_time_of_day(std::string_view text);
// Date and time together; nothing where either is missing or wrong.
[[nodiscard]] std::optional<ClockTime> parse_date_and_time(std::string_view date, std::string_view time);
// DT: "YYYYMMDDHHMMSS.FFFFFF&ZZXX"; at least to the hour; the offset is dropped.
[[nodiscard]] std::optional<ClockTime> parse_date_time(std::string_view text);

// The day's midnight, and the time of day.
[[nodiscard]] ClockTime day_of(ClockTime time);
[[nodiscard]] std::int64_t time_of_day(ClockTime time);

// "2019-03-14 10:15:04" (with fractions only where there are any), and "10:15:04" alone.
[[nodiscard]] std::string format_clock(ClockTime time);
[[nodiscard]] std::string format_time_of_day(ClockTime time);

}  // namespace petra
