"""Writes src/petra/filter/wavelet_<family>.cpp: the wavelets' published taps as PyWavelets 1.9.0 prints them with repr.

Run:  python make_wavelet_tables.py src/petra/filter
"""
import pathlib
import sys

import pywt

BIORTHOGONAL = "1.1 1.3 1.5 2.2 2.4 2.6 2.8 3.1 3.3 3.5 3.7 3.9 4.4 5.5 6.8".split()
FAMILIES = {
    "daubechies": ("Daubechies wavelets; haar is db1", ["db%d" % order for order in range(1, 39)]),
    "symlets": ("Symlets", ["sym%d" % order for order in range(2, 21)]),
    "coiflets": ("Coiflets and the discrete Meyer wavelet", ["coif%d" % order for order in range(1, 18)] + ["dmey"]),
    "biorthogonal": ("Biorthogonal wavelets; the reverse ones (rbio) swap the two filters of their bior",
                     ["bior" + order for order in BIORTHOGONAL]),
}


def constant(name, taps):
    lines, line = [], "   "
    for text in (repr(float(tap)) + "," for tap in taps):
        if len(line) + len(text) > 117:
            lines.append(line)
            line = "   "
        line += " " + text
    return "constexpr double k_%s[] = {\n%s\n};\n" % (name.replace(".", "_"), "\n".join(lines + [line]))


def family_file(family, title, names):
    reverse = family == "biorthogonal"
    constants, rows = [], []
    for name in names:
        wavelet, identifier = pywt.Wavelet(name), name.replace(".", "_")
        assert wavelet.dec_len % 2 == 0
        constants.append(constant(name, wavelet.dec_lo))
        if not reverse:
            assert list(wavelet.rec_lo) == list(wavelet.dec_lo)[::-1], name
            rows.append('{"%s", k_%s, {}, false},' % (name, identifier))
            if name == "db1":
                rows.append('{"haar", k_db1, {}, false},')
            continue
        partner = pywt.Wavelet("rbio" + name[4:])
        assert list(partner.dec_lo) == list(wavelet.rec_lo)[::-1] and list(partner.rec_lo) == list(wavelet.dec_lo)[::-1], name
        constants.append(constant(name + "_reconstruction", wavelet.rec_lo))
        rows.append('{"%s", k_%s, k_%s_reconstruction, false},' % (name, identifier, identifier))
        rows.append('{"rbio%s", k_%s_reconstruction, k_%s, true},' % (name[4:], identifier, identifier))
    return """// %s: low-pass filters of the decomposition%s,
// as PyWavelets 1.9.0 (MIT licence) prints them. Published constants, written by tests/data/filters/make_wavelet_tables.py.
// clang-format off
#include "petra/filter/wavelet_bank.hpp"

namespace petra {

namespace {

%s
}  // namespace

std::span<WaveletRow const> wavelets_of_%s() {
  static constexpr WaveletRow rows[] = {
%s
  };
  return rows;
}

}  // namespace petra
""" % (title, " and of the reconstruction" if reverse else "", "".join(constants), family, "\n".join("      " + row for row in rows))


for family, (title, names) in FAMILIES.items():
    pathlib.Path(sys.argv[1], "wavelet_%s.cpp" % family).write_text(family_file(family, title, names))
