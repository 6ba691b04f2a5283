// The text before an NRRD file's data: http://teem.sourceforge.net/nrrd/format.html.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petra/volumefile/volume_source.hpp"

namespace petra {

struct NrrdHeader {
  std::map<std::string, std::string, std::less<>>
      fields;  // by name in lower case without blanks ("spacedirections"), as the file's value
  std::map<std::string, std::string, std::less<>> keys;  // "key:=value" lines of the writer's own, unescaped
  std::size_t data_offset = 0;                           // first byte after the header

  [[nodiscard]] std::string const* find(std::string_view name) const {
    auto const found = fields.find(name);
    return found == fields.end() ? nullptr : &found->second;
  }
};

// One axis as the header tells it.
struct NrrdAxis {
  std::int64_t length = 0;
  std::string kind;                              // "" where not told
  std::string center;                            // "cell", "node" or ""
  std::optional<std::vector<double>> direction;  // absent for "none" and where there are no space directions
  std::optional<double> spacing, minimum, maximum;
};

// The fields of the header. Errors: unknown version, unknown or repeated field, no end within 4 MiB.
[[nodiscard]] Result<NrrdHeader> parse_nrrd_header(VolumeSource const& source);

// The axes, from sizes, kinds, centers, space directions, spacings, axis mins and axis maxs. Errors: a field with
// another number of values than there are axes, or with values that cannot be.
[[nodiscard]] Result<std::vector<NrrdAxis>> parse_nrrd_axes(VolumeSource const& source, NrrdHeader const& header);

// Parenthesised vectors and "none": "(1,0,0) none". Nothing when the text is something else.
[[nodiscard]] std::optional<std::vector<std::optional<std::vector<double>>>> parse_nrrd_vectors(std::string_view text);

}  // namespace petra
