#include "mutation.hpp"

#include <algorithm>
#include <ostream>
#include <random>

#include "petra/base/draws_for_tests.hpp"
#include "perturb.hpp"

namespace petra::oracle {

namespace {

using Leaves = std::vector<Leaf const*>;

struct Tally {
  std::size_t reruns = 0, unnoticed = 0;
};

CaseRun rerun(TopicRow const& topic, CaseRun const& run, Json document) {
  CaseRun again{run.the_case, std::make_unique<Json>(std::move(document)), nullptr, {}};
  check_document(topic, again);
  return again;
}

void report(TopicRow const& topic, CaseRun const& run, Leaf const& leaf, std::ostream& out) {
  out << "NOT NOTICED " << topic.name << "/" << run.the_case.name << " " << leaf.path << " = " << leaf.value->dump()
      << "\n";
}

void mutate(TopicRow const& topic, CaseRun const& run, Leaves const& leaves, bool upwards, double factor, Tally& tally,
            std::ostream& out) {
  auto document = *run.document;
  Leaves left;
  for (auto const* leaf : leaves) {
    if (!perturb(document, *leaf, upwards, factor)) left.push_back(leaf);
  }
  auto const again = rerun(topic, run, std::move(document));
  ++tally.reruns;
  if (leaves.size() == 1) {
    if (!left.empty() || again.failures.empty()) {
      report(topic, run, *leaves.front(), out);
      ++tally.unnoticed;
    }
    return;
  }
  // The leaves of both documents stand in the same order.
  auto const first = run.checker->leaves().data();
  for (auto const* leaf : leaves) {
    if (!again.checker->leaves()[static_cast<std::size_t>(leaf - first)].failed) left.push_back(leaf);
  }
  if (left.empty()) return;
  auto const middle = left.begin() + static_cast<std::ptrdiff_t>((left.size() + 1) / 2);
  for (auto const& half : {Leaves(left.begin(), middle), Leaves(middle, left.end())}) {
    if (!half.empty()) mutate(topic, run, half, upwards, factor, tally, out);
  }
}

}  // namespace

std::size_t perturb_some(TopicRow const& topic, std::vector<CaseRun> const& runs, int count, std::uint64_t seed,
                         std::ostream& out) {
  std::vector<std::pair<CaseRun const*, Leaf const*>> checked;
  for (auto const& run : runs) {
    for (auto const& leaf : run.checker->leaves()) {
      if (leaf.checked) checked.emplace_back(&run, &leaf);
    }
  }
  std::mt19937_64 random(seed);
  testing::shuffle(checked, random);
  checked.resize(std::min(checked.size(), static_cast<std::size_t>(count)));
  std::size_t unnoticed = 0;
  for (auto const& [run, leaf] : checked) {
    auto document = *run->document;
    if (perturb(document, *leaf, (random() & 1U) != 0, 3) &&
        !rerun(topic, *run, std::move(document)).failures.empty()) {
      continue;
    }
    ++unnoticed;
    report(topic, *run, *leaf, out);
  }
  out << topic.name << ": " << checked.size() << " expected values perturbed one at a time, "
      << checked.size() - unnoticed << " noticed\n";
  return unnoticed + (checked.empty() ? 1 : 0);
}

std::size_t mutate_all(TopicRow const& topic, std::vector<CaseRun> const& runs, double factor, std::ostream& out) {
  Tally tally;
  std::size_t changed = 0;
  for (auto const& run : runs) {
    Leaves leaves, inputs;
    for (auto const& leaf : run.checker->leaves()) {
      if (!leaf.checked) continue;
      (leaf.is_input ? inputs : leaves).push_back(&leaf);
    }
    changed += 2 * (leaves.size() + inputs.size());
    for (bool const upwards : {true, false}) {
      if (!leaves.empty()) mutate(topic, run, leaves, upwards, factor, tally, out);
      for (auto const* input : inputs) mutate(topic, run, {input}, upwards, factor, tally, out);
    }
  }
  out << topic.name << ": every checked value moved by " << factor << " tolerances up and down: " << changed
      << " changes, " << changed - tally.unnoticed << " noticed (" << tally.reruns << " reruns)\n";
  out.flush();
  return tally.unnoticed + (changed == 0 ? 1 : 0);
}

}  // namespace petra::oracle
