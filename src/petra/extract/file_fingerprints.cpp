#include "petra/extract/file_fingerprints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <vector>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

constexpr std::size_t kPiece = 1U << 20U;

// True for a header that may name another file as the place of its voxels.
bool may_be_detached(std::filesystem::path const& path, std::string_view start) {
  if (start.starts_with("NRRD")) {
    auto const header = to_lower(start.substr(0, std::min(start.find("\n\n"), start.find("\r\n\r\n"))));
    return header.find("data file") != std::string::npos || header.find("datafile") != std::string::npos;
  }
  auto const at = start.find("ElementDataFile");
  if (at != std::string_view::npos) {
    auto const line = start.substr(at, start.find('\n', at) - at);
    return line.find("LOCAL") == std::string_view::npos;
  }
  // NIfTI pairs say ni1 or ni2 at byte 344 or 4; Analyze headers say nothing there, and are read as pairs, too.
  auto const is_pair = [&](std::size_t offset, std::string_view magic) {
    return start.size() >= offset + 4 && start.substr(offset, 3) == magic;
  };
  bool const is_gzip = start.starts_with("\x1F\x8B");
  return is_pair(344, "ni1") || is_pair(4, "ni2") ||
         (is_gzip && to_lower(path.string()).find(".nii") == std::string::npos);
}

void add_volume(Hasher& hasher, AnyVolume const& volume) {
  auto const& geometry = geometry_of(volume);
  hasher.update("voxels ").update(voxel_type_name(volume));
  hasher.update(std::as_bytes(std::span(geometry.size)));
  hasher.update(std::as_bytes(std::span(geometry.spacing_mm.data(), 3)));
  hasher.update(std::as_bytes(std::span(geometry.origin_mm.data(), 3)));
  hasher.update(std::as_bytes(std::span(geometry.direction.data(), 9)));
  std::visit([&](auto const& typed) { hasher.update(std::as_bytes(std::span(typed.voxels))); }, volume);
}

Result<std::string> fingerprint_voxels(std::filesystem::path const& path) {
  Hasher hasher(HashAlgorithm::sha256);
  if (auto const volume = read_volume(path)) {
    add_volume(hasher, *volume);
    return hasher.finish();
  }
  // A mask of several values per voxel: all of its channels.
  for (std::int64_t channel = 0;; ++channel) {
    auto const volume = read_mask_volume(path, channel);
    if (!volume && channel == 0) return volume.error();
    if (!volume) return hasher.finish();
    add_volume(hasher, *volume);
  }
}

}  // namespace

Result<std::string> fingerprint_file(std::filesystem::path const& path) {
  PETRA_CHECK(regular_file_size(path));  // never opens a pipe or device
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) return make_errno_error(errno, path.string(), "cannot read");
  Hasher hasher(HashAlgorithm::sha256);
  std::vector<char> piece(kPiece);
  for (bool first = true;; first = false) {
    auto const got = std::fread(piece.data(), 1, piece.size(), file.get());
    if (first && may_be_detached(path, {piece.data(), got})) return fingerprint_voxels(path);
    hasher.update(std::string_view(piece.data(), got));
    if (got == piece.size()) continue;
    if (std::ferror(file.get()) != 0) return make_errno_error(errno, path.string(), "cannot read");
    return hasher.finish();
  }
}

Result<std::string> FileFingerprints::of(std::filesystem::path const& path) {
  std::shared_ptr<Entry> entry;
  {
    std::lock_guard const lock(mutex_);
    auto& place = entries_[path];
    if (!place) place = std::make_shared<Entry>();
    entry = place;
  }
  std::call_once(entry->once, [&] { entry->hash = std::make_unique<Result<std::string>>(fingerprint_file(path)); });
  return *entry->hash;
}

}  // namespace petra
