"""`petra extract --mode voxel` and `--save-matrices`: files, names, threads, cases that fail, options that are refused, Ctrl-C.

usage: extract_maps_test.py PETRA"""
import csv
import gzip
import io
import json
import os
import pathlib
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, texture, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
SIZE = (16, 15, 11)


def map_of(path):
    """(header fields, values) of a map in NRRD."""
    header, data = path.read_bytes().split(b'\n\n', 1)
    fields = dict(line.split(': ', 1) for line in header.decode().splitlines()[1:] if ': ' in line)
    values = gzip.decompress(data)
    return fields, struct.unpack('<%dd' % (len(values) // 8), values)


class Maps(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-maps-'))
        self.addCleanup(shutil.rmtree, self.folder)
        write_nrrd(self.folder / 'image.nrrd', SIZE, texture(SIZE, 1))
        write_nrrd(self.folder / 'mask.nrrd', SIZE, ball(SIZE, 3), 'unsigned char')
        (self.folder / 'params.yaml').write_text('setting: {binWidth: 20}\nvoxelSetting: {kernelRadius: 1, initValue: -2}\n'
                                                 'featureClass: {firstorder: [Mean], glcm: [Contrast, MCC], shape: }\n')

    def petra(self, *arguments):
        return subprocess.run([PETRA, 'extract', *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)

    def test_maps_are_files_of_the_region_and_its_margin(self):
        run = self.petra('image.nrrd', 'mask.nrrd', '-p', 'params.yaml', '--mode', 'voxel', '--out-dir', 'maps', '--format', 'json')
        self.assertEqual(run.returncode, 0, run.stderr)
        row = json.loads(run.stdout)[0]
        names = ['original_firstorder_Mean', 'original_glcm_Contrast', 'original_glcm_MCC']
        self.assertEqual([k for k in row if k.startswith('original')], names)
        self.assertEqual(row[names[1]], 'maps/Case-1_original_glcm_Contrast.nrrd')
        self.assertEqual(sorted(p.name for p in (self.folder / 'maps').iterdir()), ['Case-1_%s.nrrd' % n for n in names])
        fields, values = map_of(self.folder / row[names[0]])
        self.assertEqual((fields['type'], fields['sizes']), ('double', '8 7 7'))  # the ball's box, 6 x 5 x 5, and one voxel round it
        self.assertEqual(values[0], -2)
        self.assertNotEqual(values[len(values) // 2], -2)
        self.assertIn('shape has no feature maps', run.stderr)
        self.assertIn('diagnostics_Image-original_Hash', row)

    def test_an_image_that_a_case_lacks_takes_no_other_images_files(self):
        (self.folder / 'params.yaml').write_text('imageType: {LoG: {sigma: [1.0, 500.0]}, Original: {}}\nfeatureClass: {firstorder: [Mean], glcm: [Contrast]}\n')
        names = ['%s_%s' % (image, name) for image in ('log-sigma-1-0-mm-3D', 'original') for name in ('firstorder_Mean', 'glcm_Contrast')]
        files = {name: 'maps/Case-1_%s.nrrd' % name for name in names}
        arguments = ('-p', 'params.yaml', '--mode', 'voxel', '--out-dir', 'maps')
        run = self.petra('image.nrrd', 'mask.nrrd', *arguments, '--format', 'json')
        self.assertEqual(run.returncode, 0, run.stderr)
        row = json.loads(run.stdout)[0]
        self.assertEqual({k: v for k, v in row.items() if k.startswith(('log', 'original'))}, files)
        self.assertIn('log-sigma-500-0-mm-3D', run.stderr)
        row = next(csv.DictReader(io.StringIO(self.petra('image.nrrd', 'mask.nrrd', *arguments).stdout)))
        self.assertEqual({k: v for k, v in row.items() if k.startswith(('log', 'original'))}, files)
        (self.folder / 'cases.csv').write_text('Image,Mask\nimage.nrrd,mask.nrrd\nimage.nrrd,mask.nrrd\n')
        for row in csv.DictReader(io.StringIO(self.petra('cases.csv', *arguments).stdout)):
            self.assertEqual(row['log-sigma-500-0-mm-3D_glcm_Contrast'], '')  # a list keeps the columns of every case
            self.assertTrue(row['original_glcm_Contrast'].endswith('original_glcm_Contrast.nrrd'))

    def test_a_planes_maps_are_those_of_one_slice_with_force2D(self):
        size = (9, 8, 1)
        values, region = texture(size, 3), [int(x > 0 and y > 1) for y in range(8) for x in range(9)]
        for folder, dimension in (('plane', 2), ('slice', 3)):
            write_nrrd(self.folder / (folder + '.nrrd'), size[:dimension], values, spacing=(1, 1, 1), dimension=dimension)
            write_nrrd(self.folder / (folder + '_mask.nrrd'), size[:dimension], region, 'unsigned char', spacing=(1, 1, 1), dimension=dimension)
            run = self.petra(folder + '.nrrd', folder + '_mask.nrrd', '--mode', 'voxel', '--out-dir', folder, '-s', 'force2D:%s' % ('true' if dimension == 3 else 'false'))
            self.assertEqual(run.returncode, 0, run.stderr)
        names = sorted(p.name for p in (self.folder / 'plane').iterdir())
        self.assertEqual(len(names), 93)
        for name in names:
            plane, of_slice = (map_of(self.folder / folder / name)[1] for folder in ('plane', 'slice'))
            self.assertEqual(list(map(repr, plane)), list(map(repr, of_slice)), name)  # repr: NaN is NaN

    def test_the_same_bytes_on_one_thread_and_on_three(self):
        for jobs in ('1', '3'):
            run = self.petra('image.nrrd', 'mask.nrrd', '-s', 'binWidth:20', '--mode', 'voxel', '--out-dir', jobs, '-j', jobs)
            self.assertEqual(run.returncode, 0, run.stderr)
        names = sorted(p.name for p in (self.folder / '1').iterdir())
        self.assertEqual(len(names), 93)
        for name in names:
            self.assertEqual((self.folder / '1' / name).read_bytes(), (self.folder / '3' / name).read_bytes(), name)

    def test_a_bad_case_is_told_and_the_list_goes_on(self):
        shutil.copy(self.folder / 'image.nrrd', self.folder / 'again.nrrd')
        (self.folder / 'cases.csv').write_text('ID,Image,Mask\na,image.nrrd,mask.nrrd\nb,image.nrrd,nowhere.nrrd\nc,again.nrrd,mask.nrrd\n')
        run = self.petra('cases.csv', '-p', 'params.yaml', '--mode', 'voxel', '--out-dir', 'maps', '-s', 'kernelRadius:2')
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn('nowhere.nrrd', run.stderr)
        rows = list(csv.DictReader(io.StringIO(run.stdout)))
        self.assertEqual([bool(r['petra_error']) for r in rows], [False, True, False])
        self.assertEqual(rows[2]['original_glcm_MCC'], 'maps/Case-3_original_glcm_MCC.nrrd')
        self.assertEqual(map_of(self.folder / rows[2]['original_glcm_MCC'])[0]['sizes'], '10 9 9')
        self.assertEqual(len(list((self.folder / 'maps').iterdir())), 6)

    def test_nifti(self):
        run = self.petra('image.nrrd', 'mask.nrrd', '-p', 'params.yaml', '--mode', 'voxel', '--out-dir', 'maps', '--map-format', 'nii.gz')
        self.assertEqual(run.returncode, 0, run.stderr)
        header = gzip.decompress((self.folder / 'maps/Case-1_original_glcm_MCC.nii.gz').read_bytes())[:348]
        self.assertEqual(struct.unpack('<hhhh', header[40:48]), (3, 8, 7, 7))
        self.assertEqual(struct.unpack('<h', header[70:72]), (64,))  # float64

    def test_what_is_refused(self):
        good = ('image.nrrd', 'mask.nrrd', '-p', 'params.yaml')
        for arguments, words in (((*good, '--mode', 'voxels'), '--mode'), ((*good, '--mode', 'voxel', '--map-format', 'png'), '--map-format'),
                                 ((*good, '--mode', 'voxel', '--cache', 'c.sqlite'), '--cache'),
                                 ((*good, '--mode', 'voxel', '--save-matrices', 'm'), '--save-matrices'),
                                 ((*good, '--mode', 'voxel', '-s', 'kernelRadius:0'), 'kernelRadius'),
                                 ((*good, '--mode', 'voxel', '-s', 'kernelRadius:1.5'), 'kernelRadius'),
                                 ((*good, '--mode', 'voxel', '-s', 'voxelBatch:0'), 'voxelBatch'),
                                 ((*good, '--mode', 'voxel', '-s', 'maskedKernel:maybe'), 'maskedKernel')):
            run = self.petra(*arguments)
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn(words, run.stderr)

    def test_a_folder_that_cannot_be_made_is_the_environments_error(self):
        (self.folder / 'file').write_text('')
        run = self.petra('image.nrrd', 'mask.nrrd', '-p', 'params.yaml', '--mode', 'voxel', '--out-dir', 'file/maps')
        self.assertEqual(run.returncode, 3, run.stderr)

    def test_interrupt_leaves_no_maps_of_the_case_in_hand(self):
        size = (90, 90, 70)
        write_nrrd(self.folder / 'large.nrrd', size, texture(size, 1))
        write_nrrd(self.folder / 'all.nrrd', size, ball(size, 33), 'unsigned char')
        terminal, its_end = pty.openpty()
        process = subprocess.Popen([PETRA, 'extract', 'large.nrrd', 'all.nrrd', '--mode', 'voxel', '--out-dir', 'maps', '-s', 'kernelRadius:3', '-j', '1'],
                                   cwd=self.folder, stdout=subprocess.PIPE, stderr=its_end)
        os.close(its_end)
        shown = b''
        while b' parts' not in shown:  # the bar of one large case, once it has taken a second
            self.assertTrue(select.select([terminal], [], [], 60)[0], shown)
            shown += os.read(terminal, 4096)
        self.assertRegex(shown.decode(), r'extract \[#*-+\] \d+ of \d+ parts, [\d:]+ left')
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        os.close(terminal)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(list((self.folder / 'maps').iterdir()) if (self.folder / 'maps').exists() else [], [])

    def test_matrices_are_numpy_files(self):
        run = self.petra('image.nrrd', 'mask.nrrd', '-p', 'params.yaml', '--save-matrices', 'matrices')
        self.assertEqual(run.returncode, 0, run.stderr)
        names = sorted(p.name for p in (self.folder / 'matrices').iterdir())
        self.assertEqual(names, ['Case-1_original_%s.npy' % n for n in ('P_glcm', 'P_glcm_angles', 'levels')])
        file = (self.folder / 'matrices/Case-1_original_P_glcm.npy').read_bytes()
        self.assertEqual(file[:8], b'\x93NUMPY\x01\x00')
        length = struct.unpack('<H', file[8:10])[0]
        self.assertEqual((10 + length) % 64, 0)
        header = eval(file[10:10 + length].decode())  # noqa: S307: a literal that this test has asked for
        self.assertEqual((header['descr'], header['fortran_order'], header['shape'][3]), ('<f8', False, 13))
        values = struct.unpack('<%dd' % ((len(file) - 10 - length) // 8), file[10 + length:])
        self.assertAlmostEqual(sum(values), 13, places=9)  # each angle's sum is 1


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
