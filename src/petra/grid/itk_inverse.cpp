#include "petra/grid/itk_inverse.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace petra {

namespace {

// The Euclidean norm of count numbers, scaled by the largest so far (BLAS's older dnrm2).
double scaled_norm(double const* values, int count) {
  if (count == 1) return std::abs(values[0]);
  double scale = 0, sum = 1;
  for (int i = 0; i < count; ++i) {
    if (values[i] == 0) continue;
    double const size = std::abs(values[i]);
    if (scale < size) {
      double const ratio = scale / size;
      sum = sum * (ratio * ratio) + 1;
      scale = size;
    } else {
      double const ratio = size / scale;
      sum += ratio * ratio;
    }
  }
  return scale * std::sqrt(sum);
}

// Makes values the vector of a Householder reflection, its first element between 1 and 2 (or leaves zeros); returns
// what the reflection maps the first element to.
double make_reflection(double* values, int count) {
  double norm = scaled_norm(values, count);
  if (norm != 0) {
    if (values[0] != 0) norm = std::copysign(norm, values[0]);
    double const factor = 1 / norm;
    for (int i = 0; i < count; ++i) values[i] = factor * values[i];
    values[0] += 1;
  }
  return -norm;
}

void reflect(double const* vector, double* values, int count) {
  double product = 0;
  for (int i = 0; i < count; ++i) product += vector[i] * values[i];
  double const factor = -product / vector[0];
  for (int i = 0; i < count; ++i) values[i] += factor * vector[i];
}

struct Rotation {
  double cosine, sine;
};

// The plane rotation that turns (a, b) to (a', 0); a becomes a'.
Rotation make_rotation(double& a, double const b) {
  double const scale = std::abs(a) + std::abs(b);
  if (scale == 0) {
    a = 0;
    return {1, 0};
  }
  double const leading = std::abs(a) > std::abs(b) ? a : b;
  double const p = a / scale, q = b / scale;
  double const length = std::copysign(1.0, leading) * (scale * std::sqrt(p * p + q * q));
  Rotation const rotation{a / length, b / length};
  a = length;
  return rotation;
}

template <int N>
class SingularValues {
 public:
  using Matrix = Eigen::Matrix<double, N, N>;

  explicit SingularValues(Matrix const& matrix) : x_(matrix) {
    make_bidiagonal();
    gather_left();
    gather_right();
    find_values();
  }

  [[nodiscard]] Matrix inverse() const {
    Matrix scaled, result;
    for (int r = 0; r < N; ++r) {
      for (int c = 0; c < N; ++c) {
        double const value = std::abs(s_[c]);
        scaled(r, c) = value == 0 ? 0 : v_(r, c) * (1 / value);
      }
    }
    for (int r = 0; r < N; ++r) {
      for (int c = 0; c < N; ++c) {
        double sum = 0;
        for (int k = 0; k < N; ++k) sum += scaled(r, k) * u_(c, k);
        result(r, c) = sum;
      }
    }
    return result;
  }

 private:
  // Columns lie one after the other, so that a column is a plain array.
  static double* column(Matrix& matrix, int from_row, int c) { return matrix.data() + c * N + from_row; }

  void rotate_columns(Matrix& matrix, int a, int b, Rotation const& by) {
    for (int r = 0; r < N; ++r) {
      double const turned = by.cosine * matrix(r, a) + by.sine * matrix(r, b);
      matrix(r, b) = by.cosine * matrix(r, b) - by.sine * matrix(r, a);
      matrix(r, a) = turned;
    }
  }

  // The diagonal into s, the elements above it into e; the reflections into the columns of u and v.
  void make_bidiagonal() {
    for (int l = 0; l < N - 1; ++l) {
      s_[l] = make_reflection(column(x_, l, l), N - l);
      for (int j = l + 1; j < N; ++j) {
        if (s_[l] != 0) reflect(column(x_, l, l), column(x_, l, j), N - l);
        e_[j] = x_(l, j);
      }
      for (int r = l; r < N; ++r) u_(r, l) = x_(r, l);
      if (l < N - 2) reflect_rows(l);
    }
    s_[N - 1] = x_(N - 1, N - 1);
    e_[N - 2] = x_(N - 2, N - 1);
    e_[N - 1] = 0;
  }

  void reflect_rows(int l) {
    int const next = l + 1;
    e_[l] = make_reflection(e_ + next, N - next);
    if (e_[l] != 0) {
      double work[N] = {};
      for (int j = next; j < N; ++j) {
        for (int r = next; r < N; ++r) work[r] += e_[j] * x_(r, j);
      }
      for (int j = next; j < N; ++j) {
        double const factor = -e_[j] / e_[next];
        for (int r = next; r < N; ++r) x_(r, j) += factor * work[r];
      }
    }
    for (int r = next; r < N; ++r) v_(r, l) = e_[r];
  }

  void gather_left() {
    for (int r = 0; r < N; ++r) u_(r, N - 1) = r == N - 1 ? 1 : 0;
    for (int l = N - 2; l >= 0; --l) {
      if (s_[l] != 0) {
        for (int j = l + 1; j < N; ++j) reflect(column(u_, l, l), column(u_, l, j), N - l);
        for (int r = l; r < N; ++r) u_(r, l) = -u_(r, l);
        u_(l, l) += 1;
        for (int r = 0; r < l; ++r) u_(r, l) = 0;
      } else {
        for (int r = 0; r < N; ++r) u_(r, l) = r == l ? 1 : 0;
      }
    }
  }

