"""`petra study`: what is wrong in study.yaml or the cohort is named with file, line, field and remedy; a rerun does only what changed; the same bytes whatever the
thread count; killed, it goes on.

usage: study_input_test.py PETRA"""
import csv
import gzip
import hashlib
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
STUDY = """name: Small study
cohort: cohort.csv
id: id
outcome: {column: bmi, positive: 1}
features: {table: features.csv.gz, second_reader: second.csv}
clinical:
  continuous: [age, {column: nse, label: Neuron-specific enolase, unit: ng/mL}]
  categorical: [{column: gender, reference: Female}]
split: {column: set, train: train, test: test}
selection: {lasso: {folds: 4, rule: min, seed: 3}}
models: {clinical: {screen_p: 0.2, final_p: 0.5}}
"""


def digest(folder):
    """SHA-256 of every file whose bytes are promised."""
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob('*'))
            if file.is_file() and file.name not in ('provenance.json', 'features.sqlite')}


class Study(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-study-'))
        self.addCleanup(shutil.rmtree, self.folder)
        draw = random.Random(5)
        names = [f'PET_original_glcm_F{k}' for k in range(30)]
        self.cohort, features, second = [], [], []
        for k in range(60):
            case = k % 2
            age, noise = 3 + 2 * case + draw.gauss(0, 2), [draw.gauss(0, 1) for _ in names]
            self.cohort.append([f'P{k:03}', case, 'train' if k < 42 else 'test', f'{age:.2f}', f'{200 + 150 * case + draw.gauss(0, 150):.1f}', 'Male' if draw.random() < 0.5 else 'Female'])
            values = [value + (1.2 * case if j < 3 else 0) for j, value in enumerate(noise)]
            features.append([f'P{k:03}'] + values)
            if k < 20:
                second.append([f'P{k:03}'] + [v + draw.gauss(0, 0.1 if j < 20 else 2) for j, v in enumerate(values)])
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender'], self.cohort)
        self.write('second.csv', ['id'] + names, second)
        self.write('f.csv', ['id'] + names, features)
        (self.folder / 'features.csv.gz').write_bytes(gzip.compress((self.folder / 'f.csv').read_bytes(), mtime=0))
        (self.folder / 'study.yaml').write_text(STUDY)

    def write(self, name, header, rows):
        with open(self.folder / name, 'w', newline='') as stream:
            csv.writer(stream).writerows([header] + rows)

    def run_study(self, *options):
        return subprocess.run([PETRA, 'study', 'run', str(self.folder), '--until', 'tables', *options], capture_output=True, text=True, timeout=60)

    def refused(self, words, status=2):
        run = self.run_study()
        self.assertEqual(run.returncode, status, run.stderr)
        for word in words:
            self.assertIn(word, run.stderr)
        self.assertFalse((self.folder / 'results/tables/performance.csv').exists())

    def study(self, old, new):
        self.assertIn(old, STUDY)
        (self.folder / 'study.yaml').write_text(STUDY.replace(old, new))

    def test_a_good_study_has_every_table(self):
        run = self.run_study()
        self.assertEqual(run.returncode, 0, run.stderr)
        made = {file.stem for file in (self.folder / 'results/tables').glob('*.csv')}
        wanted = 'features split funnel icc correlation lasso_path signature rad_score univariable multivariable clinical combined predictions performance delong nomogram'.split()
        self.assertEqual(set(wanted) - made, set())

    def test_unknown_and_mistyped_keys_name_the_nearest(self):
        self.study('name:', 'nane:')
        self.refused(['study.yaml', 'line 1', 'nane', 'name'])
        self.study('rule: min', 'rule: mini')
        self.refused(['selection.lasso.rule', 'mini', 'min'])

    def rows(self, table):
        with open(self.folder / f'results/tables/{table}.csv', newline='') as stream:
            return list(csv.DictReader(stream))

    def test_eligibility_counts_and_leaves_out(self):
        rule = 'eligibility: {screened: 75, rules: [{reason: women only, keep: "gender == \'Female\'"}, {reason: high, keep: "nse <= 600 or missing(nse)"}]}\n'
        (self.folder / 'study.yaml').write_text(STUDY + rule)
        self.cohort = [[*row[:4], row[4] if k != 7 else '', 'Female' if k % 6 else 'Male'] for k, row in enumerate(self.cohort)]
        self.cohort[3][5] = ''  # not known: out
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender'], self.cohort)
        run = self.run_study()
        self.assertIn(run.returncode, (0, 1, 2), run.stderr)
        flow = self.rows('flow') if run.returncode != 2 else None
        if flow is None:  # gender has one level left: a candidate must vary
            self.assertIn('gender', run.stderr)
            (self.folder / 'study.yaml').write_text((STUDY + rule).replace('  categorical: [{column: gender, reference: Female}]\n', ''))
            run = self.run_study()
            self.assertIn(run.returncode, (0, 1), run.stderr)
            flow = self.rows('flow')
        self.assertEqual([(row['step'], row['left']) for row in flow[:2]], [('screened', '75'), ('cohort', '60')])
        self.assertEqual((flow[2]['step'], flow[2]['removed']), ('eligibility_1', '11'))
        self.assertIn('1 of them not known', flow[2]['reason'])
        left = 60
        for row in flow[2:]:
            left -= int(row['removed'])
            self.assertEqual(int(row['left']), left)
        self.assertEqual(left, len(self.rows('split')))

    def test_a_rule_that_cannot_be_read_is_named(self):
        for keep, words in (('age <', ['keep', 'character']), ('agee < 3', ['agee', 'Did you mean age']), ('gender < 3', ['gender', 'is not a number'])):
            (self.folder / 'study.yaml').write_text(STUDY + f'eligibility: {{rules: [{{reason: odd, keep: "{keep}"}}]}}\n')
            self.refused(words)
        (self.folder / 'study.yaml').write_text(STUDY + 'eligibility: {screened: 3}\n')
        self.refused(['eligibility.screened', '3', '60'])

    def test_described_columns_stand_in_table_1_and_leave_nobody_out(self):
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender', 'stage'], [[*row, ['I', 'II', ''][k % 3]] for k, row in enumerate(self.cohort)])
        (self.folder / 'study.yaml').write_text(STUDY + 'describe: {categorical: [stage]}\n')
        run = self.run_study()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(len(self.rows('split')), 60)
        self.assertEqual([row['level'] for row in self.rows('table1') if row['characteristic'] == 'stage'], ['I', 'II', 'missing'])
        self.assertNotIn('stage', {row['variable'] for row in self.rows('univariable')})
        shutil.rmtree(self.folder / 'results')
        (self.folder / 'study.yaml').write_text(STUDY + 'describe: {continuous: [age]}\n')
        self.refused(['describe', 'age'])

    def test_readings_again_are_intra(self):
        (self.folder / 'again.csv').write_text((self.folder / 'second.csv').read_text())
        self.study('second_reader: second.csv', 'second_reader: second.csv, repeat: again.csv')
        self.assertEqual(self.run_study().returncode, 0)
        icc = self.rows('icc')
        self.assertEqual([row['comparison'] for row in icc].count('intra'), 30)
        self.assertEqual([row['icc'] for row in icc if row['comparison'] == 'intra'], [row['icc'] for row in icc if row['comparison'] == 'inter'])

    def test_stepwise_rivals_and_bootstrap_can_be_chosen(self):
        for method in ('forward', 'backward', 'backward_wald', 'aic', 'bic'):
            (self.folder / 'study.yaml').write_text(STUDY.replace('final_p: 0.5}', f'final_p: 0.5, stepwise: {method}}}, rivals: [], combined: {{rad_score: cross_fitted}}') + 'evaluation: {bootstrap: 0}\n')
            run = self.run_study()
            self.assertIn(run.returncode, (0, 1), run.stderr)
            self.assertFalse((self.folder / 'results/tables/validation.csv').exists())
            self.assertNotIn('naive_bayes', self.rows('predictions')[0])

    def test_all_problems_are_told_at_once(self):
        self.study('folds: 4, rule: min', 'folds: four, rule: mini')
        self.refused(['2 problems', 'folds', 'rule'])

    def test_what_is_not_done_yet_is_refused_by_name(self):
        (self.folder / 'study.yaml').write_text(STUDY + 'missing: {method: mice, imputations: 20, seed: 1}\nevaluation: {permutations: 20}\n')
        self.refused(['missing', 'do not repeat imputation yet'])

    def test_columns_and_values(self):
        self.study('column: bmi', 'column: bmii')
        self.refused(['cohort.csv', 'bmii', 'Did you mean bmi'])
        self.study('positive: 1', 'positive: 7')
        self.refused(['cohort.csv', 'bmi', '7'])
        self.study('reference: Female', 'reference: Femalee')
        self.refused(['gender', 'Femalee', 'Female, Male'])
        self.study('[age,', '[gender, age,')
        self.refused(['gender', 'twice'])

    def test_one_class_and_three_classes(self):
        header = ['id', 'bmi', 'set', 'age', 'nse', 'gender']
        self.write('cohort.csv', header, [[row[0], 1, *row[2:]] for row in self.cohort])
        self.refused(['cohort.csv', 'bmi'])
        self.write('cohort.csv', header, [[row[0], k % 3, *row[2:]] for k, row in enumerate(self.cohort)])
        self.refused(['cohort.csv', 'bmi'])

    def test_the_same_patient_twice(self):
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender'], self.cohort + [self.cohort[0]])
        self.refused(['cohort.csv', 'P000'])

    def test_patients_without_features_are_listed(self):
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender'], [['0' + row[0], *row[1:]] for row in self.cohort])
        self.refused(['features.csv.gz'])

    def test_a_decimal_comma_is_named_with_its_line(self):
        self.cohort[4][4] = '1.234,5'
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender'], self.cohort)
        self.refused(['cohort.csv', 'line 6', 'nse', '1.234,5'])

    def test_missing_files(self):
        (self.folder / 'second.csv').unlink()
        self.refused(['second.csv'])
        (self.folder / 'study.yaml').unlink()
        self.refused(['study.yaml'])

    def test_a_missing_value_drops_the_patient_and_says_so(self):
        self.cohort[4][4] = ''
        self.write('cohort.csv', ['id', 'bmi', 'set', 'age', 'nse', 'gender'], self.cohort)
        run = self.run_study()
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertIn('warning', run.stderr)
        excluded = (self.folder / 'results/tables/excluded.csv').read_text()
        self.assertIn('nse', excluded)

    def test_nothing_selected_drops_the_models_and_ends_with_status_1(self):
        self.study('selection: {lasso', 'selection: {icc: {minimum: 0.99999}, lasso')
        run = self.run_study()
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn('icc', (self.folder / 'results/tables/funnel.csv').read_text())
        self.assertFalse((self.folder / 'results/tables/combined.csv').exists())

    def test_same_bytes_whatever_the_thread_count_and_on_a_rerun(self):
        found = []
        for jobs in ('1', '2', '2'):
            run = self.run_study('--jobs', jobs)
            self.assertEqual(run.returncode, 0, run.stderr)
            found.append(digest(self.folder / 'results'))
        self.assertEqual(found[0], found[1])
        self.assertEqual(found[1], found[2])

    def test_killed_it_leaves_no_half_file_and_the_next_run_is_the_same(self):
        self.assertEqual(self.run_study().returncode, 0)
        clean = digest(self.folder / 'results')
        for _ in range(8):
            shutil.rmtree(self.folder / 'results')
            run = subprocess.Popen([PETRA, 'study', 'run', str(self.folder), '--until', 'tables'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, 0.06))
            run.send_signal(signal.SIGKILL)
            run.wait()
            for name, value in digest(self.folder / 'results').items() if (self.folder / 'results').exists() else ():
                if not name.endswith('.tmp'):
                    self.assertEqual(value, clean[name], name)
            self.assertEqual(self.run_study().returncode, 0)
            after = {name: value for name, value in digest(self.folder / 'results').items() if not name.endswith('.tmp')}
            self.assertEqual(after, clean)

    def test_nobody_is_named_in_model_and_provenance(self):
        self.assertEqual(self.run_study().returncode, 0)
        for name in ('model.json', 'provenance.json'):
            text = (self.folder / 'results' / name).read_text()
            self.assertNotIn('P001', text, name)
            self.assertNotIn(str(self.folder), text, name)

    def test_init_writes_a_study_and_overwrites_none(self):
        fresh = self.folder / 'fresh'
        made = subprocess.run([PETRA, 'study', 'init', str(fresh)], capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        text = (fresh / 'study.yaml').read_text()
        self.assertIn('outcome:', text)
        again = subprocess.run([PETRA, 'study', 'init', str(fresh)], capture_output=True, text=True)
        self.assertNotEqual(again.returncode, 0)
        self.assertEqual((fresh / 'study.yaml').read_text(), text)

    def test_status_tells_done_and_missing(self):
        status = lambda: subprocess.run([PETRA, 'study', 'status', str(self.folder)], capture_output=True, text=True)  # noqa: E731
        self.assertIn('missing', status().stdout)
        self.run_study()
        self.assertIn('done     tables/performance.csv', status().stdout)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
