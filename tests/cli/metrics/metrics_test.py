"""Mechanics of `petra metrics` and `petra agreement`: lists, labels, thresholds, formats, what is refused. Values: tests/oracle/metrics.

usage: metrics_test.py PETRA"""
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
SIZE = (12, 12, 8)
COUNT = 12 * 12 * 8


def at(x, y, z):
    return x + 12 * (y + 12 * z)


class Metrics(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        image, mask = [1.0] * COUNT, [0] * COUNT
        for place, value, label in ((at(2, 2, 2), 8, 1), (at(3, 2, 2), 4, 1), (at(9, 2, 2), 3, 1), (at(6, 8, 4), 5, 2)):
            image[place], mask[place] = value, label
        liver = [1 if k in (at(5, 5, 5), at(5, 5, 6), at(5, 6, 5)) else 0 for k in range(COUNT)]
        image[at(5, 5, 5)] = 2
        write_nrrd(self.folder / 'pet.nrrd', SIZE, image, 'float', (10, 10, 5))
        write_nrrd(self.folder / 'mask.nrrd', SIZE, mask, 'unsigned char', (10, 10, 5))
        write_nrrd(self.folder / 'liver.nrrd', SIZE, liver, 'unsigned char', (10, 10, 5))
        write_nrrd(self.folder / 'empty.nrrd', SIZE, [0] * COUNT, 'unsigned char', (10, 10, 5))
        write_nrrd(self.folder / 'far.nrrd', SIZE, mask, 'unsigned char', (10, 10, 5), (500, 0, 0))

    def run_petra(self, *words, status=0, command='metrics'):
        run = subprocess.run([PETRA, command, *map(str, words)], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, status, run.stderr)
        return run

    def rows(self, *words):
        rows = json.loads(self.run_petra(*words, '--json').stdout)
        table = list(csv.DictReader(io.StringIO(self.run_petra(*words, '--csv').stdout)))
        self.assertEqual([list(row) for row in rows], [list(row) for row in table])
        return rows

    def test_one_case(self):
        rows = self.rows('pet.nrrd', 'mask.nrrd')
        self.assertEqual([row['lesion'] for row in rows], [1, 2, 'total'])
        self.assertEqual([row['suvmax'] for row in rows], [8, 3, 8])
        total = rows[-1]
        self.assertEqual((total['lesions'], total['mtv'], total['tlg'], total['suvmean'], total['dmax']), (2, 1.5, 7.5, 5, 65))
        self.assertEqual((rows[0]['dmax'], rows[0]['lesions']), (None, None))
        self.assertEqual([total[f'suvmax_{k}'] for k in 'ijk'], [2, 2, 2])
        one = self.rows('pet.nrrd', 'mask.nrrd', '--label', '2')[-1]
        self.assertEqual((one['suvmax'], one['dmax'], one['reason']), (5, None, 'dmax: one_lesion'))
        self.assertEqual([row['lesion'] for row in self.rows('pet.nrrd', 'mask.nrrd', '--lesions', 'labels')], [1, 2, 'total'])
        self.assertEqual(self.rows('pet.nrrd', 'mask.nrrd', '--label', 'all', '--lesions', 'one')[-1]['voxels'], 4)

    def test_thresholds_only_where_asked_for(self):
        self.assertEqual(self.rows('pet.nrrd', 'mask.nrrd', '--threshold', '4')[-1]['voxels'], 2)
        share = self.rows('pet.nrrd', 'mask.nrrd', '--threshold', '50%')
        self.assertEqual([row['voxels'] for row in share], [2, 1, 3])  # of each lesion's own maximum
        rows = self.rows('pet.nrrd', 'mask.nrrd', '--threshold', 'percist', '--liver', 'liver.nrrd')
        self.assertAlmostEqual(rows[-1]['percist_threshold_suvbw'], 1.5 * 4 / 3 + 2 * (1 / 3) ** 0.5, places=12)
        self.assertEqual([row['voxels'] for row in rows], [2, 0, 2])
        self.assertEqual((rows[1]['reason'], rows[1]['suvmax'], rows[1]['volume']), ('below_threshold', None, 0.5))
        for wrong in ('0', '-1', '101%', 'x', '%'):
            self.run_petra('pet.nrrd', 'mask.nrrd', f'--threshold={wrong}', status=2)
        self.assertIn('--liver', self.run_petra('pet.nrrd', 'mask.nrrd', '--threshold', 'percist', status=2).stderr)

    def test_a_list_keeps_its_columns_and_goes_on_after_a_failure(self):
        (self.folder / 'cases.csv').write_text('ID,Image,Mask,Label,Group\nA,pet.nrrd,mask.nrrd,1,x\nB,pet.nrrd,empty.nrrd,1,x\nC,pet.nrrd,mask.nrrd,2,y\n')
        one = self.run_petra('cases.csv', '--jobs', '1', status=1)
        two = self.run_petra('cases.csv', '--jobs', '2', status=1)
        self.assertEqual(one.stdout, two.stdout)
        rows = list(csv.DictReader(io.StringIO(one.stdout)))
        self.assertEqual([(row['ID'], row['lesion'], row['Group']) for row in rows], [('A', '1', 'x'), ('A', '2', 'x'), ('A', 'total', 'x'), ('B', '', 'x'), ('C', '1', 'y'), ('C', 'total', 'y')])
        self.assertIn('is empty', rows[3]['petra_error'])
        self.assertIn('failed: B', one.stderr)
        self.run_petra('cases.csv', '--out', 'out.json', status=1)
        self.assertEqual(len(json.loads((self.folder / 'out.json').read_text())), 6)
        (self.folder / 'liver.csv').write_text('ID,Image,Mask,Liver\nA,pet.nrrd,mask.nrrd,liver.nrrd\n')
        row = json.loads(self.run_petra('liver.csv', '--liver', 'Liver', '--threshold', 'percist', '--json').stdout)[-1]
        self.assertEqual(row['voxels'], 2)

    def test_what_is_refused(self):
        self.assertIn('reaches out of the image', self.run_petra('pet.nrrd', 'far.nrrd', status=2).stderr)
        self.assertIn('label 9 is not in the mask; it holds 1, 2', self.run_petra('pet.nrrd', 'mask.nrrd', '--label', '9', status=2).stderr)
        self.run_petra('absent.nrrd', 'mask.nrrd', status=2)
        self.run_petra('pet.nrrd', 'mask.nrrd', '--neighbours', '7', status=2)
        self.run_petra('pet.nrrd', 'mask.nrrd', '--out', 'absent/x.csv', status=3)
        self.assertIn('suvpeak', self.run_petra('--help').stdout)

    def test_agreement(self):
        write_nrrd(self.folder / 'a.nrrd', SIZE, ball(SIZE, 3), 'unsigned char', (10, 10, 5))
        write_nrrd(self.folder / 'b.nrrd', SIZE, ball(SIZE, 2, label=4), 'unsigned char', (10, 10, 5))
        row = json.loads(self.run_petra('a.nrrd', 'b.nrrd', '--second-label', '4', '--json', command='agreement').stdout)[0]
        inner, outer = sum(ball(SIZE, 2)), sum(ball(SIZE, 3))
        self.assertAlmostEqual(row['dice'], 2 * inner / (inner + outer), places=15)
        self.assertAlmostEqual(row['volume_difference_percent'], 100 * (inner - outer) / outer, places=12)
        self.run_petra('a.nrrd', 'b.nrrd', command='agreement', status=2)
        self.assertIn('--grid', self.run_petra('mask.nrrd', 'far.nrrd', command='agreement', status=2).stderr)
        self.assertIn('hausdorff_95_mm', self.run_petra('--help', command='agreement').stdout)


if __name__ == '__main__':
    unittest.main()
