#include "case_run.hpp"

namespace petra::oracle {

void check_document(TopicRow const& topic, CaseRun& run) {
  run.checker = std::make_unique<Checker>(*run.document);
  auto const done = topic.check(run.the_case, *run.checker);
  run.failures = run.checker->failures();
  if (!done) run.failures.push_back("cannot be run: " + format_error(done.error()));
}

}  // namespace petra::oracle
