#include "petra/phantom/anatomy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/counter_random.hpp"

namespace petra::phantom {
namespace {

// Tissue values: HU of an unenhanced scan, SUV an hour after injection.
constexpr Tissue kFat{-95, 0.25F}, kMuscle{55, 0.65F}, kAbdomen{10, 0.55F}, kLung{-790, 0.35F}, kGas{-900, 0.3F},
    kBlood{42, 1.4F}, kCortical{620, 0.7F}, kUrine{8, 18}, kScalp{30, 0.5F}, kSkull{900, 0.8F}, kCartilage{80, 0.8F};

// Collects shapes, scaled: x and y by `girth`, z by `length`.
class Builder {
 public:
  Builder(double girth, double length) : girth_(girth), length_(length) {}

  void ellipsoid(std::array<double, 3> centre, std::array<double, 3> semi, Tissue tissue, double tilt = 0) {
    shapes.push_back({Ellipsoid{scaled(centre), scaled(semi), tilt}, tissue});
  }
  void tube(std::array<double, 3> from, std::array<double, 3> to, double radius, Tissue tissue, double flatten = 1,
            double period = 0, double piece = 0) {
    shapes.push_back(
        {Tube{scaled(from), scaled(to), radius * girth_, flatten, period * length_, piece * length_}, tissue});
  }
  // On both sides; x of the right side is the mirror image.
  void pair(std::array<double, 3> centre, std::array<double, 3> semi, Tissue tissue, double tilt = 0) {
    ellipsoid(centre, semi, tissue, tilt);
    ellipsoid({-centre[0], centre[1], centre[2]}, semi, tissue, -tilt);
  }
  void pair_of_tubes(std::array<double, 3> from, std::array<double, 3> to, double radius, Tissue tissue) {
    tube(from, to, radius, tissue);
    tube({-from[0], from[1], from[2]}, {-to[0], to[1], to[2]}, radius, tissue);
  }
  [[nodiscard]] std::array<double, 3> scaled(std::array<double, 3> p) const {
    return {p[0] * girth_, p[1] * girth_, p[2] * length_};
  }
  [[nodiscard]] double girth() const { return girth_; }
  [[nodiscard]] double length() const { return length_; }

  std::vector<Shape> shapes;

