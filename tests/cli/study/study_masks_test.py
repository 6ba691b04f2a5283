"""Mechanics of a study's masks: the PET mask's metrics as clinical columns, agreement of readers, drawing who is read again.

usage: study_masks_test.py PETRA
The values are those of `petra metrics` and `petra agreement` on the same files, which tests/oracle/metrics holds against other tools."""
import csv
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
PATIENTS, SIDE = 36, 12

STUDY = """name: Masks
cohort: cohort.csv
id: patient_id
outcome: {column: y}
modalities:
  PET: {image: pet, mask: mask, second_reader_mask: mask2, params: small.yaml}
clinical: {continuous: [marker, suvmax, {column: max_diameter, unit: cm}]}
describe: {continuous: [tlg]}
split: {column: set}
selection: {icc: {minimum: 0.1}}
models: {clinical: {screen_p: 1, final_p: 1}}
evaluation: {bootstrap: 0}
"""
PARAMETERS = """imageType: {Original: {}}
featureClass: {firstorder: [], glcm: []}
setting: {binWidth: 1}
"""


def write_nrrd(path, values, kind, code):
    header = f'NRRD0004\ntype: {kind}\ndimension: 3\nsizes: {SIDE} {SIDE} {SIDE}\nspacings: 4 4 3\nendian: little\nencoding: raw\n\n'
    path.write_bytes(header.encode() + struct.pack(f'<{len(values)}{code}', *values))


def ball(radius):
    centre = (SIDE - 1) / 2
    return [int((x - centre) ** 2 + (y - centre) ** 2 + (z - centre) ** 2 <= radius ** 2) for z in range(SIDE) for y in range(SIDE) for x in range(SIDE)]


def make_study(folder):
    draw = random.Random(5)
    masks = {radius: ball(radius) for radius in (3.6, 4.0, 4.5, 4.7)}
    rows = [['patient_id', 'y', 'set', 'marker', 'pet', 'mask', 'mask2']]
    for i in range(PATIENTS):
        y = i % 2
        write_nrrd(folder / f'pet{i}.nrrd', [max(0, draw.gauss(6, 2 + y)) for _ in range(SIDE ** 3)], 'float', 'f')
        write_nrrd(folder / f'mask{i}.nrrd', masks[draw.choice([3.6, 4.5])], 'unsigned char', 'B')
        second = ''
        if i % 3 == 0:
            second = f'second{i}.nrrd'
            write_nrrd(folder / second, masks[draw.choice([4.0, 4.7])], 'unsigned char', 'B')
        rows.append([f'P{i:02}', y, 'train' if i < 26 else 'test', round(draw.gauss(y, 0.8), 3), f'pet{i}.nrrd', f'mask{i}.nrrd', second])
    write_rows(folder / 'cohort.csv', rows)
    (folder / 'study.yaml').write_text(STUDY)
    (folder / 'small.yaml').write_text(PARAMETERS)


def write_rows(path, rows):
    with open(path, 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)


def read_rows(path):
    with open(path, newline='', encoding='utf-8') as stream:
        return list(csv.DictReader(stream))


def petra(*words):
    return subprocess.run([PETRA, *map(str, words)], capture_output=True, text=True, env={**os.environ, 'PETRA_FIGURE_PYTHON': '/nonexistent'})


