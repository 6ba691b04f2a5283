#include "petra/imaging/series_volume.hpp"

#include <fmt/format.h>

#include <atomic>
#include <mutex>

#include "petra/imaging/frame_bytes.hpp"
#include "petra/imaging/shear.hpp"

namespace petra {

namespace {

// Reads every plane into its place. False in `fits` where a value left the voxel type's range.
template <class Voxel>
Result<void> read_planes(Series const& series, SeriesPlan const& plan, Workers& workers, DicomLimits const& limits,
                         std::function<void()> const& advance, Volume<Voxel>& volume, std::atomic<bool>& fits,
                         std::atomic<std::size_t>& padding) {
  auto const plane = static_cast<std::size_t>(series.geometry.size[0] * series.geometry.size[1]);
  std::mutex mutex;
  std::optional<std::pair<std::size_t, Error>> problem;  // of the first slice, whatever the threads' order
  std::atomic<bool> stop = false;
  workers.for_each(series.slices.size(), [&](std::size_t k) {
    if (stop || !fits) return;
    thread_local std::vector<std::byte> bytes;
    auto const read = read_frame_bytes(series.slices[k], limits, bytes);
    if (!read) {
      std::scoped_lock const lock(mutex);
      if (!problem || k < problem->first) problem.emplace(k, read.error());
      return;
    }
    auto const count = convert_plane<Voxel>(bytes, series.slices[k], plan.rescale[k],
                                            std::span(volume.voxels).subspan(k * plane, plane));
    if (!count.fits) fits = false;
    padding += count.padding;
    if (advance) advance();
  });
  if (problem) return std::move(problem->second);
  return {};
}

void tell_padding(SeriesVolume& result, Series const& series, std::size_t padding) {
  if (padding > 0)
    result.findings.push_back({Severity::warning, fmt::format("PixelPaddingValue (0028,0120): {} voxels are padding, "
                                                              "no tissue; kept as stored. Keep them out of every mask",
                                                              padding)});
  (void)series;
}

}  // namespace

Result<SeriesVolume> read_series_volume(Series const& series, SeriesPlan const& plan, Workers& workers,
                                        DicomLimits const& limits, std::function<void()> const& advance) {
  if (!plan.possible || plan.rescale.size() != series.slices.size() || !series.has_geometry) {
    for (auto const& finding : plan.findings)
      if (finding.severity == Severity::error)
        return make_error(ErrorCode::invalid_input, series.folder.string(), finding.message);
    return make_error(ErrorCode::invalid_input, series.folder.string(), "the series is no volume");
  }
  constexpr std::int64_t kMaximumVoxels = 1LL << 31U;
  if (series.geometry.voxel_count() > kMaximumVoxels)
    return make_error(ErrorCode::limit, series.folder.string(),
                      fmt::format("{} voxels are over the limit of 2^31", series.geometry.voxel_count()),
                      "Choose fewer slices");
  SeriesVolume result;
  std::atomic<std::size_t> padding = 0;
  std::atomic<bool> fits = true;
  if (series.modality == "CT") {
    Volume<std::int16_t> volume(series.geometry);
    PETRA_CHECK(read_planes(series, plan, workers, limits, advance, volume, fits, padding));
    if (fits) {
      tell_padding(result, series, padding);
      result.volume =
          series.tilt_degrees > 0.1 ? AnyVolume(straighten_stack(volume, series)) : AnyVolume(std::move(volume));
      return result;
    }
  }
  fits = true;
  padding = 0;
  Volume<float> volume(series.geometry);
  PETRA_CHECK(read_planes(series, plan, workers, limits, advance, volume, fits, padding));
  tell_padding(result, series, padding);
  result.volume =
      series.tilt_degrees > 0.1 ? AnyVolume(straighten_stack(volume, series)) : AnyVolume(std::move(volume));
  return result;
}

}  // namespace petra
