#include "petra/imaging/import_series.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/write_plain_nrrd.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kImportRevision = "import 1";  // raised when the same files give another volume

// SHA-256 of a file's bytes, read in pieces.
Result<std::string> hash_file(fs::path const& path) {
  int const descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return make_errno_error(errno, path.string(), "reading");
  Hasher hasher(HashAlgorithm::sha256);
  std::vector<std::byte> piece(1 << 20);
  for (;;) {
    auto const got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      close(descriptor);
      return make_errno_error(errno, path.string(), "reading");
    }
    if (got == 0) break;
    hasher.update(std::span(piece).first(static_cast<std::size_t>(got)));
  }
  close(descriptor);
  return hasher.finish();
}

// What the volume's voxels depend on: the bytes of every slice's file, in order, and what is made of them.
Result<std::string> content_key(ImportedSeries const& imported, ImportOptions const& options, Workers& workers) {
  auto const& slices = imported.series.slices;
  std::vector<fs::path> files;
  for (auto const& slice : slices)
    if (files.empty() || files.back() != slice.place->path) files.push_back(slice.place->path);
  std::vector<std::string> digests(files.size());
  std::vector<std::optional<Error>> problems(files.size());
  workers.for_each(files.size(), [&](std::size_t k) {
    auto digest = hash_file(files[k]);
    if (digest)
      digests[k] = std::move(*digest);
    else
      problems[k] = std::move(digest).error();
  });
  for (auto& problem : problems)
    if (problem) return std::move(*problem);
  Hasher hasher(HashAlgorithm::sha256);
  hasher.update(fmt::format("{}\n{}\n{}\n{}\n", kImportRevision, options.format, imported.unit,
                            format_geometry(imported.series.geometry)));
  for (auto const& digest : digests) hasher.update(digest + "\n");
  for (std::size_t k = 0; k < slices.size(); ++k)
    hasher.update(fmt::format("{} {} {}\n", slices[k].frame, format_number(imported.plan.rescale[k].slope),
                              format_number(imported.plan.rescale[k].intercept)));
  return hasher.finish();
}

// The volume that an earlier run wrote, if it is whole and of the same content.
bool is_known(fs::path const& volume, fs::path const& provenance, std::string const& key, ImportedSeries& imported) {
  auto const text = read_file(provenance, 64 << 20);
  if (!text) return false;
  auto const json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || json.value("content", "") != key) return false;
  auto const digest = hash_file(volume);
  if (!digest || json.value("file_sha256", "") != *digest) return false;
  auto const geometry = json.find("geometry");
  if (geometry == json.end()) return false;
  try {
    imported.geometry.size = geometry->at("size").get<Index3>();
    for (int axis = 0; axis < 3; ++axis) {
      imported.geometry.spacing_mm[axis] = geometry->at("spacing_mm").at(static_cast<std::size_t>(axis)).get<double>();
      imported.geometry.origin_mm[axis] = geometry->at("origin_mm").at(static_cast<std::size_t>(axis)).get<double>();
    }
    imported.findings.clear();
    for (auto const& finding : json.at("findings")) {
      auto const severity = finding.at("severity").get<std::string>();
      imported.findings.push_back({severity == "error"     ? Severity::error
                                   : severity == "warning" ? Severity::warning
                                                           : Severity::note,
                                   finding.at("message").get<std::string>()});
    }
  } catch (nlohmann::json::exception const&) {
    return false;
  }
  return true;
}

Result<void> write_provenance(fs::path const& path, ImportedSeries const& imported, std::string const& key,
                              std::string const& file_hash) {
  nlohmann::ordered_json json = series_json(imported, true);
  json.erase("state");
  json.erase("size");
  json.erase("spacing");
  json.erase("origin");
  auto const& geometry = imported.geometry;
  std::vector<double> direction(geometry.direction.data(), geometry.direction.data() + 9);
  json["geometry"] = {{"size", geometry.size},
                      {"spacing_mm", {geometry.spacing_mm[0], geometry.spacing_mm[1], geometry.spacing_mm[2]}},
                      {"origin_mm", {geometry.origin_mm[0], geometry.origin_mm[1], geometry.origin_mm[2]}},
                      {"direction_columns", direction}};
  json["acquisition"] = nlohmann::ordered_json::object();
  for (auto const& value : imported.acquisition) {
    auto& entry = json["acquisition"][std::string(value.name)];
    if (value.number)
      entry = *value.number;
    else
      entry = value.text;
  }
  json["content"] = key;
  json["file_sha256"] = file_hash;
  return write_whole_file(path, json.dump(1) + "\n");
}

Result<void> import_one(ImportedSeries& imported, ImportOptions const& options, Workers& workers) {
  auto const volume_path = options.out / imported.file;
  auto const beside = provenance_path(volume_path);
  PETRA_CHECK(make_folder(volume_path.parent_path()));
  PETRA_TRY(auto const key, content_key(imported, options, workers));
  if (is_known(volume_path, beside, key, imported)) {
    imported.state = ImportState::known;
    return {};
  }
  auto volume = read_series_volume(imported.series, imported.plan, workers, options.volume.limits);
  if (!volume) {
    auto const& error = volume.error();
    if (error_row(error.code).exit_status >= 3) return error;
    imported.findings.push_back({Severity::error, fs::path(error.subject).filename().string() + ": " + error.message +
                                                      (error.remedy.empty() ? "" : ". " + error.remedy)});
    imported.state = ImportState::refused;
    imported.file.clear();
    return {};
  }
  imported.findings.insert(imported.findings.end(), volume->findings.begin(), volume->findings.end());
  imported.geometry = geometry_of(volume->volume);
  // The provenance first goes: a volume without it is made again, a provenance never stands beside another run's
  // volume.
  std::error_code ignored;
  fs::remove(beside, ignored);
  if (options.format == "nrrd" && options.gzip_level == 0)
    PETRA_CHECK(write_plain_nrrd(volume_path, volume->volume));
  else
    PETRA_CHECK(write_volume(volume_path, volume->volume, options.gzip_level));
  volume->volume = {};
  PETRA_TRY(auto const file_hash, hash_file(volume_path));
  PETRA_CHECK(write_provenance(beside, imported, key, file_hash));
  imported.state = ImportState::written;
  return {};
}

