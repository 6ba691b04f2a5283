// A study from its folder to its results. A rerun does only what changed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct StudyRunOptions {
  std::filesystem::path folder;  // holds study.yaml
  int jobs = 0;                  // worker threads in all; 0: every core
  bool until_tables = false;     // stop before figures and report
  std::string version;           // of petra
};

struct StudyRunOutcome {
  std::vector<std::string> summary;   // for stdout: patients, funnel, AUCs
  std::vector<std::string> warnings;  // for stderr, no ids
  std::vector<std::string> failures;  // for stderr: cases and figures that could not be done
  bool incomplete = false;            // a case failed or a model was dropped: exit status 1
  bool environment_failed = false;    // the figure tool failed: exit status 3
  std::size_t files_written = 0;      // of the results; 0 when nothing had changed
};

[[nodiscard]] Result<StudyRunOutcome> run_study(StudyRunOptions const& options);

// The text of a study.yaml that parses, with a comment on each key.
[[nodiscard]] std::string study_template();

// Writes study.yaml into a folder (made if need be); refuses where one is.
[[nodiscard]] Result<void> init_study(std::filesystem::path const& folder);

enum class StepState { done, stale, missing };

struct StepStatus {
  std::string step;  // "tables/icc.csv"
  StepState state = StepState::missing;
  std::string reason;  // why stale
};

struct StudyStatus {
  std::vector<std::string> changed_inputs;  // since the last run
  std::vector<StepStatus> steps;
};

// What is there, what is stale (its inputs changed or it was edited), what is missing. Reads; runs nothing.
[[nodiscard]] Result<StudyStatus> study_status(std::filesystem::path const& folder);

}  // namespace petra
