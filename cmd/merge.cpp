// petra merge: outputs of petra extract --shard put together; refuses a hole.

#include "cmd/merge.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cmd/output_file.hpp"
#include "petra/base/file.hpp"
#include "petra/extract/merge.hpp"

namespace petra::cmd {
namespace {

struct Options {
  std::vector<std::string> parts;
  std::string out;
};

Result<int> merge(Options const& options) {
  if (!options.out.empty()) PETRA_CHECK(check_writable(options.out));
  std::vector<PartFile> files;
  for (auto const& part : options.parts) {
    PETRA_TRY(auto text, read_file(part));
    files.push_back({part, std::move(text)});
  }
  PETRA_TRY(auto const merged, merge_parts(files));
  PETRA_CHECK(write_result(options.out, merged.text));
  if (merged.failed == 0) return 0;
  std::fputs(fmt::format("petra merge: {} of {} cases failed; their errors stand in the column petra_error\n",
                         merged.failed, merged.rows)
                 .c_str(),
             stderr);
  return 1;
}

int run(Options const& options) {
  auto const status = merge(options);
  return status ? *status : report("merge", status.error());
}

}  // namespace

std::function<int()> declare_merge(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PARTS", options->parts, "Outputs of petra extract --shard, in any order, all CSV or all JSON")
      ->required();
  app.add_option("-o,--out", options->out, "Output file; stdout without it");
  return [options] { return run(*options); };
}

}  // namespace petra::cmd
