"""Times the bootstrap of the whole funnel (B = 1,000, the readers' list fixed) on the simulated study of the reference data, on one thread and
on two, checks that both write the same bytes, and times R (glmnet) on the first resamples where Rscript is there.

usage: bench.py [--petra build/release/petra] [--resamples 1000] [--r-resamples 10]
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

STUDY = """name: Bench
cohort: clinical.csv
id: id
outcome: {{column: bmi, positive: 1}}
features: {{table: features_reader1.csv.gz, second_reader: features_reader2.csv.gz}}
clinical:
  continuous: [age, max_diameter, nse, ferritin, ldh, vma, hva, suvmax, suvmean, mtv, tlg]
  categorical: [gender]
split: {{column: set, train: train, test: test}}
selection: {{lasso: {{folds: 5, fold_column: foldid}}}}
models: {{rivals: []}}
evaluation: {{bootstrap: 0, seed: 1, funnel_bootstrap: {resamples}, funnel_icc: fixed}}
"""


def reference_root():
    named = os.environ.get('PETRA_REFERENCE_DIR')
    here = pathlib.Path(__file__).resolve().parents[2]
    for root in [named, here.parent / 'shared/reference', here / 'tests/data/reference']:
        if root and (pathlib.Path(root) / 'statistics/pipeline/sim_133').is_dir():
            return pathlib.Path(root)
    raise SystemExit('no reference data: set PETRA_REFERENCE_DIR')


def run(petra, folder, jobs):
    start, before = time.perf_counter(), os.times()
    done = subprocess.run([petra, 'study', 'run', folder, '--until', 'tables', '--jobs', str(jobs)], capture_output=True, text=True)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--petra', default='build/release/petra')
    parser.add_argument('--resamples', type=int, default=1000)
    parser.add_argument('--r-resamples', type=int, default=10)
    options = parser.parse_args()
    data = reference_root() / 'statistics/pipeline/sim_133'
    with tempfile.TemporaryDirectory() as scratch:
        tables = {}
        for jobs in (1, 2):
            folder = pathlib.Path(scratch) / str(jobs)
            folder.mkdir()
            for name in ('clinical.csv', 'features_reader1.csv.gz', 'features_reader2.csv.gz'):
                shutil.copy(data / name, folder)
            (folder / 'study.yaml').write_text(STUDY.format(resamples=options.resamples))
            wall, cpu = run(options.petra, folder, jobs)
            print(f'petra, {jobs} thread{"s" if jobs > 1 else ""}: {options.resamples} resamples, {wall:.1f} s wall, {cpu:.1f} s CPU, whole process')
            tables[jobs] = {p.name: p.read_bytes() for p in sorted((folder / 'results/tables').iterdir())}
        if tables[1] != tables[2]:
            raise SystemExit('the tables of one and two threads differ')
        print('same bytes with one and two threads')
        if shutil.which('Rscript') and options.r_resamples > 0:
            folder = pathlib.Path(scratch) / 'r'
            shutil.copytree(data, folder)
            start, before = time.perf_counter(), os.times()
            subprocess.run(['Rscript', data.parent / 'optimism.R', folder, str(options.r_resamples)], check=True, capture_output=True)
            wall, after = time.perf_counter() - start, os.times()
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            print(f'R: {options.r_resamples} resamples, {wall:.1f} s wall, {cpu:.1f} s CPU with loading; {options.resamples} by extrapolation {wall / options.r_resamples * options.resamples:.0f} s')


if __name__ == '__main__':
    main()
