// The series of a folder: every image grouped, checked and put in order.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "petra/grid/geometry.hpp"
#include "petra/imaging/finding.hpp"
#include "petra/imaging/slice.hpp"

namespace petra {

// What the user allows that petra refuses by itself.
struct SeriesOptions {
  bool allow_gaps = false;  // a missing slice: the volume is stacked as if the rest were evenly spaced
  bool allow_shear =
      false;      // gantry tilt: the geometry says what the volume is (a sheared one is resampled by the importer)
  int frame = 0;  // of a dynamic series: time frame N, from 1
  bool skip_damaged = false;  // leave damaged files out
  std::string pseudonym_key;
  int jobs = 2;  // threads that read headers
  DicomLimits limits;
  std::size_t maximum_files = 200'000;
  std::size_t maximum_slices = 10'000;
};

struct Series {
  std::string uid, study_uid, frame_of_reference_uid;
  std::string sop_class_uid, modality, description, tracer, study_date, manufacturer;
  int number = 0;
  std::string patient_key;  // pseudonym
  std::vector<std::string> corrections;  // CorrectedImage (0028,0051)
  std::filesystem::path folder;  // of its first file
  std::vector<std::filesystem::path> files;
  std::vector<Slice> slices;  // of images: by position along the normal, ascending; as found where there is no geometry
  bool has_geometry = false;  // the slices are a volume
  Geometry geometry;          // LPS; valid where has_geometry
  double tilt_degrees = 0;    // of the stack off the slices' normal
  Findings findings;

  [[nodiscard]] bool is_image() const { return !slices.empty(); }
};

struct FolderScan {
  std::vector<Series> series;            // by patient, study date, modality, number, uid
  std::vector<std::string> foreign;      // files that are no DICOM, passed over
  std::vector<std::string> directories;  // DICOMDIR files, passed over (the files themselves are read)
  struct Damaged {
    std::filesystem::path path;
    std::string message;
  };
  std::vector<Damaged> damaged;  // DICOM files that cannot be read
  std::size_t files = 0;
};

// Every DICOM file at or below `folder` (a file alone, too), whatever its name: headers only, on `jobs` threads, the
// same result whatever their number. Links to folders are not followed. `advance` is called per file, from any thread.
// Errors: no such folder, no permission, over a limit. Damaged files, and what is odd in a series, are findings, not
// errors.
[[nodiscard]] Result<FolderScan> scan_folder(std::filesystem::path const& folder, SeriesOptions const& options = {},
                                             std::function<void()> const& advance = {});

// Puts a series' slices in order and finds its geometry: drops copies and localizers, sorts by position · normal, and
// adds to the findings what is odd (notes/warnings) or forbids a volume (errors). scan_folder calls it.
void order_series(Series& series, SeriesOptions const& options);

}  // namespace petra
