#include "petra/base/interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <mutex>

namespace petra {

namespace {

volatile std::sig_atomic_t requested_signal = 0;

extern "C" void petra_note_signal(int signal_number) {
  if (requested_signal != 0 && signal_number == SIGINT) ::_exit(130);  // the second Ctrl-C
  requested_signal = signal_number;
}

std::mutex watch_mutex;
int watches = 0;
struct sigaction former_int, former_term;

}  // namespace

InterruptWatch::InterruptWatch() {
  std::lock_guard const lock(watch_mutex);
  if (watches++ > 0) return;
  requested_signal = 0;
  struct sigaction action {};
  action.sa_handler = petra_note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, &former_int);
  ::sigaction(SIGTERM, &action, &former_term);
}

InterruptWatch::~InterruptWatch() {
  std::lock_guard const lock(watch_mutex);
  if (--watches > 0) return;
  ::sigaction(SIGINT, &former_int, nullptr);
  ::sigaction(SIGTERM, &former_term, nullptr);
  requested_signal = 0;
}

bool stop_requested() noexcept {
  return requested_signal != 0;
}

Error make_stop_error(std::string how_far) {
  bool const by_user = requested_signal != SIGTERM;
  return make_error(by_user ? ErrorCode::interrupted : ErrorCode::stopped, by_user ? "interrupted" : "stopped",
                    std::move(how_far), "Run the same command again to go on");
}

}  // namespace petra
