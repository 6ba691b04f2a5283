#include "petra/phantom/truth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

#include "petra/base/counter_random.hpp"
#include "petra/phantom/portable_math.hpp"

namespace petra::phantom {
namespace {

// Streams of one patient.
enum Stream : std::uint64_t { kBiology = 1, kOutcome, kMarkers, kSplit, kReaders };

// Log-normal given the outcome: value = exp(centre + shift * effect * (outcome - prevalence) + spread * residual), cut
// at `highest`. Fitted so that an endless cohort at effect 1 has the reference study's median and quartiles (Table 1:
// age 3.2 (1.7-4.7) years, NSE 237.5 (train 61.7-532.3) ng/mL, VMA 162.5 (train 49.8-552.6), HVA 36.4; spreads of LDH
// and ferritin are assumed, they are not in the paper's text) and its univariable odds ratios per unit (Table
// 2: 1.547, 1.003, 1.007, 1.0005, 1.0018, 1.0025).
struct ClinicalRow {
  std::string_view name;
  double centre, shift, spread, highest;
  int decimals;
  double PatientTruth::*column;
};

constexpr auto kClinical = std::to_array<ClinicalRow>({
    {"age", 1.1650, 0.748, 0.655, 17.9, 1, &PatientTruth::age_years},
    {"nse", 5.4734, 1.952, 1.265, 2900, 1, &PatientTruth::nse},
    {"ferritin", 5.2478, 0.886, 0.721, 1500, 1, &PatientTruth::ferritin},
    {"ldh", 6.3626, 0.253, 0.741, 4000, 0, &PatientTruth::ldh},
    {"vma", 5.0895, 1.795, 1.542, 2800, 1, &PatientTruth::vma},
    {"hva", 3.5937, 0.446, 1.228, 1000, 1, &PatientTruth::hva},
});
// The residuals share one factor, as tumour markers of one child do; with it the clinical model of age, NSE and VMA has
// an AUC of 0.88.
constexpr double kSharedLoad = 0.6;

// Boys with and without involvement: the only 2 x 2 table with the published margins and odds ratio 2.5 (25, 16, 20,
// 32).
constexpr double kMaleWith = 25.0 / 45.0, kMaleWithout = 16.0 / 48.0;

// How closely the image follows severity, at effect 1 (correlation).
constexpr double kTextureLoad = 0.97, kUptakeLoad = 0.5, kSizeLoad = 0.48;
constexpr double kMeanDiameterCm = 9.5, kDiameterSdCm = 3.9;  // Table 1

double rounded(double value, int decimals) {
  double const unit = decimals == 0 ? 1 : 10;
  return std::nearbyint(value * unit) / unit;
}

double height_cm(double age_years) {
  return std::min(178.0, age_years < 3 ? 70 + 9 * age_years : 97 + 6 * (age_years - 3));
}

// Standard normal with the given correlation to severity.
double related(double severity, double load, double own) {
  return load * severity + std::sqrt(1 - load * load) * own;
}

// Index of the patients, those with the largest key first; ties by number.
std::vector<std::size_t> by_falling_key(std::vector<double> const& keys) {
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] > keys[b]; });
  return order;
}

void draw_outcomes(std::vector<PatientTruth>& cohort, std::uint64_t seed, double effect) {
  std::vector<double> liability;
  for (auto const& patient : cohort) {
    double const u = CounterRandom(seed, {patient.number, kOutcome}).uniform(0);
    liability.push_back(kSeveritySlope * effect * patient.severity + portable_log(u / (1 - u)));
  }
  auto const with = static_cast<std::size_t>(std::nearbyint(kPrevalence * static_cast<double>(cohort.size())));
  auto const order = by_falling_key(liability);
  for (std::size_t rank = 0; rank < with; ++rank) cohort[order[rank]].outcome = 1;
}

void draw_clinical(PatientTruth& patient, std::uint64_t seed, double effect) {
  CounterRandom const random(seed, {patient.number, Stream::kMarkers});
  double const shared = random.normal(0);
  double const shift = effect * (patient.outcome - kPrevalence);
  std::uint64_t draw = 1;
  for (auto const& row : kClinical) {
    double const residual = related(shared, kSharedLoad, random.normal(draw++));
    double const value = portable_exp(row.centre + row.shift * shift + row.spread * residual);
    patient.*row.column = std::max(rounded(std::min(value, row.highest), row.decimals), row.decimals == 0 ? 1.0 : 0.1);
  }
  double const everybody = kPrevalence * kMaleWith + (1 - kPrevalence) * kMaleWithout;
  double const male = everybody + effect * ((patient.outcome == 1 ? kMaleWith : kMaleWithout) - everybody);
  patient.gender = random.uniform(1000) < male ? "Male" : "Female";
}

void draw_tumour(PatientTruth& patient, std::uint64_t seed, double effect) {
  CounterRandom const random(seed, {patient.number, kBiology});
  double const z = patient.severity;
  patient.body_scale = height_cm(patient.age_years) / 100;
  patient.side = random.bits(100) % 2 == 0 ? 1 : -1;
  double const diameter = kMeanDiameterCm + kDiameterSdCm * related(z, kSizeLoad * effect, random.normal(1));
  patient.max_diameter_cm = rounded(std::clamp(diameter, 2.5, 15 * patient.body_scale), 1);
  patient.pet_heterogeneity = portable_exp(0.38 * related(z, kTextureLoad * effect, random.normal(2)));
  patient.ct_heterogeneity = portable_exp(0.33 * related(z, kTextureLoad * effect, random.normal(3)));
  patient.uptake_suv = 2.9 * portable_exp(0.3 * related(z, kUptakeLoad * effect, random.normal(4)));
  patient.necrosis = std::clamp(0.28 + 0.16 * related(z, kUptakeLoad * effect, random.normal(5)), 0.0, 0.6);
  patient.calcification = std::clamp(0.35 + 0.3 * random.normal(6), 0.0, 1.0);
}

