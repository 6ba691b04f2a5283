"""Oracle: `petra evaluate` on the 40 test patients of statistics/pipeline gives the study's own test figures (which R checks in study_oracle_test),
and its recalibrations what R's glm gives: the update is checked by its score equations, to which a logistic fit is the only solution.

usage: evaluate_oracle_test.py PETRA
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


def read(path):
    with open(path, newline='', encoding='utf-8') as stream:
        return list(csv.DictReader(stream))


class EvaluateOracle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run_pipeline_study(PETRA, cls)
        rows = read(cls.work / 'clinical.csv')
        cls.test = [row for row in rows if row['set'] == 'test']
        cls.write('test.csv', cls.test)
        cls.done = cls.evaluate('test.csv', '--out', cls.work / 'out')

    @classmethod
    def write(cls, name, rows):
        with open(cls.work / name, 'w', newline='', encoding='utf-8') as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    @classmethod
    def evaluate(cls, cohort, *words):
        return subprocess.run([PETRA, 'evaluate', cls.work / 'results/model.json', cls.work / cohort, '--features', cls.work / 'features_reader1.csv.gz', *words],
                              capture_output=True, text=True)

    def test_performance_and_delong_are_the_studys(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        for name, key, columns in (('performance', ('model',), ['auc', 'auc_low', 'auc_high', 'accuracy', 'precision', 'recall', 'specificity', 'f1', 'brier',
                                                                'cutoff_youden', 'sensitivity_youden', 'specificity_youden']),
                                   ('delong', ('model_a', 'model_b'), ['auc_difference', 'z', 'p'])):
            study = {tuple(row[k] for k in key): row for row in read(self.work / f'results/tables/{name}.csv') if row['set'] == 'test'}
            found = read(self.work / f'out/{name}.csv')
            self.assertEqual(len(found), 3)
            for row in found:
                for column in columns:
                    expected = study[tuple(row[k] for k in key)][column]
                    self.assertAlmostEqual(float(row[column] or 'nan') if expected else 0, float(expected or 0), delta=1e-9, msg=f'{name} {row} {column}')

    def updated(self, method):
        out = self.work / f'{method}.json'
        done = self.evaluate('test.csv', '--recalibrate', method, '--model-out', out, '--bootstrap', '0')
        self.assertEqual(done.returncode, 0, done.stderr)
        again = subprocess.run([PETRA, 'predict', out, self.work / 'test.csv', '--features', self.work / 'features_reader1.csv.gz', '--json'], capture_output=True, text=True)
        self.assertEqual(again.returncode, 0, again.stderr)
        return json.loads(out.read_text()), json.loads(again.stdout)

    def test_recalibrated_models_solve_the_score_equations(self):
        y = {row['id']: int(row['bmi']) for row in self.test}
        old = {p['id']: p for p in self.old()}
        for method, equations in (('intercept', 1), ('slope', 2), ('refit', 3)):
            model, found = self.updated(method)
            residual = [y[p['id']] - p['probability'] for p in found]
            self.assertLess(abs(sum(residual)), 1e-8, method)
            if equations >= 2:
                self.assertLess(abs(sum(r * old[p['id']]['linear_predictor'] for r, p in zip(residual, found))), 1e-7, method)
            if equations == 3:
                self.assertLess(abs(sum(r * p['rad_score'] for r, p in zip(residual, found))), 1e-7)
            self.assertIn('on 40 patients', model['recalibrated'])
            for patient in found:  # the nomogram was drawn anew
                linear = patient['total_points'] / model['nomogram']['points_per_unit'] + model['nomogram']['intercept_at_zero_points']
                self.assertAlmostEqual(linear, patient['linear_predictor'], delta=1e-8)

    def old(self):
        done = subprocess.run([PETRA, 'predict', self.work / 'results/model.json', self.work / 'test.csv', '--features', self.work / 'features_reader1.csv.gz', '--json'],
                              capture_output=True, text=True)
        return json.loads(done.stdout)

    def test_slope_update_keeps_the_ranks_and_widens_by_the_delta_method(self):
        model, found = self.updated('slope')
        old = self.old()
        order = sorted(range(40), key=lambda i: old[i]['probability'])
        self.assertEqual(order, sorted(range(40), key=lambda i: found[i]['probability']))
        # logit p = a + b·lp: its variance is that of a + b·lp at a fixed lp, and b² times that of lp.
        a, b, c = self.fit_line([p['linear_predictor'] for p in old], [int(row['bmi']) for row in self.test])
        for before, after in zip(old, found):
            lp = before['linear_predictor']
            self.assertAlmostEqual(after['linear_predictor'], a + b * lp, delta=1e-8)
            variance = b * b * before['standard_error'] ** 2 + c[0] + 2 * lp * c[1] + lp * lp * c[2]
            self.assertAlmostEqual(after['standard_error'], math.sqrt(variance), delta=1e-7)

    @staticmethod
    def fit_line(x, y):
        """Plain Newton iterations of the logistic regression of y on x."""
        a = b = 0.0
        for _ in range(60):
            p = [1 / (1 + math.exp(-(a + b * v))) for v in x]
            w = [q * (1 - q) for q in p]
            g0, g1 = sum(t - q for t, q in zip(y, p)), sum((t - q) * v for t, q, v in zip(y, p, x))
            h00, h01, h11 = sum(w), sum(u * v for u, v in zip(w, x)), sum(u * v * v for u, v in zip(w, x))
            d = h00 * h11 - h01 * h01
            a, b = a + (h11 * g0 - h01 * g1) / d, b + (h00 * g1 - h01 * g0) / d
        return a, b, (h11 / d, -h01 / d, h00 / d)

    def test_one_class_and_separation_are_refused(self):
        self.write('cases.csv', [row for row in self.test if row['bmi'] == '1'])
        done = self.evaluate('cases.csv')
        self.assertEqual(done.returncode, 2)
        self.assertIn('both are needed', done.stderr)
        done = self.evaluate('test.csv', '--recalibrate', 'slope')
        self.assertEqual(done.returncode, 2)
        self.assertIn('--model-out', done.stderr)


if __name__ == '__main__':
    unittest.main()
