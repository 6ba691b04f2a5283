// Ctrl-C and kill, turned into a request: a long run looks at stop_requested() between its cases, finishes what it has
// in hand and says how to go on. A second Ctrl-C ends the program at once.
#pragma once

#include <string>

#include "petra/base/error.hpp"

namespace petra {

// While one lives, SIGINT and SIGTERM are requests; the last one to die puts the former handlers back and forgets the
// request.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(InterruptWatch const&) = delete;
  InterruptWatch& operator=(InterruptWatch const&) = delete;
};

[[nodiscard]] bool stop_requested() noexcept;

// The error that a stopped run returns: `interrupted` after Ctrl-C, `stopped` after SIGTERM. `how_far`: "12 of 40 cases
// are done".
[[nodiscard]] Error make_stop_error(std::string how_far);

}  // namespace petra
