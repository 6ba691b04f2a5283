// petra: PET/CT radiomics from image files to a validated clinical nomogram.

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>

#include "cmd/command.hpp"
#include "petra/base/kept_memory.hpp"

namespace {

// Runs petra-dicom, which lies beside this program, in its place; returns the exit status only where that cannot be.
int hand_over_to_dicom_program(char** argv) {
  auto const program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "petra-dicom";
  execv(program.c_str(), argv);
  std::fprintf(stderr, "petra: %s cannot be started. It belongs beside petra: install petra again (make install).\n", program.c_str());
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  petra::keep_freed_memory();
  try {
    CLI::App app("petra: PET/CT radiomics, from image files to a validated clinical nomogram. Research use only, not a medical device.");
    app.name("petra");
    app.set_version_flag("--version", std::string("petra ") + PETRA_VERSION);
    app.require_subcommand(1);
    std::function<int()> run;
    for (auto const& row : petra::cmd::commands()) {
      if (row.declare == nullptr && argc > 1 && row.name == argv[1]) return hand_over_to_dicom_program(argv);
      auto* command = app.add_subcommand(std::string(row.name), std::string(row.summary));
      command->footer("Example:\n  " + std::string(row.example));
      if (row.declare == nullptr) continue;
      auto action = row.declare(*command);
      command->final_callback([&run, action = std::move(action)] { run = action; });
    }
    try {
      app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
      int const status = app.exit(problem);
      return status == 0 ? 0 : 2;
    }
    return run ? run() : 2;
  } catch (std::bad_alloc const&) {
    std::fputs("petra: out of memory. Close other programs, or use fewer --jobs.\n", stderr);
    return 3;
  } catch (std::exception const& problem) {
    std::fprintf(stderr, "petra: internal error: %s. This is a bug in petra: please report it with the command you ran.\n", problem.what());
    return 70;
  }
}
