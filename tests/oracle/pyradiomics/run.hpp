// One run of the oracle: where things are, what was found, and the lines printed on the way.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petra/grid/volume.hpp"
#include "tests/oracle/pyradiomics/compare.hpp"

namespace petra::oracle {

// What petra's message must say where PyRadiomics refuses a case: a refusal for another reason is no agreement.
struct RefusalWords {
  std::string title, words;
};

struct Run {
  std::filesystem::path root;     // …/pyradiomics
  std::filesystem::path ibsi;     // …/ibsi
  std::filesystem::path fetched;  // PyRadiomics' lung images
  std::vector<Excuse> excuses;
  std::vector<RefusalWords> refusal_words;
  std::vector<std::string> not_yet_list;  // configurations that petra may refuse as not supported yet
  bool complete = false;                  // a missing folder is a failure

  std::size_t checked = 0, excused = 0, by_floor = 0, refusals = 0, failures = 0, cases = 0;
  double worst_original = 0, worst_filtered = 0;
  std::vector<std::string> not_yet, absent;

  void add(CaseReport const& report, double seconds);  // prints the case's line and its failures
  void fail(std::string const& what);
  [[nodiscard]] bool may_be_not_yet(std::string const& configuration) const;
};

// An error that says that petra does not do it yet, in those words.
[[nodiscard]] bool says_not_supported_yet(Error const& error);

// The volume, or a failure of the run when it cannot be read.
[[nodiscard]] std::optional<AnyVolume> read_for(Run& run, std::filesystem::path const& path);

}  // namespace petra::oracle
