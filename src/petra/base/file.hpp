// Files, read within a limit and written whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra {

inline constexpr std::uint64_t kMaximumFileBytes = 4ULL << 30U;  // bad-input limit of any one file

// The size of a regular file; an error naming the path for a missing file, folder, pipe, device or loop of links (never blocks).
[[nodiscard]] Result<std::uint64_t> regular_file_size(std::filesystem::path const& path);

// The whole file as bytes. Errors: as regular_file_size; larger than `maximum_bytes`.
[[nodiscard]] Result<std::string> read_file(std::filesystem::path const& path, std::uint64_t maximum_bytes = kMaximumFileBytes);

// Writes a temporary file beside `path`, fsyncs it, renames it over `path`. On failure the old file is untouched and no temporary
// file remains.
[[nodiscard]] Result<void> write_whole_file(std::filesystem::path const& path, std::string_view bytes);

// Creates a folder and its parents.
[[nodiscard]] Result<void> make_folder(std::filesystem::path const& path);

}  // namespace petra
