// Rows of unchecked.txt: values of expected.json that are not compared, and why.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra::oracle {

enum class ExcuseKind {
  information,  // not a value for petra to match (a version, a note, a deliberate quirk of another tool)
  later,        // to be checked by a later step
};

struct Excuse {
  std::string topic, case_glob, field_glob;  // globs as in a shell; * also spans "/"
  ExcuseKind kind;
  std::string reason;
  int line = 0;
};

// "topic | case glob | field glob | information or later | reason" a line; # comments. Errors name the line.
[[nodiscard]] Result<std::vector<Excuse>> read_excuses(std::filesystem::path const& path);

[[nodiscard]] bool excuses_value(Excuse const& excuse, std::string const& topic, std::string const& the_case,
                                 std::string const& path);

}  // namespace petra::oracle
