// Where the time of an extraction goes: wall and processor seconds per part ("read", "filter Wavelet", "glcm" …),
// summed over threads.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace petra {

class Profile {
 public:
  void add(std::string const& part, double wall_s, double cpu_s);
  // A table for people, the largest part first.
  [[nodiscard]] std::string format() const;

 private:
  struct Part {
    double wall_s = 0, cpu_s = 0;
    long long calls = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Part> parts_;
};

// Measures its own scope on its own thread. Costs nothing with a null profile. Scopes of one thread must not enclose
// each other.
class ProfileScope {
 public:
  ProfileScope(Profile* profile, std::string part);
  ~ProfileScope();
  ProfileScope(ProfileScope const&) = delete;
  ProfileScope& operator=(ProfileScope const&) = delete;

 private:
  Profile* profile_;
  std::string part_;
  double wall_s_ = 0, cpu_s_ = 0;
};

}  // namespace petra
