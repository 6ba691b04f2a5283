"""Oracle: `petra predict` of a frozen model gives the probabilities that R gives (statistics/pipeline), from tables of features.

usage: predict_oracle_test.py PETRA
"""
import csv
import json
import math
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from pipeline_study import run_pipeline_study  # noqa: E402

PETRA = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve()


class PredictOracle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run_pipeline_study(PETRA, cls)

    def predict(self, *words):
        done = subprocess.run([PETRA, 'predict', self.work / 'results/model.json', *words], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_probabilities_are_the_studys(self):
        with open(self.work / 'results/tables/predictions.csv', newline='', encoding='utf-8') as stream:
            rows = {row['id']: row for row in csv.DictReader(stream)}
        for source in (['--features', self.work / 'features_reader1.csv.gz'], []):  # named, or by the study.yaml beside
            found = self.predict(self.work / 'clinical.csv', *source, '--json')
            self.assertEqual(len(found), 133)
            for patient in found:
                row = rows[patient['id']]
                self.assertAlmostEqual(patient['probability'], float(row['combined']), delta=1e-13)
                self.assertAlmostEqual(patient['other_models']['clinical'], float(row['clinical']), delta=1e-13)
                self.assertLess(patient['probability_low'], patient['probability'])
                self.assertGreater(patient['probability_high'], patient['probability'])

    def test_points_lead_to_the_probability(self):
        model = json.loads((self.work / 'results/model.json').read_text())
        nomogram = model['nomogram']
        for patient in self.predict(self.work / 'clinical.csv', '--json')[:20]:
            self.assertAlmostEqual(sum(axis['points'] for axis in patient['points']), patient['total_points'], delta=1e-9)
            linear = patient['total_points'] / nomogram['points_per_unit'] + nomogram['intercept_at_zero_points']
            self.assertAlmostEqual(1 / (1 + math.exp(-linear)), patient['probability'], delta=1e-9)

    def test_training_patients_are_seldom_called_unlike(self):
        with open(self.work / 'clinical.csv', newline='', encoding='utf-8') as stream:
            training = {row['id'] for row in csv.DictReader(stream) if row['set'] == 'train'}
        unlike = [p for p in self.predict(self.work / 'clinical.csv', '--json') if p['id'] in training and any('unlike' in w for w in p['warnings'])]
        self.assertLessEqual(len(unlike), 0.06 * len(training))  # judged with themselves in the covariance: 5 % at most


if __name__ == '__main__':
    unittest.main()
