"""`petra extract` on planes (2-D images), flat regions and masks with several values per voxel: features, columns of mixed lists, shards.

usage: extract_planes_test.py PETRA"""
import csv
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, texture, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
VOLUME, PLANE = (14, 13, 9), (14, 13)
SETTINGS = """imageType: {Original: {}, Wavelet: {}}
featureClass: {shape: [Sphericity], shape2D: [Perimeter, PixelSurface], firstorder: [Mean], glcm: [Contrast]}
"""


def write_plane(path, values, type_name='short'):
    """A plane of 2 x 3 mm pixels as NRRD with two axes."""
    kind = {'short': 'h', 'unsigned char': 'B'}[type_name]
    import array
    data = array.array(kind, values)
    header = ('NRRD0004\ntype: %s\ndimension: 2\nspace dimension: 2\nsizes: %d %d\nspace directions: (2,0) (0,3)\n'
              'kinds: domain domain\nendian: little\nencoding: raw\nspace origin: (0,0)\n\n' % ((type_name,) + PLANE))
    path.write_bytes(header.encode() + data.tobytes())


class Planes(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-planes-'))
        self.addCleanup(shutil.rmtree, self.folder)
        count = PLANE[0] * PLANE[1]
        write_nrrd(self.folder / 'volume.nrrd', VOLUME, texture(VOLUME, 1))
        write_nrrd(self.folder / 'volume_mask.nrrd', VOLUME, ball(VOLUME, 3), 'unsigned char')
        write_plane(self.folder / 'plane.nrrd', texture(VOLUME, 2)[:count])
        middle = ball(VOLUME, 3)[4 * count:5 * count]
        self.pixels = sum(middle)
        write_plane(self.folder / 'plane_mask.nrrd', middle, 'unsigned char')
        (self.folder / 'p.yaml').write_text(SETTINGS)

    def petra(self, *arguments):
        return subprocess.run([PETRA, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)

    def test_a_plane_has_shape2D_and_four_sub_bands(self):
        run = self.petra('extract', 'plane.nrrd', 'plane_mask.nrrd', '-p', 'p.yaml', '--format', 'json')
        self.assertEqual(run.returncode, 0, run.stderr)
        row = json.loads(run.stdout)[0]
        names = [name for name in row if name.startswith(('original_', 'wavelet'))]
        self.assertEqual(names, ['original_shape2D_Perimeter', 'original_shape2D_PixelSurface', 'original_firstorder_Mean', 'original_glcm_Contrast']
                         + ['wavelet-%s_%s' % (band, name) for band in ('LH', 'HL', 'HH', 'LL') for name in ('firstorder_Mean', 'glcm_Contrast')])
        self.assertEqual(row['original_shape2D_PixelSurface'], 6 * self.pixels)
        self.assertEqual(row['diagnostics_Image-original_Dimensionality'], '2D')
        self.assertEqual(row['diagnostics_Image-original_Size'], list(PLANE))
        self.assertEqual(len(row['diagnostics_Mask-original_BoundingBox']), 4)

    def test_a_mixed_list_has_every_column_whatever_shards_and_cache(self):
        (self.folder / 'cases.csv').write_text('ID,Image,Mask\np,plane.nrrd,plane_mask.nrrd\nv,volume.nrrd,volume_mask.nrrd\n')
        run = self.petra('extract', 'cases.csv', '-p', 'p.yaml', '--out', 'all.csv')
        self.assertEqual(run.returncode, 0, run.stderr)
        text = (self.folder / 'all.csv').read_text()
        plane, volume = csv.DictReader(io.StringIO(text))
        self.assertEqual(plane['original_shape_Sphericity'], '')
        self.assertEqual(volume['original_shape2D_Perimeter'], '')
        self.assertEqual(plane['wavelet-LLH_glcm_Contrast'], '')
        self.assertEqual(volume['wavelet-LH_glcm_Contrast'], '')
        for row, name in ((plane, 'wavelet-LH_glcm_Contrast'), (volume, 'wavelet-LLH_glcm_Contrast'), (plane, 'original_glcm_Contrast'),
                          (volume, 'original_glcm_Contrast'), (plane, 'original_shape2D_Perimeter'), (volume, 'original_shape_Sphericity')):
            self.assertNotEqual(row[name], '', name)
        again = self.petra('extract', 'cases.csv', '-p', 'p.yaml', '--out', 'all.csv')
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual((self.folder / 'all.csv').read_text(), text)
        for k in range(2):
            self.assertEqual(self.petra('extract', 'cases.csv', '-p', 'p.yaml', '--shard', '%d/2' % k, '--out', 'part%d.csv' % k).returncode, 0)
        merged = self.petra('merge', 'part0.csv', 'part1.csv', '--out', 'merged.csv')
        self.assertEqual(merged.returncode, 0, merged.stderr)
        self.assertEqual((self.folder / 'merged.csv').read_text(), text)

    def test_a_plane_with_the_mask_of_a_volume_is_refused(self):
        run = self.petra('extract', 'plane.nrrd', 'volume_mask.nrrd')
        self.assertEqual(run.returncode, 2)
        self.assertIn('the image has 2 dimensions, the mask 3', run.stderr)

    def test_shape2D_of_a_thick_region_refuses_the_case_and_says_what_to_do(self):
        run = self.petra('extract', 'volume.nrrd', 'volume_mask.nrrd', '-p', 'p.yaml', '-s', 'force2D:true')
        self.assertEqual(run.returncode, 2)
        self.assertIn('Take shape2D out of featureClass', run.stderr)

    def test_a_layer_is_chosen_by_label_channel(self):
        other = [1 - v if 2 < i % VOLUME[0] < 9 else 0 for i, v in enumerate(ball(VOLUME, 3))]
        both = [value for pair in zip(ball(VOLUME, 3), other) for value in pair]
        head = ('NRRD0004\ntype: uchar\ndimension: 4\nspace: left-posterior-superior\nsizes: 2 %d %d %d\n'
                'space directions: none (1,0,0) (0,1,0) (0,0,2)\nkinds: list domain domain domain\nencoding: raw\n'
                'space origin: (0,0,0)\n\n' % VOLUME)
        (self.folder / 'layers.seg.nrrd').write_bytes(head.encode() + bytes(both))
        write_nrrd(self.folder / 'other.nrrd', VOLUME, other, 'unsigned char')
        (self.folder / 'cases.csv').write_text('Image,Mask,Label_channel\nvolume.nrrd,volume_mask.nrrd,\nvolume.nrrd,layers.seg.nrrd,0\n'
                                               'volume.nrrd,other.nrrd,\nvolume.nrrd,layers.seg.nrrd,1\nvolume.nrrd,layers.seg.nrrd,2\n')
        run = self.petra('extract', 'cases.csv', '-p', 'p.yaml', '--out', 'out.csv')
        self.assertEqual(run.returncode, 1)
        with open(self.folder / 'out.csv', newline='') as file:
            rows = list(csv.DictReader(file))
        for one, two in ((0, 1), (2, 3)):
            for name in rows[0]:
                if name.startswith(('original_', 'wavelet')):
                    self.assertEqual(rows[one][name], rows[two][name], name)
        self.assertNotEqual(rows[0]['original_firstorder_Mean'], rows[2]['original_firstorder_Mean'])
        self.assertIn('Set label_channel to a number from 0 to 1', rows[4]['petra_error'])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