bool looks_like_dicom(fs::path const& name) {
  auto const ending = to_lower(name.extension().string());
  return ending == ".dcm" || ending == ".dicom" || ending == ".ima" || ending == ".dic";
}

void tell_of_folder(FolderScan const& scan, FolderImport& result) {
  auto const list = [](std::vector<std::string> const& names) {
    std::string text;
    for (std::size_t k = 0; k < std::min<std::size_t>(names.size(), 5); ++k) text += (k > 0 ? ", " : "") + names[k];
    if (names.size() > 5) text += fmt::format(" and {} more", names.size() - 5);
    return text;
  };
  std::vector<std::string> odd, plain;
  for (auto const& name : scan.foreign) (looks_like_dicom(name) ? odd : plain).push_back(name);
  if (!odd.empty())
    result.findings.push_back(
        {Severity::warning,
         fmt::format("{} file(s) named like DICOM are none and were passed over: {}", odd.size(), list(odd))});
  if (!plain.empty())
    result.findings.push_back(
        {Severity::note, fmt::format("{} other file(s) were passed over: {}", plain.size(), list(plain))});
  if (!scan.directories.empty())
    result.findings.push_back(
        {Severity::note,
         fmt::format("DICOMDIR is not needed: the files themselves were read ({})", list(scan.directories))});
  for (auto const& damaged : scan.damaged) {
    bool const charged = std::any_of(scan.series.begin(), scan.series.end(), [&](Series const& series) {
      return series.is_image() && series.folder == damaged.path.parent_path();  // told there
    });
    if (!charged)
      result.findings.push_back(
          {Severity::error, damaged.path.filename().string() + ": " + damaged.message + ". Copy that file again"});
  }
}

// P-…/PT, P-…/PT_2: by patient and modality, in the table's order.
void name_files(std::vector<ImportedSeries>& list, std::string const& format) {
  std::map<std::string, int> used;
  for (auto& imported : list) {
    auto const base =
        imported.series.patient_key + "/" + (imported.series.modality.empty() ? "image" : imported.series.modality);
    auto const count = ++used[base];
    imported.file = base + (count > 1 ? fmt::format("_{}", count) : "") + "." + format;
  }
}

}  // namespace

fs::path provenance_path(fs::path const& volume) {
  auto const name = volume.filename().string();
  return volume.parent_path() / (name.substr(0, name.find('.')) + ".json");
}

Result<FolderImport> import_folder(fs::path const& folder, ImportOptions const& options) {
  FolderImport result;
  InterruptWatch const watch;
  PETRA_TRY(auto scan, scan_folder(folder, options.series));
  result.files = scan.files;
  tell_of_folder(scan, result);
  for (auto const& name : scan.foreign) result.foreign.push_back(folder / name);
  PETRA_TRY(auto const chosen, choose_series(scan, options.choice));
  std::set<std::size_t> const taken(chosen.begin(), chosen.end());
  for (std::size_t k = 0; k < scan.series.size(); ++k) {
    if (!taken.contains(k)) {
      result.others.push_back(std::move(scan.series[k]));
      result.other_numbers.push_back(k + 1);
      continue;
    }
    ImportedSeries imported;
    imported.number = k + 1;
    imported.series = std::move(scan.series[k]);
    PETRA_TRY(imported.plan, plan_series(imported.series, options.volume));
    imported.findings = imported.plan.findings;
    if (imported.series.is_image()) {
      PETRA_TRY(auto const first, open_dicom_file(imported.series.slices.front().place->path, options.volume.limits));
      imported.acquisition = read_acquisition(imported.series, imported.plan, first.data_set);
    }
    // What was passed over in the series' own folder is said with the series, too.
    for (auto const& name : scan.foreign)
      if (looks_like_dicom(name) && (folder / name).parent_path() == imported.series.folder)
        imported.findings.push_back({Severity::warning, name + " is named like DICOM, but is none: passed over"});
    imported.unit = imported.plan.unit;
    imported.geometry = imported.series.geometry;
    imported.state = imported.plan.possible ? ImportState::planned : ImportState::refused;
    result.imported.push_back(std::move(imported));
  }
  if (options.out.empty()) return result;

  name_files(result.imported, options.format);
  Workers workers(options.jobs);
  Progress progress("import", result.imported.size(), options.show_progress);
  for (auto& imported : result.imported) {
    if (imported.state == ImportState::planned && stop_requested()) result.stopped = true;
    if (imported.state != ImportState::planned || result.stopped) {
      imported.file.clear();
      progress.advance(CaseEnd::failed);
      continue;
    }
    PETRA_CHECK(import_one(imported, options, workers));
    progress.advance(imported.state == ImportState::written ? CaseEnd::computed
                     : imported.state == ImportState::known ? CaseEnd::known
                                                            : CaseEnd::failed);
  }
  progress.finish();
  return result;
}

}  // namespace petra
