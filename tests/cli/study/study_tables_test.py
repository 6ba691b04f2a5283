"""The contract of results/tables: every table's columns, rows, order and flags, and its place in the report; none is written that is not listed here.

usage: study_tables_test.py PETRA
"""
import csv
import html
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
PATIENTS, TRAINING = 90, 60

STUDY = """name: Every table
cohort: cohort.csv
id: patient_id
outcome: {column: y, positive: 1}
eligibility: {screened: 120, rules: [{reason: older than 18 years, keep: "age <= 18"}]}
features: {table: features.csv, second_reader: second.csv, repeat: repeat.csv}
clinical: {continuous: [{column: age, label: Age, unit: years}, marker, noise], categorical: [{column: gender, reference: Female}]}
describe: {categorical: [stage]}
centre: hospital
split: {column: set, train: train, test: test}
selection: {lasso: {folds: 5, seed: 3}}
models: {combined: {rad_score: cross_fitted}}
evaluation: {bootstrap: 20, seed: 1, funnel_bootstrap: 6, nested_cv: {folds: 4, repeats: 2}, permutations: 5}
"""

TERMS = 'variable coefficient se or ci_low ci_high p'
MODELS = ['clinical', 'radiomics', 'radiomics_lasso', 'combined', 'naive_bayes', 'neural_network']
TABLES = {
    'flow': 'step reason removed left',
    'split': 'id set fold',
    'excluded': 'id row reason',
    'funnel': 'step features_in features_out reason',
    'icc': 'feature comparison icc ci_low ci_high kept reason',
    'correlation': 'feature kept dropped_for pearson spearman',
    'lasso_path': 'lambda cv_mean cv_se nonzero',
    'lasso_coefficients': 'lambda feature coefficient',
    'signature': 'feature coefficient coefficient_per_sd mean sd',
    'signature_summary': 'modality image family features',
    'signature_variants': 'variant features selected auc_train auc_train_low auc_train_high auc_test auc_test_low auc_test_high spearman_rad_score p_test note',
    'rad_score': 'id set outcome rad_score',
    'rad_score_cross_fitted': 'id fold rad_score rad_score_cross_fitted',
    'rad_score_test': 'set test_name statistic p',
    'refit_slope': 'model slope ci_low ci_high note',
    'table1': 'characteristic level all train test test_name statistic p',
    'table2': 'variable univariable_or univariable_p multivariable_or multivariable_p',
    'univariable': TERMS,
    'multivariable': TERMS,
    'clinical': TERMS,
    'combined': TERMS,
    'predictions': 'id set outcome ' + ' '.join(MODELS),
    'performance': 'model set auc auc_low auc_high accuracy precision recall specificity f1 brier cutoff_youden sensitivity_youden specificity_youden',
    'auc_intervals': 'model set controls cases auc delong_low delong_high logit_low logit_high note',
    'delong': 'set model_a model_b auc_difference z p',
    'validation': 'model index apparent training test optimism corrected resamples',
    'calibration': 'model set method predicted observed low high',
    'decision_curve': 'model set threshold net_benefit low high treat_all treat_none',
    'added_value': 'set measure value low high statistic df p note',
    'nomogram': 'axis value points',
    'sample_size': 'model candidates patients events events_per_candidate anticipated_auc auc_source cox_snell_r2 needed_for_shrinkage needed_for_optimism needed_for_prevalence needed enough',
    'fdr': 'family name p p_adjusted',
    'subgroups': 'model set variable level patients cases expected auc auc_low auc_high auc_logit_low auc_logit_high brier reason',
    'optimism': 'model metric apparent training test optimism optimism_se corrected out_of_bag corrected_632_plus resamples',
    'nested_cv': 'model metric apparent mean sd lowest highest repeats',
    'permutation': 'model statistic observed null_mean null_q95 p permutations',
    'fold_seeds': 'seed lambda features reason',
    'selection_frequency': 'kind name selected share_of_resamples share_of_fold_seeds',
}
NOT_ALWAYS = {'undefined': 'table row column reason', 'stepwise': None}  # where there is something to say
FLAGS = [('icc', 'kept'), ('correlation', 'kept'), ('sample_size', 'enough'), ('selection_frequency', 'selected')]


def write_rows(path, rows):
    with open(path, 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)


