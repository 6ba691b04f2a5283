"""`petra agreement` against SimpleITK's overlap and Hausdorff filters and against SciPy's comparison of all pairs.

usage: reader_agreement_test.py PETRA PROJECT_ROOT"""
import json
import pathlib
import sys
import tempfile
import unittest

import numpy as np
import SimpleITK as sitk
from scipy.ndimage import binary_erosion, binary_fill_holes, generate_binary_structure
from scipy.spatial.distance import cdist

from support import blobs, read, run, studies, write

PROGRAM, PROJECT = sys.argv[1], sys.argv[2]


def surface(mask, spacing):
    inner = binary_erosion(mask, generate_binary_structure(3, 1), border_value=0)
    return np.argwhere(mask & ~inner) * spacing


def by_all_pairs(a, b, spacing):
    pairs = cdist(surface(a, spacing), surface(b, spacing))
    there, back = pairs.min(1), pairs.min(0)
    both = np.concatenate([there, back])
    ml = float(np.prod(spacing)) / 1000
    return {'dice': 2 * (a & b).sum() / (a.sum() + b.sum()), 'jaccard': (a & b).sum() / (a | b).sum(), 'hausdorff_mm': both.max(),
            'hausdorff_95_mm': max(np.percentile(there, 95), np.percentile(back, 95)), 'hausdorff_95_pooled_mm': np.percentile(both, 95),
            'mean_surface_distance_mm': both.mean(), 'volume_first_ml': a.sum() * ml, 'volume_second_ml': b.sum() * ml,
            'volume_difference_ml': (int(b.sum()) - int(a.sum())) * ml, 'volume_difference_percent': 100 * (int(b.sum()) - int(a.sum())) / a.sum()}


class ReaderAgreement(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def agreement(self, first, second, *options):
        rows = json.loads(run(PROGRAM, 'agreement', first, second, '--json', *options).stdout)
        self.assertEqual(len(rows), 1)
        return rows[0]

    def near(self, found, expected, what):
        for name, value in expected.items():
            self.assertLessEqual(abs(found[name] - value), 1e-10 * max(1, abs(value)), f'{what} {name}')

    def test_random_masks_scipy_and_simpleitk(self):
        for seed in range(30):
            draw = np.random.default_rng(seed)
            size, spacing = draw.integers(8, 24, 3), draw.uniform(0.7, 6, 3).round(3)
            a = binary_fill_holes(blobs(draw, size, int(draw.integers(1, 4)), 6))
            b = np.roll(a, draw.integers(0, 3, 3), (0, 1, 2)) if seed % 2 else binary_fill_holes(blobs(draw, size, 2, 7))
            b = binary_fill_holes(b)
            paths = [write(self.folder / f'{name}.nrrd', mask.astype(np.uint8), spacing) for name, mask in (('a', a), ('b', b))]
            found = self.agreement(*paths)
            self.near(found, by_all_pairs(a, b, spacing), f'seed {seed}')
            images = [sitk.ReadImage(str(path)) for path in paths]
            overlap = sitk.LabelOverlapMeasuresImageFilter()
            overlap.Execute(*images)
            self.near(found, {'dice': overlap.GetDiceCoefficient(), 'jaccard': overlap.GetJaccardCoefficient()}, f'seed {seed} SimpleITK')
            # ITK measures between the sets of voxels: the same where the farthest voxel lies on the surface, never more.
            hausdorff = sitk.HausdorffDistanceImageFilter()
            hausdorff.Execute(*images)
            if found['hausdorff_mm'] > 0:
                points = [np.argwhere(mask) * spacing for mask in (a, b)]
                pairs = cdist(*points)
                sets = max(pairs.min(1).max(), pairs.min(0).max())
                self.assertAlmostEqual(hausdorff.GetHausdorffDistance(), sets, delta=1e-4)
                if abs(sets - found['hausdorff_mm']) > 1e-9:
                    self.assertGreater(found['hausdorff_mm'], sets)

    def test_dice_of_the_reference_studies(self):
        for folder, expected in studies(self, PROJECT):
            for where, name in (('CT', 'dice_ct'), ('PET', 'dice_pet_nearest')):
                first, second = (folder / f'mask_reader{r}_{where}.nii.gz' for r in (1, 2))
                found = self.agreement(first, second)
                self.assertLessEqual(abs(found['dice'] - expected['readers'][name]), 1e-12, folder.name)
                a, b = read(first) > 0, read(second) > 0
                self.near(found, by_all_pairs(a, b, np.array(sitk.ReadImage(str(first)).GetSpacing())), folder.name)
            on_pet = self.agreement(folder / 'mask_reader1_CT.nii.gz', folder / 'mask_reader2_CT.nii.gz', '--grid', folder / 'PET_SUVbw.nii.gz')
            self.assertLessEqual(abs(on_pet['dice'] - expected['readers']['dice_pet_nearest']), 1e-12, folder.name)
            layers = folder / 'two_readers_overlap_PET.seg.nrrd'
            self.assertEqual(self.agreement(layers, layers, '--second-channel', 1)['dice'], found['dice'])
            run(PROGRAM, 'agreement', folder / 'mask_reader1_CT.nii.gz', folder / 'mask_reader1_PET.nii.gz', status=2)


unittest.main(argv=sys.argv[:1])
