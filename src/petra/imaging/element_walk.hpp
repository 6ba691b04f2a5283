// A first look at the bytes of a DICOM file, before any library sees them: where the data set begins, in which syntax
// it is written, where its pixels are, and that every length fits into the file. What passes here cannot make a parser
// allocate more than the file holds, nor nest deeper than the limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"
#include "petra/imaging/dicom_tag.hpp"

namespace petra {

inline constexpr int kMaximumSequenceDepth = 16;

struct ElementLayout {
  bool has_preamble = true;
  std::string transfer_syntax;  // as the file says; empty where it has no meta group
  bool implicit = false;        // how the data set is written (what its bytes say, where they contradict the syntax)
  bool big_endian = false;
  bool syntax_contradicted = false;   // explicit declared, implicit written, or the reverse
  std::uint64_t data_set_offset = 0;  // first byte of the data set
  std::uint64_t header_end = 0;       // first byte of the pixel data element; the file's end where there is none
  bool has_pixels = false;
  DicomTag pixel_tag;              // PixelData, FloatPixelData or DoubleFloatPixelData
  std::uint64_t pixel_offset = 0;  // first byte of the pixels' value
  std::uint64_t pixel_bytes = 0;   // as declared; kUndefinedLength when encapsulated
};

inline constexpr std::uint64_t kUndefinedLength = 0xFFFFFFFFULL;

enum class WalkEnd {
  complete,   // the pixel data, or the end of the file, was reached
  need_more,  // the bytes end inside the header; the file has more
  not_dicom,  // no DICOM file at all
  broken,     // begins as DICOM, and contradicts itself
};

struct Walk {
  WalkEnd end = WalkEnd::not_dicom;
  ElementLayout layout;
  ErrorCode code = ErrorCode::invalid_input;
  std::string problem;  // for broken: what and where
};

// Looks at the first bytes of a file of `file_bytes` bytes. `bytes` may end anywhere.
[[nodiscard]] Walk walk_elements(std::string_view bytes, std::uint64_t file_bytes);

// Walks a data set alone (after inflating it). `layout` says how it is written.
[[nodiscard]] Walk walk_data_set(std::string_view bytes, std::uint64_t total_bytes, ElementLayout layout);

}  // namespace petra
