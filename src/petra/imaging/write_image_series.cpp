#include "petra/imaging/write_image_series.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/dcmtk_setup.hpp"
#include "petra/imaging/derived_uid.hpp"

namespace petra {

namespace {

// A decimal string of at most 16 characters (DS), as near as they allow.
std::string decimal(double value) {
  for (int digits = 17; digits > 0; --digits)
    if (auto text = fmt::format("{:.{}g}", value, digits); text.size() <= 16) return text;
  return "0";
}

std::string plain_digits(std::string text) {
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  return text;
}

std::string date_of(ClockTime time) {
  return plain_digits(format_clock(time).substr(0, 10));
}
std::string time_of(ClockTime time) {
  return plain_digits(format_time_of_day(ClockTime{time.microseconds / 1'000'000 * 1'000'000}));
}

class ImageWriter {
 public:
  ImageWriter(Geometry const& geometry, StudyFacts const& study, std::string modality)
      : geometry_(geometry), study_(study), modality_(std::move(modality)) {
    set_up_dcmtk();
    auto& set = *file_.getDataset();
    put(set, DCM_SpecificCharacterSet, "ISO_IR 192");
    bool const pet = modality_ == "PT";
    put(set, DCM_SOPClassUID, pet ? UID_PositronEmissionTomographyImageStorage : UID_CTImageStorage);
    put(set, DCM_Modality, modality_);
    put(set, DCM_StudyInstanceUID, derived_uid(study.uid_seed + " study"));
    put(set, DCM_SeriesInstanceUID, derived_uid(study.uid_seed + " series " + modality_));
    put(set, DCM_FrameOfReferenceUID, derived_uid(study.uid_seed + " frame of reference"));
    for (auto const& tag : {DCM_StudyDate, DCM_SeriesDate, DCM_AcquisitionDate, DCM_ContentDate})
      put(set, tag, date_of(study.scan_start));
    for (auto const& tag : {DCM_StudyTime, DCM_SeriesTime, DCM_AcquisitionTime, DCM_ContentTime})
      put(set, tag, time_of(study.scan_start));
    put(set, DCM_Manufacturer, study.manufacturer);
    put(set, DCM_ManufacturerModelName, study.model);
    put(set, DCM_AccessionNumber, "");
    put(set, DCM_ReferringPhysicianName, "");
    put(set, DCM_PatientName, study.patient_name);
    put(set, DCM_PatientID, study.patient_id);
    put(set, DCM_PatientSex, study.sex);
    put(set, DCM_PatientBirthDate, study.birth_date);
    if (!study.age.empty()) put(set, DCM_PatientAge, study.age);
    put(set, DCM_PatientWeight, decimal(study.weight_kg));
    put(set, DCM_PatientSize, decimal(study.height_m));
    put(set, DCM_StudyID, "1");
    put(set, DCM_PositionReferenceIndicator, "");
    if (!pet) put(set, DCM_PatientPosition, "HFS");  // PET says it in a sequence, which is here empty
    put(set, DCM_PatientIdentityRemoved, "YES");
    put(set, DCM_DeidentificationMethod, "synthetic data, no patient exists");
    put(set, DCM_SeriesNumber, pet ? "4" : "2");
    put(set, DCM_SeriesDescription, pet ? "PET AC" : "CT AC low dose");
    put(set, DCM_Laterality, "");
    number(set, DCM_SamplesPerPixel, 1);
    put(set, DCM_PhotometricInterpretation, "MONOCHROME2");
    number(set, DCM_BitsAllocated, 16);
    number(set, DCM_BitsStored, 16);
    number(set, DCM_HighBit, 15);
    number(set, DCM_PixelRepresentation, 1);
    number(set, DCM_Rows, static_cast<Uint16>(geometry.size[1]));
    number(set, DCM_Columns, static_cast<Uint16>(geometry.size[0]));
    put(set, DCM_PixelSpacing, decimal(geometry.spacing_mm[1]) + "\\" + decimal(geometry.spacing_mm[0]));
    put(set, DCM_SliceThickness, decimal(geometry.spacing_mm[2]));
    std::string orientation;
    for (int axis = 0; axis < 2; ++axis)
      for (int k = 0; k < 3; ++k)
        orientation += (orientation.empty() ? "" : "\\") + decimal(geometry.direction(k, axis));
    put(set, DCM_ImageOrientationPatient, orientation);
  }

  DcmDataset& set() { return *file_.getDataset(); }

  void put(DcmItem& item, DcmTagKey const& tag, std::string const& value) {
    worked_ = item.putAndInsertString(tag, value.c_str()).good() && worked_;
  }
  void number(DcmItem& item, DcmTagKey const& tag, Uint16 value) {
    worked_ = item.putAndInsertUint16(tag, value).good() && worked_;
  }
  DcmItem* add_item(DcmItem& item, DcmTagKey const& sequence) {
    DcmItem* added = nullptr;
    worked_ = item.findOrCreateSequenceItem(sequence, added, -2).good() && worked_;
    return added;
  }
  void empty_sequence(DcmItem& item, DcmTagKey const& sequence) {
    worked_ = item.insertEmptyElement(sequence).good() && worked_;
  }

