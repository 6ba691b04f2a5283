"""Oracle: petra roc against pROC 1.18; what it refuses.

usage: roc_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Roc(CommandCase):
    COMMAND = 'roc'

    def test_areas_and_intervals_proc(self):
        for case, scores in (('asah', ('s100b', 'ndka', 'wfns')), ('small_40_ties', ('a', 'b', 'perfect', 'constant', 'inverse'))):
            folder, expected = self.folder(f'roc/{case}')
            rows = {row['score']: row for row in self.rows(folder / 'input.csv', '--outcome', 'y', '--score', ','.join(scores))}
            for score in scores:
                e, row = expected['markers'][score], rows[score]
                self.compare([float(row['auc']), float(row['ci_low']), float(row['ci_high'])], [e['auc'], e['delong_ci95'][0], e['delong_ci95'][2]], 1e-9, score)
                self.assertEqual(row['reason'] != '', float(row['se']) == 0)
            exact = self.rows(folder / 'input.csv', '--outcome', 'y', '--score', scores[0], '--interval', 'exact')[0]
            theirs = expected['markers'][scores[0]]['clopper_pearson_n_auc']
            self.compare([float(exact['ci_low']), float(exact['ci_high'])], theirs['ci'], 1e-9, 'exact')

    def test_comparisons_proc(self):
        folder, expected = self.folder('roc/asah')
        rows = {(row['score_a'], row['score_b']): row for row in self.rows(folder / 'input.csv', '--outcome', 'y', '--score', 's100b,ndka,wfns', '--print', 'comparisons')}
        checked = 0
        for e in expected['comparisons']:
            if (e['a'], e['b']) in rows and 'paired' in e:
                row, theirs = rows[(e['a'], e['b'])], e['paired']
                self.compare([float(row['z']), float(row['p'])], [theirs['Z'], theirs['p']], 1e-9)
                checked += 1
        self.assertEqual(len(rows), 3)
        self.assertGreaterEqual(checked, 1)

    def test_curve_begins_and_ends_at_the_corners(self):
        rows = self.rows(self.table('y,a\n0,1\n1,2\n0,2\n1,3\n'), '--outcome', 'y', '--score', 'a', '--print', 'curve')
        self.assertEqual((rows[0]['threshold'], rows[0]['sensitivity'], rows[0]['specificity']), ('-Inf', '1', '0'))
        self.assertEqual((rows[-1]['threshold'], rows[-1]['sensitivity'], rows[-1]['specificity']), ('Inf', '0', '1'))
        self.assertEqual([row['tp'] for row in rows], ['2', '2', '1', '0'])

    def test_what_is_wrong_is_named(self):
        table = self.table('y,a\n0,1\n1,2\n0,x\n')
        self.refused(2, ['column a', 'line 4'], table, '--outcome', 'y', '--score', 'a')
        self.refused(2, ['two scores'], self.table('y,a\n0,1\n1,2\n'), '--outcome', 'y', '--score', 'a', '--print', 'comparisons')
        self.refused(2, ['column y', '--positive'], self.table('y,a\n0,1\n1,2\n'), '--outcome', 'y', '--score', 'a', '--positive', '7')
        self.check_help()


if __name__ == "__main__":
    main()
