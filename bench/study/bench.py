"""Times `petra study run --until tables` on the simulated study of the reference data (133 patients, 2,632 features, two readers, 1,000 resamples of the
models), whole process, against R's script of the same steps in the same run; and the decision curves with bootstrap limits, refitted in each resample, against
rmda's. Where R lacks a package that its script needs, it is named and R's recorded figure is given as recorded.

usage: bench.py [--petra build/release/petra] [--repeats 5]
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
outcome: {column: bmi, positive: 1}
features: {table: features_reader1.csv.gz, second_reader: features_reader2.csv.gz}
clinical:
  continuous: [age, max_diameter, nse, ferritin, ldh, vma, hva, suvmax, suvmean, mtv, tlg]
  categorical: [{column: gender, reference: Female}]
split: {column: set, train: train, test: test}
selection: {lasso: {folds: 5, rule: min, fold_column: foldid}}
"""
R_PACKAGES = ('glmnet', 'rms', 'pROC', 'e1071', 'nnet', 'caret', 'jsonlite')  # of pipeline.R
RECORDED_SCRIPT, RECORDED_RMDA = 10.7, 7.7  # seconds, R 4.2.2 (rmda 1.6, one model, 1,000 resamples, 100 thresholds), on two cores at 2.1 GHz


def reference_root():
    named = os.environ.get('PETRA_REFERENCE_DIR')
    here = pathlib.Path(__file__).resolve().parents[2]
    for root in [named, here.parent / 'shared/reference', here / 'tests/data/reference']:
        if root and (pathlib.Path(root) / 'statistics/pipeline/sim_133').is_dir():
            return pathlib.Path(root)
    raise SystemExit('no reference data: set PETRA_REFERENCE_DIR')


def timed(*command):
    start, before = time.perf_counter(), os.times()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def best(repeats, prepare, *command):
    """The fastest of some runs, by wall time and by CPU time: other programs on the machine only add to them."""
    runs = []
    for _ in range(repeats):
        prepare()
        runs.append(timed(*command))
    return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)


def missing_in_r(packages):
    if not shutil.which('Rscript'):
        return ['R itself']
    found = subprocess.run(['Rscript', '-e', 'cat(rownames(installed.packages()))'], capture_output=True, text=True).stdout.split()
    return [name for name in packages if name not in found]


def study_run(petra, data, scratch, repeats):
    folder = scratch / 'study'
    folder.mkdir()
    for name in ('clinical.csv', 'features_reader1.csv.gz', 'features_reader2.csv.gz'):
        shutil.copy(data / name, folder)
    (folder / 'study.yaml').write_text(STUDY)
    wall, cpu = best(repeats, lambda: shutil.rmtree(folder / 'results', ignore_errors=True), petra, 'study', 'run', folder, '--until', 'tables')
    print(f'petra study run --until tables, 1,000 resamples: {wall:.2f} s wall, {cpu:.2f} s CPU, whole process, best of {repeats}')
    lacking = missing_in_r(R_PACKAGES)
    if lacking:
        print(f'R: {", ".join(lacking)} not installed here; recorded: {RECORDED_SCRIPT} s. petra takes 1/{RECORDED_SCRIPT / wall:.0f} of that')
        return folder
    copy = scratch / 'r'
    shutil.copytree(data, copy)
    r_wall, r_cpu = timed('Rscript', data.parent / 'pipeline.R', copy)
    print(f'R, pipeline.R: {r_wall:.1f} s wall, {r_cpu:.1f} s CPU, whole process. petra takes 1/{r_wall / wall:.0f} of that')
    return folder


def decision_curves(petra, folder, scratch, repeats):
    """One model alone through `petra dca`. With a refit in each resample: bench/kernels, BM_decision_curve_refitted."""
    table = folder / 'results/tables/predictions.csv'
    output = scratch / 'curve.csv'
    wall, cpu = best(repeats, lambda: output.unlink(missing_ok=True), petra, 'dca', table, '--outcome', 'outcome', '--probability', 'combined',
                     '--bootstrap', '1000', '--out', output)
    print(f'petra dca, one model, 1,000 resamples, 100 thresholds, probabilities kept: {wall:.3f} s wall, {cpu:.3f} s CPU, whole process')
    print(f'rmda, one model refitted in each resample: recorded {RECORDED_RMDA} s (its sources are not on the machine)')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--petra', default='build/release/petra')
    parser.add_argument('--repeats', type=int, default=5)
    options = parser.parse_args()
    petra = pathlib.Path(options.petra).resolve()
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        folder = study_run(petra, reference_root() / 'statistics/pipeline/sim_133', scratch, options.repeats)
        decision_curves(petra, folder, scratch, options.repeats)


if __name__ == '__main__':
    main()
