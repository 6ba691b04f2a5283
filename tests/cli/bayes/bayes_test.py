"""Oracle: petra bayes against e1071 1.7-13; what it refuses.

usage: bayes_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Bayes(CommandCase):
    COMMAND = 'bayes'

    def test_probabilities_e1071(self):
        for case in ('paper_like', 'birthwt', 'far_outliers'):
            folder, e = self.folder(f'naive_bayes/{case}')
            rows = self.rows(folder / 'input.csv', '--outcome', 'y', '--variables', ','.join(e['predictors']), '--set', 'set', '--density', 'e1071')
            self.compare(self.column(rows, 'probability'), e['probability_class1'], 1e-9, case)
            self.assertEqual([row['set'] for row in rows].count('train') > 0, True)

    def test_a_class_without_spread_is_told(self):
        table = self.table('y,a\n' + '0,1\n0,1\n0,1\n1,1\n1,2\n1,3\n')
        run = self.run_command(table, '--outcome', 'y', '--variables', 'a')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('does not vary in one class', run.stderr)

    def test_what_is_wrong_is_named(self):
        table = self.table('y,a,set\n0,1,train\n1,1,train\n0,1,train\n1,1,train\n0,2,test\n')
        self.refused(2, ['a is the same in every training row'], table, '--outcome', 'y', '--variables', 'a', '--set', 'set')
        self.refused(2, ['0 rows train', '--train'], table, '--outcome', 'y', '--variables', 'a', '--set', 'set', '--train', 'development')
        self.refused(2, ['no column b'], table, '--outcome', 'y', '--variables', 'b')
        self.check_help()


if __name__ == "__main__":
    main()
