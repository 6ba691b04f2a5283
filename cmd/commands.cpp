// The list of sub-commands, one line each.

#include <array>

#include "cmd/command.hpp"
#include "cmd/extract.hpp"
#include "cmd/features.hpp"
#include "cmd/phantom.hpp"
#include "cmd/merge.hpp"
#include "cmd/study.hpp"

namespace petra::cmd {

std::span<CommandRow const> commands() {
  static std::array const rows = {
      CommandRow{"extract", "Extract radiomics features of one case or a list of cases", "petra extract cases.csv --param builtin:pet --out features.csv", declare_extract},
      CommandRow{"merge", "Put the outputs of petra extract --shard together", "petra merge part0.csv part1.csv --out features.csv", declare_merge},
      CommandRow{"features", "List every feature: class, IBSI code and name, unit, formula, source", "petra features --json --class glcm", declare_features},
      CommandRow{"phantom", "Draw a synthetic PET/CT cohort with known truth: a study folder", "petra phantom demo-study --patients 40 --seed 1", declare_phantom},
      CommandRow{"study", "Run a study from images or features to nomogram and report", "petra study run my-study", declare_study},
  };
  return rows;
}

}  // namespace petra::cmd
