"""What the tests of one-step statistics commands share: the reference root, running a command, comparing numbers."""
import csv
import io
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[3]
PETRA = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else 'build/release/petra').resolve())


def reference_root():
    named = os.environ.get('PETRA_REFERENCE_DIR')
    for root in [named] if named else [PROJECT.parent / 'shared/reference', PROJECT / 'tests/data/reference']:
        if pathlib.Path(root).is_dir():
            return pathlib.Path(root)
    return None


def number(cell):
    return float(cell) if cell != '' else None


class CommandCase(unittest.TestCase):
    """COMMAND is set by the test."""
    COMMAND = ''

    def folder(self, name):
        root = reference_root()
        path = root / 'statistics' / name if root else None
        if path is None or not path.is_dir():
            if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
                self.fail(f'statistics/{name} is not in the reference root')
            self.skipTest(f'statistics/{name} is not in the reference root')
        return path, json.loads((path / 'expected.json').read_text())

    def run_command(self, *arguments):
        return subprocess.run([PETRA, self.COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=120)

    def rows(self, *arguments):
        """The rows that it prints as CSV, and the same through JSON."""
        run = self.run_command(*arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        rows = list(csv.DictReader(io.StringIO(run.stdout)))
        as_json = self.run_command(*arguments, '--format', 'json')
        self.assertEqual(as_json.returncode, 0, as_json.stderr)
        for row, same in zip(rows, json.loads(as_json.stdout), strict=True):
            self.assertEqual(list(row), list(same))
            for key, cell in row.items():
                if isinstance(same[key], bool):
                    self.assertEqual(cell, str(same[key]).lower())
                elif isinstance(same[key], (int, float)):
                    self.assertEqual(float(cell), float(same[key]))
                else:
                    self.assertEqual(cell, same[key] or '')
        return rows

    def column(self, rows, name):
        return [number(row[name]) for row in rows]

    def compare(self, found, expected, tolerance, what=''):
        """Relative to max(1, |expected|), as the reference's README has it; None where undefined."""
        self.assertEqual(len(found), len(expected), what)
        for k, (a, b) in enumerate(zip(found, expected)):
            if b is None or (isinstance(b, float) and math.isnan(b)) or b == 'NaN':
                self.assertIsNone(a, f'{what}[{k}]')
                continue
            self.assertIsNotNone(a, f'{what}[{k}]: undefined, expected {b}')
            self.assertLessEqual(abs(a - b), tolerance * max(1.0, abs(b)), f'{what}[{k}]: {a} against {b}')

    def refused(self, status, words, *arguments):
        run = self.run_command(*arguments)
        self.assertEqual(run.returncode, status, run.stderr)
        self.assertEqual(run.stdout, '')
        for word in words:
            self.assertIn(word, run.stderr)

    def table(self, text):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / 'table.csv'
        path.write_text(text)
        return path

    def check_help(self):
        run = self.run_command('--help')
        self.assertEqual(run.returncode, 0)
        self.assertIn('Example:', run.stdout)
        self.assertIn(f'petra {self.COMMAND} ', run.stdout)


def main():
    unittest.main(argv=sys.argv[:1])
