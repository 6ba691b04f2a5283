"""Oracle: petra dca against rmda 1.6 and dcurves; what it refuses.

usage: dca_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Dca(CommandCase):
    COMMAND = 'dca'

    def test_net_benefit_of_both_rules(self):
        folder, expected = self.folder('dca/small_ties')
        for model in ('p_comb', 'p_rad'):
            for rule, key in (('at_least', 'dcurves_formula'), ('above', 'rmda_fitted_risk_500')):
                e = expected[key][model]
                thresholds, benefit = (e['threshold'], e['net_benefit']) if rule == 'at_least' else (e['thresholds'], e['NB'])
                rows = {round(float(row['threshold']), 9): row for row in self.rows(folder / 'input.csv', '--outcome', 'y', '--probability', model, '--rule', rule)}
                checked = 0
                for threshold, value in zip(thresholds, benefit):
                    row = rows.get(round(threshold, 9))
                    if row is not None and value is not None:
                        self.compare([float(row['net_benefit'])], [value], 1e-12, f'{model} {rule} {threshold}')
                        checked += 1
                self.assertGreater(checked, 15)
        self.compare([float(row['treat_all']) for row in self.rows(folder / 'input.csv', '--outcome', 'y', '--probability', 'p_rad')][:50], expected['treat_all'][:50], 1e-12)

    def test_limits_hold_the_curve_and_repeat(self):
        folder, _ = self.folder('dca/rmda_dcaData')
        options = (folder / 'input.csv', '--outcome', 'Cancer', '--probability', 'p_full', '--bootstrap', '200', '--by', '0.1')
        rows = self.rows(*options)
        for row in rows[1:6]:
            self.assertLessEqual(float(row['low']), float(row['net_benefit']))
            self.assertGreaterEqual(float(row['high']), float(row['net_benefit']))
        self.assertEqual(self.run_command(*options).stdout, self.run_command(*options).stdout)

    def test_what_is_wrong_is_named(self):
        table = self.table('y,p\n0,0.1\n1,0.4\n')
        self.refused(2, ['--from'], table, '--outcome', 'y', '--probability', 'p', '--to', '1')
        self.refused(2, ['--bootstrap', 'rmda'], table, '--outcome', 'y', '--probability', 'p', '--bootstrap', '10', '--rule', 'at_least')
        self.refused(2, ['line 2', 'is not a probability'], self.table('y,p\n0,-1\n1,0.4\n'), '--outcome', 'y', '--probability', 'p')
        self.check_help()


if __name__ == "__main__":
    main()