 private:
  double girth_, length_;
};

// Half-widths of a child of 100 cm.
Trunk make_trunk(Builder const& build, double inset) {
  static constexpr auto kRows = std::to_array<TrunkRow>({{-4, 88, 58},
                                                         {50, 97, 66},
                                                         {95, 92, 63},
                                                         {140, 87, 62},
                                                         {200, 93, 68},
                                                         {270, 98, 69},
                                                         {325, 92, 62},
                                                         {355, 80, 50},
                                                         {376, 44, 42},
                                                         {388, 34, 37},
                                                         {425, 34, 38}});
  Trunk trunk;
  for (auto const& row : kRows)
    trunk.rows.push_back({row.z * build.length(), row.half_x * build.girth(), row.half_y * build.girth()});
  trunk.inset = inset;
  return trunk;
}

void add_skin_and_limbs(Builder& build) {
  double const fat = 6 * build.girth();
  for (auto const& [extra, tissue] : {std::pair{0.0, kFat}, std::pair{4.5, kMuscle}}) {
    build.pair_of_tubes({50, 2, 10}, {44, 6, -260}, 43 - extra, tissue);
    build.pair_of_tubes({112, 4, 338}, {136, 10, 90}, 22 - 0.7 * extra, tissue);
    build.pair({137, 8, 74}, {14 - extra, 8 - 0.5 * extra, 26 - extra}, tissue);  // hands
    build.pair({92, 4, 342}, {36 - extra, 30 - extra, 27 - extra}, tissue);
  }
  build.shapes.push_back({make_trunk(build, 0), kFat});
  build.shapes.push_back({make_trunk(build, fat), kMuscle});
  build.pair_of_tubes({57, 2, 18}, {46, 6, -260}, 9, kCortical);
  build.pair_of_tubes({112, 4, 335}, {136, 10, 90}, 7, kCortical);
  build.pair({57, 1, 24}, {15, 15, 15}, {330, 1.6F});    // femoral heads
  build.pair({104, 4, 336}, {14, 14, 13}, {320, 1.6F});  // humeral heads
}

void add_head(Builder& build, CounterRandom const& random) {
  float const cortex = static_cast<float>(random.uniform(200, 7.5, 10.5));
  build.ellipsoid({0, -32, 428}, {42, 46, 34}, kScalp);  // face
  build.ellipsoid({0, -6, 492}, {71, 88, 87}, kScalp);
  build.ellipsoid({0, -6, 493}, {67, 84, 83}, kSkull);
  build.ellipsoid({0, -6, 494}, {63.5, 80, 79}, {12, 0.9F});  // fluid round the brain
  build.ellipsoid({0, -6, 496}, {61, 77, 75}, {38, cortex});
  build.pair({24, -6, 500}, {22, 52, 44}, {30, 0.42F * cortex});  // white matter
  build.pair({14, -14, 494}, {8, 16, 12}, {38, 0.95F * cortex});  // basal ganglia
  build.pair({8, 0, 506}, {5, 26, 8}, {8, 0.8F});                 // ventricles
  build.pair({20, 34, 442}, {25, 24, 20}, {38, 0.85F * cortex});  // cerebellum
  build.ellipsoid({0, -58, 440}, {11, 22, 18}, kGas);             // nose
  build.pair({25, -66, 470}, {11, 11, 11}, {15, 1.2F});           // eyes
  build.ellipsoid({0, -52, 412}, {30, 20, 6}, {500, 0.8F});       // jaw
  build.pair({14, -14, 420}, {6, 6, 9}, {50, 4.5F});              // tonsils
}

void add_chest(Builder& build, CounterRandom const& random) {
  build.ellipsoid({-47, 2, 296}, {37, 50, 78}, kLung);
  build.ellipsoid({47, 4, 296}, {37, 50, 78}, kLung);
  build.ellipsoid({0, -40, 322}, {25, 11, 27}, {45, 1.9F});                // thymus
  build.tube({0, -2, 312}, {0, -4, 418}, 5, kGas);                         // windpipe
  float const muscle = static_cast<float>(random.uniform(201, 1.6, 4.5));  // myocardium varies with the last meal
  build.ellipsoid({4, -20, 282}, {31, 27, 34}, kBlood);
  build.ellipsoid({24, -14, 268}, {23, 21, 27}, {48, muscle}, 0.5);
  build.ellipsoid({24, -14, 270}, {13, 12, 18}, kBlood, 0.5);
}

void add_abdomen(Builder& build, PatientTruth const& patient, CounterRandom const& random) {
  float const liver = static_cast<float>(random.uniform(202, 1.6, 2.3));
  // The gut: loops of fluid, food and gas in the front of the abdomen.
  for (std::uint64_t k = 0; k < 34; ++k) {
    auto const draw = [&](std::uint64_t n, double low, double high) {
      return random.uniform(300 + 8 * k + n, low, high);
    };
    bool const gas = draw(0, 0, 1) < 0.22;
    Tissue const loop = gas ? kGas : Tissue{static_cast<float>(draw(1, 5, 45)), static_cast<float>(draw(2, 0.6, 1.7))};
    build.ellipsoid({draw(3, -62, 62), draw(4, -40, 8), draw(5, 62, 178)},
                    {draw(6, 8, 14), draw(7, 7, 11), draw(6, 9, 15)}, loop, draw(7, -1, 1));
  }
  build.ellipsoid({38, -22, 206}, {27, 22, 25}, {25, 1.1F});  // stomach
  build.ellipsoid({36, -34, 210}, {16, 8, 15}, kGas);
  build.ellipsoid({-42, -2, 208}, {45, 50, 48}, {62, liver}, 0.25);
  build.ellipsoid({6, -28, 218}, {46, 25, 25}, {62, liver}, -0.2);
  build.ellipsoid({66, 24, 214}, {17, 27, 29}, {52, 0.85F * liver}, -0.25);  // spleen
  // The kidney of the tumour's side is pushed down.
  double const push = std::min(38.0, 3.2 * patient.max_diameter_cm);
  for (int const side : {-1, 1}) {
    double const z = 160 - (side == patient.side ? push : 0) - (side < 0 ? 6 : 0);
    build.ellipsoid({side * 43.0, 28, z}, {17, 17, 31}, {36, 2.6F}, side * -0.2);
    build.ellipsoid({side * 37.0, 27, z}, {7, 8, 15}, {14, static_cast<float>(random.uniform(203, 5, 16))},
                    side * -0.2);
    build.tube({side * 31.0, 26, z - 16}, {side * 16.0, 10, 46}, 2.6, {12, 7});  // ureter
  }
  build.tube({-11, 20, 92}, {-10, 18, 268}, 6.5, kBlood);  // inferior vena cava
  build.tube({8, 22, 92}, {8, 24, 325}, 6.5, kBlood);      // aorta
  double const bladder = random.uniform(204, 17, 27);
  build.ellipsoid({0, -20, 30 + bladder * 0.6}, {bladder, 0.9 * bladder, 0.9 * bladder}, kUrine);
}

void add_skeleton(Builder& build, PatientTruth const& patient) {
  float const marrow = static_cast<float>(1.7 + 0.25 * std::clamp(patient.severity, -2.0, 2.0));
  build.shapes.push_back(
      {Ribs{make_trunk(build, 10 * build.girth()), make_trunk(build, 15 * build.girth()), 205 * build.length(),
            345 * build.length(), 21 * build.length(), 6 * build.length(), 0.55},
       {420, 1.0F}});
  build.ellipsoid({0, -56, 290}, {11, 4.5, 38}, {300, 1.2F});  // breastbone
  build.tube({0, 34, 58}, {0, 30, 385}, 14, kMuscle, 0.9);
  build.tube({0, 34, 58}, {0, 30, 385}, 13, kCortical, 0.85, 17, 13.5);  // vertebral bodies
  build.tube({0, 34, 58}, {0, 30, 385}, 11, {230, marrow}, 0.82, 17, 13.5);
  build.tube({0, 51, 58}, {0, 47, 400}, 7, {30, 0.9F});             // spinal canal
  build.tube({0, 60, 58}, {0, 55, 385}, 4, kCortical, 1.8, 17, 8);  // spinous processes
  build.ellipsoid({0, 44, 66}, {26, 11, 27}, {260, marrow});        // sacrum
  build.pair({56, 14, 88}, {7, 33, 33}, {430, marrow}, 0.45);       // iliac wings
  build.pair({54, 6, 34}, {17, 17, 16}, kCartilage);
  build.pair({57, 1, 24}, {13, 13, 13}, {330, marrow});
  build.ellipsoid({0, -44, 14}, {30, 6, 7}, {350, 0.9F});  // pubic bones
}

}  // namespace

Anatomy make_anatomy(PatientTruth const& patient, std::uint64_t seed) {
  CounterRandom const random(seed, {patient.number, 50});
  double const girth = std::sqrt(patient.body_scale) * std::sqrt(std::sqrt(patient.body_scale)) *
                       random.uniform(0, 0.96, 1.05);  // height^(3/4)
  Builder build(girth, patient.body_scale);
  add_skin_and_limbs(build);
  build.shapes.push_back({make_trunk(build, 15 * girth), kAbdomen});
  add_chest(build, random);
  add_abdomen(build, patient, random);
  add_skeleton(build, patient);
  add_head(build, random);

  Anatomy anatomy;
  anatomy.abdominal_wall = make_trunk(build, 12 * girth);
  anatomy.spine = Tube{build.scaled({0, 34, 58}), build.scaled({0, 30, 385}), 15 * girth, 0.95, 0, 0};
  double const room = std::clamp(1.15 - patient.max_diameter_cm / (15 * patient.body_scale), 0.15,
                                 1.0);  // a large tumour crosses the middle
  anatomy.tumour_site =
      build.scaled({patient.side * 36.0 * room, 4 + random.uniform(1, -4, 4), 172 + random.uniform(2, -8, 8)});
  anatomy.shapes = std::move(build.shapes);
  return anatomy;
}

}  // namespace petra::phantom
