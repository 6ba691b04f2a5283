#include "petra/report/figure_tool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

extern char** environ;  // NOLINT: POSIX

namespace petra {

namespace {

std::filesystem::path program_folder() {
  std::error_code status;
  auto const program = std::filesystem::read_symlink("/proc/self/exe", status);
  return status ? std::filesystem::path(".") : program.parent_path();
}

std::optional<std::filesystem::path> first_present(std::vector<std::filesystem::path> const& candidates) {
  for (auto const& candidate : candidates) {
    std::error_code status;
    if (std::filesystem::exists(candidate, status)) return candidate;
  }
  return std::nullopt;
}

// Runs a program to its end; gives what it wrote to stderr and stdout together, and its exit status.
Result<std::pair<std::string, int>> run_program(std::vector<std::string> const& words) {
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return make_errno_error(errno, words.front(), "cannot start");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (auto const& word : words)
    arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: posix_spawn's signature
  arguments.push_back(nullptr);
  pid_t child = 0;
  int const started = ::posix_spawn(&child, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe_ends[1]);
  if (started != 0) {
    ::close(pipe_ends[0]);
    return make_errno_error(started, words.front(), "cannot start");
  }
  std::string said;
  std::array<char, 4096> buffer;  // NOLINT: filled by read
  while (true) {
    auto const got = ::read(pipe_ends[0], buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    said.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(pipe_ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return std::pair{said, WIFEXITED(status) ? WEXITSTATUS(status) : 128};
}

}  // namespace

std::optional<FigureTool> find_figure_tool() {
  auto const folder = program_folder();
  auto const* named = std::getenv("PETRA_FIGURE_PYTHON");
  auto const python = named != nullptr && *named != '\0'
                          ? first_present({named})
                          : first_present({folder / "figure-tools/bin/python", folder / "../figure-tools/bin/python",
                                           folder / "../lib/petra/figure-tools/bin/python"});
  auto const script =
      first_present({folder / "share/petra/render_figures.py", folder / "../share/petra/render_figures.py"});
  if (!python || !script) return std::nullopt;
  return FigureTool{*python, *script};
}

std::string how_to_get_the_figure_tool() {
  return "Figures are not drawn, because the figure tool is not installed: run `make figure-tools` in petra's source "
         "folder, or put a Python "
         "environment with the vl-convert-python wheel beside the program as figure-tools/; then run the study again.";
}

Result<void> draw_figures(FigureTool const& tool, std::filesystem::path const& folder,
                          std::vector<std::string> const& names, std::filesystem::path const& bundle) {
  std::vector<std::string> words{tool.python.string(), "-I", tool.script.string()};
  if (!bundle.empty()) words.insert(words.end(), {"--bundle", bundle.string()});
  words.push_back(folder.string());
  words.insert(words.end(), names.begin(), names.end());
  PETRA_TRY(auto const outcome, run_program(words));
  auto const& [said, status] = outcome;
  if (status == 0) return {};
  auto const tail = said.size() > 1500 ? said.substr(said.size() - 1500) : said;
  return make_error(ErrorCode::environment, "figures",
                    fmt::format("the figure tool ended with status {}: {}", status, tail),
                    "Install it again with `make figure-tools`");
}

}  // namespace petra
