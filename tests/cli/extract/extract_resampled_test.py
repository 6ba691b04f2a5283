"""`petra extract --save-resampled`: the files, their sizes and spacing, a list, a cache that knows the rows, and what is refused.

usage: extract_resampled_test.py PETRA"""
import gzip
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, texture, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
SIZE = (16, 14, 10)
SPACING = ('-s', 'resampledPixelSpacing:2,2,2', '-s', 'padDistance:2')


def read_nrrd(path):
    """(header fields, voxels) of a gzip NRRD of short or unsigned int."""
    head, data = path.read_bytes().split(b'\n\n', 1)
    fields = dict(line.split(': ', 1) for line in head.decode().splitlines() if ': ' in line)
    raw = gzip.decompress(data) if fields['encoding'] in ('gzip', 'gz') else data
    code = {'short': 'h', 'int16': 'h', 'signed short': 'h', 'unsigned int': 'I', 'uint32': 'I'}[fields['type']]
    return fields, struct.unpack('<%d%s' % (len(raw) // struct.calcsize(code), code), raw)


class SaveResampled(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-resampled-'))
        self.addCleanup(shutil.rmtree, self.folder)
        write_nrrd(self.folder / 'image.nrrd', SIZE, texture(SIZE, 1))
        write_nrrd(self.folder / 'mask.nrrd', SIZE, ball(SIZE, 3), 'unsigned char')

    def petra(self, *arguments):
        return subprocess.run([PETRA, 'extract', *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)

    def test_image_and_mask_on_the_new_grid(self):
        run = self.petra('image.nrrd', 'mask.nrrd', *SPACING, '--save-resampled', 'new')
        self.assertEqual(run.returncode, 0, run.stderr)
        (image, values), (mask, labels) = (read_nrrd(self.folder / 'new' / ('Case-1_%s.nrrd' % part)) for part in ('image', 'mask'))
        self.assertEqual(image['sizes'], mask['sizes'])
        self.assertEqual(image['space directions'], mask['space directions'])
        self.assertEqual([float(v) for v in image['space directions'].replace('(', '').replace(')', ',').strip(',').replace(' ', '').split(',')], [2, 0, 0, 0, 2, 0, 0, 0, 2])
        self.assertEqual(set(labels), {0, 1})
        self.assertGreater(len(set(values)), 50)
        self.assertIn(image['type'], ('short', 'int16', 'signed short'))  # the image's own type

    def test_each_case_of_a_list_and_again_when_the_rows_are_known(self):
        write_nrrd(self.folder / 'small.nrrd', SIZE, ball(SIZE, 2), 'unsigned char')
        (self.folder / 'cases.csv').write_text('Image,Mask\nimage.nrrd,mask.nrrd\nimage.nrrd,gone.nrrd\nimage.nrrd,small.nrrd\n')
        for _ in range(2):
            run = self.petra('cases.csv', *SPACING, '--out', 'features.csv', '--save-resampled', 'new')
            self.assertEqual(run.returncode, 1, run.stderr)
            self.assertEqual(sorted(p.name for p in (self.folder / 'new').iterdir()), ['Case-1_image.nrrd', 'Case-1_mask.nrrd', 'Case-3_image.nrrd', 'Case-3_mask.nrrd'])
            shutil.rmtree(self.folder / 'new')

    def test_nothing_to_save_without_resampling(self):
        run = self.petra('image.nrrd', 'mask.nrrd', '--save-resampled', 'new')
        self.assertEqual(run.returncode, 2)
        self.assertIn('resampledPixelSpacing', run.stderr)
        self.assertFalse((self.folder / 'new').exists())

    def test_a_region_that_vanishes_says_so(self):
        write_nrrd(self.folder / 'dot.nrrd', SIZE, [1 if i in (771, 772) else 0 for i in range(16 * 14 * 10)], 'unsigned char')
        run = self.petra('image.nrrd', 'dot.nrrd', '-s', 'resampledPixelSpacing:30,30,30', '--save-resampled', 'new')
        self.assertEqual(run.returncode, 2)
        self.assertIn('dot.nrrd', run.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