  void gather_right() {
    for (int l = N - 1; l >= 0; --l) {
      if (l < N - 2 && e_[l] != 0) {
        for (int j = l + 1; j < N; ++j) reflect(column(v_, l + 1, l), column(v_, l + 1, j), N - l - 1);
      }
      for (int r = 0; r < N; ++r) v_(r, l) = r == l ? 1 : 0;
    }
  }

  // The elements e above the diagonal to zero, from the last upwards.
  void find_values() {
    constexpr int kMostSteps = 1000;
    int steps = 0;
    for (int last = N - 1; last >= 0 && steps < kMostSteps;) {
      int const split = negligible_above(last);  // e[split] is 0 (-1: none), s[split + 1] … s[last] hang together
      if (split == last - 1) {
        finish(last);
        --last;
        steps = 0;
        continue;
      }
      int const zero = negligible_value(split, last);
      if (zero == split) {
        qr_step(split + 1, last);
        ++steps;
      } else if (zero == last) {
        deflate_last(split + 1, last);
      } else {
        split_at(zero + 1, last);
      }
    }
  }

  int negligible_above(int last) {
    for (int l = last - 1; l >= 0; --l) {
      double const test = std::abs(s_[l]) + std::abs(s_[l + 1]);
      if (test + std::abs(e_[l]) == test) {
        e_[l] = 0;
        return l;
      }
    }
    return -1;
  }

  int negligible_value(int split, int last) {
    for (int l = last; l > split; --l) {
      double test = 0;
      if (l != last) test += std::abs(e_[l]);
      if (l != split + 1) test += std::abs(e_[l - 1]);
      if (test + std::abs(s_[l]) == test) {
        s_[l] = 0;
        return l;
      }
    }
    return split;
  }

  void deflate_last(int first, int last) {
    double f = std::exchange(e_[last - 1], 0);
    for (int k = last - 1; k >= first; --k) {
      auto const rotation = make_rotation(s_[k], f);
      if (k != first) {
        f = -rotation.sine * e_[k - 1];
        e_[k - 1] = rotation.cosine * e_[k - 1];
      }
      rotate_columns(v_, k, last, rotation);
    }
  }

  void split_at(int first, int last) {
    double f = std::exchange(e_[first - 1], 0);
    for (int k = first; k <= last; ++k) {
      auto const rotation = make_rotation(s_[k], f);
      f = -rotation.sine * e_[k];
      e_[k] = rotation.cosine * e_[k];
      rotate_columns(u_, k, first - 1, rotation);
    }
  }

  void qr_step(int first, int last) {
    double const scale = std::max(
        {std::abs(s_[last]), std::abs(s_[last - 1]), std::abs(e_[last - 1]), std::abs(s_[first]), std::abs(e_[first])});
    double const sm = s_[last] / scale, before = s_[last - 1] / scale, above = e_[last - 1] / scale;
    double const sl = s_[first] / scale, el = e_[first] / scale;
    double const b = ((before + sm) * (before - sm) + above * above) / 2;
    double const product = sm * above, c = product * product;
    double shift = 0;
    if (b != 0 || c != 0) {
      shift = std::sqrt(b * b + c);
      if (b < 0) shift = -shift;
      shift = c / (b + shift);
    }
    double f = (sl + sm) * (sl - sm) + shift;
    double g = sl * el;
    for (int k = first; k < last; ++k) {
      auto turn = make_rotation(f, g);
      if (k != first) e_[k - 1] = f;
      f = turn.cosine * s_[k] + turn.sine * e_[k];
      e_[k] = turn.cosine * e_[k] - turn.sine * s_[k];
      g = turn.sine * s_[k + 1];
      s_[k + 1] = turn.cosine * s_[k + 1];
      rotate_columns(v_, k, k + 1, turn);
      turn = make_rotation(f, g);
      s_[k] = f;
      f = turn.cosine * e_[k] + turn.sine * s_[k + 1];
      s_[k + 1] = -turn.sine * e_[k] + turn.cosine * s_[k + 1];
      g = turn.sine * e_[k + 1];
      e_[k + 1] = turn.cosine * e_[k + 1];
      rotate_columns(u_, k, k + 1, turn);
    }
    e_[last - 1] = f;
  }

  // A value found: made positive, and moved behind the larger ones.
  void finish(int at) {
    if (s_[at] < 0) {
      s_[at] = -s_[at];
      v_.col(at) = -v_.col(at);
    }
    for (int l = at; l + 1 < N && s_[l] < s_[l + 1]; ++l) {
      std::swap(s_[l], s_[l + 1]);
      v_.col(l).swap(v_.col(l + 1));
      u_.col(l).swap(u_.col(l + 1));
    }
  }

  Matrix x_, u_ = Matrix::Zero(), v_ = Matrix::Zero();
  double s_[N] = {}, e_[N] = {};
};

}  // namespace

template <int N>
Eigen::Matrix<double, N, N> itk_inverse(Eigen::Matrix<double, N, N> const& matrix) {
  return SingularValues<N>(matrix).inverse();
}

template Eigen::Matrix2d itk_inverse<2>(Eigen::Matrix2d const&);
template Eigen::Matrix3d itk_inverse<3>(Eigen::Matrix3d const&);

}  // namespace petra
