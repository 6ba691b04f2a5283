"""Mechanics of `petra study` on feature tables: bad input with its exit status, reruns, status, init, what the results may not hold.

usage: study_contract_test.py PETRA
"""
import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
PATIENTS, TRAINING, FEATURES = 60, 42, 30

STUDY = """name: Test study
cohort: cohort.csv
id: patient_id
outcome: {column: y, positive: 1}
features: {table: features.csv, second_reader: second.csv}
clinical: {continuous: [{column: age, label: Age, unit: years}, marker], categorical: [{column: gender, reference: Female}]}
split: {column: set, train: train, test: test}
selection: {lasso: {folds: 5, seed: 3}}
"""


def write_rows(path, rows):
    with open(path, 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)


def read_rows(path):
    with open(path, newline='', encoding='utf-8') as stream:
        return list(csv.DictReader(stream))


class Folder:
    """A study of 60 patients whose first two features and `marker` follow the outcome."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        draw = random.Random(11)
        names = [f'PET_original_firstorder_F{k}' for k in range(FEATURES)]
        cohort = [['patient_id', 'y', 'set', 'age', 'marker', 'gender', 'note']]
        features, second = [['patient_id'] + names], [['patient_id'] + names]
        for i in range(PATIENTS):
            y = i % 2
            name = f'SECRET-{i:03d}'
            cohort.append([name, y, 'train' if i < TRAINING else 'test', round(draw.uniform(1, 10), 1), round(draw.gauss(y, 1), 3), draw.choice(['Female', 'Male']), 'x'])
            row = [round(draw.gauss(y * 1.2 if k < 2 else 0, 1), 6) for k in range(FEATURES)]
            features.append([name] + row)
            if i % 3 == 0:
                second.append([name] + [round(v + draw.gauss(0, 0.1), 6) for v in row])
        self.cohort, self.features, self.second = cohort, features, second
        self.write()
        (self.path / 'study.yaml').write_text(STUDY)

    def write(self):
        write_rows(self.path / 'cohort.csv', self.cohort)
        write_rows(self.path / 'features.csv', self.features)
        write_rows(self.path / 'second.csv', self.second)

    def run(self, *words, figures=False):
        environment = dict(os.environ)
        if not figures:
            environment['PETRA_FIGURE_PYTHON'] = '/nonexistent'
        return subprocess.run([PETRA, 'study', *words, str(self.path)], capture_output=True, text=True, env=environment)

    def bytes_of_results(self):
        root = self.path / 'results'
        return {str(f.relative_to(root)): f.read_bytes() for f in sorted(root.rglob('*')) if f.is_file() and f.name != 'provenance.json'}


class StudyCase(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.study = Folder(self.scratch.name)

    def refused(self, status, *parts):
        run = self.study.run('run')
        self.assertEqual(run.returncode, status, run.stderr)
        for part in parts:
            self.assertIn(part, run.stderr)
        self.assertFalse((self.study.path / 'results/report.html').exists())


class GoodRuns(StudyCase):
    def test_tables_of_the_contract(self):
        run = self.study.run('run')
        self.assertEqual(run.returncode, 0, run.stderr)
        tables = {f.stem for f in (self.study.path / 'results/tables').glob('*.csv')}
        for name in ('features split funnel icc correlation lasso_path signature rad_score univariable multivariable clinical combined predictions performance delong nomogram').split():
            self.assertIn(name, tables)
        split = read_rows(self.study.path / 'results/tables/split.csv')
        self.assertEqual(len(split), PATIENTS)
        self.assertEqual({row['fold'] for row in split if row['set'] == 'train'}, set('12345'))
        self.assertEqual({row['fold'] for row in split if row['set'] == 'test'}, {''})

    def test_rerun_changes_nothing_and_a_broken_file_is_made_again(self):
        self.study.run('run')
        before, provenance = self.study.bytes_of_results(), (self.study.path / 'results/provenance.json').read_bytes()
        again = self.study.run('run')
        self.assertIn('nothing had changed', again.stderr)
        self.assertEqual((self.study.path / 'results/provenance.json').read_bytes(), provenance)
        (self.study.path / 'results/tables/icc.csv').write_text('broken')
        (self.study.path / 'results/report.html').unlink()
        self.study.run('run')
        self.assertEqual(self.study.bytes_of_results(), before)

    def test_ignored_column_and_order_of_keys_change_nothing(self):
        self.study.run('run')
        before = self.study.bytes_of_results()
        for row in self.study.cohort[1:]:
            row[-1] = 'another note'
        self.study.write()
        self.assertIn('nothing had changed', self.study.run('run').stderr)
        self.assertEqual(self.study.bytes_of_results(), before)

    def test_status_tells_done_stale_missing(self):
        states = lambda: {s['step']: s['state'] for s in json.loads(self.study.run('status', '--json').stdout)['steps']}
        self.assertEqual(set(states().values()), {'missing'})
        self.study.run('run')
        self.assertEqual(set(states().values()), {'done'})
        (self.study.path / 'results/tables/icc.csv').write_text('edited')
        (self.study.path / 'results/tables/delong.csv').unlink()
        found = states()
        self.assertEqual((found['tables/icc.csv'], found['tables/delong.csv'], found['model.json']), ('stale', 'missing', 'done'))
        self.study.cohort[1][3] = 9.9
        self.study.write()
        self.assertEqual(states()['model.json'], 'stale')

    def test_until_tables_stops_before_figures(self):
        self.study.run('run', '--until', 'tables')
        self.assertTrue((self.study.path / 'results/model.json').exists())
        self.assertFalse((self.study.path / 'results/report.html').exists())
        self.assertFalse((self.study.path / 'results/figures').exists())

    def test_no_id_or_path_leaves_the_tables(self):
        self.study.run('run')
        for name in ('report.html', 'provenance.json', 'model.json', 'figures/rad_score_train.vl.json'):
            text = (self.study.path / 'results' / name).read_text()
            self.assertNotIn('SECRET', text, name)
            self.assertNotIn(self.scratch.name, text, name)

    def test_empty_cells_leave_complete_cases(self):
        self.study.cohort[3][3] = 'NA'
        self.study.write()
        run = self.study.run('run')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('1 of 60 patients are left out', run.stderr)
        self.assertEqual(read_rows(self.study.path / 'results/tables/excluded.csv'), [{'id': 'SECRET-002', 'row': '3', 'reason': 'no value in age'}])

    def test_drawn_split_is_stratified(self):
        text = STUDY.replace('split: {column: set, train: train, test: test}', 'split: {ratio: 0.7, stratify: true, seed: 5}')
        (self.study.path / 'study.yaml').write_text(text)
        self.assertEqual(self.study.run('run', '--until', 'tables').returncode, 0)
        rows = read_rows(self.study.path / 'results/tables/predictions.csv')
        self.assertEqual(sum(row['set'] == 'train' for row in rows), 42)
        self.assertEqual(sum(row['set'] == 'train' and row['outcome'] == '1' for row in rows), 21)

    def test_empty_step_drops_its_models_with_the_reason(self):
        (self.study.path / 'study.yaml').write_text(STUDY + 'models: {clinical: {screen_p: 0}}\n')
        run = self.study.run('run')
        self.assertEqual(run.returncode, 1, run.stderr)
        reasons = {row['step']: row['reason'] for row in read_rows(self.study.path / 'results/tables/funnel.csv')}
        self.assertIn('no candidate has a univariable p below 0', reasons['clinical'])
        self.assertFalse((self.study.path / 'results/tables/combined.csv').exists())
        self.assertTrue((self.study.path / 'results/tables/performance.csv').exists())

    def test_separation_is_told_and_gives_finite_ratios(self):
        for row in self.study.cohort[1:]:
            row[4] = row[1] * 10 + float(row[3]) / 100
        self.study.write()
        run = self.study.run('run')
        self.assertIn('separates cases from controls perfectly', run.stderr)
        for name in ('univariable', 'multivariable'):
            for row in read_rows(self.study.path / f'results/tables/{name}.csv'):
                self.assertTrue(all(cell not in ('inf', 'nan') for cell in row.values()), row)

    def test_init_writes_and_refuses_to_overwrite(self):
        target = self.study.path / 'new'
        self.assertEqual(subprocess.run([PETRA, 'study', 'init', str(target)], capture_output=True).returncode, 0)
        text = (target / 'study.yaml').read_text()
        again = subprocess.run([PETRA, 'study', 'init', str(target)], capture_output=True, text=True)
        self.assertEqual(again.returncode, 2)
        self.assertIn('is not overwritten', again.stderr)
        self.assertEqual((target / 'study.yaml').read_text(), text)


class BadInput(StudyCase):
    def test_no_study_yaml(self):
        (self.study.path / 'study.yaml').unlink()
        self.refused(2, 'study.yaml')

    def test_unknown_and_unsupported_keys_together(self):
        (self.study.path / 'study.yaml').write_text(STUDY + 'evalation: {}\nmissing: {method: guess}\n')
        self.refused(2, 'Did you mean evaluation?', 'guess is not one of: complete_cases, mice')

    def test_no_cohort(self):
        (self.study.path / 'cohort.csv').unlink()
        self.refused(2, 'cohort.csv')

    def test_missing_column_names_the_nearest(self):
        (self.study.path / 'study.yaml').write_text(STUDY.replace('column: age', 'column: agee'))
        self.refused(2, 'the column agee is missing', 'Did you mean age?')

    def test_header_only(self):
        self.study.cohort = self.study.cohort[:1]
        self.study.write()
        self.refused(2, 'no patients')

    def test_same_patient_twice(self):
        self.study.cohort[50][0] = 'SECRET-000'
        self.study.write()
        self.refused(2, 'SECRET-000 is there twice', 'line 51')

    def test_outcome_with_three_values(self):
        self.study.cohort[5][1] = 2
        self.study.write()
        self.refused(2, 'column y', 'an outcome has two values', '2 (line 6)')

    def test_text_in_a_number(self):
        self.study.cohort[5][3] = '1.234,5'
        self.study.write()
        self.refused(2, 'line 6, column age', '"1.234,5" is not a number')

    def test_test_set_empty(self):
        for row in self.study.cohort[1:]:
            row[2] = 'train'
        self.study.write()
        self.refused(2, 'test set', 'holds no patient')

    def test_ids_differ_by_leading_zeros(self):
        for k, row in enumerate(self.study.cohort[1:], 1):
            row[0] = f'{k:04d}'
            self.study.features[k][0] = str(k)
        self.study.write()
        self.refused(2, 'only in the cohort: 0001', 'only in this table: 1', 'Leading zeros differ')

    def test_text_among_features(self):
        self.study.features[2][4] = 'high'
        self.study.write()
        self.refused(2, 'features.csv', 'line 3', '"high" is not a number')

    def test_second_reader_lacks_a_feature_or_patients(self):
        self.study.second = [row[:-1] for row in self.study.second]
        self.study.write()
        self.refused(2, 'second.csv', 'lacks 1 features')
        self.study.second = self.study.second[:3]
        self.study.write()
        self.refused(2, "holds 2 of the study's patients")

    def test_leak_among_candidates(self):
        for row in self.study.cohort[1:]:
            row[4] = 7 - row[1]
        self.study.write()
        self.refused(2, 'column marker', 'it is the outcome itself')

    def test_results_folder_cannot_be_made(self):
        (self.study.path / 'results').write_text('a file in the way')
        run = self.study.run('run')
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertIn('results', run.stderr)
        self.assertEqual((self.study.path / 'results').read_text(), 'a file in the way')


if __name__ == '__main__':
    unittest.main()
