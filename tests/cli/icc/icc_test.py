"""Oracle: petra icc against irr 0.84.1; what it refuses.

usage: icc_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Icc(CommandCase):
    COMMAND = 'icc'

    def test_every_form_of_one_table_irr(self):
        for case in ('shrout_fleiss', 'irr_anxiety', 'two_reader_30'):
            folder, expected = self.folder(f'icc/{case}')
            rows = {row['form']: row for row in self.rows(folder / 'input.csv', '--id', 'subject')}
            names = {'ICC(1,1)': 'oneway_single', 'ICC(2,1)': 'A1', 'ICC(3,1)': 'C1', 'ICC(1,k)': 'oneway_average', 'ICC(2,k)': 'Ak', 'ICC(3,k)': 'Ck'}
            self.assertEqual(set(rows), set(names))
            for form, name in names.items():
                row, theirs = rows[form], expected['irr'][name]
                self.compare([float(row['icc']), float(row['ci_low']), float(row['ci_high']), float(row['p'])],
                             [theirs['icc'], theirs['lower'], theirs['upper'], theirs['p']], 1e-9, f'{case} {form}')

    def test_features_of_two_tables_irr(self):
        folder, expected = self.folder('icc/two_readers_400_features')
        rows = self.rows(folder / 'reader1.csv', folder / 'reader2.csv', '--minimum', '0.8')
        self.assertEqual([row['feature'] for row in rows if row['kept'] == 'true'], expected['kept_A1_gt_0.8'])
        self.assertEqual([row['reason'] for row in rows if row['feature'] == 'f007'], ['constant'])

    def test_what_is_wrong_is_named(self):
        first = self.table('id,f\na,1\nb,2\nc,4\n')
        self.refused(2, ['table.csv', 'line 3', 'the patient z'], first, self.table('id,f\na,1\nz,2\n'))
        self.refused(2, ['table.csv', 'no column f'], first, self.table('id,g\na,1\nb,2\n'))
        self.refused(2, ['ICC(9,9)'], first, first, '--form', 'ICC(9,9)')
        self.refused(2, ['column f', 'line 2', 'high'], self.table('id,f,g\na,high,1\nb,2,3\n'))
        self.refused(2, ['missing.csv'], 'missing.csv')
        self.check_help()


if __name__ == "__main__":
    main()
