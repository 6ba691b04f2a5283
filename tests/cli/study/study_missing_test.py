"""`petra study` with empty cells and several centres: multiple imputation equal to R's mice and pool, ComBat equal to its equations, and no test patient in either.

usage: study_missing_test.py PETRA"""
import csv
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

PETRA = str(pathlib.Path(sys.argv.pop(1)).resolve())
GOLDEN = pathlib.Path(__file__).resolve().parents[2] / 'data/reference/statistics_made_here/imputation'
STUDY = """name: Empty cells
cohort: cohort.csv
id: id
outcome: {column: y, positive: 1}
features: {table: features.csv}
clinical: {continuous: [age, nse, ldh], categorical: [gender, stage]}
split: {column: train, train: train, test: test}
centre: centre
selection: {lasso: {folds: 4, seed: 3}}
models: {clinical: {screen_p: 1, final_p: 1}}
evaluation: {bootstrap: 20}
"""
MICE = 'missing: {method: mice, imputations: 5, seed: 7}\n'
COMBAT = 'harmonise: {method: combat}\n'


def read_rows(path):
    with open(path, newline='') as stream:
        return list(csv.DictReader(stream))


class Study(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-missing-'))
        self.addCleanup(shutil.rmtree, self.folder)
        draw = random.Random(4)
        self.cohort = read_rows(GOLDEN / 'input.csv')
        for k, row in enumerate(self.cohort):
            row['centre'] = 'AB'[k % 5 > 2]
        self.features = []
        for row in self.cohort:
            shift, scale = (0, 1) if row['centre'] == 'A' else (3, 2)
            values = [(draw.gauss(0, 1) + (1.2 * float(row['y']) if j < 2 else 0)) * scale + shift for j in range(12)]
            self.features.append({'id': row['id'], **{f'PET_original_glcm_F{j}': f'{v:.6f}' for j, v in enumerate(values)}})
        self.write()

    def fill(self):
        for row in self.cohort:
            for column, value in (('age', '3'), ('nse', '100'), ('ldh', '400'), ('gender', 'Male'), ('stage', 'IV')):
                row[column] = row[column] or value
        self.write()

    def write(self):
        for name, rows in (('cohort.csv', self.cohort), ('features.csv', self.features)):
            with open(self.folder / name, 'w', newline='') as stream:
                table = csv.DictWriter(stream, rows[0].keys())
                table.writeheader()
                table.writerows(rows)

    def run_study(self, more='', status=0):
        (self.folder / 'study.yaml').write_text(STUDY + more)
        run = subprocess.run([PETRA, 'study', 'run', str(self.folder), '--until', 'tables'], capture_output=True, text=True, timeout=300)
        self.assertEqual(run.returncode, status, run.stderr)
        return run.stderr

    def table(self, name):
        return read_rows(self.folder / f'results/tables/{name}.csv')

    def near(self, actual, wanted, tolerance=1e-6):
        self.assertLessEqual(abs(float(actual) - wanted), tolerance * max(1, abs(wanted)), (actual, wanted))


class Imputation(Study):
    def test_clinical_model_and_aucs_are_those_of_mice_and_pool_r_mice(self):
        said = self.run_study(MICE)
        golden = json.loads((GOLDEN / 'expected.json').read_text())['study']
        terms = self.table('clinical')
        self.assertEqual([t['variable'] for t in terms], ['(Intercept)', 'age', 'nse', 'ldh', 'gender=Male', 'stage=III', 'stage=IV'])
        for k, term in enumerate(terms):
            for column, key in (('coefficient', 'coefficient'), ('se', 'se'), ('or', 'or'), ('ci_low', 'low'), ('ci_high', 'high'), ('p', 'p')):
                self.near(term[column], golden[key][k])
        performance = {(r['model'], r['set']): r for r in self.table('performance')}
        for set_name in ('train', 'test'):
            row = performance['clinical', set_name]
            for column, key in (('auc', 'auc'), ('auc_low', 'low'), ('auc_high', 'high')):
                self.near(row[column], golden[set_name][key])
        holes = {r['variable']: (r['missing_train'], r['missing_test']) for r in self.table('imputation')}
        self.assertEqual(holes['nse'], ('16', '9'))
        self.assertEqual(len(self.table('split')), 120)
        self.assertIn('pooled by Rubin', said)
        self.assertTrue(any('imputed' in r['reason'] for r in self.table('undefined') if r['table'] == 'validation'))
        note = next(r for r in self.table('added_value') if r['measure'] == 'likelihood_ratio')['note']
        self.assertIn('pooled', note)
        model = json.loads((self.folder / 'results/model.json').read_text())
        self.assertIn('regressions' if 'regressions' in model else 'models', model)

    def test_combined_takes_every_patient_and_pools_its_terms_mechanics(self):
        self.run_study(MICE)
        rows = self.table('predictions')
        self.assertTrue(all(0 < float(r['combined']) < 1 for r in rows))
        pooled = [r for r in self.table('pooled') if r['model'] == 'combined']
        self.assertEqual([r['variable'] for r in pooled][:2], ['(Intercept)', 'rad_score'])
        for row in pooled:
            self.near(row['se'], math.sqrt(float(row['within']) + 1.2 * float(row['between'])), 1e-9)
        combined = {r['variable']: r for r in self.table('combined')}
        for row in pooled:
            self.near(combined[row['variable']]['coefficient'], float(row['coefficient']), 1e-12)

    def test_test_patients_change_no_model_invariant(self):
        self.run_study(MICE)
        before = [self.table(t) for t in ('univariable', 'clinical', 'combined', 'pooled', 'signature')]
        for row in self.cohort:
            if row['train'] == 'test':
                for column in ('age', 'nse', 'ldh'):
                    row[column] = row[column] and 1000 * int(row['y']) + 1
        flipped = [row for row in self.cohort if row['train'] == 'test']
        for row in flipped:
            row['y'] = str(1 - int(row['y']))
        self.write()
        self.run_study(MICE)
        self.assertEqual(before, [self.table(t) for t in ('univariable', 'clinical', 'combined', 'pooled', 'signature')])

    def test_outcomes_of_test_patients_do_not_reach_their_imputed_values_invariant(self):
        self.run_study(MICE)
        before = [(r['id'], r['clinical']) for r in self.table('predictions')]
        for row in self.cohort:
            if row['train'] == 'test':
                row['y'] = str(1 - int(row['y']))
        self.write()
        self.run_study(MICE)
        self.assertEqual(before, [(r['id'], r['clinical']) for r in self.table('predictions')])

    def test_without_empty_cells_it_is_the_ordinary_study_mechanics(self):
        self.fill()
        self.assertIn('nothing was imputed', self.run_study(MICE))
        clinical = self.table('clinical')
        self.run_study()
        self.assertEqual(clinical, self.table('clinical'))

    def test_complete_cases_stay_the_default_and_are_said_mechanics(self):
        self.assertIn('complete cases', self.run_study(status=1))  # 49 patients are left, and no feature is selected
        self.assertLess(len(self.table('split')), 120)

    def test_refusals_mechanics(self):
        said = self.run_study(MICE.replace('5, seed', '1, seed'), 2)
        self.assertIn('missing.imputations', said)
        self.assertIn('stands without', self.run_study('missing: {method: complete_cases, seed: 3}\n', 2))
        (self.folder / 'study.yaml').write_text(STUDY.replace('bootstrap: 20', 'funnel_bootstrap: 10') + MICE)
        run = subprocess.run([PETRA, 'study', 'run', str(self.folder)], capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertIn('do not repeat imputation', run.stderr)
        for row in self.cohort:
            if row['train'] == 'train':
                row['nse'] = ''
        self.write()
        self.assertIn('too few to impute', self.run_study(MICE, 2))


class Harmonisation(Study):
    def setUp(self):
        super().setUp()
        self.fill()

    def test_centres_lie_together_and_the_shift_is_stated_mechanics(self):
        raw = {r['id']: float(r['PET_original_glcm_F5']) for r in self.features}
        said = self.run_study(COMBAT)
        self.assertIn('ComBat', said)
        rows = {r['id']: float(r['PET_original_glcm_F5']) for r in self.table('features')}
        centre = {r['id']: r['centre'] for r in self.cohort}
        left = {row['id'] for row in self.table('split') if row['set'] == 'train'}

        def gap(values):
            by = {c: [v for i, v in values.items() if centre[i] == c and i in left] for c in 'AB'}
            return abs(sum(by['A']) / len(by['A']) - sum(by['B']) / len(by['B']))
        self.assertGreater(gap(raw), 2)
        self.assertLess(gap(rows), gap(raw) / 4)  # empirical Bayes draws the shifts together
        combat = {(r['feature'], r['centre']): r for r in self.table('combat')}
        self.assertGreater(float(combat['PET_original_glcm_F5', 'B']['scale']), float(combat['PET_original_glcm_F5', 'A']['scale']))
        self.assertFalse((self.folder / 'results/model.json').exists())
        self.assertIn('model.json is not written', said)

    def test_own_estimates_are_the_equations_analytic(self):
        """Without empirical Bayes: standardise by the pooled mean and variance (N), take off each centre's mean and spread (n - 1) of the training rows."""
        self.run_study(COMBAT.replace('combat}', 'combat, empirical_bayes: false}'))
        split = {row['id']: row['set'] for row in self.table('split')}
        centre = {r['id']: r['centre'] for r in self.cohort}
        name = 'PET_original_glcm_F3'
        x = {r['id']: float(r[name]) for r in self.features if r['id'] in split}
        train = [i for i in x if split[i] == 'train']
        groups = {c: [i for i in train if centre[i] == c] for c in 'AB'}
        means = {c: sum(x[i] for i in g) / len(g) for c, g in groups.items()}
        grand = sum(len(groups[c]) / len(train) * means[c] for c in groups)
        pooled = math.sqrt(sum((x[i] - means[centre[i]]) ** 2 for i in train) / len(train))
        z = {i: (x[i] - grand) / pooled for i in x}
        gamma = {c: sum(z[i] for i in g) / len(g) for c, g in groups.items()}
        delta = {c: math.sqrt(sum((z[i] - gamma[c]) ** 2 for i in g) / (len(g) - 1)) for c, g in groups.items()}
        for row in self.table('features'):
            i = row['id']
            self.near(row[name], (z[i] - gamma[centre[i]]) / delta[centre[i]] * pooled + grand, 1e-9)

    def test_test_patients_change_neither_shift_nor_signature_invariant(self):
        self.run_study(COMBAT)
        before = [self.table(t) for t in ('combat', 'signature', 'clinical', 'combined')]
        tests = {row['id'] for row in self.cohort if row['train'] == 'test'}
        for row in self.features:
            if row['id'] in tests:
                for column in list(row)[1:]:
                    row[column] = '1000'
        for row in self.cohort:
            if row['train'] == 'test':
                row['y'] = str(1 - int(row['y']))
        self.write()
        self.run_study(COMBAT)
        self.assertEqual(before, [self.table(t) for t in ('combat', 'signature', 'clinical', 'combined')])

    def test_unknown_and_lone_centres_are_refused_with_reason_mechanics(self):
        complete = [row for row in self.cohort if all(row[c] for c in ('age', 'nse', 'ldh', 'gender', 'stage'))]
        test_patient = next(row for row in complete if row['train'] == 'test')
        test_patient['centre'] = 'C'
        self.write()
        said = self.run_study(COMBAT, 2)
        self.assertIn('centre C', said)
        self.assertIn('no estimate', said)
        test_patient['centre'] = ''
        self.write()
        self.assertIn('has no centre', self.run_study(COMBAT, 2))
        for row in self.cohort:
            row['centre'] = 'A'
        self.write()
        self.assertIn('one centre only', self.run_study(COMBAT, 2))
        self.assertIn('no patient is from Z', self.run_study(COMBAT.replace('combat}', 'combat, reference: Z}'), 2))
        self.assertIn('stands without', self.run_study('harmonise: {reference: A}\n', 2))


class OtherKeys(Study):
    def setUp(self):
        super().setUp()
        self.fill()

    def change(self, old, new, more=''):
        global STUDY
        self.assertIn(old, STUDY)
        before = STUDY
        STUDY = STUDY.replace(old, new)
        try:
            return self.run_study(more)
        finally:
            STUDY = before

    def test_every_rule_of_correlated_features_runs_and_says_why_mechanics(self):
        for row in self.features:  # a twin of F2 and one that only ranks alike
            row['PET_original_glcm_T1'] = f"{2 * float(row['PET_original_glcm_F2']) + 1:.6f}"
            row['PET_original_glcm_T2'] = f"{math.exp(2 * float(row['PET_original_glcm_F2'])):.6f}"
        self.write()
        for rule in ('first_come', 'sequential', 'caret', 'caret_exact', 'caret_fast'):
            self.change('selection: {', f'selection: {{correlation: {{rule: {rule}}}, ')
            rows = {r['feature']: r for r in self.table('correlation')}
            family = [rows[f'PET_original_glcm_{n}'] for n in ('F2', 'T1', 'T2')]
            self.assertEqual([r['kept'] for r in family].count('true'), 1, rule)
            kept = next(r['feature'] for r in family if r['kept'] == 'true')
            for row in family:
                if row['kept'] == 'false':
                    self.assertEqual(row['dropped_for'], kept, rule)
                    self.assertGreater(float(row['spearman']), 0.9, rule)

    def test_threshold_and_folds_of_validation_mechanics(self):
        self.change('bootstrap: 20', 'bootstrap: 0, threshold: 0.3, validation_folds: 5')
        predictions = self.table('predictions')
        row = next(r for r in self.table('performance') if (r['model'], r['set']) == ('combined', 'test'))
        test = [r for r in predictions if r['set'] == 'test']
        called = [r for r in test if float(r['combined']) >= 0.3]
        self.near(row['recall'], sum(r['outcome'] == '1' for r in called) / sum(r['outcome'] == '1' for r in test), 1e-12)
        self.near(row['precision'], sum(r['outcome'] == '1' for r in called) / len(called), 1e-12)
        folds = self.table('fold_validation')
        self.assertEqual({r['model'] for r in folds}, {'clinical', 'radiomics', 'combined'})

    def test_declared_modalities_are_tried_alone_mechanics(self):
        names = {f'PET_original_glcm_F{j}': ('PET_early_original_glcm_F%d' if j % 2 else 'PET_original_glcm_F%d') % j for j in range(12)}
        self.features = [{names.get(c, c): v for c, v in row.items()} for row in self.features]
        self.write()
        self.change('{table: features.csv}', '{table: features.csv, modalities: [PET, PET_early]}')
        self.assertEqual({r['variant'] for r in self.table('signature_variants')}, {'all', 'PET', 'PET_early'})
        self.assertLessEqual({r['modality'] for r in self.table('signature_summary')}, {'PET', 'PET_early'})


class Completeness(Study):
    maxDiff = None
    BY_MEANING = {('split', 'fold'), ('correlation', 'dropped_for'), ('correlation', 'pearson'), ('correlation', 'spearman'), ('signature', 'mean'), ('signature', 'sd'),
                  ('table1', 'test_name'), ('table1', 'statistic'), ('table1', 'p'), ('added_value', 'note'), ('added_value', 'df'), ('signature_variants', 'note'),
                  ('funnel', 'reason'), ('flow', 'reason'), ('selection_frequency', 'share_of_resamples'), ('icc', 'reason'), ('subgroups', 'reason'), ('fold_seeds', 'reason')}

    def test_an_empty_cell_has_its_reason_mechanics(self):
        """Every empty cell of a result table stands in undefined.csv, or its row gives a reason or note, or its column is empty by its meaning."""
        self.check(MICE)
        self.check(MICE + COMBAT)
        self.fill()
        self.check('')

    def check(self, more):
        by_meaning = self.BY_MEANING
        self.run_study(more)
        explained = {(r['table'], r['column']) for r in self.table('undefined')} if (self.folder / 'results/tables/undefined.csv').exists() else set()
        unexplained = {}
        for path in sorted((self.folder / 'results/tables').glob('*.csv')):
            for row in read_rows(path):
                said = row.get('reason') or row.get('note')
                for column, cell in row.items():
                    if cell == '' and not said and (path.stem, column) not in by_meaning and (path.stem, column) not in explained:
                        unexplained.setdefault((path.stem, column), row)
        self.assertEqual(unexplained, {})


if __name__ == '__main__':
    unittest.main()
