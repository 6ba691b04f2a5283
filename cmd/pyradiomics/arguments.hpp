// The command line of PyRadiomics' `pyradiomics` script, read as Python's argparse reads it: long options by any unique
// beginning, -oFILE and --out=FILE, options of two letters (-od, -up), a value that may be left out (-v).
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra::cmd {

struct PyradiomicsArguments {
  std::string input, mask;
  std::string param;
  std::vector<std::string> settings;  // NAME:VALUE
  int jobs = 1;
  bool validate = false;
  std::string out;
  std::string out_dir;
  std::string mode = "segment";
  bool skip_nans = false;
  std::string format = "txt";
  std::string format_path = "absolute";
  bool unix_path = false;
  std::string logging_level = "WARNING";
  std::string log_file;
  int verbosity = 3;
  std::string label;
  bool wants_help = false, wants_version = false;
};

// Errors (usage): an unknown or ambiguous option, a value missing or not among the choices, too many arguments.
[[nodiscard]] Result<PyradiomicsArguments> parse_pyradiomics_arguments(std::vector<std::string> const& words);

// What --help prints.
[[nodiscard]] std::string pyradiomics_usage();

}  // namespace petra::cmd
