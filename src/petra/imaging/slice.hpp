// One image plane of a series, as its header tells: where it lies, how its pixels are stored, and what PET needs of
// each plane. A conventional file is one slice; an enhanced multi-frame file is one slice per frame.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "petra/imaging/dicom_file.hpp"

namespace petra {

// How stored values lie in the pixel data.
struct PixelFormat {
  int rows = 0, columns = 0;
  int samples_per_pixel = 1;
  int bits_allocated = 16, bits_stored = 16, high_bit = 15;
  bool is_signed = false;
  std::string photometric;
  bool operator==(PixelFormat const&) const = default;
};

// Where the pixels are: shared by the frames of a file.
struct PixelPlace {
  std::filesystem::path path;
  std::string transfer_syntax;
  ElementLayout layout;
  std::uint64_t file_bytes = 0;
  int frames = 1;  // in the file
};

// A decimal that scales pixels: absent, a number, or something that is none ("1,5").
struct ScaleValue {
  std::optional<double> value;
  std::string wrong_text;  // filled where the tag holds something, but no finite number
};

struct Slice {
  std::shared_ptr<PixelPlace const> place;
  int frame = 0;  // from 0
  std::string sop_instance_uid;
  std::string patient_key;  // pseudonym
  PixelFormat format;
  std::optional<Eigen::Vector3d> position_mm;              // ImagePositionPatient
  std::optional<Eigen::Matrix<double, 3, 2>> orientation;  // columns: row and column direction
  std::optional<Eigen::Vector2d> pixel_spacing_mm;         // between rows, between columns
  std::string wrong_geometry;                              // what stands there instead of numbers
  std::optional<double> thickness_mm, spacing_between_mm;
  bool localizer = false;
  int instance_number = 0;
  ScaleValue slope, intercept;                                   // (0028,1053), (0028,1052)
  std::optional<double> real_world_slope, real_world_intercept;  // enhanced: RealWorldValueMapping
  std::string real_world_unit;
  std::optional<double> padding_low, padding_high;  // stored values that are no tissue
  // PET
  std::optional<ClockTime> acquired;  // AcquisitionDate/Time, or the frame's
  std::optional<double> frame_reference_ms, frame_duration_ms;
  std::optional<double> philips_suv, philips_activity;  // (7053,xx00), (7053,xx09)

  [[nodiscard]] std::string file_name() const { return place->path.filename().string(); }
};

// The slices of an opened file; empty where it holds no image (RTSTRUCT, SEG and reports are no slices). Errors:
// contradicting pixel formats, over a limit (frames, dimensions).
[[nodiscard]] Result<std::vector<Slice>> read_slices(DicomFile const& file);

}  // namespace petra
