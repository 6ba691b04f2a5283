// De-identified copies of a folder's files.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <map>

#include "petra/base/file.hpp"
#include "petra/imaging/dcmtk_setup.hpp"
#include "petra/imaging/deidentify.hpp"
#include "petra/imaging/pseudonym.hpp"
#include "petra/imaging/series.hpp"

namespace petra {

namespace {

namespace fs = std::filesystem;

bool is_taken(std::string const& modality) {
  return modality == "PT" || modality == "CT" || modality == "MR" || modality == "RTSTRUCT" || modality == "SEG";
}

enum class Outcome { written, burned_in, unreadable };

Result<Outcome> copy_file(fs::path const& from, fs::path const& to, Deidentifier const& rules,
                          DicomLimits const& limits) {
  auto const looked_at = open_dicom_file(from, limits);  // its lengths are sound before DCMTK sees it
  if (!looked_at) return Outcome::unreadable;
  auto const& set = looked_at->data_set;
  if (set.text({0x0028, 0x0301}).value_or("") == "YES") return Outcome::burned_in;
  auto const patient = patient_pseudonym(set, rules.salt());
  DcmFileFormat read;
  if (read.loadFile(OFFilename(from.c_str()), EXS_Unknown, EGL_noChange).bad()) return Outcome::unreadable;
  auto const syntax = read.getDataset()->getOriginalXfer();
  // A new file round the data set: the old preamble and meta group stay behind.
  DcmFileFormat fresh(read.getAndRemoveDataset(), false);
  rules.clean(*fresh.getDataset(), patient, rules.days_of(patient));
  auto temporary = to;
  temporary += ".part";
  PETRA_CHECK(make_folder(to.parent_path()));
  auto const saved =
      fresh.saveFile(OFFilename(temporary.c_str()), syntax, EET_UndefinedLength, EGL_recalcGL, EPD_withoutPadding);
  std::error_code problem;
  if (saved.bad()) {
    fs::remove(temporary, problem);
    return make_error(ErrorCode::environment, to.string(), fmt::format("cannot be written: {}", saved.text()),
                      "Free some space, or choose another disk, and run the same command again");
  }
  fs::rename(temporary, to, problem);
  if (problem) return make_errno_error(problem.value(), to.string(), "writing");
  return Outcome::written;
}

}  // namespace

Result<DeidentifiedFolder> deidentify_folder(fs::path const& folder, fs::path const& out, Deidentifier const& rules,
                                             int jobs) {
  set_up_dcmtk();
  SeriesOptions options;
  options.jobs = jobs;
  options.pseudonym_key = rules.salt();
  PETRA_TRY(auto const scan, scan_folder(folder, options));
  DeidentifiedFolder done;
  std::map<std::string, int> numbers;  // of a patient's modality
  std::map<Outcome, std::size_t> counts;
  std::size_t others = 0;
  for (auto const& series : scan.series) {
    if (!is_taken(series.modality)) {
      others += series.files.size();
      continue;
    }
    auto const place = series.patient_key + "/" + series.modality;
    auto const base = out / fmt::format("{}_{}", place, ++numbers[place]);
    std::size_t number = 0;
    for (auto const& file : series.files) {
      PETRA_TRY(auto const outcome, copy_file(file, base / fmt::format("{:05}.dcm", ++number), rules, options.limits));
      ++counts[outcome];
    }
  }
  done.written = counts[Outcome::written];
  auto const tell = [&](std::size_t count, std::string_view why) {
    if (count > 0) done.findings.push_back({Severity::warning, fmt::format("{} files left out: {}", count, why)});
  };
  tell(others, "neither PET, CT, MR, RTSTRUCT nor SEG; reports, captured screens and the like cannot be de-identified");
  tell(counts[Outcome::burned_in], "BurnedInAnnotation (0028,0301) says that names stand in their pixels");
  tell(counts[Outcome::unreadable] + scan.damaged.size(), "they cannot be read");
  return done;
}

Result<std::string> random_salt() {
  std::array<unsigned char, 32> bytes{};
  int const source = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  auto const got = source < 0 ? -1 : read(source, bytes.data(), bytes.size());
  if (source >= 0) close(source);
  if (got != static_cast<ssize_t>(bytes.size()))
    return make_error(ErrorCode::environment, "/dev/urandom", "gives no random numbers", "Give a --pseudonym-key");
  std::string salt;
  for (auto const byte : bytes) salt += fmt::format("{:02x}", byte);
  return salt;
}

}  // namespace petra
