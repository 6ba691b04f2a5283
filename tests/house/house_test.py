"""Laws of the house: includes follow docs/architecture.md, files stay small, and the rooms in CMake are the rooms in the page.

usage: house_test.py PROJECT_ROOT
"""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else '.').resolve()
ROOMS = ROOT / 'src/petra'
CODE_ENDINGS = {'.cpp', '.hpp', '.py', '.sh', '.ts', '.cmake'}
LONGEST_FILE = 600
MEDIAN_FILE = 150


def allowed_includes():
    """Room -> rooms it may include from, as the table in docs/architecture.md says."""
    rows = {}
    for line in (ROOT / 'docs/architecture.md').read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
        if line.startswith('| ') and len(cells) == 3 and cells[0] not in ('room', '') and not cells[0].startswith('-'):
            rows[cells[0]] = set(cells[2].split())
    return rows


def includes(file):
    return re.findall(r'^#include "petra/(\w+)/', file.read_text(), re.MULTILINE)


def code_files():
    for top in ('src', 'cmd', 'tests', 'tools', 'bench', 'cmake', 'python'):
        for file in sorted((ROOT / top).rglob('*')):
            if file.suffix in CODE_ENDINGS and 'data' not in file.relative_to(ROOT).parts:
                yield file


class Includes(unittest.TestCase):
    def test_page_lists_every_room(self):
        rooms = {folder.name for folder in ROOMS.iterdir() if folder.is_dir()}
        self.assertEqual(rooms, set(allowed_includes()))

    def test_rooms_include_only_what_the_page_allows(self):
        allowed = allowed_includes()
        wrong = []
        for room, may_see in allowed.items():
            for file in sorted((ROOMS / room).rglob('*.[ch]pp')):
                for other in includes(file):
                    if other != room and other not in may_see:
                        wrong.append(f'{file.relative_to(ROOT)} includes from {other}')
        self.assertEqual(wrong, [])

    def test_cmake_says_the_same_as_the_page(self):
        for room, may_see in allowed_includes().items():
            text = (ROOMS / room / 'CMakeLists.txt').read_text()
            listed = re.search(r'ROOMS ([\w\s]*?)(?:LIBRARIES|\))', text)
            self.assertEqual(set(listed.group(1).split()) if listed else set(), may_see, room)

    def test_a_planted_arrow_is_seen(self):
        self.assertNotIn('study', allowed_includes()['feature'])
        self.assertEqual(re.findall(r'^#include "petra/(\w+)/', '#include "petra/study/run.hpp"', re.MULTILINE), ['study'])


class SmallRooms(unittest.TestCase):
    def test_no_file_is_too_long(self):
        long = {str(f.relative_to(ROOT)): n for f in code_files() if (n := len(f.read_text().splitlines())) > LONGEST_FILE}
        self.assertEqual(long, {})

    def test_median_file_is_short(self):
        lengths = sorted(len(f.read_text().splitlines()) for f in code_files())
        self.assertLessEqual(lengths[len(lengths) // 2], MEDIAN_FILE)


class Privacy(unittest.TestCase):
    def test_no_path_of_one_machine(self):
        found = []
        for file in code_files():
            if file.name == 'house_test.py':
                continue
            if re.search(r'(?<![\w.])/(work|root|home)/\w', file.read_text()):
                found.append(str(file.relative_to(ROOT)))
        self.assertEqual(found, [])


if __name__ == '__main__':
    unittest.main()
