// petra phantom: a synthetic PET/CT cohort with known truth.

#include "cmd/phantom.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cmd/dicom/phantom_dicom.hpp"
#include "petra/phantom/cohort_folder.hpp"

namespace petra::cmd {
namespace {

struct Arguments {
  std::string folder;
  PhantomOptions options;
  bool json = false, dicom = false;
};

int run(Arguments const& arguments) {
  auto const summary = write_phantom(arguments.folder, arguments.options);
  if (!summary) {
    fmt::print(stderr, "petra phantom: {}\n", format_error(summary.error()));
    return error_row(summary.error().code).exit_status;
  }
  if (arguments.dicom) {
    if (auto const written = write_phantom_dicom(arguments.folder, arguments.options.jobs); !written) {
      fmt::print(stderr, "petra phantom: {}\n", format_error(written.error()));
      return error_row(written.error().code).exit_status;
    }
  }
  if (arguments.json) {
    fmt::print("{{\"made\": {}, \"kept\": {}, \"second_readers\": {}, \"designed_auc\": {}}}\n", summary->made,
               summary->kept, summary->second_readers, summary->designed_auc);
  } else {
    fmt::print(stderr,
               "phantom: {} patients drawn, {} complete already, {} read twice; severity alone has an AUC of {:.3f}. "
               "Next: petra study run {}\n",
               summary->made, summary->kept, summary->second_readers, summary->designed_auc, arguments.folder);
  }
  return 0;
}

}  // namespace

std::function<int()> declare_phantom(CLI::App& app) {
  auto const arguments = std::make_shared<Arguments>();
  auto& options = arguments->options;
  app.add_option("folder", arguments->folder, "Where the study folder is made")->required();
  app.add_option("--patients", options.patients, "Number of patients")->capture_default_str();
  app.add_option("--seed", options.seed, "Same seed, same bytes")->capture_default_str();
  app.add_option("--effect", options.effect,
                 "0 to 1: strength of the link between severity, outcome, images and clinical columns")
      ->capture_default_str();
  app.add_flag("--full-size", options.full_size,
               "The reference study's matrices: PET 200 x 200 x 60, CT 512 x 512 x 90 (25 MB per patient)");
  app.add_flag("--dicom", arguments->dicom,
               "Write PET and CT as DICOM series, too, and let cohort.csv name their folders (masks stay NRRD)");
  app.add_option("--jobs", options.jobs, "Threads; 0 = every core")->capture_default_str();
  app.add_flag("--json", arguments->json, "A summary as JSON on standard output");
  return [arguments] { return run(*arguments); };
}

}  // namespace petra::cmd