  // One slice out: position, number, pixels.
  Result<void> write(std::int64_t slice, std::vector<std::int16_t> const& pixels, std::filesystem::path const& folder) {
    auto& data_set = set();
    Eigen::Vector3d const position = geometry_.point_of({0, 0, static_cast<double>(slice)});
    put(data_set, DCM_ImagePositionPatient,
        decimal(position[0]) + "\\" + decimal(position[1]) + "\\" + decimal(position[2]));
    put(data_set, DCM_SOPInstanceUID, derived_uid(fmt::format("{} {} {}", study_.uid_seed, modality_, slice)));
    put(data_set, DCM_InstanceNumber, std::to_string(slice + 1));
    worked_ = data_set
                  .putAndInsertUint16Array(DCM_PixelData, reinterpret_cast<Uint16 const*>(pixels.data()),
                                           static_cast<unsigned long>(pixels.size()))
                  .good() &&
              worked_;
    if (!worked_) return make_error(ErrorCode::bug, folder.string(), "a DICOM element could not be set");
    // Through memory, so that the file is written whole or not at all.
    std::vector<char> buffer(file_.calcElementLength(EXS_LittleEndianExplicit, EET_ExplicitLength) + 4096);
    DcmOutputBufferStream stream(buffer.data(), static_cast<offile_off_t>(buffer.size()));
    file_.transferInit();
    auto const written = file_.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr);
    file_.transferEnd();
    void* bytes = nullptr;
    offile_off_t count = 0;
    stream.flushBuffer(bytes, count);
    if (written.bad())
      return make_error(ErrorCode::bug, folder.string(), fmt::format("DICOM could not be written: {}", written.text()));
    return write_whole_file(folder / fmt::format("IM{:04}.dcm", slice + 1),
                            {static_cast<char const*>(bytes), static_cast<std::size_t>(count)});
  }

