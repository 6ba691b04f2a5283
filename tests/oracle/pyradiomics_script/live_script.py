"""petra-pyradiomics against PyRadiomics' own `pyradiomics` script: the same command lines, the same columns in the same order, the same values.

usage: live_script.py PETRA_PYRADIOMICS
"""
import ast
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'cli/support'))
from volumes import texture, write_nrrd  # noqa: E402

PETRA = [str(pathlib.Path(sys.argv[1]).resolve())]
# The script that pip installs, but for a function that ruamel.yaml took away later and without which -s ends in an error.
REAL = [sys.executable, '-c', 'import sys, warnings; warnings.filterwarnings("ignore"); import ruamel.yaml, radiomics.scripts as script; '
        'script.yaml.safe_load = lambda text: ruamel.yaml.YAML(typ="safe", pure=True).load(text); sys.exit(script.parse_args())']
SIZE = (14, 12, 9)
PARAMETERS = 'imageType:\n  Original: {}\n  Wavelet: {wavelet: coif1}\n  Square: {}\nsetting:\n  binWidth: 25\n  label: 1\n'
PLAIN_NUMPY = {'NPY_DISABLE_CPU_FEATURES': 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL'}


def lopsided(radius, label=1):
    """A region without symmetry: where axes are equal PyRadiomics' eigenvalues come out complex, which its JSON output cannot write."""
    return [label if ((x - 6) / 1.4) ** 2 + (y - 5 + 0.3 * x / 4) ** 2 + ((z - 4) * 1.3) ** 2 + (x * y * z % 3) <= radius ** 2 else 0
            for z in range(SIZE[2]) for y in range(SIZE[1]) for x in range(SIZE[0])]


def run(program, folder, *options):
    return subprocess.run(program + list(options), cwd=folder, capture_output=True, text=True, env={**os.environ, **PLAIN_NUMPY})


def as_value(text):
    """A cell as what it means: a number, a tuple, a dictionary, text."""
    try:
        return float(text)
    except (TypeError, ValueError):
        pass
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError):
        return text


