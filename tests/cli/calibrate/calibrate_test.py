"""Oracle: petra calibrate against rms 6.5 (val.prob, validate, calibrate); what it refuses.

usage: calibrate_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Calibrate(CommandCase):
    COMMAND = 'calibrate'

    def test_indices_val_prob(self):
        for case, outcome in (('birthwt_split', 'low'), ('shifted_40', 'y')):
            folder, expected = self.folder(f'validation/{case}')
            e = expected['test']['val_prob']
            rows = {row['index']: row for row in self.rows(folder / 'test.csv', '--outcome', outcome, '--probability', 'p')}
            for ours, theirs in (('R2', 'R2'), ('D', 'D'), ('U', 'U'), ('Q', 'Q'), ('Brier', 'Brier'), ('Intercept', 'Intercept'), ('Slope', 'Slope'), ('Emax', 'Emax'), ('E90', 'E90'), ('Eavg (ICI)', 'Eavg')):
                self.compare([float(rows[ours]['value'])], [e[theirs]], 1e-6, f'{case} {ours}')

    def test_optimism_rms(self):
        folder, expected = self.folder('calibration/asah')
        e = expected['exact_validate_B1000']
        rows = {row['index']: row for row in self.rows(folder / 'input.csv', '--outcome', 'y', '--variables', expected_variables(folder, 'y'), '--bootstrap', '1000')}
        self.assertEqual(list(rows), e['index'])
        for ours, theirs in (('apparent', 'index_orig'), ('training', 'training'), ('test', 'test'), ('optimism', 'optimism'), ('corrected', 'index_corrected')):
            self.compare([float(row[ours]) for row in rows.values()], e[theirs], 1e-6, ours)
        curve = self.rows(folder / 'input.csv', '--outcome', 'y', '--variables', expected_variables(folder, 'y'), '--bootstrap', '1000', '--print', 'curve')
        self.compare(self.column(curve, 'predicted'), expected['exact_calibrate_B1000']['predy'], 1e-7, 'predy')
        corrected = next(value for key, value in expected['exact_calibrate_B1000'].items() if 'corrected' in key and isinstance(value, list))
        self.compare(self.column(curve, 'corrected'), corrected, 1e-6, 'corrected')

    def test_curve_of_probabilities_has_a_band_and_fifths(self):
        folder, _ = self.folder('validation/birthwt_split')
        rows = self.rows(folder / 'test.csv', '--outcome', 'low', '--probability', 'p', '--print', 'curve', '--bootstrap', '200')
        self.assertEqual(sum(row['method'] == 'fifths' for row in rows), 5)
        self.assertTrue(any(row['low'] != '' for row in rows if row['method'] == 'lowess'))

    def test_what_is_wrong_is_named(self):
        table = self.table('y,p\n0,0.1\n1,1.4\n')
        self.refused(2, ['line 3', 'column p', '1.4 is not a probability'], table, '--outcome', 'y', '--probability', 'p')
        self.refused(2, ['--probability', '--variables'], table, '--outcome', 'y')
        self.check_help()


def expected_variables(folder, outcome):
    header = (folder / 'input.csv').read_text().splitlines()[0].replace('"', '').split(',')
    return ','.join(name for name in header if name != outcome)


if __name__ == "__main__":
    main()
