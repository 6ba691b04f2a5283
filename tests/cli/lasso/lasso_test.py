"""Oracle: petra lasso against glmnet 4.1-6; what it refuses.

usage: lasso_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Lasso(CommandCase):
    COMMAND = 'lasso'

    def test_binomial_example_glmnet(self):
        folder, expected = self.folder('glmnet/binomial_example')
        e = expected['tight']
        options = (folder / 'input.csv', '--outcome', 'y', '--fold-column', 'foldid')
        path = self.rows(*options, '--print', 'path')
        self.compare(self.column(path, 'lambda'), e['path']['lambda'], 1e-9, 'lambda')
        self.compare(self.column(path, 'cv_mean'), e['cv']['cvm'], 1e-5, 'cvm')
        self.assertEqual([int(row['nonzero']) for row in path], e['cv']['nzero'])
        chosen = [float(row['lambda']) for row in path if row['chosen'] == 'true']
        self.compare(chosen, [e['cv']['lambda_min']], 1e-9, 'lambda_min')
        for rule in ('min', '1se'):
            rows = self.rows(*options, '--rule', rule)
            theirs = e[f'coef_lambda_{rule}']
            found = {row['feature']: float(row['coefficient']) for row in rows}
            for name, value in theirs.items():
                self.compare([found.get(name, 0.0)], [value], 1e-6, f'{rule} {name}')
            self.assertEqual([row['feature'] for row in rows[1:]], e[f'selected_lambda_{rule}'])
        self.compare(self.column(self.rows(*options, '--print', 'scores'), 'score'), e['link_lambda_min'], 1e-5, 'score')

    def test_what_is_wrong_is_named(self):
        table = self.table('y,a,b\n' + ''.join(f'{k % 2},{k},{(k * 7) % 5}\n' for k in range(30)))
        self.assertEqual(self.run_command(table, '--outcome', 'y').returncode, 0)
        self.refused(2, ['no column z'], table, '--outcome', 'z')
        self.refused(2, ['column y', 'two values'], self.table('y,a\n0,1\n1,2\n2,3\n'), '--outcome', 'y')
        self.refused(2, ['one class'], self.table('y,a\n1,1\n1,2\n1,3\n'), '--outcome', 'y')
        self.refused(2, ['is not a fold'], self.table('y,f,a\n0,x,1\n1,1,2\n'), '--outcome', 'y', '--fold-column', 'f')
        self.assertEqual(self.run_command(table, '--outcome', 'y', '--alpha', '2').returncode, 2)
        self.check_help()


if __name__ == "__main__":
    main()
