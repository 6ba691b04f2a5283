#include "runner.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <ostream>

#include "excuses.hpp"
#include "mutation.hpp"
#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra::oracle {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFailuresShown = 12;

struct TopicCount {
  std::size_t cases = 0, checked = 0, information = 0, later = 0, uncovered = 0, failures = 0;
  double largest_error = 0;
  std::string largest_error_at;
};

Result<Json> read_document(fs::path const& path) {
  PETRA_TRY(auto const text, read_file(path));
  auto document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return make_error(ErrorCode::invalid_input, path.string(), "is not JSON");
  return document;
}

CaseRun run_case(TopicRow const& topic, Case const& the_case) {
  CaseRun run{the_case, std::make_unique<Json>(), nullptr, {}};
  auto document = read_document(the_case.document);
  if (!document) {
    run.checker = std::make_unique<Checker>(*run.document);
    run.failures.push_back("cannot be read: " + format_error(document.error()));
    return run;
  }
  *run.document = std::move(document).value();
  check_document(topic, run);
  return run;
}

// Sorts every value into checked, excused and uncovered; uncovered ones become failures, grouped by their path without
// list indices.
void account(CaseRun& run, std::vector<Excuse> const& excuses, std::vector<bool>& excuse_used, TopicCount& count) {
  std::map<std::string, std::size_t> uncovered;
  std::size_t checked = 0, excused = 0;
  for (auto const& leaf : run.checker->leaves()) {
    if (leaf.checked) {
      ++checked;
      continue;
    }
    auto const excuse = std::find_if(excuses.begin(), excuses.end(), [&](Excuse const& row) {
      return excuses_value(row, run.the_case.topic, run.the_case.name, leaf.path);
    });
    if (excuse != excuses.end()) {
      ++excused;
      excuse_used[static_cast<std::size_t>(excuse - excuses.begin())] = true;
      ++(excuse->kind == ExcuseKind::later ? count.later : count.information);
      continue;
    }
    auto pattern = leaf.path;
    while (!pattern.empty() && (std::isdigit(static_cast<unsigned char>(pattern.back())) != 0)) {
      auto const slash = pattern.rfind('/');
      if (!std::all_of(pattern.begin() + static_cast<long>(slash) + 1, pattern.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; })) {
        break;
      }
      pattern = pattern.substr(0, slash);
    }
    ++uncovered[pattern];
    ++count.uncovered;
  }
  for (auto const& [pattern, number] : uncovered) {
    run.failures.push_back(pattern + ": " + std::to_string(number) +
                           " value(s) neither checked nor excused in unchecked.txt");
  }
  if (checked + excused == 0 && run.failures.empty()) run.failures.push_back("nothing was checked");
  count.checked += checked;
  if (run.checker->largest_error() > count.largest_error) {
    count.largest_error = run.checker->largest_error();
    count.largest_error_at = run.the_case.name + " " + run.checker->largest_error_path();
  }
}

void print_failures(CaseRun const& run, std::ostream& out) {
  out << "FAILED " << run.the_case.topic << "/" << run.the_case.name << ": " << run.failures.size() << " failure(s)\n";
  for (std::size_t i = 0; i < std::min(kFailuresShown, run.failures.size()); ++i)
    out << "    " << run.failures[i] << "\n";
  if (run.failures.size() > kFailuresShown) out << "    …\n";
}

double unchecked_share(TopicCount const& count) {
  auto const unchecked = static_cast<double>(count.information + count.later + count.uncovered);
  return unchecked / std::max(1.0, unchecked + static_cast<double>(count.checked));
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f %%", 100 * share);
  return text;
}

std::string summary(TopicRow const& topic, TopicCount const& count, double seconds) {
  std::string line = std::string(topic.name) + ": " + std::to_string(count.cases) + " cases, " +
                     std::to_string(count.checked) + " values checked, " + std::to_string(count.information) +
                     " excused as information, " + std::to_string(count.later) + " left for later, " +
                     std::to_string(count.uncovered) + " not covered (" + percent(unchecked_share(count)) +
                     " unchecked)";
  if (count.largest_error > 0) {
    line += "; largest error " + format_number(count.largest_error) + " at " + count.largest_error_at;
  }
  return line + " (" + std::to_string(static_cast<int>(seconds * 1000)) + " ms)";
}

}  // namespace

int run_oracle(RunOptions const& options, std::ostream& out) {
  if (!fs::is_directory(options.root / "statistics")) {
    out << "no reference data: " << (options.root / "statistics").string()
        << " is not a folder (set PETRA_REFERENCE_DIR)\n";
    return 2;
  }
  auto const excuses = read_excuses(options.unchecked);
  if (!excuses) {
    out << format_error(excuses.error()) << "\n";
    return 2;
  }
  std::vector<bool> excuse_used(excuses->size(), false);
  std::size_t failures = 0, checked = 0;
  for (auto const& topic : options.topics) {
    if (!options.only_topic.empty() && topic.name != options.only_topic) continue;
    auto cases = find_cases(options.root, std::string(topic.name));
    if (cases.empty()) {
      out << topic.name << ": LEFT OUT, the reference has no such topic" << (options.complete ? " (a failure)" : "")
          << "\n";
      failures += options.complete ? 1 : 0;
      continue;
    }
    auto const start = std::chrono::steady_clock::now();
    TopicCount count;
    std::vector<CaseRun> runs;
    for (auto const& the_case : cases) {
      if (!options.only_case.empty() && the_case.name != options.only_case) continue;
      auto& run = runs.emplace_back(run_case(topic, the_case));
      ++count.cases;
      account(run, *excuses, excuse_used, count);
      if (run.failures.empty()) continue;
      print_failures(run, out);
      ++count.failures;
    }
    checked += count.checked;
    failures += count.failures + (count.checked == 0 ? 1 : 0);
    std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - start;
    out << summary(topic, count, seconds.count()) << "\n";
    if (unchecked_share(count) > options.most_unchecked && options.only_case.empty()) {
      out << "FAILED " << topic.name << ": more than " << percent(options.most_unchecked)
          << " of its values are not checked\n";
      ++failures;
    }
    if (options.perturb > 0) failures += perturb_some(topic, runs, options.perturb, options.seed, out);
    if (options.mutate > 0) failures += mutate_all(topic, runs, options.mutate, out);
  }
  for (auto const& name : cases_read_in_place()) {
    if (fs::is_directory(options.root / "statistics" / name)) continue;
    out << name << ": LEFT OUT, not in this copy of the reference" << (options.complete ? " (a failure)" : "") << "\n";
    failures += options.complete ? 1 : 0;
  }
  for (auto const& name : topics_not_yet()) out << name << ": not yet\n";
  for (std::size_t i = 0; i < excuses->size() && options.only_topic.empty(); ++i) {
    // The list is shared with the other oracles: only rows of topics that ran here can be stale.
    bool const ran_here = std::any_of(options.topics.begin(), options.topics.end(),
                                      [&](TopicRow const& topic) { return (*excuses)[i].topic == topic.name; });
    if (ran_here && !excuse_used[i])
      out << "note: unchecked.txt line " << (*excuses)[i].line << " excuses nothing here\n";
  }
  if (checked == 0) out << "FAILED: nothing was checked\n";
  return failures == 0 && checked > 0 ? 0 : 1;
}

}  // namespace petra::oracle
