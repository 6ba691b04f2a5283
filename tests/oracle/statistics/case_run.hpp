// One document of expected values put through its topic's check.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "topics.hpp"

namespace petra::oracle {

struct CaseRun {
  Case the_case;
  std::unique_ptr<Json> document;  // on the heap: the checker keeps addresses of its nodes
  std::unique_ptr<Checker> checker;
  std::vector<std::string> failures;
};

// Fills checker and failures from the document that the run holds.
void check_document(TopicRow const& topic, CaseRun& run);

}  // namespace petra::oracle
