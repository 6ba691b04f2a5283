"""A synthetic cohort through the whole study: what was planted is found, and what was not planted is not.

usage: phantom_study_test.py PETRA [PATIENTS]

At effect 1 a feature that follows the latent severity is in the signature, and the radiomics model's test AUC has the designed AUC within its 95 %
interval; at effect 0 it has 0.5 within its interval (or nothing was selected, with the reason in funnel.csv).
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

PETRA = sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra'
PATIENTS = int(sys.argv.pop(1)) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 70


def rows_of(path):
    with open(path, newline='', encoding='utf-8') as stream:
        return list(csv.DictReader(stream))


def ranks(values):
    """Average ranks."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    result = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for k in range(first, last + 1):
            result[order[k]] = (first + last) / 2
        first = last + 1
    return result


def spearman(a, b):
    x, y = ranks(a), ranks(b)
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    covariance = sum((p - mean_x) * (q - mean_y) for p, q in zip(x, y))
    spread = (sum((p - mean_x) ** 2 for p in x) * sum((q - mean_y) ** 2 for q in y)) ** 0.5
    return covariance / spread if spread else 0.0


class Study:
    """A cohort drawn and run."""

    def __init__(self, folder, effect):
        self.folder = pathlib.Path(folder)
        start = time.monotonic()
        subprocess.run([PETRA, 'phantom', folder, '--patients', str(PATIENTS), '--effect', str(effect)], check=True, capture_output=True)
        drawn = time.monotonic()
        self.run = subprocess.run([PETRA, 'study', 'run', folder], capture_output=True, text=True)
        print('effect %s: drawn in %.1f s, study in %.1f s, status %d' % (effect, drawn - start, time.monotonic() - drawn, self.run.returncode))
        self.truth = {row['patient_id']: row for row in rows_of(self.folder / 'truth.csv')}

    def table(self, name):
        return rows_of(self.folder / 'results/tables' / name)

    def radiomics_on_test(self):
        return [row for row in self.table('performance.csv') if row['model'] == 'radiomics' and row['set'] == 'test']


class PlantedEffect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.study = Study(cls.temporary.name + '/with', 1)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_the_study_runs(self):
        self.assertEqual(self.study.run.returncode, 0, self.study.run.stderr[-2000:])

    def test_a_feature_that_follows_severity_survives_the_funnel(self):
        features = self.study.table('features.csv')
        severity = [float(self.study.truth[row['id']]['severity']) for row in features]
        followed = {}
        for term in self.study.table('signature.csv'):
            if term['feature'] != '(Intercept)':
                followed[term['feature']] = spearman([float(row[term['feature']]) for row in features], severity)
        print('signature, correlation with severity: %s' % {k: round(v, 2) for k, v in followed.items()})
        self.assertTrue(followed, 'the signature is empty')
        self.assertGreater(max(abs(v) for v in followed.values()), 0.65)

    def test_the_designed_auc_lies_within_the_interval(self):
        (row,) = self.study.radiomics_on_test()
        designed = float(next(iter(self.study.truth.values()))['designed_auc'])
        print('radiomics, test: AUC %s (%s to %s), designed %.3f' % (row['auc'], row['auc_low'], row['auc_high'], designed))
        self.assertLessEqual(float(row['auc_low']), designed)
        self.assertGreaterEqual(float(row['auc_high']), designed)
        self.assertGreater(float(row['auc_low']), 0.5)


class NoEffect(unittest.TestCase):
    def test_nothing_is_found_where_nothing_was_planted(self):
        with tempfile.TemporaryDirectory() as temporary:
            study = Study(temporary + '/without', 0)
            self.assertIn(study.run.returncode, (0, 1), study.run.stderr[-2000:])
            rows = study.radiomics_on_test()
            if not rows:
                self.assertEqual(study.run.returncode, 1)
                self.assertTrue(any(row['features_out'] == '0' and row['reason'] for row in study.table('funnel.csv')))
                return
            (row,) = rows
            print('radiomics, test: AUC %s (%s to %s), designed 0.5' % (row['auc'], row['auc_low'], row['auc_high']))
            self.assertLessEqual(float(row['auc_low']), 0.5)
            self.assertGreaterEqual(float(row['auc_high']), 0.5)


if __name__ == '__main__':
    unittest.main()