// 7:3 within each outcome; one seat more goes to the class with the largest remainder (93 and 40 of 133).
void draw_split(std::vector<PatientTruth>& cohort, std::uint64_t seed) {
  auto const wanted = static_cast<std::size_t>(std::nearbyint(0.7 * static_cast<double>(cohort.size())));
  std::array<std::vector<std::size_t>, 2> classes;
  for (std::size_t i = 0; i < cohort.size(); ++i) classes[static_cast<std::size_t>(cohort[i].outcome)].push_back(i);
  std::array<std::size_t, 2> seats{};
  std::array<double, 2> remainder{};
  for (std::size_t k = 0; k < 2; ++k) {
    double const exact = 0.7 * static_cast<double>(classes[k].size());
    seats[k] = static_cast<std::size_t>(exact);
    remainder[k] = exact - std::floor(exact);
  }
  while (seats[0] + seats[1] < wanted) {
    auto const k = remainder[1] > remainder[0] ? 1U : 0U;
    ++seats[k];
    remainder[k] = -1;
  }
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<double> keys;
    for (auto const i : classes[k]) keys.push_back(CounterRandom(seed, {cohort[i].number, kSplit}).uniform(0));
    auto const order = by_falling_key(keys);
    for (std::size_t rank = 0; rank < order.size(); ++rank)
      cohort[classes[k][order[rank]]].set = rank < seats[k] ? "train" : "test";
  }
}

// Half of the twice-read patients have the outcome.
void draw_second_readers(std::vector<PatientTruth>& cohort, std::uint64_t seed) {
  std::vector<double> keys;
  for (auto const& patient : cohort) keys.push_back(CounterRandom(seed, {patient.number, kReaders}).uniform(0));
  auto const order = by_falling_key(keys);
  std::size_t const wanted = second_reader_count(cohort.size());
  std::array<std::size_t, 2> left{wanted / 2, wanted - wanted / 2};
  std::size_t chosen = 0;
  for (auto const i : order) {
    auto& seats = left[static_cast<std::size_t>(cohort[i].outcome)];
    if (seats == 0) continue;
    --seats;
    ++chosen;
    cohort[i].second_reader = true;
  }
  for (auto const i : order) {  // a class too small leaves its seats to the other
    if (chosen >= wanted) break;
    if (cohort[i].second_reader) continue;
    cohort[i].second_reader = true;
    ++chosen;
  }
}

}  // namespace

std::size_t second_reader_count(std::size_t patients) {
  if (patients >= 60) return 30;
  return std::min(patients, std::max<std::size_t>(10, (patients + 2) / 3));
}

double designed_auc(double effect) {
  // Severity is standard normal, P(outcome | severity) = logistic(a + b severity) with a from the prevalence; both
  // integrals by the trapezoid rule on [-8, 8], where the tails are below 1e-15.
  constexpr int kSteps = 4000;
  constexpr double kFrom = -8, kStep = 16.0 / kSteps;
  double const b = kSeveritySlope * effect;
  auto const logistic = [](double x) { return 1 / (1 + portable_exp(-std::clamp(x, -500.0, 500.0))); };
  auto const density = [](double z) { return portable_exp(-z * z / 2) * 0.3989422804014327; };
  double low = -10, high = 10;
  for (int iteration = 0; iteration < 60; ++iteration) {
    double const a = (low + high) / 2;
    double prevalence = 0;
    for (int k = 0; k <= kSteps; ++k) {
      double const z = kFrom + k * kStep;
      prevalence += density(z) * logistic(a + b * z) * kStep;
    }
    (prevalence < kPrevalence ? low : high) = a;
  }
  double const a = (low + high) / 2;
  double without_below = 0, concordant = 0;  // mass of those without the outcome at lower severity
  for (int k = 0; k <= kSteps; ++k) {
    double const z = kFrom + k * kStep;
    double const p = logistic(a + b * z), mass = density(z) * kStep;
    double const without_here = mass * (1 - p);
    concordant += mass * p * (without_below + without_here / 2);
    without_below += without_here;
  }
  return concordant / (kPrevalence * (1 - kPrevalence));
}

std::vector<PatientTruth> make_truth(std::uint64_t seed, std::size_t patients, double effect) {
  std::vector<PatientTruth> cohort(patients);
  std::size_t const digits = std::max<std::size_t>(3, std::to_string(patients).size());
  for (std::size_t i = 0; i < patients; ++i) {
    auto& patient = cohort[i];
    patient.number = i + 1;
    auto const text = std::to_string(i + 1);
    patient.id = "P" + std::string(digits - text.size(), '0') + text;
    patient.severity = CounterRandom(seed, {patient.number, kBiology}).normal(0);
  }
  draw_outcomes(cohort, seed, effect);
  for (auto& patient : cohort) {
    draw_clinical(patient, seed, effect);
    draw_tumour(patient, seed, effect);
  }
  draw_split(cohort, seed);
  draw_second_readers(cohort, seed);
  return cohort;
}

}  // namespace petra::phantom
