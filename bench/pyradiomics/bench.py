"""petra extract --jobs 1 against PyRadiomics 3.0.1: same files, same configuration (the reference study's 1,316 features), interleaved.

usage: bench.py --petra build/release/petra [--runs 5] [--slow-runs 5] [--cases pet_a ct_a ct_1m ct_a_full]

Run under the oracles' Python (make bench does). Each run is a whole process: start, read, compute, write. Before any time is believed
the two outputs are compared (tests/oracle/pyradiomics/tolerance.py). CPU is user + system, peak memory is the process's largest resident set
(as wait4 gives it; a process smaller than this script shows this script's size). Ratios are PyRadiomics / petra of runs side by side.
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / 'tests/oracle/pyradiomics'))
import tolerance  # noqa: E402

GENERATOR = PROJECT / 'tests/data/reference/pyradiomics/paper_config'
CASES = {'pet_a': 'pet', 'ct_a': 'ct', 'ct_1m': 'ct', 'ct_a_full': 'ct'}
SLOW = ('ct_1m', 'ct_a_full')
BIN_WIDTH = {'ct': 25, 'pet': 0.3}
FAMILIES = ('shape', 'firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm')


def files_of(case, folder):
    """Image and mask, drawn when they are not there (synthetic, fixed seeds)."""
    stored = GENERATOR / 'cases'
    for place in (stored, folder):
        paths = [place / ('%s_%s.nrrd' % (case, part)) for part in ('image', 'label')]
        if all(p.is_file() for p in paths):
            return paths
    folder.mkdir(parents=True, exist_ok=True)
    print('drawing %s …' % case, flush=True)
    subprocess.run([sys.executable, str(GENERATOR / 'make_cases.py'), str(folder), case], check=True, stdout=subprocess.DEVNULL)
    return [folder / ('%s_%s.nrrd' % (case, part)) for part in ('image', 'label')]


def measure(command, environment):
    """Runs a process alone; returns (cpu seconds, wall seconds, peak MiB). Raises when it fails."""
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            log.seek(0)
            raise RuntimeError('%s ended with %d:\n%s' % (' '.join(command), process.returncode, log.read().decode()[-2000:]))
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def features_of(path):
    rows = json.loads(pathlib.Path(path).read_text())
    return {k: (float('nan') if v is None else v) for k, v in rows[0].items() if len(k.split('_')) > 2 and k.rsplit('_', 2)[1] in FAMILIES}, rows[0]


def compare(petra_path, pyradiomics_path, modality):
    """Number of equal features and the worst relative difference; raises on any difference."""
    actual, _ = features_of(petra_path)
    expected, row = features_of(pyradiomics_path)
    expected = {k: float(v) for k, v in expected.items()}
    if list(actual) != list(expected) or not expected:
        raise RuntimeError('the two give other names or another order')
    voxels, spacing = int(row['diagnostics_Mask-original_VoxelNum']), row['diagnostics_Image-original_Spacing']
    scales, worst, wrong = {}, (0.0, ''), []
    for name, value in expected.items():
        image = tolerance.split_name(name)[0]
        if image not in scales:
            scales[image] = tolerance.region_scale(expected, image, BIN_WIDTH[modality], voxels, math.prod(float(s) for s in spacing))
        same, relative = tolerance.judge(name, value, actual[name], scales[image])
        if same:
            worst = max(worst, (relative, name))
        else:
            wrong.append('%s: petra %r, PyRadiomics %r' % (name, actual[name], value))
    if wrong:
        raise RuntimeError('%d values differ: %s' % (len(wrong), '; '.join(wrong[:5])))
    return len(expected), worst[0]


def spread(values, form='%.1f'):
    return (form + ' (' + form + '–' + form + ')') % (statistics.median(values), min(values), max(values))


def run_case(case, modality, runs, petra, folder):
    image, mask = files_of(case, folder)
    one_thread = dict(os.environ, OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1', ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS='1', PYTHONWARNINGS='ignore',
                      NPY_DISABLE_CPU_FEATURES='AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL')
    results = {'petra': [], 'pyradiomics': []}
    with tempfile.TemporaryDirectory() as temporary:
        for run in range(runs):
            outputs = [os.path.join(temporary, '%s_%d.json' % (name, run)) for name in results]
            results['petra'].append(measure([petra, 'extract', str(image), str(mask), '--param', 'builtin:' + modality, '--format', 'json', '--jobs', '1', '--out', outputs[0]], one_thread))
            results['pyradiomics'].append(measure([os.path.join(os.path.dirname(sys.executable), 'pyradiomics'), str(image), str(mask), '--param', str(GENERATOR / ('params_%s.yaml' % modality)),
                                                   '--format', 'json', '--out', outputs[1]], one_thread))
            count, worst = compare(*outputs, modality)
            print('  %s run %d: petra %.3f s CPU, %.3f s, %.0f MiB; PyRadiomics %.2f s CPU, %.2f s, %.0f MiB' % (case, run + 1, *results['petra'][-1], *results['pyradiomics'][-1]), flush=True)
    pairs = list(zip(results['petra'], results['pyradiomics']))
    row = {'case': case, 'features': count, 'worst_relative_difference': worst, 'runs': runs, **results}
    row['ratios'] = {name: [b[k] / a[k] for a, b in pairs] for k, name in enumerate(('cpu', 'wall', 'memory'))}
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--petra', default=str(PROJECT / 'build/release/petra'))
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--slow-runs', type=int, help='runs of %s (default: as --runs)' % ' and '.join(SLOW))
    parser.add_argument('--cases', nargs='*', default=list(CASES), choices=list(CASES))
    parser.add_argument('--data', default=str(PROJECT / 'build/bench-data'))
    arguments = parser.parse_args()
    rows = []
    for case in arguments.cases:
        runs = arguments.slow_runs if arguments.slow_runs and case in SLOW else arguments.runs
        rows.append(run_case(case, CASES[case], runs, arguments.petra, pathlib.Path(arguments.data)))
    print('\nPyRadiomics 3.0.1 / petra --jobs 1, whole processes, median (range)')
    print('%-10s %8s %9s %22s %22s %20s %28s' % ('case', 'features', 'worst', 'CPU ratio', 'wall ratio', 'memory ratio', 'petra CPU s, MiB (median)'))
    for row in rows:
        cpu, memory = (statistics.median(r[k] for r in row['petra']) for k in (0, 2))
        print('%-10s %8d %9.1e %22s %22s %20s %20.3f s %5.0f' % (row['case'], row['features'], row['worst_relative_difference'], *(spread(row['ratios'][k]) for k in ('cpu', 'wall', 'memory')), cpu, memory))
    target = PROJECT / 'build/bench/pyradiomics.json'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=1) + '\n')
    print('every run: %s' % target.relative_to(PROJECT))


if __name__ == '__main__':
    try:
        main()
    except RuntimeError as problem:
        sys.exit('bench.py: %s' % problem)
