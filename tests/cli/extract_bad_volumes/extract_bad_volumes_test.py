"""`petra extract` with every bad volume file of the bad-input catalogue (N and F rows), as image, as mask and in a list.

Each gets an answer within 2 s: exit status, one message that names the file, what is wrong and what to do; no signal, no output file.

usage: extract_bad_volumes_test.py PETRA"""
import gzip
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'oracle/volumefile'))
from nifti_bytes import nifti1  # noqa: E402

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
NAN, INFINITY = float('nan'), float('inf')
SIZE = (6, 5, 4)
COUNT = 6 * 5 * 4
IMAGE = struct.pack(f'<{COUNT}h', *((k * 37) % 200 for k in range(COUNT)))
MASK = bytes(1 if 1 <= k % 6 <= 4 and 1 <= k // 6 % 5 <= 3 and 1 <= k // 30 <= 2 else 0 for k in range(COUNT))


def nrrd(type_name='short', data=IMAGE, end='\n\n', **fields):
    """An NRRD of SIZE; a field given as None is left out, others are added or replaced (underscores for blanks)."""
    head = {'type': type_name, 'dimension': '3', 'sizes': '6 5 4', 'encoding': 'raw', 'endian': 'little', 'space': 'LPS', 'space directions': '(1,0,0) (0,1,0) (0,0,2)',
            'space origin': '(0,0,0)'}
    magic = fields.pop('magic', 'NRRD0004')
    head.update({name.replace('_', ' '): value for name, value in fields.items()})
    return (magic + '\n' + '\n'.join(f'{name}: {value}' for name, value in head.items() if value is not None) + end).encode() + data


def nifti(patches=(), data=IMAGE, **fields):
    """A NIfTI-1 of SIZE; patches: (offset, struct format, value) over its header."""
    rows = ((-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, 2, 0))
    header = bytearray(nifti1(SIZE, 4, **{'pixdim': (1, 1, 2), 'sform': rows, 'sform_code': 1, **fields}))
    for offset, kind, value in patches:
        struct.pack_into('<' + kind, header, offset, value)
    return bytes(header) + b'\0' * 4 + data


BOMB = gzip.compress(b'\0' * (40 << 20), 9)
# name: (file name, bytes, words of the message)
BAD = {
    'N1': ('a.nrrd', nrrd(magic='NRRD0099'), 'magic'),
    'N2': ('a.nrrd', nrrd(sizes='-1 5 5'), 'sizes is "-1 5 5"'),
    'N3': ('a.nrrd', nrrd(sizes='4294967296 4294967296 4294967296'), 'limit'),
    'N4': ('a.nrrd', nrrd(dimension='17'), 'dimension'),
    'N5': ('a.nrrd', nrrd(encoding='gzip', data=gzip.compress(IMAGE)[:-9]), 'packed data end'),
    'N6': ('a.nrrd', nrrd(encoding='gzip', data=BOMB), 'more than the 240 bytes'),
    'N7 absolute': ('a.nhdr', nrrd(data_file='/etc/passwd', data=b''), 'own folder'),
    'N7 above': ('a.nhdr', nrrd(data_file='../x', data=b''), 'own folder'),
    'N8': ('a.nhdr', nrrd(data_file='LIST', end='\n', data=b'slice.raw\n' * 10**6), 'several files'),
    'N9 none': ('a.nrrd', nrrd(space_directions='none (0,1,0) (0,0,2)'), 'space directions'),
    'N9 singular': ('a.nrrd', nrrd(space_directions='(1,0,0) (1,0,0) (0,0,2)'), 'singular'),
    'N11': ('a.nrrd', nrrd(end='\n', data=b'key:=' + b'x' * (20 << 20)), 'does not end within the limit'),
    'bzip2': ('a.nrrd', nrrd(encoding='bzip2'), 'encoding is "bzip2"'),
    'layers': ('a.seg.nrrd', nrrd(dimension='4', sizes='2 3 5 4', kinds='list domain domain domain', space_directions='none (1,0,0) (0,1,0) (0,0,2)'), 'layers (overlapping segments), where one is expected'),
    'F2': ('a.nii', nifti([(40, 'h', 200)]), 'dim[0]'),
    'F3': ('a.nii', nifti([(42, 'h', 4000), (44, 'h', 2000), (46, 'h', 250)], data=b''), 'declares 4000000000 bytes'),
    'F4 NaN': ('a.nii', nifti([(108, 'f', NAN)]), 'vox_offset'),
    'F4 far': ('a.nii', nifti([(108, 'f', 1e30)]), 'vox_offset'),
    'F4 inside': ('a.nii', nifti([(108, 'f', 100)]), 'vox_offset'),
    'F5': ('a.nii', nifti([(112, 'f', NAN)]), 'scl_slope'),
    'F8 RGB24': ('a.nii', nifti([(70, 'h', 128)]), 'RGB24'),
    'F8 complex': ('a.nii', nifti([(70, 'h', 32)]), 'complex64'),
    'F9': ('a.nii', nifti([(40, 'h', 4), (48, 'h', 20)]), '20 volumes'),
    'empty': ('a.nrrd', b'', 'is empty'),
    'text': ('a.nrrd', b'hello\n', 'not an NRRD, NIfTI or MetaImage'),
    'DICOM': ('a.dcm', b'\0' * 128 + b'DICM\2\0', 'DICOM'),
    'MetaImage cut': ('a.mha', b'NDims = 3\nDimSize = 6 5 4\nElementType = MET_SHORT\nElementDataFile = LOCAL\n' + IMAGE[:-1], 'only 239 follow'),
}
GOOD = {
    'F1': ('b.nii', None),
    'F5 zero': ('b.nii', nifti([(112, 'f', 0)])),
    'F9 one': ('b.nii', nifti([(40, 'h', 4)])),
    'F10 packed': ('b.nii', gzip.compress(nifti())),
    'F10 plain': ('b.nii.gz', nifti()),
    'N10': ('b.nrrd', nrrd(space='RAS', space_directions='(-1,0,0) (0,-1,0) (0,0,2)')),
}


class BadVolumes(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix='petra_bad_volumes_')
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.put('image.nrrd', nrrd())
        self.put('mask.nrrd', nrrd('uchar', MASK, endian=None))

    def put(self, name, content):
        (self.folder / name).write_bytes(content)
        return name

    def run_petra(self, *arguments):
        start = time.monotonic()
        done = subprocess.run([PETRA, 'extract', *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertLess(time.monotonic() - start, 2, arguments)
        return done

    def refused(self, arguments, status, *words):
        before = sorted(os.listdir(self.folder))
        done = self.run_petra(*arguments, '--out', 'out.csv')
        self.assertEqual(done.returncode, status, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_the_good_pair_is_good(self):
        done = self.run_petra('image.nrrd', 'mask.nrrd')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_bad_images_and_masks(self):
        for row, (name, content, words) in BAD.items():
            self.put(name, content)
            with self.subTest(row=row, role='image'):
                self.refused((name, 'mask.nrrd'), 2, name, words)
            # A mask may hold several values per voxel: label_channel chooses one.
            if row not in ('layers', 'F8 RGB24'):
                with self.subTest(row=row, role='mask'):
                    self.refused(('image.nrrd', name), 2, name, words)
            (self.folder / name).unlink()

    def test_what_is_no_file(self):
        os.mkfifo(self.folder / 'pipe.nrrd')
        (self.folder / 'loop.nrrd').symlink_to('loop.nrrd')
        (self.folder / 'folder.nrrd').mkdir()
        for name in ('absent.nrrd', 'pipe.nrrd', 'folder.nrrd', '/dev/zero'):
            with self.subTest(name=name):
                self.refused((name, 'mask.nrrd'), 2, name)
        with self.subTest(name='loop.nrrd'):
            self.assertNotEqual(self.run_petra('loop.nrrd', 'mask.nrrd').returncode, 0)

    def test_one_bad_volume_of_a_list_does_not_stop_the_others(self):
        self.put('bad.nrrd', nrrd(sizes='-1 5 5'))
        self.put('mask2.nrrd', nrrd('uchar', MASK[::-1], endian=None))
        self.put('cases.csv', b'Image,Mask\nimage.nrrd,mask.nrrd\nbad.nrrd,mask.nrrd\nabsent.nrrd,mask.nrrd\nimage.nrrd,mask2.nrrd\n')
        done = self.run_petra('cases.csv', '--out', 'out.csv')
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn('sizes is "-1 5 5"', done.stderr)
        rows = (self.folder / 'out.csv').read_text().splitlines()
        self.assertEqual(len(rows), 5)
        self.assertIn('sizes is', rows[2])
        self.assertIn('absent.nrrd', rows[3])
        for good in (rows[1], rows[4]):
            self.assertEqual(good.split(',')[-1], '')  # petra_error

    def test_odd_but_good_files_give_the_good_file_s_features(self):
        expected = self.features('image.nrrd')
        big = struct.pack(f'>{COUNT}h', *struct.unpack(f'<{COUNT}h', IMAGE))
        rows = ((-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, 2, 0))
        big_endian = nifti1(SIZE, 4, '>', pixdim=(1, 1, 2), sform=rows, sform_code=1) + b'\0' * 4 + big
        for row, (name, content) in GOOD.items():
            with self.subTest(row=row):
                self.put(name, content or big_endian)
                self.assertEqual(self.features(name), expected)
                (self.folder / name).unlink()

    def test_oddities_are_told_once_per_kind(self):
        """F6 and F7: accepted, stated."""
        rows = {'F6': (nifti(qform=(0, 0, 1, 50, 0, 0), qform_code=1), 'warning: the image: its sform (code 1'),
                'F7': (nifti(sform_code=0), 'warning: the image: it has neither sform nor qform'),
                'longer': (nifti() + b'more', 'warning: the image: 4 bytes after the voxels are passed over')}
        for row, (content, words) in rows.items():
            with self.subTest(row=row):
                self.put('odd.nii', content)
                done = self.run_petra('odd.nii', 'mask.nrrd', '-s', 'correctMask:true')
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stderr.count(words), 1, done.stderr)

    def features(self, image):
        done = self.run_petra(image, 'mask.nrrd')
        self.assertEqual(done.returncode, 0, done.stderr)
        names, values = (line.split(',') for line in done.stdout.splitlines()[:2])
        found = {name: value for name, value in zip(names[-107:], values[-107:]) if name.startswith('original_')}
        self.assertGreater(len(found), 100)
        return found


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
