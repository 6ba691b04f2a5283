"""Mechanics of `petra predict`: one patient from images, a list with bad patients, everything that is refused, and what the model may hold.

usage: predict_test.py PETRA
"""
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from image_study import make_study  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[3]
PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())


def run(*words):
    return subprocess.run([PETRA, *map(str, words)], capture_output=True, text=True, env={**os.environ, 'PETRA_FIGURE_PYTHON': '/nonexistent'})


class Predict(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.work = pathlib.Path(scratch.name)
        make_study(cls.work)
        cls.study = run('study', 'run', cls.work, '--until', 'tables')
        cls.model = cls.work / 'results/model.json'
        with open(cls.work / 'cohort.csv', newline='', encoding='utf-8') as stream:
            cls.cohort = list(csv.DictReader(stream))
        with open(cls.work / 'results/tables/predictions.csv', newline='', encoding='utf-8') as stream:
            cls.predictions = {row['id']: row for row in csv.DictReader(stream)}
        cls.name = 'combined' if 'combined' in next(iter(cls.predictions.values())) else 'radiomics'

    def one(self, row, *more):
        images = ['--pet', self.work / row['pet'], '--pet-mask', self.work / row['mask'], '--ct', self.work / row['ct'], '--ct-mask', self.work / row['mask']]
        return run('predict', self.model, *images, '--clinical', f'marker={row["marker"]}', *more)

    def write_cohort(self, name, rows):
        path = self.work / name
        with open(path, 'w', newline='', encoding='utf-8') as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    def test_one_patient_from_images_gets_the_studys_probability(self):
        for row in (self.cohort[0], self.cohort[30]):
            done = self.one(row, '--json')
            self.assertEqual(done.returncode, 0, done.stderr)
            found = json.loads(done.stdout)
            self.assertEqual(len(found), 1)
            self.assertAlmostEqual(found[0]['probability'], float(self.predictions[row['patient_id']][self.name]), delta=1e-13)

    def test_words_say_what_the_interval_is(self):
        done = self.one(self.cohort[3])
        self.assertEqual(done.returncode, 0, done.stderr)
        for words in ('Probability of y = 1', '95 % CI', 'not in it', 'not a medical device'):
            self.assertIn(words, done.stdout)

    def test_a_list_goes_on_past_bad_patients(self):
        rows = [dict(row) for row in self.cohort[:4]]
        rows[1]['pet'] = 'absent.nrrd'
        rows[2]['marker'] = 'high'
        done = run('predict', self.model, self.write_cohort('four.csv', rows), '--json')
        self.assertEqual(done.returncode, 1, done.stderr)
        found = json.loads(done.stdout)
        self.assertEqual([p['probability'] is not None for p in found], [True, False, self.name != 'combined', True])
        self.assertIn('absent.nrrd', found[1]['error'])
        self.assertIn('1 of 4' if self.name != 'combined' else '2 of 4', done.stderr)

    def test_csv_has_one_row_per_patient_in_order(self):
        done = run('predict', self.model, self.work / 'cohort.csv')
        rows = list(csv.DictReader(done.stdout.splitlines()))
        self.assertEqual([row['id'] for row in rows], [row['patient_id'] for row in self.cohort])
        self.assertEqual(list(rows[0])[:4], ['id', 'probability', 'probability_low', 'probability_high'])

    def test_refusals_name_the_remedy(self):
        text = self.model.read_text()
        changed = self.work / 'changed.json'
        changed.write_text(text.replace('"lambda": 0.', '"lambda": 1.', 1))
        newer = self.work / 'newer.json'
        newer.write_text(text.replace('"schema_version": 2', '"schema_version": 99', 1))
        row = self.cohort[0]
        pet = ['--pet', self.work / row['pet'], '--pet-mask', self.work / row['mask']]
        for words, status, expected in (
                (['predict', changed, self.work / 'cohort.csv'], 4, 'checksum'),
                (['predict', newer, self.work / 'cohort.csv'], 2, 'newer'),
                (['predict', self.work / 'cohort.csv', self.work / 'cohort.csv'], 2, 'not a JSON document'),
                (['predict', self.work / 'none.json', self.work / 'cohort.csv'], 2, 'none.json'),
                (['predict', self.model], 2, 'either a cohort'),
                (['predict', self.model, '--clinical', 'markr=1'], 2, 'Did you mean marker?'),
                (['predict', self.model, '--clinical', 'marker'], 2, 'NAME=VALUE'),
                (['predict', self.model, '--pet', self.work / row['pet'], '--clinical', 'marker=1'], 2, 'needs both an image and a mask'),
                (['predict', self.model, *pet, '--image', 'MR=x', '--mask', 'MR=y'], 2, 'no modality MR'),
                (['predict', self.model, self.work / 'cohort.csv', '--model', 'naive'], 2, 'holds no model naive')):
            done = run(*words)
            self.assertEqual(done.returncode, status, f'{words}: {done.stderr}')
            self.assertIn(expected, done.stderr)
            self.assertEqual(done.stdout, '')

    def test_settings_that_are_not_the_models_are_refused(self):
        model = json.loads(self.model.read_text())
        model['extraction']['PET']['settings']['setting']['binWidth'] = 21
        del model['sha256']
        compact = json.dumps(model, ensure_ascii=False, separators=(',', ':'))
        model['sha256'] = hashlib.sha256(compact.encode()).hexdigest()
        other = self.work / 'other_settings.json'
        other.write_text(json.dumps(model, indent=1, ensure_ascii=False))
        done = run('predict', other, self.work / 'cohort.csv')
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertTrue('extraction settings of PET' in done.stderr or 'checksum' in done.stderr, done.stderr)

    def test_the_model_holds_no_patient(self):
        text = self.model.read_text()
        for row in self.cohort:
            for cell in (row['patient_id'], row['pet'], row['mask']):
                self.assertNotIn(f'"{cell}"', text)
        self.assertNotIn(str(self.work), text)

    def test_from_dicom_as_from_the_volumes_that_import_makes_of_it(self):
        named = os.environ.get('PETRA_REFERENCE_DIR')
        roots = [pathlib.Path(named)] if named else [PROJECT.parent / 'shared/reference', PROJECT / 'tests/data/reference']
        study = next((root / 'dicom/studies/PETRA-SYN-001' for root in roots if (root / 'dicom/studies/PETRA-SYN-001').is_dir()), None)
        if study is None:
            self.skipTest('dicom/studies/PETRA-SYN-001 is not here')
        done = run('import', study, '--out', self.work / 'imported', '--json')
        listed = json.loads(done.stdout)
        volume = {s['modality']: self.work / 'imported' / s['file'] for s in listed['series'] if s.get('file')}
        mask = {m['grid']: self.work / 'imported' / m['file'] for m in listed['masks'] if m['name'] == 'Tumor Reader1' and m['source'].endswith('RTSTRUCT.dcm')}
        clinical = ['--clinical', 'marker=1', '--json']
        volumes = run('predict', self.model, '--pet', volume['PT'], '--pet-mask', mask['PT'], '--ct', volume['CT'], '--ct-mask', mask['CT'], *clinical)
        self.assertEqual(volumes.returncode, 0, volumes.stderr)
        structure = f'{study / "RTSTRUCT.dcm"}::Tumor Reader1'
        before = set(pathlib.Path(tempfile.gettempdir()).glob('petra-predict-*'))
        dicom = run('predict', self.model, '--pet', study / 'PET', '--pet-mask', structure, '--ct', study / 'CT', '--ct-mask', structure, *clinical)
        self.assertEqual(dicom.returncode, 0, dicom.stderr)
        self.assertAlmostEqual(json.loads(dicom.stdout)[0]['probability'], json.loads(volumes.stdout)[0]['probability'], delta=1e-12)
        self.assertEqual(set(pathlib.Path(tempfile.gettempdir()).glob('petra-predict-*')) - before, set())
        wrong = run('predict', self.model, '--pet', study / 'PET', '--pet-mask', f'{study / "RTSTRUCT.dcm"}::Tumr Reader1', '--ct', study / 'CT', '--ct-mask', structure, *clinical)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn('Tumr Reader1', wrong.stderr)

    def test_images_unlike_the_training_patients_are_warned_of(self):
        row = dict(self.cohort[0])
        thick = self.work / 'thick.nrrd'
        thick_mask = self.work / 'thick_mask.nrrd'
        for source, target in ((row['pet'], thick), (row['mask'], thick_mask)):
            target.write_bytes((self.work / source).read_bytes().replace(b'spacings: 2 2 3', b'spacings: 2 2 5'))
        done = run('predict', self.model, '--pet', thick, '--pet-mask', thick_mask, '--ct', self.work / row['ct'], '--ct-mask', self.work / row['mask'],
                   '--clinical', f'marker={row["marker"]}')
        if 'PET_' in self.model.read_text().split('"likeness"')[0].split('"signature"')[1]:
            self.assertIn('5 mm along z', done.stderr)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == '__main__':
    unittest.main()
