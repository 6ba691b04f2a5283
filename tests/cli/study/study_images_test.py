"""Mechanics of `petra study run` on images: extraction, failed cases, kill and rerun, the same bytes whatever --jobs is.

usage: study_images_test.py PETRA
"""
import csv
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from image_study import PATIENTS, SIDE, make_study  # noqa: E402

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())


def environment():
    return {**os.environ, 'PETRA_FIGURE_PYTHON': '/nonexistent'}


def run(folder, *words):
    return subprocess.run([PETRA, 'study', 'run', str(folder), *words], capture_output=True, text=True, env=environment())


def results(folder):
    root = folder / 'results'
    return {str(f.relative_to(root)): f.read_bytes() for f in sorted(root.rglob('*')) if f.is_file() and f.name != 'provenance.json' and not f.name.startswith('features.sqlite')}


class StudyImages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.clean = pathlib.Path(cls.scratch.name) / 'clean'
        cls.clean.mkdir()
        make_study(cls.clean)
        cls.inputs = [f.name for f in cls.clean.iterdir()]
        start = time.monotonic()
        cls.first = run(cls.clean, '--jobs', '1')
        cls.seconds = time.monotonic() - start

    def copy(self, name):
        folder = pathlib.Path(self.scratch.name) / name
        folder.mkdir()
        for file in self.inputs:
            os.link(self.clean / file, folder / file)
        return folder

    def replace(self, folder, name, data):
        (folder / name).unlink()
        (folder / name).write_bytes(data)

    def assert_same(self, found, expected, what):
        self.assertEqual(sorted(found), sorted(expected), what)
        self.assertEqual([name for name in expected if found[name] != expected[name]], [], what)

    def test_features_in_the_order_of_the_modalities(self):
        self.assertIn(self.first.returncode, (0, 1), self.first.stderr)
        header = (self.clean / 'results/tables/features.csv').read_text().splitlines()[0].split(',')
        self.assertEqual(header[:2], ['id', 'PET_original_firstorder_10Percentile'])
        images = [name.split('_')[0] for name in header[1:]]
        self.assertEqual(images, ['PET'] * (len(images) // 2) + ['CT'] * (len(images) // 2))
        self.assertEqual(len(images), 2 * 2 * (18 + 24))

    def test_same_bytes_whatever_jobs_is(self):
        folder = self.copy('jobs')
        run(folder, '--jobs', '4')
        self.assert_same(results(folder), results(self.clean), 'jobs 4 against 1')

    def test_killed_at_any_moment_and_run_again_gives_the_clean_bytes(self):
        draw = random.Random()
        seed = draw.randrange(10 ** 6)
        draw.seed(seed)
        folder = self.copy('killed')
        killed, clean = 0, results(self.clean)
        for _ in range(8):
            child = subprocess.Popen([PETRA, 'study', 'run', str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
            time.sleep(draw.uniform(0.005, max(0.05, self.seconds)))
            killed += child.poll() is None
            child.kill()
            child.wait()
            torn = [name for name, data in results(folder).items() if not name.endswith('.tmp') and data != clean.get(name)]
            self.assertEqual(torn, [], f'not whole; seed {seed}')
        run(folder)
        self.assert_same(results(folder), clean, f'seed {seed}')
        print(f'{killed} of 8 runs were killed before their end (seed {seed})')

    def test_a_changed_image_is_extracted_again(self):
        folder = self.copy('changed')
        run(folder)
        data = bytearray((folder / 'pet3.nrrd').read_bytes())
        data[-SIDE ** 3 // 2 * 2:] = bytes(len(data[-SIDE ** 3 // 2 * 2:]))
        self.replace(folder, 'pet3.nrrd', bytes(data))
        run(folder)
        before, after = results(self.clean)['tables/features.csv'].splitlines(), results(folder)['tables/features.csv'].splitlines()
        self.assertEqual([i for i, (a, b) in enumerate(zip(before, after)) if a != b], [4])  # the header, then patients 0 to 3

    def test_a_case_that_fails_is_listed_and_the_rest_go_on(self):
        folder = self.copy('failing')
        self.replace(folder, 'pet7.nrrd', b'not an image')
        (folder / 'ct9.nrrd').unlink()
        outcome = run(folder)
        self.assertEqual(outcome.returncode, 1, outcome.stderr)
        for part in ('patient P7 (PET)', 'patient P9 (CT)', '2 patients are left out because their images or masks could not be used'):
            self.assertIn(part, outcome.stderr)
        with open(folder / 'results/tables/excluded.csv', newline='', encoding='utf-8') as stream:
            self.assertEqual([row['id'] for row in csv.DictReader(stream)], ['P7', 'P9'])
        self.assertEqual(len((folder / 'results/tables/features.csv').read_text().splitlines()), 1 + PATIENTS - 2)

    def test_bad_parameter_files_are_told_before_the_first_image(self):
        folder = self.copy('parameters')
        self.replace(folder, 'small.yaml', b'setting: {binwith: 3}\n')
        outcome = run(folder)
        self.assertEqual(outcome.returncode, 2, outcome.stderr)
        self.assertIn('binWidth', outcome.stderr)
        self.assertFalse((folder / 'results/features.sqlite').exists())

    def test_one_image_for_two_patients_is_refused(self):
        folder = self.copy('double')
        text = (folder / 'cohort.csv').read_text().replace('pet5.nrrd', 'pet4.nrrd').replace('mask5.nrrd', 'mask4.nrrd')
        self.replace(folder, 'cohort.csv', text.encode())
        outcome = run(folder)
        self.assertEqual(outcome.returncode, 2)
        self.assertIn('has the image and mask of line 6 again', outcome.stderr)


if __name__ == '__main__':
    unittest.main()