def same(mine, theirs):
    if isinstance(mine, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(mine, (int, float)) and isinstance(theirs, (int, float)):
        return mine == theirs or abs(mine - theirs) <= 1e-9 * max(abs(mine), abs(theirs)) + 1e-11 or (mine != mine and theirs != theirs)
    return mine == theirs


class Script(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix='petra-script-')
        cls.folder = pathlib.Path(cls.temporary.name)
        for k in range(3):
            write_nrrd(cls.folder / ('image%d.nrrd' % k), SIZE, texture(SIZE, k))
            write_nrrd(cls.folder / ('mask%d.nrrd' % k), SIZE, lopsided(3 + k), 'unsigned char')
        write_nrrd(cls.folder / 'labels.nrrd', SIZE, lopsided(4, 2), 'unsigned char')
        (cls.folder / 'params.yaml').write_text(PARAMETERS)
        (cls.folder / 'cases.csv').write_text('Patient,Image,Mask,Label,Site\nA,image0.nrrd,mask0.nrrd,1,"left, upper"\nB,image1.nrrd,labels.nrrd,2,right\n'
                                              'C,image2.nrrd,mask2.nrrd,1,\n')

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def both(self, *options, status=0):
        results = [run(program, self.folder, *options) for program in (PETRA, REAL)]
        self.assertEqual(results[1].returncode, status, results[1].stderr[-2000:])
        self.assertEqual(results[0].returncode, status, results[0].stderr[-2000:])
        return [result.stdout for result in results]

    def compare(self, mine, theirs):
        """Two lists of records."""
        self.assertEqual(len(mine), len(theirs))
        checked = 0
        for record, expected in zip(mine, theirs):
            self.assertEqual(list(record), list(expected))
            for key, value in expected.items():
                if '_Versions_' in key or 'Configuration' in key:
                    continue
                checked += 1
                self.assertTrue(same(as_value(record[key]), as_value(value)), '%s: %r, PyRadiomics %r' % (key, record[key], value))
        return checked

    def test_csv_of_one_case(self):
        mine, theirs = ([dict(row) for row in csv.DictReader(io.StringIO(text))] for text in self.both('image0.nrrd', 'mask0.nrrd', '-p', 'params.yaml', '-f', 'csv'))
        self.assertGreater(self.compare(mine, theirs), 900)

    def test_csv_of_a_batch(self):
        for options in (['-f', 'csv'], ['--format=csv', '--format-path', 'relative', '-j2'], ['-fcsv', '--format-p', 'basename', '-up', '--skip']):
            mine, theirs = ([dict(row) for row in csv.DictReader(io.StringIO(text))] for text in self.both('cases.csv', '-p', 'params.yaml', *options))
            self.assertGreater(self.compare(mine, theirs), 2700)
            self.assertEqual(mine[0]['Site'], 'left, upper')

    def test_json(self):
        mine, theirs = (json.loads(text) for text in self.both('cases.csv', '--param', 'params.yaml', '-f', 'json'))
        self.assertGreater(self.compare(mine, theirs), 2700)
        self.assertEqual(mine[0]['diagnostics_Image-original_Size'], list(SIZE))

    def test_json_is_laid_out_alike(self):
        mine, theirs = self.both('image0.nrrd', 'mask0.nrrd', '-f', 'json')
        keys = [[line.split(':')[0] for line in text.splitlines() if line.startswith('    "')] for text in (mine, theirs)]
        self.assertEqual(*keys)
        self.assertEqual(mine[-5:], theirs[-5:])

    def test_txt_is_the_default(self):
        texts = self.both('cases.csv', '-p', 'params.yaml')
        records = []
        for text in texts:
            cases = [{}, {}, {}]
            for line in text.splitlines():
                name, _, value = line.partition(': ')
                number, _, key = name.partition('_')
                cases[int(number[len('Case-'):]) - 1][key] = value
            records.append(cases)
        self.assertGreater(self.compare(*records), 2700)

    def test_settings_over_the_parameter_file(self):
        options = ['image1.nrrd', 'labels.nrrd', '-s', 'label:2', '-s', 'binWidth:10', '--setting', 'distances:1,2', '-s', 'symmetricalGLCM:0', '-s', 'gldm_a:1', '-f', 'csv']
        mine, theirs = ([dict(row) for row in csv.DictReader(io.StringIO(text))] for text in self.both(*options))
        self.assertGreater(self.compare(mine, theirs), 100)

    def test_a_file_is_appended_to(self):
        for name, program in (('mine.csv', PETRA), ('theirs.csv', REAL)):
            for image in ('image0.nrrd', 'image2.nrrd'):
                self.assertEqual(run(program, self.folder, image, image.replace('image', 'mask'), '-f', 'csv', '-o', name).returncode, 0)
        mine, theirs = ((self.folder / name).read_text().splitlines() for name in ('mine.csv', 'theirs.csv'))
        self.assertEqual(len(mine), 4)
        self.assertEqual([mine[0], mine[2]], [theirs[0], theirs[2]])

    def test_parts_of_an_output_folder(self):
        for name, program in (('mine', PETRA), ('theirs', REAL)):
            self.assertEqual(run(program, self.folder, 'cases.csv', '-f', 'csv', '-od', name).returncode, 0)
        parts = sorted(p.name for p in (self.folder / 'theirs').iterdir())
        self.assertEqual(sorted(p.name for p in (self.folder / 'mine').glob('*.csv')), parts)
        for part in parts:
            texts = [(self.folder / name / part).read_text() for name in ('mine', 'theirs')]
            self.compare(*([dict(row) for row in csv.DictReader(io.StringIO(text))] for text in texts))

    def test_feature_maps(self):
        options = ['image0.nrrd', 'mask0.nrrd', '-f', 'csv', '-m', 'voxel', '-s', 'binWidth:100']
        records = []
        for name, program in (('maps_mine', PETRA), ('maps_theirs', REAL)):
            done = run(program, self.folder, *options, '-od', name)
            self.assertEqual(done.returncode, 0, done.stderr[-2000:])
            records.append([{k: v.replace(name, 'maps') for k, v in row.items()} for row in csv.DictReader(io.StringIO(done.stdout))])
        self.assertGreater(self.compare(*records), 90)
        self.assertEqual(*(sorted(p.name for p in (self.folder / name).iterdir()) for name in ('maps_mine', 'maps_theirs')))

    def test_a_failed_case_keeps_its_inputs_and_ends_with_1_instead_of_0(self):
        (self.folder / 'bad.csv').write_text('Image,Mask\nimage0.nrrd,mask0.nrrd\nimage1.nrrd,absent.nrrd\n')
        mine, theirs = (run(program, self.folder, 'bad.csv', '-f', 'csv') for program in (PETRA, REAL))
        self.assertEqual([mine.returncode, theirs.returncode], [1, 0])
        self.assertIn('absent.nrrd', mine.stderr)
        self.compare(*([dict(row) for row in csv.DictReader(io.StringIO(done.stdout))] for done in (mine, theirs)))

    def test_exit_status_of_a_command_line_that_cannot_be_used(self):
        (self.folder / 'wrong.csv').write_text('Picture,Mask\na,b\n')
        for options, status in ((['image0.nrrd'], 1), (['wrong.csv'], 1), ([], 2), (['image0.nrrd', 'mask0.nrrd', '-f', 'xml'], 2), (['image0.nrrd', 'mask0.nrrd', '--bogus'], 2),
                                (['--version'], 0), (['cases.csv', '--validate'], 0)):
            self.both(*options, status=status)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
