"""petra reads what SimpleITK reads, and SimpleITK reads what petra writes.

usage: volumefile_test.py DESCRIBE_VOLUMES PROJECT_ROOT
The reference data are found by PETRA_REFERENCE_DIR, else ../shared/reference seen from the root, else tests/data/reference."""
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import SimpleITK as sitk

import made_files
from nifti_bytes import DATATYPES, nifti1, nifti2

PROGRAM, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
ENDINGS = ('.nrrd', '.nhdr', '.nii', '.nii.gz', '.mha', '.mhd', '.hdr')
# MetaIO reads numbers in text as double and casts: whole numbers beyond 2^53 lose their last digits there, not here.
TEXT_BEYOND_DOUBLE = ('m_text_int64', 'm_text_uint64')


def describe(lines):
    answer = subprocess.run([PROGRAM], input='\n'.join(lines) + '\n', capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(rows) == len(lines)
    return rows


def reference_folder():
    if 'PETRA_REFERENCE_DIR' in os.environ:
        return pathlib.Path(os.environ['PETRA_REFERENCE_DIR'])
    beside = ROOT.parent / 'shared/reference'
    return beside if beside.is_dir() else ROOT / 'tests/data/reference'


class Facts:
    """What SimpleITK says of a file, in three dimensions."""

    def __init__(self, path):
        image = sitk.ReadImage(str(path))
        n = image.GetDimension()
        array = sitk.GetArrayViewFromImage(image)
        self.type = array.dtype.name
        self.size = list(image.GetSize())
        matrix = np.array(image.GetDirection()).reshape(n, n)
        self.spacing, self.origin, self.matrix = np.ones(3), np.zeros(3), np.eye(3)
        k = min(n, 3)
        self.spacing[:k] = image.GetSpacing()[:k]
        self.origin[:k] = image.GetOrigin()[:k]
        self.matrix[:k, :k] = matrix[:k, :k]
        self.size = (self.size + [1])[:3] if n == 2 else self.size[:3]
        self.dimension = k
        self.sha256 = hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def difference(facts, row):
    """What differs, in words; nothing when all agree: geometry within 1e-12 relative (origins also within 1e-12 mm), voxels exactly."""
    if 'error' in row:
        return row['error']
    words = [f'{name} {getattr(facts, name)} != {row[name]}' for name in ('type', 'size', 'dimension', 'sha256') if getattr(facts, name) != row[name]]
    for name, ours in (('spacing', np.array(row['spacing'])), ('origin', np.array(row['origin'])), ('matrix', np.array(row['directions']).reshape(3, 3).T)):
        theirs = getattr(facts, name)
        if not np.allclose(theirs, ours, rtol=1e-12, atol=1e-12):
            words.append(f'{name} {theirs.tolist()} != {ours.tolist()}')
    return '; '.join(words)


class Reading(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra_volumefile_'))
        self.addCleanup(shutil.rmtree, self.folder)

    def compare(self, paths, least):
        paths = list(paths)
        self.assertGreaterEqual(len(paths), least)
        rows = describe([str(path) for path in paths])
        wrong = {path.name: words for path, row in zip(paths, rows) if (words := difference(Facts(path), row))}
        self.assertEqual({name: words for name, words in wrong.items() if not name.startswith(TEXT_BEYOND_DOUBLE)}, {})
        return len(paths)

    def test_files_of_simpleitk(self):
        self.compare(made_files.by_simpleitk(self.folder), 200)

    def test_nifti_by_hand(self):
        self.compare(made_files.nifti(self.folder), 400)

    def test_nrrd_by_hand(self):
        self.compare(made_files.nrrd(self.folder), 180)

    def test_metaimage_by_hand(self):
        self.compare(made_files.metaimage(self.folder), 80)

    def test_nifti2_says_what_nifti1_says(self):
        """SimpleITK reads no NIfTI-2: the same fields, all of them float32 numbers, must give the same volume."""
        paths, lines = [], []
        generator = np.random.default_rng(11)
        for number in range(40):
            type_name = made_files.TYPES[number % 10]
            order = '<>'[number // 10 % 2]
            single = lambda values: tuple(float(np.float32(value)) for value in values)
            direction, _ = np.linalg.qr(generator.normal(size=(3, 3)))
            steps = single(generator.uniform(0.5, 3, 3))
            fields = dict(pixdim=steps, sform_code=number % 3, qform_code=number // 3 % 2, qfac=1 - 2 * (number % 2), slope=float(np.float32(0.37)) * (number % 4 == 0), intercept=float(number % 2),
                          qform=single(generator.uniform(-0.5, 0.5, 6)), sform=tuple(single((*(direction[i] * steps), generator.normal()) ) for i in range(3)))
            body = made_files.voxels(type_name).astype(np.dtype(type_name).newbyteorder(order)).tobytes()
            for version, make in ((1, nifti1), (2, nifti2)):
                path = self.folder / f'v{version}_{number}.nii'
                content = make(made_files.SIZE, DATATYPES[type_name], order, **fields) + b'\0' * 4 + body
                path.write_bytes(gzip.compress(content) if number % 5 == 0 else content)
                lines.append(str(path))
        rows = describe(lines)
        for one, two in zip(rows[::2], rows[1::2]):
            self.assertNotIn('error', one)
            self.assertEqual((one['type'], one['size'], one['sha256']), (two['type'], two['size'], two['sha256']))
            for name in ('spacing', 'origin', 'directions'):
                np.testing.assert_allclose(one[name], two[name], rtol=1e-6, atol=1e-6)

    def test_real_files(self):
        """Every volume of the reference data; those of several layers are refused by name."""
        folder = reference_folder()
        paths = sorted(path for path in folder.rglob('*') if path.name.endswith(ENDINGS) and path.is_file())
        if not paths:
            self.assertNotEqual(os.environ.get('PETRA_REFERENCE_COMPLETE'), '1', f'no volume in {folder}')
            self.skipTest(f'no volume in {folder}')
        compared = 0
        rows = describe([str(path) for path in paths])
        for path, row in zip(paths, rows):
            with self.subTest(path=str(path.relative_to(folder))):
                if '_overlap_' in path.name:
                    self.assertIn('layers (overlapping segments), where one is expected', row['error'])
                    continue
                self.assertEqual(difference(Facts(path), row), '')
                compared += 1
        print(f'{compared} real volumes agree')


class Agreement(unittest.TestCase):
    def test_image_and_mask_agree_where_simpleitk_says_so(self):
        """PyRadiomics' check is SimpleITK's, of a filter that takes image and mask: changes on both sides of the tolerance, each way."""
        with tempfile.TemporaryDirectory(prefix='petra_volumefile_') as name:
            folder = pathlib.Path(name)
            direction = list(made_files.rotations())[4]
            image = made_files.image(direction=direction, spacing=(2.0, 3.0, 4.0))
            sitk.WriteImage(image, str(folder / 'image.nrrd'))
            image = sitk.ReadImage(str(folder / 'image.nrrd'))
            lines, answers = [], []
            generator = np.random.default_rng(5)
            for number in range(120):
                mask = sitk.Image(image.GetSize(), sitk.sitkUInt8) + 1
                parts = {'Spacing': list(image.GetSpacing()), 'Origin': list(image.GetOrigin()), 'Direction': list(image.GetDirection())}
                field = list(parts)[number % 3]
                change = (2e-6, 2e-6, 1e-6)[number % 3] * (0.97 if number % 2 else 1.03) * (-1) ** (number // 6)
                parts[field][generator.integers(len(parts[field]))] += change
                for part, values in parts.items():
                    getattr(mask, f'Set{part}')(values)
                path = folder / f'mask{number}.mha'  # keeps the doubles
                sitk.WriteImage(mask, str(path))
                mask = sitk.ReadImage(str(path))
                try:
                    sitk.LabelStatisticsImageFilter().Execute(image, mask)
                    answers.append(True)
                except RuntimeError as error:
                    self.assertIn('do not occupy the same physical space', str(error))
                    answers.append(False)
                lines.append(f'{folder / "image.nrrd"}\t=\t{path}')
            self.assertGreater(min(answers.count(True), answers.count(False)), 40)
            self.assertEqual([not difference for difference in describe(lines)], answers)


class Writing(unittest.TestCase):
    def test_simpleitk_reads_back_what_petra_writes(self):
        with tempfile.TemporaryDirectory(prefix='petra_volumefile_') as name:
            folder = pathlib.Path(name)
            lines, copies = [], []
            for path in list(made_files.by_simpleitk(folder)):
                if not path.name.endswith('.mha'):
                    continue
                for ending in ('.nrrd', '.mha', '.nii', '.nii.gz'):
                    copy = folder / f'copy_{path.stem}{ending}'
                    lines.append(f'{path}\t{copy}')
                    copies.append((path, copy))
            rows = describe(lines)
            self.assertGreater(len(rows), 100)
            for row, (path, copy) in zip(rows, copies):
                with self.subTest(copy=copy.name):
                    self.assertNotIn('error', row)
                    before, after = Facts(path), Facts(copy)
                    single = '.nii' in copy.name  # NIfTI-1 keeps float32
                    self.assertEqual((before.type, before.size, before.dimension, before.sha256), (after.type, after.size, after.dimension, after.sha256))
                    for field in ('spacing', 'origin', 'matrix'):
                        np.testing.assert_allclose(getattr(before, field), getattr(after, field), rtol=1e-6 if single else 1e-12, atol=1e-6 if single else 1e-12)


if __name__ == '__main__':
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    unittest.main(argv=sys.argv[:1], verbosity=1)