class StudyMasks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = pathlib.Path(tempfile.mkdtemp(prefix='petra-masks-'))
        make_study(cls.base)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.base)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-masks-')) / 'study'
        shutil.copytree(self.base, self.folder)
        self.addCleanup(shutil.rmtree, self.folder.parent)
        self.tables = self.folder / 'results/tables'

    def run_study(self, *words):
        return petra('study', 'run', self.folder, '--until', 'tables', *words)

    def test_pet_metrics_become_clinical_columns(self):
        run = self.run_study()
        self.assertIn(run.returncode, (0, 1), run.stderr)
        table = read_rows(self.tables / 'pet_metrics.csv')
        self.assertEqual([row['id'] for row in table], [f'P{i:02}' for i in range(PATIENTS)])
        for i in (0, 7, 35):
            found = json.loads(petra('metrics', self.folder / f'pet{i}.nrrd', self.folder / f'mask{i}.nrrd', '--json').stdout)[-1]
            for name in ('suvmax', 'suvmean', 'suvpeak', 'mtv', 'tlg', 'max_diameter', 'max_diameter_mesh', 'voxels'):
                self.assertEqual(float(table[i][name]), float(found[name]), f'{i} {name}')
        univariable = {row['variable']: row for row in read_rows(self.tables / 'univariable.csv')}
        self.assertEqual(set(univariable), {'marker', 'suvmax', 'max_diameter'})
        # The same study with the values copied by hand, the diameter in cm.
        cohort = read_rows(self.folder / 'cohort.csv')
        rows = [[*cohort[0], 'suvmax', 'max_diameter', 'tlg']]
        for row, metrics in zip(cohort, table):
            rows.append([*row.values(), metrics['suvmax'], repr(float(metrics['max_diameter']) / 10), metrics['tlg']])
        write_rows(self.folder / 'cohort.csv', rows)
        before = {name: (self.tables / f'{name}.csv').read_bytes() for name in ('univariable', 'table1', 'clinical', 'combined', 'predictions')}
        again = self.run_study()
        self.assertIn(again.returncode, (0, 1), again.stderr)
        for name, content in before.items():
            self.assertEqual((self.tables / f'{name}.csv').read_bytes(), content, name)
        self.assertFalse((self.tables / 'pet_metrics.csv').exists())  # the cohort's own columns count

    def test_reader_agreement_per_patient(self):
        self.assertIn(petra('study', 'run', self.folder).returncode, (0, 1, 3))
        table = read_rows(self.tables / 'reader_agreement.csv')
        self.assertEqual([row['id'] for row in table], [f'P{i:02}' for i in range(0, PATIENTS, 3)])
        for row in table:
            i = int(row['id'][1:])
            self.assertEqual((row['modality'], row['comparison'], row['reason']), ('PET', 'inter', ''))
            found = json.loads(petra('agreement', self.folder / f'mask{i}.nrrd', self.folder / f'second{i}.nrrd', '--json').stdout)[0]
            for name, value in found.items():
                if name != 'reason':
                    self.assertEqual(float(row[name]), float(value), f'{i} {name}')
        report = self.folder / 'results/report.html'
        if report.exists():
            page = report.read_text(encoding='utf-8')
            self.assertTrue('tables/reader_agreement.csv' in page and 'P00' not in page)
        self.assertIn('median', (self.folder / 'results/figures/reader_overlap.vl.json').read_text())

    def test_a_rerun_goes_on_and_gives_the_same_bytes(self):
        self.run_study('--jobs', '1')
        first = {path.name: path.read_bytes() for path in [*self.tables.iterdir(), self.folder / 'results/masks.jsonl']}
        cache = self.folder / 'results/masks.jsonl'
        lines = cache.read_text().splitlines(keepends=True)
        self.assertEqual(len(lines), PATIENTS + PATIENTS // 3)
        cache.write_text(''.join(lines[::2]) + '{"key": "torn')
        run = self.run_study('--jobs', '2')
        self.assertIn('nothing had changed', run.stderr)
        self.assertEqual({path.name: path.read_bytes() for path in [*self.tables.iterdir(), cache]}, first)
        # Another mask is measured anew.
        shutil.copy(self.folder / 'second0.nrrd', self.folder / 'mask1.nrrd')
        self.run_study()
        self.assertNotEqual((self.tables / 'pet_metrics.csv').read_bytes(), first['pet_metrics.csv'])
        self.assertEqual(len(cache.read_text().splitlines()), len(lines))

    def test_what_cannot_be_measured_is_said(self):
        study = self.folder / 'study.yaml'
        study.write_text(STUDY.replace('unit: cm', 'unit: inch'))
        run = self.run_study()
        self.assertEqual(run.returncode, 2)
        self.assertIn('inch', run.stderr)
        study.write_text(STUDY.replace('suvmax,', 'suvmaxx,'))
        run = self.run_study()
        self.assertEqual(run.returncode, 2)
        self.assertIn('suvmaxx', run.stderr)
        study.write_text(STUDY.replace('  PET: {', '  CT: {'))  # no PET, no metrics
        run = self.run_study()
        self.assertEqual(run.returncode, 2)
        self.assertIn('the column suvmax is missing', run.stderr)

    def test_pick_readers_draws_as_r(self):
        run = petra('study', 'pick-readers', self.folder, '--per-class', 5, '--seed', 42)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual((self.folder / 'read_again.csv').read_text(), run.stdout)
        ids = run.stdout.split()
        self.assertEqual(ids[0], 'id')
        # R 4.2.2: y <- rep(0:1, 18); set.seed(42); sort(c(sample(which(y == 0), 5), sample(which(y == 1), 5)))
        self.assertEqual(ids[1:], [f'P{i - 1:02}' for i in R_DRAW])
        self.assertEqual(petra('study', 'pick-readers', self.folder, '--per-class', 19).returncode, 2)
        self.assertNotEqual(petra('study', 'pick-readers', self.folder, '--per-class', 5, '--seed', 43, '--out', self.folder / 'x.csv').stdout, run.stdout)


R_DRAW = [1, 8, 9, 16, 17, 19, 30, 32, 33, 34]


if __name__ == '__main__':
    unittest.main()
