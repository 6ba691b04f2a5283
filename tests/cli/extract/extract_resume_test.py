"""`petra extract` on a list: killed and run again, on one thread or several, in shards, with changed files or settings.

usage: extract_resume_test.py PETRA [seed]"""
import json
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, texture, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
CASES = 40
KILLS = 20
JOBS = 2
SIZE = (20, 20, 14)


def extract(folder, *options, check=True):
    run = subprocess.run([PETRA, 'extract', 'cases.csv', '--param', 'builtin:ct', *options], cwd=folder, capture_output=True, text=True)
    if check and run.returncode != 0:
        raise AssertionError(f'status {run.returncode}: {run.stderr}')
    return run


class List(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-resume-'))
        mask = ball(SIZE, 6)
        rows = ['ID,Image,Mask,Group']
        for k in range(CASES):
            write_nrrd(cls.folder / f'image{k}.nrrd', SIZE, texture(SIZE, k))
            write_nrrd(cls.folder / f'mask{k}.nrrd', SIZE, mask, 'unsigned char')
            rows.append(f'P{k:02},image{k}.nrrd,mask{k}.nrrd,{"a" if k % 2 else "b"}')
        (cls.folder / 'cases.csv').write_text('\n'.join(rows) + '\n')
        started = time.monotonic()
        extract(cls.folder, '--out', 'clean.csv', '--jobs', str(JOBS))
        cls.seconds = time.monotonic() - started
        cls.clean = (cls.folder / 'clean.csv').read_bytes()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_killed_at_any_moment_the_next_run_ends_with_the_same_bytes(self):
        draw = random.Random(SEED)
        print(f'seed {SEED}')
        struck, attempts, latest = 0, 0, self.seconds
        while struck < KILLS and attempts < 5 * KILLS:
            attempts += 1
            for old in self.folder.glob('killed.csv*'):
                old.unlink()
            run = subprocess.Popen([PETRA, 'extract', 'cases.csv', '--param', 'builtin:ct', '--out', 'killed.csv', '--jobs', str(JOBS)], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            moment = draw.uniform(0.01, max(0.02, latest))
            time.sleep(moment)
            run.send_signal(signal.SIGKILL)
            if run.wait() != -signal.SIGKILL:  # it was done already: on a quiet machine now, so strike earlier
                latest = moment
                continue
            struck += 1
            written = self.folder / 'killed.csv'
            self.assertIn(written.read_bytes() if written.exists() else self.clean, (self.clean,), 'a half-written table')
            extract(self.folder, '--out', 'killed.csv', '--jobs', str(JOBS))
            self.assertEqual((self.folder / 'killed.csv').read_bytes(), self.clean, f'kill {struck}')
            with sqlite3.connect(self.folder / 'killed.csv.petra.sqlite') as cache:
                times = [row[0] for row in cache.execute('select times from attempts')]
            self.assertEqual(len(times), CASES)
            self.assertLessEqual(sum(count - 1 for count in times), JOBS, 'more than one case per worker was computed twice')
        self.assertEqual(struck, KILLS, 'too few kills struck a running program')

    def test_the_thread_count_does_not_change_a_byte(self):
        for form in ('csv', 'json'):
            outputs = {extract(self.folder, '--format', form, '--jobs', str(jobs)).stdout for jobs in (1, 2, 4)}
            self.assertEqual(len(outputs), 1, form)
        self.assertEqual(extract(self.folder, '--jobs', '1').stdout.encode(), self.clean)

    def test_csv_and_json_hold_the_same_values(self):
        rows = json.loads(extract(self.folder, '--format', 'json').stdout)
        header, first = self.clean.decode().splitlines()[0], rows[0]
        self.assertEqual(len(rows), CASES)
        self.assertEqual([first['ID'], first['Group']], ['P00', 'b'])
        self.assertIn('petra_reasons', first)
        features = [name for name in header.split(',') if name.startswith(('original_', 'wavelet-', 'square', 'logarithm_', 'exponential_', 'gradient_'))]
        self.assertEqual(len(features), 1316)
        self.assertTrue(all(name in first for name in features))
        self.assertEqual(first['diagnostics_Image-original_Size'], list(SIZE))

    def test_a_rerun_computes_nothing_and_a_changed_file_or_setting_is_computed_anew(self):
        work = self.folder / 'changed'
        work.mkdir()
        mask = ball(SIZE, 6)
        rows = ['Image,Mask']
        for k in range(3):
            write_nrrd(work / f'image{k}.nrrd', SIZE, texture(SIZE, k))
            write_nrrd(work / f'mask{k}.nrrd', SIZE, mask, 'unsigned char')
            rows.append(f'image{k}.nrrd,mask{k}.nrrd')
        (work / 'cases.csv').write_text('\n'.join(rows) + '\n')

        def attempts():
            with sqlite3.connect(work / 'out.csv.petra.sqlite') as cache:
                return sum(row[0] for row in cache.execute('select times from attempts'))

        extract(work, '--out', 'out.csv')
        first = (work / 'out.csv').read_text().splitlines()
        extract(work, '--out', 'out.csv')
        self.assertEqual(attempts(), 3)
        write_nrrd(work / 'image1.nrrd', SIZE, texture(SIZE, 99))
        extract(work, '--out', 'out.csv')
        second = (work / 'out.csv').read_text().splitlines()
        self.assertEqual(attempts(), 4)
        self.assertEqual((first[1], first[3]), (second[1], second[3]))
        self.assertNotEqual(first[2], second[2])
        extract(work, '--out', 'out.csv', '-s', 'binWidth:10')
        self.assertEqual(attempts(), 7)
        fresh = extract(work, '-s', 'binWidth:10').stdout
        self.assertEqual((work / 'out.csv').read_text(), fresh)

    def test_shards_put_together_are_the_whole_and_a_hole_is_refused(self):
        for k in range(3):
            extract(self.folder, '--out', f'part{k}.csv', '--shard', f'{k}/3')
        merge = lambda *parts: subprocess.run([PETRA, 'merge', *parts, '--out', 'merged.csv'], cwd=self.folder, capture_output=True, text=True)  # noqa: E731
        hole = merge('part0.csv', 'part2.csv')
        self.assertEqual(hole.returncode, 4, hole.stderr)
        self.assertFalse((self.folder / 'merged.csv').exists())
        whole = merge('part2.csv', 'part0.csv', 'part1.csv')
        self.assertEqual(whole.returncode, 0, whole.stderr)
        self.assertEqual((self.folder / 'merged.csv').read_bytes(), self.clean)

    def test_interrupted_it_says_so_and_goes_on_later(self):
        moment, status = self.seconds / 4, 0
        for _ in range(12):  # a run that was done already was not interrupted: strike earlier
            for old in self.folder.glob('stopped.csv*'):
                old.unlink()
            run = subprocess.Popen([PETRA, 'extract', 'cases.csv', '--param', 'builtin:ct', '--out', 'stopped.csv', '--jobs', '1'], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            time.sleep(moment)
            run.send_signal(signal.SIGINT)
            told = run.stderr.read()
            run.stderr.close()
            status = run.wait()
            if status != 0:
                break
            moment /= 2
        self.assertEqual(status, 130, told)
        self.assertIn('again', told)
        extract(self.folder, '--out', 'stopped.csv')
        self.assertEqual((self.folder / 'stopped.csv').read_bytes(), self.clean)

    def test_a_cache_that_is_not_ours_is_refused(self):
        foreign = self.folder / 'foreign.sqlite'
        with sqlite3.connect(foreign) as other:
            other.execute('create table rows (a)')
        run = extract(self.folder, '--cache', str(foreign), '--out', 'x.csv', check=False)
        self.assertIn(run.returncode, (2, 4), run.stderr)
        self.assertIn('foreign.sqlite', run.stderr)
        foreign.write_bytes(b'not a database at all' * 100)
        run = extract(self.folder, '--cache', str(foreign), '--out', 'x.csv', check=False)
        self.assertIn(run.returncode, (2, 4), run.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
