// Finds every DICOM file below a folder and groups them into series.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"
#include "petra/imaging/frame_bytes.hpp"
#include "petra/imaging/pseudonym.hpp"
#include "petra/imaging/series.hpp"

namespace petra {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDirectoryClass = "1.2.840.10008.1.3.10";

Result<std::vector<fs::path>> files_below(fs::path const& folder, SeriesOptions const& options) {
  std::error_code problem;
  auto const status = fs::status(folder, problem);
  if (!fs::exists(status))
    return make_error(ErrorCode::not_found, folder.string(), "no such file or folder", "Check the path");
  std::vector<fs::path> files;
  if (fs::is_regular_file(status)) return std::vector<fs::path>{folder};
  if (!fs::is_directory(status))
    return make_error(ErrorCode::invalid_input, folder.string(), "neither a file nor a folder",
                      "Name the folder with the DICOM files");
  auto walk = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, problem);
  if (problem) return make_errno_error(problem.value(), folder.string(), "reading");
  for (; walk != fs::recursive_directory_iterator(); walk.increment(problem)) {
    if (problem) return make_errno_error(problem.value(), folder.string(), "reading");
    std::error_code ignored;
    if (!walk->is_regular_file(ignored)) continue;
    files.push_back(walk->path());
    if (files.size() > options.maximum_files)
      return make_error(ErrorCode::limit, folder.string(), fmt::format("more than {} files", options.maximum_files),
                        "Name a smaller folder");
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What one file gave.
struct Entry {
  enum class Kind { foreign, directory, damaged, image } kind = Kind::foreign;
  std::string message;  // of a damaged file
  Series head;          // the series' facts as this file tells them; its slices are this file's
};

std::string tracer_of(DicomItem const& set) {
  auto const item = set.first_item(tag::RadiopharmaceuticalInformationSequence);
  if (auto const code = item.first_item(tag::RadiopharmaceuticalCodeSequence).text(tag::CodeMeaning)) return *code;
  if (auto const text = item.text(tag::Radiopharmaceutical)) return *text;
  return item.first_item(tag::RadionuclideCodeSequence).text(tag::CodeMeaning).value_or("");
}

Entry read_entry(fs::path const& path, SeriesOptions const& options) {
  Entry entry;
  auto const file = open_dicom_file(path, options.limits);
  if (!file) {
    if (is_not_dicom(file.error())) return entry;
    entry.kind = Entry::Kind::damaged;
    entry.message = file.error().message;
    return entry;
  }
  auto const& set = file->data_set;
  auto& head = entry.head;
  head.sop_class_uid = set.text(tag::SOPClassUID).value_or("");
  if (head.sop_class_uid == kDirectoryClass || path.filename() == "DICOMDIR") {
    entry.kind = Entry::Kind::directory;
    return entry;
  }
  head.uid = set.text(tag::SeriesInstanceUID).value_or("");
  if (head.uid.empty() && head.sop_class_uid.empty()) {
    if (!file->layout.has_preamble) return entry;  // two bytes that looked like DICOM
    entry.kind = Entry::Kind::damaged;
    entry.message = "neither SOPClassUID (0008,0016) nor SeriesInstanceUID (0020,000e): no image";
    return entry;
  }
  entry.kind = Entry::Kind::image;
  head.study_uid = set.text(tag::StudyInstanceUID).value_or("");
  head.frame_of_reference_uid = set.text(tag::FrameOfReferenceUID).value_or("");
  head.modality = set.text(tag::Modality).value_or("");
  head.description = set.text(tag::SeriesDescription).value_or("");
  head.study_date = set.text(tag::StudyDate).value_or("");
  head.manufacturer = set.text(tag::Manufacturer).value_or("");
  head.number = static_cast<int>(set.number(tag::SeriesNumber).value_or(0));
  if (head.modality == "PT") head.tracer = tracer_of(set);
  head.corrections = set.texts(tag::CorrectedImage);
  head.patient_key = patient_pseudonym(set, options.pseudonym_key);
  head.folder = path.parent_path();
  head.files = {path};
  for (auto const& warning : file->warnings)
    head.findings.push_back({Severity::warning, path.filename().string() + ": " + warning});
  auto slices = read_slices(*file);
  if (!slices) {
    head.findings.push_back(
        {Severity::error, path.filename().string() + ": " + slices.error().message + ". " + slices.error().remedy});
    return entry;
  }
  head.slices = std::move(*slices);
  for (auto& slice : head.slices) slice.patient_key = head.patient_key;
  if (!head.slices.empty())
    if (auto const pixels = check_pixels(*head.slices.front().place, head.slices.front().format); !pixels)
      head.findings.push_back({Severity::error, path.filename().string() + ": " + pixels.error().message + ". " + pixels.error().remedy});
  return entry;
}

// The same finding of many files is told once.
void tell_once(Findings& findings) {
  std::map<std::string, std::size_t> counts;  // text after "file: "
  Findings kept;
  for (auto const& finding : findings) {
    auto const colon = finding.message.find(": ");
    auto const text = colon == std::string::npos ? finding.message : finding.message.substr(colon);
    if (counts[text]++ == 0) kept.push_back(finding);
  }
  for (auto& finding : kept) {
    auto const colon = finding.message.find(": ");
    auto const text = colon == std::string::npos ? finding.message : finding.message.substr(colon);
    if (counts[text] > 1) finding.message += fmt::format(" (and {} more files)", counts[text] - 1);
  }
  findings = std::move(kept);
}

// A damaged file may be a slice of the series beside it: that series is not whole.
void charge_damaged(FolderScan& scan, SeriesOptions const& options) {
  for (auto const& damaged : scan.damaged) {
    auto const text = damaged.path.filename().string() + ": " + damaged.message;
    bool charged = false;
    for (auto& series : scan.series) {
      if (!series.is_image() || series.folder != damaged.path.parent_path()) continue;
      charged = true;
      if (options.skip_damaged) {
        series.findings.push_back({Severity::warning, text + "; left out (--skip-damaged)"});
      } else {
        series.findings.push_back(
            {Severity::error,
             text + ". It may be a slice of this series: copy that file again, or leave it out with --skip-damaged"});
      }
    }
    (void)charged;
  }
}

}  // namespace

Result<FolderScan> scan_folder(fs::path const& folder, SeriesOptions const& options,
                               std::function<void()> const& advance) {
  PETRA_TRY(auto const files, files_below(folder, options));
  std::vector<Entry> entries(files.size());
  Workers workers(options.jobs);
  constexpr std::size_t kBlock = 16;  // files per task
  workers.for_each((files.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    for (auto k = block * kBlock; k < std::min(files.size(), (block + 1) * kBlock); ++k) {
      entries[k] = read_entry(files[k], options);
      if (advance) advance();
    }
  });

  FolderScan scan;
  scan.files = files.size();
  std::map<std::string, Series> by_uid;
  for (std::size_t k = 0; k < entries.size(); ++k) {
    auto& entry = entries[k];
    switch (entry.kind) {
      case Entry::Kind::foreign:
        scan.foreign.push_back(files[k].lexically_relative(folder).string());
        break;
      case Entry::Kind::directory:
        scan.directories.push_back(files[k].lexically_relative(folder).string());
        break;
      case Entry::Kind::damaged:
        scan.damaged.push_back({files[k], entry.message});
        break;
      case Entry::Kind::image: {
        // Structure sets and segmentations are each their own thing, even where one series holds several.
        bool const alone = entry.head.slices.empty() && !has_error(entry.head.findings);
        auto const key = entry.head.uid + (alone ? "#" + files[k].string() : "");
        auto const [at, is_new] = by_uid.try_emplace(key, std::move(entry.head));
        if (is_new) break;
        auto& series = at->second;
        auto& head = entry.head;
        series.files.insert(series.files.end(), head.files.begin(), head.files.end());
        std::move(head.slices.begin(), head.slices.end(), std::back_inserter(series.slices));
        std::move(head.findings.begin(), head.findings.end(), std::back_inserter(series.findings));
        break;
      }
    }
  }
  for (auto& [uid, series] : by_uid) {
    tell_once(series.findings);
    order_series(series, options);
    scan.series.push_back(std::move(series));
  }
  std::stable_sort(scan.series.begin(), scan.series.end(), [](Series const& a, Series const& b) {
    return std::tie(a.patient_key, a.study_date, a.study_uid, a.modality, a.number, a.uid) <
           std::tie(b.patient_key, b.study_date, b.study_uid, b.modality, b.number, b.uid);
  });
  charge_damaged(scan, options);
  return scan;
}

}  // namespace petra
