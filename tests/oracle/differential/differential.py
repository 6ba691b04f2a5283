"""petra against a live PyRadiomics 3.0.1 on random cases: random images, masks and parameter files.

usage: differential.py [--cases 200] [--seed 1] [--only N[,N…]] [--jobs 2] [--keep FOLDER] [--verbose]

Prints the worst difference of every feature with the command that makes it again, how often each quirk of PyRadiomics was met, and every
difference. Values must agree to 1e-9 (original image) or 1e-6 (filtered), with tolerance.py's floors; names and their order, diagnostics and
refusals must be PyRadiomics'. Only a row of excuses.py (docs/validation.md) excuses a difference. PETRA_BINARY names the program.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import sys
import tempfile
import time

# Before anything imports numpy: its AVX-512 kernels of log and exp differ in the last bit from the C library's.
os.environ.setdefault('NPY_DISABLE_CPU_FEATURES', 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL')

# With several threads ITK sums the mean and variance of `normalize` in parts, so its result hangs on their number: petra's is that of one.
os.environ.setdefault('ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS', '1')

PROJECT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'pyradiomics'))

import excuses  # noqa: E402
from draw_case import draw_case  # noqa: E402
from quirks import QUIRKS  # noqa: E402
from run_case import run_case  # noqa: E402

LEAST_HITS, LEAST_CASES = 10, 200  # each quirk is met by so many cases of so many


def run_numbers(seed, numbers, binary, keep):
    """Results of some cases, in one process."""
    results = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(keep) / ('case%d' % number) if keep else pathlib.Path(folder)
            target.mkdir(parents=True, exist_ok=True)
            results.append(run_case(draw_case(seed, number), target, binary))
    return results


def all_results(arguments, numbers, binary):
    if arguments.jobs == 1 or len(numbers) < 4:
        return run_numbers(arguments.seed, numbers, binary, arguments.keep)
    chunk = 8  # cases in a row have different themes, so chunks cost about the same
    parts = [numbers[i:i + chunk] for i in range(0, len(numbers), chunk)]
    results = []
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        for part in pool.map(run_numbers, [arguments.seed] * len(parts), parts, [binary] * len(parts), [arguments.keep] * len(parts)):
            results += part
    return results


def print_worst(results, seed):
    worst = collections.defaultdict(lambda: (0.0, 0, ''))
    counts = collections.Counter()
    for result in results:
        for (group, feature), (relative, name) in result.worst.items():
            worst[group, feature] = max(worst[group, feature], (relative, result.number, name))
        counts.update(result.counts)
    print('\nworst relative difference per feature (0: equal, or within the absolute floor)')
    for (group, feature), (relative, number, name) in sorted(worst.items()):
        again = '' if relative == 0 else '%s  --seed %d --only %d' % (name, seed, number)
        print('  %-8s %-45s %7d values  %.1e  %s' % (group, feature, counts[group, feature], relative, again))


def print_quirks(results, names):
    """Prints how many cases met each quirk; those met too seldom."""
    hits = collections.Counter(name for result in results for name in result.quirks)
    print('\ncases that met each quirk')
    for name in names:
        print('  %5d  %s' % (hits[name], name))
    least = LEAST_HITS * len(results) // LEAST_CASES if len(results) >= LEAST_CASES else 0
    return ['the quirk "%s" was met by %d cases, %d at least are wanted' % (name, hits[name], least) for name in names if hits[name] < least]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--cases', type=int, default=200)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', default='', help='these case numbers')
    parser.add_argument('--jobs', type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument('--keep', help='folder for images, masks and parameter files')
    parser.add_argument('--verbose', action='store_true', help='one line per case, and all of its differences')
    arguments = parser.parse_args()
    binary = os.environ.get('PETRA_BINARY', str(PROJECT / 'build/release/petra'))
    started = time.monotonic()
    numbers = [int(n) for n in arguments.only.split(',')] if arguments.only else list(range(arguments.cases))
    print('differential: %d cases, seed %d' % (len(numbers), arguments.seed), flush=True)
    results = all_results(arguments, numbers, binary)
    failures = excuses.check_table(PROJECT)
    for result in results:
        if arguments.verbose:
            print('%s %s' % ('FAIL' if result.failures else 'ok  ', result.title))
        shown = result.failures if arguments.verbose else result.failures[:4]
        failures += ['%s: %s  (--seed %d --only %d)' % (result.title, text, arguments.seed, result.number) for text in shown]
    print_worst(results, arguments.seed)
    too_seldom = print_quirks(results, [name for name, _, _ in QUIRKS])
    excused = collections.Counter(name for result in results for name in result.excuses)
    for name, count in sorted(excused.items()):
        print('excused: %d cases by %s (docs/validation.md)' % (count, name))
    failures += too_seldom
    for line in failures:
        print('FAIL ' + line)
    checked, refused = sum(r.checked for r in results), sum(r.refused for r in results)
    failed = sum(bool(r.failures) for r in results)
    print('%d cases (%d refused by both, %d left out: too many grey levels for PyRadiomics), %d values checked, %d cases failed, seed %d, %.0f s' % (len(results), refused, sum(r.left_out for r in results), checked, failed, arguments.seed,
                                                                                                 time.monotonic() - started))
    if checked == 0:
        sys.exit('nothing was checked')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
