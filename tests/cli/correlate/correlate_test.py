"""Oracle: petra correlate against R's cor, cor.test and caret; what it refuses.

usage: correlate_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Correlate(CommandCase):
    COMMAND = 'correlate'

    def test_kept_features_r(self):
        for case in ('biopsy', 'fae_120'):
            folder, expected = self.folder(f'correlation/{case}')
            names = ','.join(expected['variables'])
            for methods, theirs in (('pearson', 'pearson'), ('spearman', 'spearman'), ('pearson,spearman', 'either_max_abs')):
                rows = self.rows(folder / 'input.csv', '--columns', names, '--methods', methods)
                self.assertEqual([row['feature'] for row in rows if row['kept'] == 'true'], expected['greedy_first_wins_0.9'][theirs], methods)
            for rule in ('exact', 'fast'):
                rows = self.rows(folder / 'input.csv', '--columns', names, '--methods', 'pearson', '--rule', f'caret_{rule}')
                removed = expected['findCorrelation_0.9'][f'pearson_{rule}']['removed']
                self.assertEqual({row['feature'] for row in rows if row['kept'] == 'false'}, set(removed if isinstance(removed, list) else [removed]))

    def test_matrix_and_test_r(self):
        folder, expected = self.folder('correlation/biopsy')
        for method in ('pearson', 'spearman'):
            rows = self.rows(folder / 'input.csv', '--columns', ','.join(expected['variables']), '--matrix', method)
            for row, theirs in zip(rows, expected[method], strict=True):
                self.compare([float(row[name]) for name in expected['variables']], theirs, 1e-9, method)
        pair = expected['pair_tests'][0]
        row = self.rows(folder / 'input.csv', '--test', f"{pair['a']},{pair['b']}")[0]
        self.compare([float(row['r']), float(row['t']), float(row['p'])], [pair['pearson'], pair['pearson_t'], pair['pearson_p']], 1e-9)

    def test_gaps_and_mistakes_are_told(self):
        table = self.table('id,a,b\nx,1,2\ny,2,\nz,3,1\nw,4,5\nv,6,6\n')
        run = self.run_command(table, '--skip', 'id')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('1 of 5 rows are left out', run.stderr)
        self.refused(2, ['no column c'], table, '--columns', 'a,c')
        self.refused(2, ['column id', 'line 2'], table)
        self.assertEqual(self.rows(self.table('a,b\n1,1\n1,2\n1,3\n'))[0]['reason'], 'constant')
        self.check_help()


if __name__ == "__main__":
    main()
