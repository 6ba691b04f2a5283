// The list of sub-commands, one line each.

#include <array>

#include "cmd/command.hpp"
#include "cmd/extract.hpp"
#include "cmd/features.hpp"
#include "cmd/import.hpp"
#include "cmd/phantom.hpp"
#include "cmd/mask.hpp"
#include "cmd/masks.hpp"
#include "cmd/merge.hpp"
#include "cmd/pacs.hpp"
#include "cmd/predict.hpp"
#include "cmd/report.hpp"
#include "cmd/segment.hpp"
#include "cmd/statistics.hpp"
#include "cmd/study.hpp"

// A command of cmd/dicom exists in the program petra-dicom only; `petra` knows its row and hands over (main.cpp).
#ifdef PETRA_READS_DICOM
#define IN_DICOM_PROGRAM(declare) declare
#else
#define IN_DICOM_PROGRAM(declare) nullptr
#endif

namespace petra::cmd {

std::span<CommandRow const> commands() {
  static std::array const rows = {
      CommandRow{"extract", "Extract radiomics features of one case or a list of cases", "petra extract cases.csv --param builtin:pet --out features.csv", declare_extract},
      CommandRow{"merge", "Put the outputs of petra extract --shard together", "petra merge part0.csv part1.csv --out features.csv", declare_merge},
      CommandRow{"features", "List every feature: class, IBSI code and name, unit, formula, source", "petra features --json --class glcm", declare_features},
      CommandRow{"import", "Turn DICOM folders into SUV and HU volumes", "petra import dicom-folder --out volumes", IN_DICOM_PROGRAM(declare_import)},
      CommandRow{"check", "Say what is missing or odd in DICOM folders, and what mends it", "petra check dicom-folder", IN_DICOM_PROGRAM(declare_check)},
      CommandRow{"phantom", "Draw a synthetic PET/CT cohort with known truth: a study folder", "petra phantom demo-study --patients 40 --seed 1", IN_DICOM_PROGRAM(declare_phantom)},
      CommandRow{"study", "Run a study from images or features to nomogram and report", "petra study run my-study", IN_DICOM_PROGRAM(declare_study)},
      CommandRow{"segment", "Outline a tumour by thresholds, growing, islands, morphology and more: a list of steps", "petra segment pet.nrrd steps.yaml --out tumour.nrrd --json", IN_DICOM_PROGRAM(declare_segment)},
      CommandRow{"mask", "A mask of any format on an image's grid: listed, or written as RTSTRUCT, SEG, .seg.nrrd", "petra mask RTSTRUCT.dcm --image CT --structure GTV --out tumour.seg.nrrd", IN_DICOM_PROGRAM(declare_mask)},
      CommandRow{"metrics", "SUVmax, SUVpeak, MTV, TLG, diameters of each lesion and of all", "petra metrics pet.nrrd tumour.nrrd --json", IN_DICOM_PROGRAM(declare_metrics)},
      CommandRow{"agreement", "Agreement of two outlines: Dice, Hausdorff, surface distance, volume", "petra agreement reader1.nrrd reader2.nrrd --json", IN_DICOM_PROGRAM(declare_agreement)},
      CommandRow{"predict", "Probability of new patients by a study's frozen model", "petra predict results/model.json --pet pet.nrrd --pet-mask pet_mask.nrrd --ct ct.nrrd --ct-mask ct_mask.nrrd --clinical age=3.2", IN_DICOM_PROGRAM(declare_predict)},
      CommandRow{"evaluate", "External validation of a frozen model, and its recalibration", "petra evaluate results/model.json other_hospital.csv --out validation", IN_DICOM_PROGRAM(declare_evaluate)},
      CommandRow{"report", "Draw a study's report anew, or write its calculator", "petra report my-study --calculator", IN_DICOM_PROGRAM(declare_report)},
      CommandRow{"pacs", "Ask a picture archive, fetch from it, send to it: DIMSE or DICOMweb", "petra pacs get --server ORTHANC@127.0.0.1:4242 --patient-id P001 --out dicom", IN_DICOM_PROGRAM(declare_pacs)},
      CommandRow{"icc", "Agreement of readers: intraclass correlation", "petra icc features.csv features_reader2.csv --minimum 0.8", declare_icc},
      CommandRow{"correlate", "Features that repeat others, or the correlations themselves", "petra correlate features.csv --skip id --maximum 0.9", declare_correlate},
      CommandRow{"lasso", "Cross-validated logistic LASSO, elastic net or ridge, as glmnet", "petra lasso features.csv --outcome y --skip id --folds 5 --seed 1", declare_lasso},
      CommandRow{"logistic", "Logistic regression with tests, limits and stepwise choice", "petra logistic clinical.csv --outcome bmi --variables age,gender --limits profile", declare_logistic},
      CommandRow{"bayes", "Probabilities by Gaussian naive Bayes", "petra bayes clinical.csv --outcome bmi --variables age,nse --set set", declare_bayes},
      CommandRow{"network", "Probabilities by a neural network with one hidden layer", "petra network clinical.csv --outcome bmi --variables age,nse --set set --size 3", declare_network},
      CommandRow{"roc", "AUCs with limits, comparisons and curves, as pROC", "petra roc predictions.csv --outcome outcome --score clinical,combined --print comparisons", declare_roc},
      CommandRow{"calibrate", "Agreement of probabilities with outcomes; optimism of a model, as rms", "petra calibrate predictions.csv --outcome outcome --probability combined", declare_calibrate},
      CommandRow{"dca", "Decision curves: net benefit over thresholds", "petra dca predictions.csv --outcome outcome --probability clinical,combined --bootstrap 500", declare_dca},
      CommandRow{"table1", "Table 1: characteristics of two groups, with tests", "petra table1 clinical.csv --group set --continuous age,nse --categorical gender", declare_table1},
  };
  return rows;
}

}  // namespace petra::cmd
