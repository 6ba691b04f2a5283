"""`petra-pyradiomics` where PyRadiomics' script fails: bad cases, stale and torn parts, files that cannot be written, options.

usage: pyradiomics_script_test.py PETRA_PYRADIOMICS"""
import csv
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, texture, write_nrrd  # noqa: E402

SCRIPT = str(pathlib.Path(sys.argv[1]).resolve())
SIZE = (12, 11, 8)


class Script(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix='petra-script-')
        self.folder = pathlib.Path(self.temporary.name)
        for k in range(3):
            write_nrrd(self.folder / ('image%d.nrrd' % k), SIZE, texture(SIZE, k))
        write_nrrd(self.folder / 'mask.nrrd', SIZE, ball(SIZE, 3), 'unsigned char')
        (self.folder / 'cases.csv').write_text('ID,Image,Mask\n' + ''.join('P%d,image%d.nrrd,mask.nrrd\n' % (k, k) for k in range(3)))

    def tearDown(self):
        self.temporary.cleanup()

    def run_script(self, *options, status=0, **more):
        done = subprocess.run([SCRIPT, *options], cwd=self.folder, capture_output=True, text=True, **more)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def rows(self, text):
        return [dict(row) for row in csv.DictReader(io.StringIO(text))]

    def attempts(self):
        with sqlite3.connect(self.folder / 'out/petra.sqlite') as cache:
            return sum(row[0] for row in cache.execute('select times from attempts'))

    def test_a_failed_case_is_told_and_the_status_is_1(self):
        (self.folder / 'cases.csv').write_text('Image,Mask,Label\nimage0.nrrd,mask.nrrd,1\nimage1.nrrd,absent.nrrd,1\nimage2.nrrd,mask.nrrd,x\n')
        done = self.run_script('cases.csv', '-f', 'csv', status=1)
        for text in ('Case 2', 'absent.nrrd', 'line 4, column Label', '2 of 3 cases failed'):
            self.assertIn(text, done.stderr)
        rows = self.rows(done.stdout)
        self.assertEqual(len(rows), 3)
        self.assertEqual([bool(row['original_firstorder_Mean']) for row in rows], [True, False, False])

    def test_columns_that_only_later_cases_have_stand_sorted_at_the_end(self):
        (self.folder / 'cases.csv').write_text('Image,Mask\nabsent.nrrd,mask.nrrd\nimage1.nrrd,mask.nrrd\n')
        columns = list(self.rows(self.run_script('cases.csv', '-f', 'csv', status=1).stdout)[0])
        self.assertEqual(columns[:2], ['Image', 'Mask'])
        self.assertEqual(columns[2:], sorted(columns[2:]))

    def test_parts_follow_the_content_not_the_case_number(self):
        self.run_script('cases.csv', '-f', 'csv', '-od', 'out', '-o', 'first.csv')
        first = (self.folder / 'first.csv').read_bytes()
        self.run_script('cases.csv', '-f', 'csv', '-od', 'out', '-o', 'second.csv')
        self.assertEqual((self.folder / 'second.csv').read_bytes(), first)
        self.assertEqual(self.attempts(), 3)
        # another setting and a repaired image are computed anew, a torn part is written again
        (self.folder / 'out/features_1.csv').write_text('Image,Mask\n"torn')
        write_nrrd(self.folder / 'image1.nrrd', SIZE, texture(SIZE, 99))
        self.run_script('cases.csv', '-f', 'csv', '-od', 'out', '-o', 'third.csv')
        self.assertEqual(self.attempts(), 4)
        lines = [text.splitlines() for text in (first.decode(), (self.folder / 'third.csv').read_text())]
        self.assertEqual([lines[0][k] == lines[1][k] for k in range(4)], [True, True, False, True])
        self.assertEqual((self.folder / 'out/features_1.csv').read_text().splitlines()[0], lines[0][0])
        self.run_script('cases.csv', '-f', 'csv', '-od', 'out', '-s', 'binWidth:10')
        self.assertEqual(self.attempts(), 7)

    def test_appending_writes_the_whole_file_or_leaves_it(self):
        target = self.folder / 'out.txt'
        self.run_script('image0.nrrd', 'mask.nrrd', '-o', 'out.txt')
        once = target.read_text()
        self.run_script('image0.nrrd', 'mask.nrrd', '--out=out.txt')
        self.assertEqual(target.read_text(), once * 2)
        self.run_script('image0.nrrd', 'absent.nrrd', '-o', 'out.txt', '-f', 'csv', status=1)
        self.assertTrue(target.read_text().startswith(once * 2))
        self.run_script('image0.nrrd', 'mask.nrrd', '-o', 'no/such/folder.txt', status=3)
        limited = ['bash', '-c', 'ulimit -f 1; exec "$0" "$@"', SCRIPT, 'image0.nrrd', 'mask.nrrd', '-o', 'out.txt']
        before = target.read_text()
        done = subprocess.run(limited, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(target.read_text(), before)
        self.assertEqual(sorted(p.name for p in self.folder.glob('out.txt*')), ['out.txt'])

    def test_skipped_nans_are_empty_in_csv_and_absent_in_json(self):
        line = [1 if (y, z) == (5, 4) else 0 for z in range(SIZE[2]) for y in range(SIZE[1]) for x in range(SIZE[0])]
        write_nrrd(self.folder / 'mask.nrrd', SIZE, line, 'unsigned char')
        options = ['image0.nrrd', 'mask.nrrd', '-s', 'minimumROIDimensions:1', '-f']
        kept = json.loads(self.run_script(*options, 'json').stdout)[0]
        undefined = [key for key, value in kept.items() if value != value]
        skipped = json.loads(self.run_script(*options, 'json', '--skip-nans').stdout)[0]
        self.assertEqual([key for key in kept if key not in skipped], undefined)

    def test_the_same_bytes_whatever_the_number_of_jobs(self):
        self.assertEqual(*(self.run_script('cases.csv', '-f', 'json', '-j', jobs).stdout for jobs in ('1', '3')))

    def test_a_case_may_stand_twice(self):
        (self.folder / 'cases.csv').write_text('ID,Image,Mask\nA,image0.nrrd,mask.nrrd\nA,image0.nrrd,mask.nrrd\n')
        rows = self.rows(self.run_script('cases.csv', '-f', 'csv').stdout)
        self.assertEqual(rows[0], rows[1])

    def test_validate_tells_what_is_missing(self):
        self.run_script('cases.csv', '--validate')
        (self.folder / 'image2.nrrd').unlink()
        self.assertIn('case (3/3)', self.run_script('cases.csv', '--validate', status=1).stderr)
        (self.folder / 'bad.yaml').write_text('setting:\n  binWdith: 25\n')
        self.assertIn('binWidth', self.run_script('cases.csv', '--validate', '-p', 'bad.yaml', status=1).stderr)

    def test_an_override_that_is_wrong_is_refused(self):
        for text in ('binWdith:25', 'binWidth', 'binWidth:wide'):
            self.assertNotEqual(self.run_script('image0.nrrd', 'mask.nrrd', '-s', text, status=2 if text == 'binWidth' else 1).stderr, '')

    def test_the_log(self):
        done = self.run_script('image0.nrrd', 'mask.nrrd', '-v', '--logging-level', 'INFO', '--log-file', 'run.log')
        self.assertIn('I: petra.pyradiomics: Starting petra', done.stderr)
        self.assertIn('Finished segment-based extraction', (self.folder / 'run.log').read_text())
        self.assertEqual(self.run_script('image0.nrrd', 'mask.nrrd').stderr, '')

    def test_options_as_argparse_reads_them(self):
        wanted = self.run_script('cases.csv', '--format', 'csv').stdout
        for options in (['-f', 'csv'], ['-fcsv'], ['--format=csv'], ['--skip', '-f', 'csv'], ['-v', '3', '-f=csv']):
            self.assertEqual(self.run_script('cases.csv', *options).stdout, wanted, options)
        for options in (['--for', 'csv'], ['-f'], ['-f', 'xml'], ['--validate=1'], ['-j', '0'], ['-x'], ['mask.nrrd', 'third']):
            self.run_script('cases.csv', *options, status=2)
        self.assertIn('3.0.1', self.run_script('--version').stdout)
        self.assertIn('--skip-nans', self.run_script('-h').stdout)

    def test_full_disk_is_told(self):
        if os.path.exists('/dev/full'):
            with open('/dev/full', 'w') as full:
                done = subprocess.run([SCRIPT, 'image0.nrrd', 'mask.nrrd'], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual(done.returncode, 3, done.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
