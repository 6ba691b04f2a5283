#include "petra/extract/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <vector>

namespace petra {

namespace {

double seconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

void Profile::add(std::string const& part, double wall_s, double cpu_s) {
  std::lock_guard const lock(mutex_);
  auto& sum = parts_[part];
  sum.wall_s += wall_s;
  sum.cpu_s += cpu_s;
  ++sum.calls;
}

std::string Profile::format() const {
  std::lock_guard const lock(mutex_);
  std::vector<std::pair<std::string, Part>> parts(parts_.begin(), parts_.end());
  std::stable_sort(parts.begin(), parts.end(),
                   [](auto const& a, auto const& b) { return a.second.cpu_s > b.second.cpu_s; });
  std::string text = fmt::format("{:<24} {:>8} {:>10} {:>10}\n", "part", "calls", "wall s", "cpu s");
  for (auto const& [name, part] : parts)
    text += fmt::format("{:<24} {:>8} {:>10.4f} {:>10.4f}\n", name, part.calls, part.wall_s, part.cpu_s);
  return text;
}

ProfileScope::ProfileScope(Profile* profile, std::string part) : profile_(profile) {
  if (profile_ == nullptr) return;
  part_ = std::move(part);
  wall_s_ = seconds(CLOCK_MONOTONIC);
  cpu_s_ = seconds(CLOCK_THREAD_CPUTIME_ID);
}

ProfileScope::~ProfileScope() {
  if (profile_ != nullptr)
    profile_->add(part_, seconds(CLOCK_MONOTONIC) - wall_s_, seconds(CLOCK_THREAD_CPUTIME_ID) - cpu_s_);
}

}  // namespace petra
