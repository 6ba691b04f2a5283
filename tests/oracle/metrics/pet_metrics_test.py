"""`petra metrics` gives the reference studies' values, and those of their plain definition on volumes drawn at random.

usage: pet_metrics_test.py PETRA PROJECT_ROOT
The SUV volumes are made here from the DICOM slices in double precision (stored value times slope times the study's factor), since
the NIfTI files of the reference hold float32."""
import importlib.util
import json
import pathlib
import sys
import tempfile
import unittest

import numpy as np
import SimpleITK as sitk

from support import blobs, read, reference_root, run, studies, write

PROGRAM, PROJECT = sys.argv[1], sys.argv[2]
TOLERANCE = 1e-9
# metrics.py's name -> column of `petra metrics`
COLUMNS = {'voxels': 'voxels', 'MTV_ml': 'mtv', 'SUVmax': 'suvmax', 'SUVmean': 'suvmean', 'SUVmin': 'suvmin', 'SUVstd_population': 'suvsd',
           'SUVpeak_local': 'suvpeak', 'SUVpeak_global': 'suvpeak_global', 'TLG': 'tlg', 'max3d_centres_mm': 'max_diameter',
           'max3d_corners_mm': 'max_diameter_corners', 'max_axial_centres_mm': 'max_diameter_axial'}


def differing(found, expected):
    """Names of the golden values that differ from the row, or that are not looked at."""
    wrong = []
    for name, value in expected.items():
        if name == 'SUVmax_ijk':
            near = [found[f'suvmax_{axis}'] for axis in 'ijk'] == value
        else:
            near = abs(found[COLUMNS[name]] - value) <= TOLERANCE * max(1, abs(value))
        if not near:
            wrong.append(name)
    return wrong


def suv_volume(folder, expected, path):
    """The PET's SUV in float64, written as NRRD."""
    slices = []
    for file in sorted((folder / 'PET').iterdir()):
        reader = sitk.ImageFileReader()
        reader.SetFileName(str(file))
        reader.SetOutputPixelType(sitk.sitkFloat64)
        image = reader.Execute()
        slices.append((image.GetOrigin()[2], sitk.GetArrayFromImage(image).reshape(image.GetSize()[1], image.GetSize()[0]).T))
    volume = np.stack([plane for _, plane in sorted(slices, key=lambda pair: pair[0])], -1) * expected['pet']['suvbw_factor_per_bqml']
    pet = expected['pet']
    columns = np.array(pet['direction_columns']).T.reshape(-1)
    return write(path, volume, pet['spacing'], pet['origin'], columns), volume


