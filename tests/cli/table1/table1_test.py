"""Oracle: petra table1 against base R's tests; what it refuses.

usage: table1_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Table1(CommandCase):
    COMMAND = 'table1'

    def check(self, case, group, first):
        folder, expected = self.folder(f'table1/{case}')
        continuous, categorical = list(expected['continuous']), list(expected['categorical'])
        rows = self.rows(folder / 'input.csv', '--group', group, '--first', first, '--continuous', ','.join(continuous), '--categorical', ','.join(categorical))
        tests = {row['characteristic']: row for row in reversed(rows)}
        for name in continuous:
            e, row = expected['continuous'][name], tests[name]
            theirs = {"Student's t": 'student_t', 'Mann-Whitney': 'wilcox_default', 'Mann-Whitney (exact)': 'wilcox_default'}[row['test_name']]
            self.compare([float(row['p'])], [e[theirs]['p']], 1e-9, f'{case} {name}')
        for name in categorical:
            e, row = expected['categorical'][name], tests[name]
            theirs = {"Fisher's exact": 'fisher', 'chi-squared': 'chisq_uncorrected'}[row['test_name']]
            self.compare([float(row['p'])], [e[theirs]['p']], 1e-7, f'{case} {name}')

    def test_p_values_r(self):
        self.check('paper_like_train_test', 'set', 'train')
        self.check('asah_by_outcome', 'outcome', 'Good')
        self.check('small_exact', 'g', 'a')

    def test_columns_are_the_groups(self):
        table = self.table('g,x,k\n' + ''.join(f'{"ab"[i % 2]},{i * i},{"uv"[i // 5]}\n' for i in range(10)) + 'a,,u\n')
        rows = self.rows(table, '--group', 'g', '--first', 'b', '--continuous', 'x', '--categorical', 'k')
        self.assertEqual(list(rows[0]), ['characteristic', 'level', 'all', 'b', 'a', 'test_name', 'statistic', 'p', 'reason'])
        self.assertEqual([row['all'] for row in rows if row['level'] == 'missing'], ['1'])

    def test_what_is_wrong_is_named(self):
        table = self.table('g,x\na,1\nb,2\nc,3\n')
        self.refused(2, ['column g', '3 different values'], table, '--group', 'g', '--continuous', 'x')
        self.refused(2, ['no column h'], table, '--group', 'h', '--continuous', 'x')
        self.refused(2, ['--continuous'], table, '--group', 'g')
        self.check_help()


if __name__ == "__main__":
    main()