 private:
  Geometry const& geometry_;
  StudyFacts const& study_;
  std::string modality_;
  DcmFileFormat file_;
  bool worked_ = true;
};

Result<void> check(Geometry const& geometry, std::filesystem::path const& folder) {
  Eigen::Matrix3d const product = geometry.direction.transpose() * geometry.direction;
  bool const right_angles =
      (product - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-6 && geometry.direction.determinant() > 0;
  if (!right_angles)
    return make_error(ErrorCode::invalid_input, folder.string(),
                      "the volume's axes are not at right angles, right-handed", "Resample it first");
  if (geometry.size[0] > 65'535 || geometry.size[1] > 65'535 || geometry.size[2] > 10'000)
    return make_error(ErrorCode::limit, folder.string(), "the volume is larger than DICOM slices can be",
                      "Resample it first");
  return make_folder(folder);
}

void put_isotope(ImageWriter& writer, PetFacts const& pet) {
  auto* const item = writer.add_item(writer.set(), DCM_RadiopharmaceuticalInformationSequence);
  writer.put(*item, DCM_Radiopharmaceutical, "FDG -- fluorodeoxyglucose");
  writer.put(*item, DCM_RadiopharmaceuticalVolume, "0");
  writer.put(*item, DCM_RadiopharmaceuticalStartTime, time_of(pet.injected));
  writer.put(*item, DCM_RadiopharmaceuticalStartDateTime, date_of(pet.injected) + time_of(pet.injected));
  writer.put(*item, DCM_RadionuclideTotalDose, decimal(pet.dose_bq));
  writer.put(*item, DCM_RadionuclideHalfLife, decimal(pet.half_life_s));
  writer.put(*item, DCM_RadionuclidePositronFraction, "0.9673");
  auto* const code = writer.add_item(*item, DCM_RadionuclideCodeSequence);
  writer.put(*code, DCM_CodeValue, "C-111A1");
  writer.put(*code, DCM_CodingSchemeDesignator, "SRT");
  writer.put(*code, DCM_CodeMeaning, "^18^Fluorine");
}

}  // namespace

Result<void> write_pet_series(Volume<float> const& suv, StudyFacts const& study, PetFacts const& pet,
                              std::filesystem::path const& folder) {
  PETRA_CHECK(check(suv.geometry, folder));
  if (std::any_of(suv.voxels.begin(), suv.voxels.end(), [](float value) { return !std::isfinite(value); }))
    return make_error(ErrorCode::invalid_input, folder.string(), "SUV is undefined somewhere",
                      "Write a PET of numbers");
  ImageWriter writer(suv.geometry, study, "PT");
  auto& set = writer.set();
  writer.put(set, DCM_ImageType, "ORIGINAL\\PRIMARY");
  writer.put(set, DCM_SeriesType, pet.beds > 1 ? "WHOLE BODY\\IMAGE" : "STATIC\\IMAGE");
  writer.put(set, DCM_CountsSource, "EMISSION");
  writer.number(set, DCM_NumberOfSlices, static_cast<Uint16>(suv.geometry.size[2]));
  writer.put(set, DCM_CollimatorType, "NONE");
  writer.put(set, DCM_CorrectedImage, "NORM\\DTIM\\ATTN\\SCAT\\DECY\\RAN");
  writer.put(set, DCM_AttenuationCorrectionMethod, "CT-derived mu-map");
  writer.put(set, DCM_ScatterCorrectionMethod, "model-based");
  writer.put(set, DCM_ReconstructionMethod, "TOF-OSEM 2i21s");
  writer.put(set, DCM_ConvolutionKernel, "Gauss 5.00");
  writer.put(set, DCM_DecayCorrection, "START");
  writer.put(set, DCM_Units, "BQML");
  writer.put(set, DCM_RescaleIntercept, "0");
  writer.empty_sequence(set, DCM_PatientOrientationCodeSequence);
  writer.empty_sequence(set, DCM_PatientGantryRelationshipCodeSequence);
  put_isotope(writer, pet);

  auto const decay_per_s = std::numbers::ln2 / pet.half_life_s;
  auto const frame_s = pet.minutes_per_bed * 60, q = decay_per_s * frame_s;
  auto const average_s = std::log(q / -std::expm1(-q)) / decay_per_s;
  auto const bqml_per_suv =
      pet.dose_bq * std::exp(-decay_per_s * seconds_between(study.scan_start, pet.injected)) / (study.weight_kg * 1000);
  auto const plane = static_cast<std::size_t>(suv.geometry.size[0] * suv.geometry.size[1]);
  std::vector<std::int16_t> pixels(plane);
  for (std::int64_t slice = 0; slice < suv.geometry.size[2]; ++slice) {
    auto const bed = static_cast<double>(slice * std::max(pet.beds, 1) / suv.geometry.size[2]);
    auto const acquired = study.scan_start.plus_seconds(bed * frame_s);
    writer.put(set, DCM_AcquisitionDate, date_of(acquired));
    writer.put(set, DCM_AcquisitionTime, time_of(acquired));
    writer.put(set, DCM_ActualFrameDuration, std::to_string(std::llround(frame_s * 1000)));
    writer.put(set, DCM_FrameReferenceTime, decimal((bed * frame_s + average_s) * 1000));
    writer.put(set, DCM_DecayFactor, decimal(std::exp(decay_per_s * bed * frame_s) * q / -std::expm1(-q)));
    writer.number(set, DCM_ImageIndex, static_cast<Uint16>(slice + 1));
    auto const* from = suv.voxels.data() + static_cast<std::size_t>(slice) * plane;
    auto const [least, greatest] = std::minmax_element(from, from + plane);
    auto const most = std::max(std::abs(static_cast<double>(*least)), static_cast<double>(*greatest)) * bqml_per_suv;
    auto const text = decimal(std::max(most, 1e-3) / 32'766);
    writer.put(set, DCM_RescaleSlope, text);
    auto const slope = parse_number(text).value_or(1);  // what readers will multiply by
    for (std::size_t k = 0; k < plane; ++k)
      pixels[k] = static_cast<std::int16_t>(
          std::clamp(std::lround(static_cast<double>(from[k]) * bqml_per_suv / slope), -32'767L, 32'767L));
    PETRA_CHECK(writer.write(slice, pixels, folder));
  }
  return {};
}

Result<void> write_ct_series(Volume<std::int16_t> const& hu, StudyFacts const& study, CtFacts const& ct,
                             std::filesystem::path const& folder) {
  PETRA_CHECK(check(hu.geometry, folder));
  ImageWriter writer(hu.geometry, study, "CT");
  auto& set = writer.set();
  writer.put(set, DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
  writer.put(set, DCM_AcquisitionNumber, "1");
  writer.put(set, DCM_KVP, decimal(ct.kv));
  writer.put(set, DCM_ConvolutionKernel, ct.kernel);
  writer.put(set, DCM_RescaleIntercept, "0");
  writer.put(set, DCM_RescaleSlope, "1");
  writer.put(set, DCM_RescaleType, "HU");
  auto const plane = static_cast<std::size_t>(hu.geometry.size[0] * hu.geometry.size[1]);
  for (std::int64_t slice = 0; slice < hu.geometry.size[2]; ++slice) {
    auto const* from = hu.voxels.data() + static_cast<std::size_t>(slice) * plane;
    PETRA_CHECK(writer.write(slice, std::vector<std::int16_t>(from, from + plane), folder));
  }
  return {};
}

}  // namespace petra
