"""tables.xlsx of a run holds what the CSV files hold, typed; text that looks like a formula stays text; the same run gives the same bytes.

usage: study_workbook_test.py PETRA
"""
import csv
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree
import zipfile

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
SPACE = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
STUDY = """name: Workbook
cohort: cohort.csv
id: id
outcome: {column: y}
features: {table: features.csv}
clinical: {continuous: [{column: age, label: Age at diagnosis, unit: years}], categorical: [stage]}
models: {rivals: []}
split: {column: set}
evaluation: {bootstrap: 0}
"""


def make_study(folder):
    draw = random.Random(3)
    cohort, features = [['id', 'y', 'set', 'age', 'stage']], [['id', 'CT_original_a_A', 'CT_original_b_B']]
    for i in range(60):
        y = i % 2
        cohort.append([f'{i:03d}', y, 'train' if i < 42 else 'test', round(draw.uniform(0, 10), 1), draw.choice(['=1+1', '@cmd', 'IV'])])
        features.append([f'{i:03d}', draw.gauss(1.5 * y, 1), draw.gauss(y, 1)])
    for name, rows in (('cohort', cohort), ('features', features)):
        with open(folder / f'{name}.csv', 'w', newline='', encoding='utf-8') as stream:
            csv.writer(stream).writerows(rows)
    (folder / 'study.yaml').write_text(STUDY)


class Workbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.work = pathlib.Path(scratch.name)
        make_study(cls.work)
        cls.done = subprocess.run([PETRA, 'study', 'run', cls.work], capture_output=True, text=True, env={'PETRA_FIGURE_PYTHON': '/nonexistent'})
        cls.file = cls.work / 'results/tables.xlsx'
        cls.book = zipfile.ZipFile(cls.file)
        cls.strings = [''.join(t.text or '' for t in item.iter(f'{{{SPACE["m"]}}}t')) for item in tree.fromstring(cls.book.read('xl/sharedStrings.xml'))]
        cls.names = [sheet.get('name') for sheet in tree.fromstring(cls.book.read('xl/workbook.xml')).find('m:sheets', SPACE)]

    def sheet(self, name):
        """Rows of {column letters: value}: numbers as float, flags as bool, text as str."""
        root = tree.fromstring(self.book.read(f'xl/worksheets/sheet{self.names.index(name) + 1}.xml'))
        rows = []
        for row in root.find('m:sheetData', SPACE):
            cells = {}
            for cell in row:
                self.assertIsNone(cell.find('m:f', SPACE), 'a formula')
                value = cell.find('m:v', SPACE)
                if value is None:
                    continue
                kind = cell.get('t')
                cells[re.match('[A-Z]+', cell.get('r')).group()] = self.strings[int(value.text)] if kind == 's' else value.text == '1' if kind == 'b' else float(value.text)
            rows.append(cells)
        return rows

    def test_every_table_is_there_with_its_values(self):
        tables = sorted(f.stem for f in (self.work / 'results/tables').glob('*.csv') if f.stem != 'features')
        self.assertEqual(sorted(self.names), sorted(['contents', *tables]))
        letters = [chr(65 + k) for k in range(26)] + ['A' + chr(65 + k) for k in range(26)]
        for name in tables:
            with open(self.work / f'results/tables/{name}.csv', newline='', encoding='utf-8') as stream:
                expected = list(csv.reader(stream))
            found = self.sheet(name)
            self.assertEqual(len(found), len(expected), name)
            for row, texts in zip(found, expected):
                for letter, text in zip(letters, texts):
                    text = text[1:] if re.match("'[=+@-]", text) else text  # the CSV's guard against formulas
                    value = row.get(letter, '')
                    if isinstance(value, bool):
                        self.assertEqual(text, str(value).lower())
                    elif isinstance(value, float):
                        self.assertAlmostEqual(value, float(text), delta=1e-14 * max(1, abs(value)), msg=name)
                    else:
                        self.assertEqual(value, text, name)

    def test_ids_keep_their_zeros_and_formulas_are_text(self):
        self.assertEqual(self.sheet('split')[1]['A'], '000')
        self.assertIn('=1+1', {row.get('B') for row in self.sheet('table1')})

    def test_labels_and_units_are_listed(self):
        self.assertIn('Age at diagnosis (years)', {row.get('B') for row in self.sheet('contents')})

    def test_the_same_run_gives_the_same_bytes(self):
        before = self.file.read_bytes()
        self.file.unlink()
        subprocess.run([PETRA, 'study', 'run', self.work], capture_output=True, env={'PETRA_FIGURE_PYTHON': '/nonexistent'})
        self.assertEqual(self.file.read_bytes(), before)


if __name__ == '__main__':
    unittest.main()
