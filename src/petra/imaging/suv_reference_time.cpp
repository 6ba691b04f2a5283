#include "petra/imaging/suv_reference_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr double kRoundedClockS = 1;  // clocks that are written to whole seconds
constexpr double kSlicesAgreeS = 5;
constexpr double kRungsDiffer = 0.02;  // relative, of the SUV

std::optional<ClockTime> earliest_acquisition(SuvTags const& tags) {
  std::optional<ClockTime> earliest;
  for (auto const& slice : tags.slices)
    if (slice.acquired && (!earliest || *slice.acquired < *earliest)) earliest = slice.acquired;
  return earliest;
}

// The scan's start by each slice: AcquisitionTime + average-count time - FrameReferenceTime. GE counts to the frame's
// start: no average-count time there.
std::optional<ClockTime> back_computed(SuvTags const& tags, double decay_per_s, ClockTime earliest) {
  bool const to_frame_start = to_lower(tags.manufacturer).starts_with("ge");
  std::optional<ClockTime> first, last;
  for (auto const& slice : tags.slices) {
    if (!slice.acquired || !slice.frame_reference_ms || !(*slice.frame_reference_ms > 0)) return std::nullopt;
    double average_s = 0;
    if (!to_frame_start) {
      if (!slice.frame_duration_ms || !(*slice.frame_duration_ms > 0)) return std::nullopt;
      auto const q = decay_per_s * *slice.frame_duration_ms / 1000;
      average_s = std::log(q / -std::expm1(-q)) / decay_per_s;
    }
    auto const start = slice.acquired->plus_seconds(average_s - *slice.frame_reference_ms / 1000);
    if (!first || start < *first) first = start;
    if (!last || *last < start) last = start;
  }
  if (!first || seconds_between(*last, *first) > kSlicesAgreeS || seconds_between(*last, earliest) > kSlicesAgreeS)
    return std::nullopt;
  return first;
}

}  // namespace

ReferenceTime find_reference_time(SuvTags const& tags, double decay_per_s) {
  ReferenceTime found;
  found.earliest = earliest_acquisition(tags);
  auto const warn = [&](std::string text) { found.findings.push_back({Severity::warning, std::move(text)}); };
  bool const series_first =
      tags.series_time && (!found.earliest || seconds_between(*tags.series_time, *found.earliest) <= kRoundedClockS);
  if (series_first) found.rungs.push_back({'a', *tags.series_time, "SeriesDate/SeriesTime (0008,0031)"});
  if (tags.ge_scan_time) found.rungs.push_back({'b', *tags.ge_scan_time, "GE's private scan time (0009,xx0d)"});
  if (found.earliest) {
    if (auto const start = back_computed(tags, decay_per_s, *found.earliest))
      found.rungs.push_back({'c', *start, "AcquisitionTime (0008,0032) and FrameReferenceTime (0054,1300)"});
    found.rungs.push_back({'d', *found.earliest, "the earliest AcquisitionTime (0008,0032)"});
  }
  if (found.rungs.empty()) {
    found.findings.push_back({Severity::error,
                              "SeriesTime (0008,0031) and AcquisitionTime (0008,0032) are missing: when the scan began "
                              "is not known. Give --scan-time"});
    return found;
  }
  auto const& chosen = found.rungs.front();
  found.chosen = chosen;
  if (series_first && !found.earliest)
    warn("AcquisitionTime (0008,0032) is missing: that SeriesTime (0008,0031) is the scan's start cannot be checked");
  if (!series_first && tags.series_time && chosen.rung != 'b')
    warn(
        fmt::format("SeriesTime (0008,0031) {} is later than AcquisitionTime (0008,0032) {} (post-processed series): "
                    "the scan's start, {}, comes from {}",
                    format_time_of_day(*tags.series_time), format_time_of_day(*found.earliest),
                    format_time_of_day(chosen.time), chosen.source));
  if (chosen.rung == 'd')
    warn(
        "no usable FrameReferenceTime (0054,1300): the earliest AcquisitionTime is taken as the scan's start. Where "
        "the first bed was not exported, SUV is "
        "too high: check the scan's start, or give --scan-time");
  for (auto const& other : found.rungs) {
    auto const ratio = std::exp(decay_per_s * seconds_between(other.time, chosen.time));
    if (std::abs(ratio - 1) > kRungsDiffer)
      warn(fmt::format("the scan's start is {} by {}, but {} by {}: SUV would be {:.1f} % {}",
                       format_time_of_day(chosen.time), chosen.source, format_time_of_day(other.time), other.source,
                       std::abs(ratio - 1) * 100, ratio > 1 ? "higher" : "lower"));
  }
  return found;
}

}  // namespace petra
