"""petra segment from outside: its JSON, masks, schema, help, exit status and messages.

usage: segment_test.py PETRA
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from volumes import ball, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
SIZE = (20, 18, 12)


class Segment(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        hot = ball(SIZE, 4)
        write_nrrd(self.folder / 'pet.nrrd', SIZE, [5.0 if inside else 1.0 for inside in hot], 'float')
        write_nrrd(self.folder / 'labels.nrrd', SIZE, [3 if inside else 0 for inside in ball(SIZE, 2)], 'unsigned char')
        self.inside = sum(hot)

    def run_petra(self, *arguments):
        return subprocess.run([PETRA, 'segment', *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=120)

    def steps(self, text):
        (self.folder / 'steps.yaml').write_text(text)
        return self.run_petra('pet.nrrd', 'steps.yaml', '--out', 'mask.nrrd', '--json')

    def test_numbers_and_mask_analytic(self):
        run = self.steps('- threshold: {lower: 2.5, seed: [10, 9, 6]}\n')
        self.assertEqual(run.returncode, 0, run.stderr)
        told = json.loads(run.stdout)
        self.assertEqual((told['voxels'], told['mean'], told['max'], told['warnings']), (self.inside, 5.0, 5.0, []))
        self.assertAlmostEqual(told['volume_ml'], self.inside * 2 / 1000, 12)
        (self.folder / 'again.yaml').write_text('- load: {file: mask.nrrd}\n')
        again = json.loads(self.run_petra('pet.nrrd', 'again.yaml', '--json').stdout)
        self.assertEqual(again['voxels'], self.inside)

    def test_every_format_holds_the_same_mask_mechanics(self):
        (self.folder / 'steps.yaml').write_text('- threshold: {lower: 2.5}\n')
        for name in ('a.nrrd', 'a.nii.gz', 'a.nii', 'a.mha', 'a.seg.nrrd'):
            self.assertEqual(self.run_petra('pet.nrrd', 'steps.yaml', '--out', name).returncode, 0, name)
            (self.folder / 'again.yaml').write_text(f'- load: {{file: {name}}}\n')
            self.assertEqual(json.loads(self.run_petra('pet.nrrd', 'again.yaml', '--json').stdout)['voxels'], self.inside, name)
        self.assertIn(b'Segment0_Name:=tumour', (self.folder / 'a.seg.nrrd').read_bytes())

    def test_label_files_by_label_and_grid_mechanics(self):
        self.assertEqual(json.loads(self.steps('- load: {file: labels.nrrd, label: 3}\n').stdout)['voxels'], sum(ball(SIZE, 2)))
        run = self.steps('- load: {file: labels.nrrd, label: 2}\n')
        self.assertEqual(run.returncode, 2)
        self.assertIn('labels.nrrd', run.stderr)
        write_nrrd(self.folder / 'elsewhere.nrrd', SIZE, ball(SIZE, 2), 'unsigned char', origin=(5000, 0, 0))
        run = self.steps('- load: {file: elsewhere.nrrd}\n')
        self.assertEqual(run.returncode, 2)
        self.assertIn('elsewhere.nrrd', run.stderr)

    def test_same_bytes_at_any_number_of_threads_invariant(self):
        (self.folder / 'steps.yaml').write_text('- threshold: {lower: 4}\n- erode: {radius: 2}\n- keep: {name: in}\n- threshold: {lower: 0, upper: 2}\n'
                                                '- keep: {name: out}\n- random_walker: {foreground: in, background: out}\n')
        masks = []
        for jobs in (1, 2, 4):
            run = self.run_petra('pet.nrrd', 'steps.yaml', '--out', 'm.nrrd', '--jobs', jobs)
            self.assertEqual(run.returncode, 0, run.stderr)
            masks.append((self.folder / 'm.nrrd').read_bytes())
        self.assertEqual(masks[0], masks[1])
        self.assertEqual(masks[0], masks[2])

    def test_what_is_wrong_is_named_mechanics(self):
        for text, words in (('- treshold: {lower: 2}\n', ['steps.yaml', 'line 1', 'Did you mean threshold?']),
                            ('- threshold: {lower: 2, seed: [99, 0, 0]}\n', ['lies outside the image of 20 x 18 x 12']),
                            ('- threshold: {lower: 50}\n', ['no voxel is at least 50', "greatest is 5"]),
                            ('- threshold: {lower: 2}\n- erode: {radius: 9}\n', ['mask is empty', 'step 2, erode, line 2'])):
            run = self.steps(text)
            self.assertEqual(run.returncode, 2, text)
            self.assertEqual(run.stdout, '')
            for word in words:
                self.assertIn(word, run.stderr)
            self.assertFalse((self.folder / 'mask.nrrd').exists())
        self.assertEqual(self.run_petra('pet.nrrd').returncode, 2)
        self.assertEqual(self.run_petra('none.nrrd', 'steps.yaml').returncode, 2)

    def test_schema_names_every_tool_and_help_shows_an_example_mechanics(self):
        schema = json.loads(self.run_petra('--schema').stdout)
        tools = {next(iter(step['properties'])) for step in schema['items']['oneOf'] if 'properties' in step}
        page = self.run_petra('--tools').stdout
        self.assertGreater(len(tools), 35)
        for tool in tools:
            self.assertIn(f'`{tool}`', page)
        self.assertIn('petra segment pet.nrrd steps.yaml', self.run_petra('--help').stdout)


if __name__ == '__main__':
    unittest.main()