def make_study(path):
    """Two modalities with a volume each; the first features of both and two clinical variables follow the outcome; one patient is too old."""
    draw = random.Random(21)
    names = [f'{m}_{image}_{family}_F{k}' for m in ('PET', 'CT') for image in ('original', 'wavelet-LLH') for family in ('firstorder', 'glcm') for k in range(4)]
    names[1], names[17] = 'PET_original_shape_MeshVolume', 'CT_original_shape_MeshVolume'
    cohort = [['patient_id', 'y', 'set', 'age', 'marker', 'noise', 'gender', 'stage', 'hospital']]
    features, second, repeat = ([['patient_id'] + names] for _ in range(3))
    for i in range(PATIENTS):
        y = i % 2
        name = f'P{i:03d}'
        cohort.append([name, y, 'train' if i < TRAINING else 'test', 19 if i == 7 else round(draw.uniform(1, 8) + y, 1), round(draw.gauss(1.1 * y, 1), 3),
                       round(draw.gauss(0, 1), 3), draw.choice(['Female', 'Male']), draw.choice(['I', 'II']), draw.choice(['A', 'B'])])
        base = draw.gauss(0, 1)
        row = [round(draw.gauss(0.7 * y if k % 16 in (0, 1, 8) else 0, 1), 6) for k in range(len(names))]
        row[3] = round(row[2] + 0.01 * base, 6)  # repeats its neighbour
        features.append([name] + row)
        if i % 2 == 0 or i < 20:
            for table in (second, repeat):
                table.append([name] + [round(v + draw.gauss(0, 3 if k == 5 else 0.1), 6) for k, v in enumerate(row)])
    for table, rows in (('cohort', cohort), ('features', features), ('second', second), ('repeat', repeat)):
        write_rows(path / f'{table}.csv', rows)
    (path / 'study.yaml').write_text(STUDY)
    return names


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.names = make_study(cls.folder)
        run = subprocess.run([PETRA, 'study', 'run', str(cls.folder)], capture_output=True, text=True, env={**os.environ, 'PETRA_FIGURE_PYTHON': '/nonexistent'})
        if run.returncode != 0:
            raise AssertionError(run.stderr)
        cls.messages = run.stderr
        cls.header, cls.rows = {}, {}
        for file in (cls.folder / 'results/tables').glob('*.csv'):
            with open(file, newline='', encoding='utf-8') as stream:
                reader = csv.DictReader(stream)
                cls.header[file.stem], cls.rows[file.stem] = reader.fieldnames, list(reader)

    def column(self, table, name):
        return [row[name] for row in self.rows[table]]

    def numbers(self, table, name):
        return [float(cell) if cell else math.nan for cell in self.column(table, name)]

    def test_every_table_is_there_and_none_besides(self):
        self.assertEqual(set(self.header) - set(NOT_ALWAYS), set(TABLES) | {'features'})

    def test_columns_and_their_order(self):
        for name, columns in {**TABLES, **NOT_ALWAYS}.items():
            if columns is not None and name in self.header:
                self.assertEqual(self.header[name], columns.split(), name)
        self.assertEqual(self.header['features'], ['id'] + self.names)

    def test_flags_are_true_or_false(self):
        for table, name in FLAGS:
            cells = set(self.column(table, name))
            self.assertLessEqual(cells, {'true', 'false'} | ({''} if name == 'enough' else set()), table)
            self.assertTrue(cells & {'true', 'false'}, table)

    def test_no_cell_is_a_bare_nan_or_infinity(self):
        for table, rows in self.rows.items():
            for row in rows:
                self.assertFalse({cell.lower() for cell in row.values()} & {'nan', 'inf', '-inf'}, (table, row))

    def test_patients(self):
        ids = [f'P{i:03d}' for i in range(PATIENTS) if i != 7]
        for table in ('features', 'split', 'rad_score', 'predictions'):
            self.assertEqual(self.column(table, 'id'), ids, table)
        for row in self.rows['split']:
            self.assertEqual(row['fold'] in set('12345'), row['set'] == 'train', row)
        self.assertEqual([(r['removed'], r['left']) for r in self.rows['flow']][-1], ('1', str(PATIENTS - 1)))
        self.assertEqual(self.rows['flow'][-1]['reason'], 'older than 18 years')
        self.assertEqual(self.column('rad_score_cross_fitted', 'id'), [i for i, row in zip(ids, self.rows['split']) if row['set'] == 'train'])
        self.assertEqual({(r['characteristic'], r['level']) for r in self.rows['table1']} & {('stage', 'I'), ('stage', 'II')}, {('stage', 'I'), ('stage', 'II')})

    def test_funnel(self):
        self.assertEqual(self.column('funnel', 'step'), ['icc', 'correlation', 'lasso'])
        steps = self.rows['funnel']
        for before, after in zip(steps, steps[1:]):
            self.assertEqual(before['features_out'], after['features_in'])
        self.assertEqual([(r['comparison'], r['feature']) for r in self.rows['icc']], [(c, n) for c in ('inter', 'intra') for n in self.names])
        for row in self.rows['icc']:
            self.assertEqual(row['kept'] == 'true', row['reason'] == '', row)
        bad = {row['feature'] for row in self.rows['icc'] if row['kept'] == 'false'}
        self.assertEqual(self.column('correlation', 'feature'), [n for n in self.names if n not in bad])
        for row in self.rows['correlation']:
            self.assertEqual(row['kept'] == 'true', row['dropped_for'] == '', row)
        self.assertEqual(sum(row['kept'] == 'true' for row in self.rows['correlation']), int(steps[2]['features_in']))

    def test_lasso_and_signature(self):
        path = self.numbers('lasso_path', 'lambda')
        self.assertEqual(path, sorted(path, reverse=True))
        entered = [r['feature'] for r in self.rows['correlation'] if r['kept'] == 'true']
        self.assertLessEqual(set(self.column('lasso_coefficients', 'feature')), set(entered))
        count = {}
        for row in self.rows['lasso_coefficients']:
            if float(row['coefficient']) != 0:
                count[row['lambda']] = count.get(row['lambda'], 0) + 1
        for row in self.rows['lasso_path']:
            self.assertEqual(count.get(row['lambda'], 0), int(row['nonzero']), row)
        terms = self.rows['signature']
        self.assertEqual(terms[0]['feature'], '(Intercept)')
        self.assertEqual(len(terms) - 1, int(self.rows['funnel'][-1]['features_out']))
        self.assertEqual(sum(int(r['features']) for r in self.rows['signature_summary']), len(terms) - 1)
        for features, row in zip(self.rows['features'], self.rows['rad_score']):
            score = float(terms[0]['coefficient']) + sum(float(t['coefficient']) * float(features[t['feature']]) for t in terms[1:])
            self.assertAlmostEqual(score, float(row['rad_score']), places=10)
        self.assertEqual(self.column('signature_variants', 'variant'), ['all', 'CT', 'PET', 'PET_original_shape_MeshVolume', 'CT_original_shape_MeshVolume'])
        self.assertEqual(self.column('rad_score_test', 'set'), ['train', 'test'])

    def test_models(self):
        self.assertEqual(self.column('univariable', 'variable'), ['age', 'marker', 'noise', 'gender=Male'])
        for table in ('multivariable', 'clinical', 'combined'):
            self.assertEqual(self.rows[table][0]['variable'], '(Intercept)', table)
        self.assertEqual(self.rows['combined'][1]['variable'], 'rad_score')
        for row in self.rows['combined'][1:]:
            self.assertAlmostEqual(math.exp(float(row['coefficient'])), float(row['or']), delta=1e-9 * float(row['or']))
        self.assertEqual(self.column('refit_slope', 'model'), ['radiomics', 'combined'])
        self.assertEqual(self.numbers('refit_slope', 'slope')[1], float(self.rows['combined'][1]['coefficient']))
        self.assertEqual(self.rows['refit_slope'][1]['note'], 'fitted to cross-fitted Rad scores')
        self.assertEqual(self.column('table2', 'variable'), self.column('univariable', 'variable'))
        noise = next(row for row in self.rows['table2'] if row['variable'] == 'noise')
        self.assertEqual(noise['multivariable_or'] == 'NA', noise['multivariable_p'] == 'NA')

    def test_performance_and_comparisons(self):
        by_model = [(m, s) for m in MODELS for s in ('train', 'test')]
        self.assertEqual(sorted((r['model'], r['set']) for r in self.rows['performance']), sorted(by_model))
        for row, beside in zip(self.rows['performance'], self.rows['auc_intervals']):
            self.assertEqual((row['model'], row['set'], row['auc'], row['auc_low'], row['auc_high']),
                             (beside['model'], beside['set'], beside['auc'], beside['delong_low'], beside['delong_high']))
            if float(row['auc']) == 1:
                self.assertEqual((beside['logit_low'], beside['logit_high']), ('', ''))
                self.assertEqual(beside['note'], 'AUC 0 or 1: no logit interval')
                continue
            self.assertEqual(beside['note'], 'under 50 a class: read logit')
            self.assertTrue(0 < float(beside['logit_low']) < float(beside['auc']) < float(beside['logit_high']) < 1, beside)
        for which in ('train', 'test'):
            pairs = [(r['model_a'], r['model_b']) for r in self.rows['delong'] if r['set'] == which]
            self.assertEqual(pairs[:3], [('combined', 'radiomics'), ('combined', 'clinical'), ('radiomics', 'clinical')])
            self.assertEqual(set(sum(pairs[3:], ())) & {'naive_bayes', 'neural_network'}, {'naive_bayes', 'neural_network'})
        auc = {(r['model'], r['set']): float(r['auc']) for r in self.rows['performance']}
        for row in self.rows['delong']:
            self.assertAlmostEqual(float(row['auc_difference']), auc[row['model_a'], row['set']] - auc[row['model_b'], row['set']], places=12)
        measures = [(r['set'], r['measure']) for r in self.rows['added_value']]
        self.assertEqual(len(measures), len(set(measures)))
        for row in self.rows['added_value']:
            if row['measure'] == 'nri_continuous':
                self.assertIn('do not rest a claim on it', row['note'])

    def test_curves(self):
        for model, which in {(r['model'], r['set']) for r in self.rows['decision_curve']}:
            rows = [r for r in self.rows['decision_curve'] if (r['model'], r['set']) == (model, which)]
            self.assertEqual([round(float(r['threshold']), 12) for r in rows], [round(k / 100, 12) for k in range(100)])
            self.assertEqual({float(r['treat_none']) for r in rows}, {0})
        methods = {(r['model'], r['set'], r['method']) for r in self.rows['calibration']}
        for model in MODELS:
            for which in ('train', 'test'):
                self.assertIn((model, which, 'lowess'), methods)
                self.assertIn((model, which, 'fifths'), methods)
        for model in ('clinical', 'radiomics', 'combined'):
            self.assertIn((model, 'train', 'apparent'), methods)
            self.assertIn((model, 'train', 'corrected'), methods)
        axes = list(dict.fromkeys(self.column('nomogram', 'axis')))
        self.assertEqual(axes[-3:], ['total', 'lp', 'probability'])
        self.assertIn('rad_score', axes)

    def test_resampled_honesty(self):
        models, metrics = ['clinical', 'radiomics', 'combined'], ['auc', 'calibration_slope', 'calibration_intercept', 'brier']
        self.assertEqual([(r['model'], r['metric']) for r in self.rows['optimism']], [(m, k) for m in models for k in metrics])
        self.assertEqual([(r['model'], r['metric']) for r in self.rows['nested_cv']], [(m, k) for m in models for k in ['auc', 'auc_pooled'] + metrics[1:]])
        self.assertEqual([(r['model'], r['statistic']) for r in self.rows['permutation']], [(m, k) for k in ('auc_cross_validated', 'auc_apparent') for m in models])
        self.assertEqual(self.column('fold_seeds', 'seed'), [str(seed) for seed in range(3, 15)])
        self.assertEqual([r['model'] for r in self.rows['sample_size']], ['clinical', 'radiomics'])
        for row in self.rows['sample_size']:
            self.assertAlmostEqual(float(row['events_per_candidate']), int(row['events']) / int(row['candidates']), places=12)
        families = list(dict.fromkeys(self.column('fdr', 'family')))
        self.assertEqual(families, ['univariable', 'delong_train', 'delong_test', 'features'])
        self.assertEqual({r['variable'] for r in self.rows['subgroups']}, {'age', 'marker', 'noise', 'gender', 'stage', 'centre'})
        signature = {r['feature'] for r in self.rows['signature'][1:]}
        selected = {r['name'] for r in self.rows['selection_frequency'] if r['kind'] == 'feature' and r['selected'] == 'true'}
        self.assertEqual(selected, signature)

    def test_the_report_holds_every_table_under_a_title(self):
        page = (self.folder / 'results/report.html').read_text()
        titles = {name: html.unescape(title) for title, name in re.findall(r'<summary><span>(.*?)</span> <small>tables/(\w+)\.csv', page)}
        self.assertEqual(set(self.header) - {'features', 'stepwise'}, set(titles))
        for name, title in titles.items():
            self.assertNotEqual(title, name)
        text = html.unescape(re.sub(r'<[^>]+>', ' ', page))
        for note in ('training set for models that contain each other', 'no claim should rest on it', 'read the logit interval', 'takes the shrinkage back'):
            self.assertIn(' '.join(note.split()), ' '.join(text.split()))


if __name__ == '__main__':
    unittest.main()
