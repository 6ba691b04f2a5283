#include "petra/imaging/acquisition.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/base/text.hpp"

namespace petra {

namespace {

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  auto const middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// Rounded for people: seven significant digits.
double shortened(double value) {
  return parse_number(fmt::format("{:.7g}", value)).value_or(value);
}

class Teller {
 public:
  explicit Teller(std::string_view modality) : modality_(modality) {}

  void text(std::string_view name, std::string const& value) {
    if (!value.empty() && is_told(name)) values_.push_back({name, value, std::nullopt});
  }
  void number(std::string_view name, std::optional<double> value) {
    if (!value || !is_told(name)) return;
    auto const shown = shortened(*value);
    values_.push_back({name, format_number(shown), shown});
  }
  std::vector<AcquisitionValue> take() { return std::move(values_); }

 private:
  [[nodiscard]] bool is_told(std::string_view name) const {
    for (auto const& row : kAcquisitionRows)
      if (row.name == name)
        return (modality_ == "PT" && row.pet) || (modality_ == "CT" && row.ct) || (row.pet && row.ct);
    return false;
  }

  std::string_view modality_;
  std::vector<AcquisitionValue> values_;
};

std::string joined(std::vector<std::string> const& values) {
  return join(values, " ");
}

}  // namespace

std::vector<AcquisitionValue> read_acquisition(Series const& series, SeriesPlan const& plan,
                                               DicomItem const& first_header) {
  Teller tell(series.modality);
  auto const text = [&](DicomTag tag) { return first_header.text(tag).value_or(""); };
  tell.text("manufacturer", text(tag::Manufacturer));
  tell.text("model", text(tag::ManufacturerModelName));
  tell.text("software", joined(first_header.texts(tag::SoftwareVersions)));
  tell.text("tracer", series.tracer);
  if (plan.suv) {
    auto const& suv = *plan.suv;
    tell.number("dose_mbq", suv.dose_bq ? std::optional(*suv.dose_bq / 1e6) : std::nullopt);
    if (suv.dose_bq && suv.weight_kg) tell.number("dose_mbq_per_kg", *suv.dose_bq / 1e6 / *suv.weight_kg);
    tell.number("uptake_min", suv.uptake_s ? std::optional(*suv.uptake_s / 60) : std::nullopt);
  }
  std::vector<double> minutes;
  for (auto const& slice : series.slices)
    if (slice.frame_duration_ms && *slice.frame_duration_ms > 0) minutes.push_back(*slice.frame_duration_ms / 60'000);
  tell.number("minutes_per_bed", median(std::move(minutes)));
  tell.text("reconstruction", text(tag::ReconstructionMethod));
  tell.text("corrections", joined(series.corrections));
  tell.text("filter", joined(first_header.texts(tag::ConvolutionKernel)));
  tell.number("kv", first_header.number(tag::KVP));
  tell.number("tube_current_ma", first_header.number(tag::XRayTubeCurrent));
  if (series.is_image()) {
    auto const& format = series.slices.front().format;
    tell.text("matrix", fmt::format("{} x {}", format.columns, format.rows));
  }
  if (series.has_geometry) {
    auto const& spacing = series.geometry.spacing_mm;
    tell.text("voxel_mm", fmt::format("{:.5g} x {:.5g} x {:.5g}", spacing[0], spacing[1], spacing[2]));
  }
  tell.number("slices", static_cast<double>(series.slices.size()));
  return tell.take();
}

}  // namespace petra
