"""Mechanics of running the whole funnel again in `petra study run`: the tables, the same bytes whatever --jobs is, stopped and gone on with.

usage: study_resampling_test.py PETRA
"""
import contextlib
import csv
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
PATIENTS, TRAINING, FEATURES = 60, 42, 25

STUDY = """name: Resampled
cohort: cohort.csv
id: patient_id
outcome: {{column: y}}
features: {{table: features.csv, second_reader: second.csv}}
clinical: {{continuous: [age, marker], categorical: [gender]}}
centre: hospital
split: {{column: set}}
models: {{rivals: []}}
evaluation: {{bootstrap: 0, seed: 1, funnel_bootstrap: {bootstrap}, nested_cv: {{folds: 4, repeats: 2}}, permutations: 5}}
"""


def write_rows(path, rows):
    with open(path, 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)


def read_rows(path):
    with open(path, newline='', encoding='utf-8') as stream:
        return list(csv.DictReader(stream))


def make_study(path, bootstrap):
    draw = random.Random(5)
    names = [f'PET_original_firstorder_F{k}' for k in range(FEATURES)]
    cohort = [['patient_id', 'y', 'set', 'age', 'marker', 'gender', 'hospital']]
    features, second = [['patient_id'] + names], [['patient_id'] + names]
    for i in range(PATIENTS):
        y = i % 2
        cohort.append([f'P{i:03d}', y, 'train' if i < TRAINING else 'test', round(draw.uniform(1, 10), 1), round(draw.gauss(1.8 * y, 1), 3),
                       draw.choice(['Female', 'Male']), draw.choice(['A', 'B', ''])])
        row = [round(draw.gauss(y if k < 3 else 0, 1), 6) for k in range(FEATURES)]
        features.append([f'P{i:03d}'] + row)
        if i % 3 == 0:
            second.append([f'P{i:03d}'] + [round(v + draw.gauss(0, 0.1), 6) for v in row])
    path.mkdir(parents=True, exist_ok=True)
    write_rows(path / 'cohort.csv', cohort)
    write_rows(path / 'features.csv', features)
    write_rows(path / 'second.csv', second)
    (path / 'study.yaml').write_text(STUDY.format(bootstrap=bootstrap))
    return path


def command(folder, *words):
    return [PETRA, 'study', 'run', str(folder), '--until', 'tables', *words]


def tables(folder):
    return {f.name: f.read_bytes() for f in sorted((folder / 'results/tables').glob('*.csv'))}


class Resampling(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name)

    def test_tables_and_same_bytes_with_one_and_two_threads(self):
        folders = {jobs: make_study(self.root / str(jobs), 12) for jobs in (1, 2)}
        for jobs, folder in folders.items():
            run = subprocess.run(command(folder, '--jobs', str(jobs)), capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(tables(folders[1]), tables(folders[2]))
        found = folders[1] / 'results/tables'
        optimism = read_rows(found / 'optimism.csv')
        self.assertEqual(len(optimism), 12)
        for row in optimism:
            self.assertAlmostEqual(float(row['corrected']), float(row['apparent']) - float(row['optimism']), places=12)
            self.assertAlmostEqual(float(row['optimism']), float(row['training']) - float(row['test']), places=12)
        self.assertEqual({row['repeats'] for row in read_rows(found / 'nested_cv.csv')}, {'2'})
        for row in read_rows(found / 'permutation.csv'):
            self.assertGreaterEqual(float(row['p']), 1 / 6 - 1e-12)
        self.assertEqual(len(read_rows(found / 'fold_seeds.csv')), 12)
        kinds = {row['kind'] for row in read_rows(found / 'selection_frequency.csv')}
        self.assertEqual(kinds, {'feature', 'clinical'})
        levels = {(row['variable'], row['level']) for row in read_rows(found / 'subgroups.csv')}
        self.assertIn(('centre', 'B'), levels)
        self.assertIn(('gender', 'Male'), levels)
        self.assertEqual([row['model'] for row in read_rows(found / 'sample_size.csv')], ['clinical', 'radiomics'])
        for row in read_rows(found / 'fdr.csv'):
            if row['p']:
                self.assertGreaterEqual(float(row['p_adjusted']), float(row['p']))

    @staticmethod
    def records(path):
        if not path.exists():
            return 0
        try:
            with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True)) as database:
                return database.execute('SELECT count(*) FROM resamples').fetchone()[0]
        except sqlite3.Error:  # not made yet
            return 0

    def test_interrupted_it_goes_on_where_it_was(self):
        whole, cut = make_study(self.root / 'whole', 150), make_study(self.root / 'cut', 150)
        self.assertEqual(subprocess.run(command(whole), capture_output=True).returncode, 0)
        process = subprocess.Popen(command(cut, '--jobs', '1'), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        kept = cut / 'results/resamples.sqlite'
        deadline = time.monotonic() + 60
        while process.poll() is None and self.records(kept) < 3 and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        message = process.communicate(timeout=120)[1]
        if process.returncode != 0:  # a fast machine may be done
            self.assertEqual(process.returncode, 130, message)
            self.assertIn('Run the same command again to go on', message)
            self.assertFalse((cut / 'results/tables/optimism.csv').exists())
        again = subprocess.run(command(cut), capture_output=True, text=True)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn('known', again.stderr)
        self.assertEqual(tables(cut), tables(whole))

    def test_a_changed_value_is_never_answered_from_old_resamples(self):
        folder = make_study(self.root / 'study', 6)
        subprocess.run(command(folder), capture_output=True)
        before = tables(folder)['optimism.csv']
        with open(folder / 'features.csv', newline='', encoding='utf-8') as stream:
            rows = list(csv.reader(stream))
        rows[1][1] = '9.5'
        write_rows(folder / 'features.csv', rows)
        run = subprocess.run(command(folder), capture_output=True, text=True)
        self.assertNotIn('known', run.stderr)
        self.assertNotEqual(tables(folder)['optimism.csv'], before)

    def test_too_many_folds_are_refused(self):
        folder = make_study(self.root / 'study', 0)
        text = (folder / 'study.yaml').read_text()
        (folder / 'study.yaml').write_text(text.replace('folds: 4', 'folds: 30'))
        run = subprocess.run(command(folder), capture_output=True, text=True)
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertIn('Use fewer folds', run.stderr)


if __name__ == '__main__':
    unittest.main()
