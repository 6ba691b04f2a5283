// YAML (and JSON, its subset) read into a plain tree within limits: no aliases, anchors or tags, no doubled keys,
// bounded depth and size. What a parameter file is before anybody asks what its keys mean.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct YamlLimits {
  std::size_t maximum_bytes = 1'000'000;
  int maximum_depth = 32;
};

struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  std::string text;                                       // of a scalar
  bool quoted = false;                                    // of a scalar: written in quotes, so text on purpose
  std::size_t line = 0;                                   // in the file, from 1
  std::vector<YamlNode> items;                            // of a sequence
  std::vector<std::pair<std::string, YamlNode>> entries;  // of a map, in the file's order

  // Out of line: a vector of pairs with this very type is complete only there (clang is strict about it).
  YamlNode();
  ~YamlNode();
  YamlNode(YamlNode const&);
  YamlNode(YamlNode&&) noexcept;
  YamlNode& operator=(YamlNode const&);
  YamlNode& operator=(YamlNode&&) noexcept;

  [[nodiscard]] YamlNode const* find(std::string_view key) const;
};

// The one document of `text` (UTF-8, or UTF-16 with a byte order mark); null for an empty one. Errors name `subject`
// and the line: not text, a tab in the indentation, an alias, anchor or tag, a doubled key, a second document, a limit,
// or what the YAML parser says.
[[nodiscard]] Result<YamlNode> parse_yaml(std::string_view text, std::string const& subject,
                                          YamlLimits const& limits = {});

}  // namespace petra
