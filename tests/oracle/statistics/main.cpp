// statistics_oracle: petra's statistics against R's, from the reference data.
// usage: statistics_oracle [--root DIR] [--unchecked FILE] [--topic NAME] [--case NAME] [--perturb N] [--seed N]
//                           [--mutate TOLERANCES]
#include <iostream>
#include <string>

#include "../reference_root.hpp"
#include "petra/base/text.hpp"
#include "runner.hpp"

int main(int argc, char** argv) {
  namespace oracle = petra::oracle;
  std::filesystem::path const project = PETRA_SOURCE_DIR;
  oracle::RunOptions options;
  options.root = oracle::reference_root(project);
  options.unchecked = project / "tests" / "oracle" / "unchecked.txt";
  options.topics = oracle::topics();
  options.most_unchecked = 0.05;
  options.complete = oracle::reference_must_be_complete();
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string const name = argv[i], value = argv[i + 1];
    auto const number = petra::parse_integer(value);
    if (name == "--root")
      options.root = value;
    else if (name == "--unchecked")
      options.unchecked = value;
    else if (name == "--topic")
      options.only_topic = value;
    else if (name == "--case")
      options.only_case = value;
    else if (name == "--perturb" && number)
      options.perturb = static_cast<int>(*number);
    else if (auto const tolerances = petra::parse_number(value); name == "--mutate" && tolerances)
      options.mutate = *tolerances;
    else if (name == "--seed" && number)
      options.seed = static_cast<std::uint64_t>(*number);
    else
      return std::cerr << "unknown option or value: " << name << " " << value << "\n", 2;
  }
  if (argc % 2 == 0) return std::cerr << "an option without its value: " << argv[argc - 1] << "\n", 2;
  return oracle::run_oracle(options, std::cout);
}
