// A kernel marked PETRA_VECTOR_CLONES is compiled twice, for the floor (x86-64-v2) and for AVX2; the loader picks what
// the machine has. The clones give the same bits: whole numbers, or floating point without contraction and in the
// written order.
#pragma once

#include <cstdint>
#include <cstring>

// The compiler clones plain functions only: no templates, and what they call must be inlined to be cloned with them.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PETRA_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
// For kernels that call std::fma: an instruction where the machine has it, else the C library's slow but equal one.
#define PETRA_FUSED_CLONES __attribute__((target_clones("fma", "default")))
#else
#define PETRA_VECTOR_CLONES
#define PETRA_FUSED_CLONES
#endif

namespace petra {

// Bytes handled together; each arithmetic operator and comparison works lane by lane. Never a parameter or a result of
// a function that is not inlined: how they are passed differs between the clones.
using ByteLanes = std::uint8_t __attribute__((vector_size(32)));

inline constexpr std::int64_t kByteLanes = 32;

// Lanes from and to memory of any alignment.
template <class Lanes>
[[gnu::always_inline]] inline void load_lanes(void const* from, Lanes& lanes) {
  std::memcpy(&lanes, from, sizeof lanes);
}
template <class Lanes>
[[gnu::always_inline]] inline void store_lanes(Lanes const& lanes, void* to) {
  std::memcpy(to, &lanes, sizeof lanes);
}

// A length rounded up to whole ByteLanes.
[[nodiscard]] constexpr std::int64_t whole_byte_lanes(std::int64_t length) {
  return (length + kByteLanes - 1) / kByteLanes * kByteLanes;
}

}  // namespace petra
