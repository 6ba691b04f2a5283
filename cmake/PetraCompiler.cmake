# What every target is compiled with.
#
# Exactness (docs/architecture.md, "Numbers"): no contraction into fused multiply-add, no fast-math: a kernel gives the bits of
# its written order of operations, on every machine. x86-64-v2 is the floor; kernels that profit from AVX2 carry their own clones.
add_library(petra_compiler INTERFACE)
target_compile_options(petra_compiler INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -ffp-contract=off -fno-math-errno -fvisibility=hidden -fPIC)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(petra_compiler INTERFACE -Wno-restrict)  # false alarms on `"text" + std::string` (GCC bug 105651)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(petra_compiler INTERFACE -march=x86-64-v2)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG -g1")
