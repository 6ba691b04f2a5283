#include "petra/imaging/suv_tags.hpp"

namespace petra {

namespace {

// Legacy converted enhanced PET keeps what it could not convert in a sequence of its own.
constexpr DicomTag kUnassignedShared{0x0020, 0x9170};
constexpr DicomTag kSiemensDecayTime{0x0071, 0x0022};

}  // namespace

SuvTags read_suv_tags(DicomItem const& data_set, std::vector<Slice> const& slices) {
  SuvTags tags;
  auto const legacy = data_set.first_item(kUnassignedShared);
  auto const from = [&](DicomTag tag) -> DicomItem const& {
    return data_set.has(tag) || legacy.dcmtk() == nullptr ? data_set : legacy;
  };
  auto const text = [&](DicomTag tag) { return from(tag).text(tag).value_or(""); };
  tags.units = text(tag::Units);
  tags.suv_type = text(tag::SUVType);
  tags.decay_correction = text(tag::DecayCorrection);
  tags.manufacturer = text(tag::Manufacturer);
  tags.corrected_image = from(tag::CorrectedImage).texts(tag::CorrectedImage);
  tags.weight = text(tag::PatientWeight);
  tags.size = text(tag::PatientSize);
  tags.sex = text(tag::PatientSex);
  tags.age = text(tag::PatientAge);
  auto const injection =
      from(tag::RadiopharmaceuticalInformationSequence).first_item(tag::RadiopharmaceuticalInformationSequence);
  tags.has_radiopharmaceutical = injection.dcmtk() != nullptr;
  tags.dose = injection.text(tag::RadionuclideTotalDose).value_or("");
  tags.half_life = injection.text(tag::RadionuclideHalfLife).value_or("");
  tags.start_time = injection.text(tag::RadiopharmaceuticalStartTime).value_or("");
  tags.start_date_time = injection.text(tag::RadiopharmaceuticalStartDateTime).value_or("");
  auto const nuclide = injection.first_item(tag::RadionuclideCodeSequence);
  tags.nuclide_code = nuclide.text(tag::CodeValue).value_or("");
  tags.nuclide_meaning = nuclide.text(tag::CodeMeaning).value_or("");
  tags.tracer = injection.text(tag::Radiopharmaceutical).value_or("");
  if (tags.tracer.empty())
    tags.tracer = injection.first_item(tag::RadiopharmaceuticalCodeSequence).text(tag::CodeMeaning).value_or("");
  tags.series_time = data_set.date_and_time(tag::SeriesDate, tag::SeriesTime);
  auto const private_time = [&](std::uint16_t group, std::string_view creator,
                                std::uint8_t element) -> std::optional<ClockTime> {
    auto const place = from({group, 0x0010}).private_tag(group, creator, element);
    return place ? from({group, 0x0010}).date_time(*place) : std::nullopt;
  };
  tags.ge_scan_time = private_time(0x0009, "GEMS_PETD_01", 0x0d);
  tags.siemens_time = private_time(kSiemensDecayTime.group, "SIEMENS MED PT", 0x22);
  bool const multi_frame =
      data_set.has(tag::PerFrameFunctionalGroupsSequence) || data_set.has(tag::SharedFunctionalGroupsSequence);
  tags.enhanced = multi_frame && legacy.dcmtk() == nullptr;
  tags.decay_corrected = data_set.text(tag::DecayCorrected).value_or("");
  tags.attenuation_corrected = data_set.text(tag::AttenuationCorrected).value_or("");
  tags.decay_correction_time = data_set.date_time(tag::DecayCorrectionDateTime);
  if (tags.enhanced && tags.units.empty() && !slices.empty()) {
    auto const& unit = slices.front().real_world_unit;
    if (unit.empty() || unit == "Bq/ml" || unit == "Bq/mL") tags.units = "BQML";
    if (unit.find("g/ml") != std::string::npos) tags.units = "GML";
    if (unit.find("cm2/ml") != std::string::npos) tags.units = "CM2ML";
    if (tags.units.empty()) tags.units = unit;
  }
  for (auto const& slice : slices)
    tags.slices.push_back(
        {slice.acquired, slice.frame_reference_ms, slice.frame_duration_ms, slice.philips_suv, slice.philips_activity});
  return tags;
}

}  // namespace petra
