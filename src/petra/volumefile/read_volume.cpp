#include "petra/volumefile/read_volume.hpp"

#include <fmt/format.h>

#include <new>

#include "petra/base/file.hpp"
#include "petra/base/gzip.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/metaimage.hpp"
#include "petra/volumefile/nifti.hpp"
#include "petra/volumefile/nrrd.hpp"

namespace petra {

namespace {

// What bytes that are no volume look like, for the message.
std::string_view looks_like(std::string_view bytes) {
  if (bytes.empty()) return "is empty";
  if (bytes.size() > 132 && bytes.substr(128, 4) == "DICM")
    return "is a DICOM file, not an NRRD, NIfTI or MetaImage volume";
  if (bytes.starts_with("\x89PNG") || bytes.starts_with("\xFF\xD8\xFF"))
    return "is a picture, not an NRRD, NIfTI or MetaImage volume";
  if (bytes.starts_with("PK\x03\x04")) return "is a ZIP archive, not an NRRD, NIfTI or MetaImage volume";
  if (bytes.starts_with("%PDF")) return "is a PDF file, not an NRRD, NIfTI or MetaImage volume";
  return "is not an NRRD, NIfTI or MetaImage volume";
}

using Parse = Result<AnyVolume> (*)(VolumeSource const&);

Parse find_reader(std::string_view bytes) {
  if (is_nrrd(bytes)) return parse_nrrd;
  if (is_nifti(bytes)) return parse_nifti;
  if (is_metaimage(bytes)) return parse_metaimage;
  return nullptr;
}

Result<AnyVolume> read_found(std::filesystem::path const& path, VolumeLimits const& limits,
                             std::vector<std::string>* warnings, std::optional<std::int64_t> channel) {
  PETRA_TRY(auto const bytes, read_file(path, limits.maximum_file_bytes));
  auto const beside = [&](std::string const& name) {
    return read_file(path.parent_path() / name, limits.maximum_file_bytes);
  };
  VolumeSource const source{path.string(), path.filename().string(), bytes, limits, beside, warnings, channel};
  if (auto const parse = find_reader(bytes)) return parse(source);
  // The voxels of a pair have no header of their own: it lies beside them.
  auto name = path.filename().string();
  auto const lower = to_lower(name);
  auto const stem = name.size() - (lower.ends_with(".gz") ? 3 : 0);
  if (lower.substr(0, stem).ends_with(".img")) {
    auto const header = path.parent_path() / (name.substr(0, stem - 4) + (name[stem - 3] == 'I' ? ".HDR" : ".hdr"));
    if (regular_file_size(header)) return read_found(header, limits, warnings, channel);
  }
  return make_error(ErrorCode::invalid_input, path.string(), std::string(looks_like(bytes)),
                    "Give a volume in one of these formats");
}

Result<AnyVolume> read_within_memory(std::filesystem::path const& path, VolumeLimits const& limits,
                                     std::vector<std::string>* warnings, std::optional<std::int64_t> channel) {
  try {
    return read_found(path, limits, warnings, channel);
  } catch (std::bad_alloc const&) {
    return make_error(ErrorCode::environment, path.string(), "there is not enough memory for its voxels",
                      "Close other programs, or use a machine with more memory");
  }
}

}  // namespace

Result<AnyVolume> read_volume(std::filesystem::path const& path, VolumeLimits const& limits,
                              std::vector<std::string>* warnings) {
  return read_within_memory(path, limits, warnings, std::nullopt);
}

Result<AnyVolume> read_mask_volume(std::filesystem::path const& path, std::int64_t channel, VolumeLimits const& limits,
                                   std::vector<std::string>* warnings) {
  return read_within_memory(path, limits, warnings, channel);
}

Result<void> write_volume(std::filesystem::path const& path, AnyVolume const& volume, int gzip_level) {
  auto const name = to_lower(path.filename().string());
  if (name.ends_with(".nrrd")) return write_whole_file(path, format_nrrd(volume, gzip_level));
  if (name.ends_with(".mha")) return write_whole_file(path, format_metaimage(volume, gzip_level));
  bool const packed = name.ends_with(".nii.gz");
  if (packed || name.ends_with(".nii")) {
    PETRA_TRY(auto const file, format_nifti(volume, path.string()));
    return write_whole_file(path,
                            packed ? compress_gzip(std::as_bytes(std::span(file)), std::max(gzip_level, 1)) : file);
  }
  return make_error(ErrorCode::usage, path.string(), "petra writes volumes as .nrrd, .nii, .nii.gz or .mha",
                    "Give the file one of these endings");
}

}  // namespace petra
