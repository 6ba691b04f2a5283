// The script's input: one image and mask, or a batch file, as cases and the columns that they bring along.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cmd/pyradiomics/records.hpp"
#include "petra/extract/extractor.hpp"

namespace petra::cmd {

struct ScriptCase {
  Record inputs;  // the batch file's columns in their order; Image and Mask with absolute paths
  ExtractionCase files;
  std::optional<Error> error;  // a label that is not a number
};

struct ScriptInput {
  bool is_batch = false;
  std::vector<ScriptCase> cases;
  std::filesystem::path relative_start;  // where relative paths in the output start
  std::vector<std::string> warnings;
};

// A name that ends with .csv is a batch file: columns Image and Mask, optional Label and Label_channel; relative paths
// are relative to the file. Errors: as of read_csv; no Image or Mask column; no mask given.
[[nodiscard]] Result<ScriptInput> read_script_input(PyradiomicsArguments const& arguments);

// A path as --format-path wants it.
[[nodiscard]] std::string format_path(std::filesystem::path const& path, std::string const& how,
                                      std::filesystem::path const& relative_start);

}  // namespace petra::cmd