class PetMetrics(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def rows(self, image, mask, *options):
        return json.loads(run(PROGRAM, 'metrics', image, mask, '--json', *options).stdout)

    def total(self, image, mask, *options):
        return self.rows(image, mask, *options)[-1]

    def test_reference_studies(self):
        checked = 0
        for folder, expected in studies(self, PROJECT):
            image, volume = suv_volume(folder, expected, self.folder / 'suv.nrrd')
            for reader in ('reader1', 'reader2'):
                found = self.total(image, folder / f'mask_{reader}_PET.nii.gz')
                golden = expected['masks_on_pet_nearest'][reader]
                self.assertEqual(differing(found, golden), [], f'{folder.name} {reader}')
                on_ct = folder / f'mask_{reader}_CT.nii.gz'
                self.assertEqual(differing(self.total(image, on_ct), golden), [], f'{folder.name} {reader} from CT')
                self.assertEqual(differing(self.total(image, on_ct, '--placement', 'linear'), expected['masks_on_pet_linear_half'][reader]), [])
                # A golden value that is changed is noticed, up and down.
                for name, value in golden.items():
                    if name != 'SUVmax_ijk':
                        for factor in (1 + 1e-7, 1 - 1e-7):
                            self.assertEqual(differing(found, {name: value * factor}), [name])
                checked += 2 * len(golden)
            seed = expected['masks_on_pet_nearest']['reader1']['SUVmax_ijk']
            for name, rule in expected['pet_threshold_segmentations'].items():
                if rule['result'] is None:
                    continue
                parts = sitk.GetArrayFromImage(sitk.ConnectedComponent(sitk.GetImageFromArray((volume >= rule['threshold']).astype(np.uint8))))
                mask = write(self.folder / 'mask.nrrd', (parts == parts[tuple(seed)]).astype(np.uint8), expected['pet']['spacing'],
                             expected['pet']['origin'], np.array(expected['pet']['direction_columns']).T.reshape(-1))
                self.assertEqual(differing(self.total(image, mask), rule['result']), [], f'{folder.name} {name}')
                checked += len(rule['result'])
        print(f'{checked} golden values checked')
        self.assertGreater(checked, 0)

    def test_liver_threshold_of_the_studies(self):
        checked = 0
        for folder, expected in studies(self, PROJECT):
            image, volume = suv_volume(folder, expected, self.folder / 'suv.nrrd')
            rule = next(value for name, value in expected['pet_threshold_segmentations'].items() if name.startswith('liver'))
            # The golden's liver is the whole structure: the label map has it without the tumour, which it must not touch.
            if expected['masks_on_ct']['Liver']['voxels'] != int((read(folder / 'Tumor_and_Liver_CT.seg.nrrd') == 2).sum()):
                continue
            row = self.total(image, folder / 'mask_reader1_PET.nii.gz', '--liver', folder / 'Tumor_and_Liver_CT.seg.nrrd', '--liver-label', 2)
            for column, name in (('liver_voxels', 'liver_voxels'), ('liver_mean', 'liver_mean'), ('liver_sd', 'liver_sd_n_minus_1'), ('percist_threshold_suvbw', 'threshold')):
                self.assertLessEqual(abs(row[column] - rule[name]), TOLERANCE * abs(rule[name]), f'{folder.name} {name}')
            checked += 1
            self.assertIn('percist_threshold_sul', self.total(image, folder / 'mask_reader1_PET.nii.gz', '--liver', folder / 'Tumor_and_Liver_CT.seg.nrrd', '--liver-label', 2, '--unit', 'SUL'))
        self.assertGreater(checked, 0)

    def test_random_volumes_by_the_plain_definition(self):
        path = reference_root(PROJECT) / 'dicom/tools/metrics.py'
        if not path.is_file():
            self.skipTest('dicom/tools/metrics.py is not in the reference root')
        spec = importlib.util.spec_from_file_location('golden_metrics', path)
        golden = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(golden)
        for seed in range(24):
            draw = np.random.default_rng(seed)
            size = draw.integers(6, 26, 3)
            spacing = draw.uniform(0.8, 7, 3).round(3)
            mask = blobs(draw, size, int(draw.integers(1, 5)), 6)
            volume = draw.gamma(2, 1.5, size)
            if seed % 3 == 0:
                volume = volume.round(0)  # several voxels hold the maximum
            image = write(self.folder / 'image.nrrd', volume, spacing, draw.uniform(-50, 50, 3))
            origin = sitk.ReadImage(str(image)).GetOrigin()
            found = self.total(image, write(self.folder / 'mask.nrrd', mask.astype(np.uint8), spacing, origin))
            self.assertEqual(differing(found, golden.metrics(volume, mask, spacing)), [], f'seed {seed}')

    def test_lesions_are_the_parts_of_the_mask(self):
        draw = np.random.default_rng(5)
        mask = blobs(draw, (30, 28, 26), 9, 3.5)
        volume = draw.gamma(2, 1.5, mask.shape)
        spacing = (4.07, 4.07, 3.0)
        image = write(self.folder / 'image.nrrd', volume, spacing)
        path = write(self.folder / 'mask.nrrd', mask.astype(np.uint8), spacing)
        for neighbours, full in ((6, False), (26, True)):
            rows = self.rows(image, path, '--neighbours', neighbours)
            parts = sitk.GetArrayFromImage(sitk.ConnectedComponent(sitk.GetImageFromArray(mask.astype(np.uint8)), full))
            parts = [parts == label for label in range(1, parts.max() + 1)]
            self.assertEqual(rows[-1]['lesions'], len(parts))
            self.assertEqual([row['voxels'] for row in rows[:-1]], sorted((int(part.sum()) for part in parts), reverse=True))
            self.assertEqual(sorted(row['suvmax'] for row in rows[:-1]), sorted(volume[part].max() for part in parts))
            centres = [np.argwhere(part).mean(0) * spacing for part in parts]
            dmax = max(np.linalg.norm(a - b) for a in centres for b in centres)
            self.assertAlmostEqual(rows[-1]['dmax'], dmax, delta=1e-9)
            self.assertAlmostEqual(sum(row['tlg'] for row in rows[:-1]), rows[-1]['tlg'], delta=1e-9 * rows[-1]['tlg'])


unittest.main(argv=sys.argv[:1])
