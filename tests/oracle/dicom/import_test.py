"""`petra import` against the reference's DICOM folders: values within each case's tolerance, counts exact, refusals with the words asked for.

usage: import_test.py PETRA PROJECT_ROOT
Cases are found by folder below PETRA_REFERENCE_DIR (else ../shared/reference seen from the root, else tests/data/reference):
dicom/variants/*, dicom/ct_variants/*, dicom/studies/*, dicom_real/**. A part that the root lacks is left out by name (PETRA_REFERENCE_COMPLETE=1: fails)."""
import collections
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

import numpy as np
import SimpleITK as sitk

PETRA, ROOT = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
GEOMETRY_MM = 1e-3  # as the reference's own program compares origin and spacing
COUNTS = collections.Counter()
WORK = tempfile.TemporaryDirectory()


def reference_folder():
    if 'PETRA_REFERENCE_DIR' in os.environ:
        return pathlib.Path(os.environ['PETRA_REFERENCE_DIR'])
    beside = ROOT.parent / 'shared/reference'
    return beside if beside.is_dir() else ROOT / 'tests/data/reference'


REFERENCE = reference_folder()


class Import:
    """One run of `petra import FOLDER --out … --json`."""

    def __init__(self, folder, *options):
        self.out = pathlib.Path(tempfile.mkdtemp(dir=WORK.name))
        run = subprocess.run([PETRA, 'import', str(folder), '--out', str(self.out), '--json', '--explain', *options], capture_output=True, text=True)
        self.status, self.stderr = run.returncode, run.stderr
        self.json = json.loads(run.stdout) if run.stdout.strip() else {'series': [], 'findings': []}

    def series(self, modality):
        return [s for s in self.json['series'] if s['modality'] == modality]

    def volume(self, series):
        """Voxels as float64 in x, y, z order, and the image."""
        image = sitk.ReadImage(str(self.out / series['file']))
        return sitk.GetArrayFromImage(image).astype(np.float64).transpose(2, 1, 0), image

    def said(self):
        lists = [self.json['findings']] + [s['findings'] for s in self.json['series']]
        return [f for findings in lists for f in findings]


def cases(*parts):
    folder = REFERENCE.joinpath(*parts)
    found = sorted(f for f in folder.iterdir() if (f / 'expected.json').is_file()) if folder.is_dir() else []
    if not found:
        if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
            raise AssertionError(f'{folder} holds no case')
        print(f'left out: {"/".join(parts)} (not below {REFERENCE})', file=sys.stderr)
    return found


def expected(folder):
    return json.loads((folder / 'expected.json').read_text())


class DicomImport(unittest.TestCase):
    def check_geometry(self, image, facts):
        self.assertEqual(list(image.GetSize()), facts['size'])
        np.testing.assert_allclose(image.GetSpacing(), facts['spacing'], rtol=0, atol=GEOMETRY_MM)
        np.testing.assert_allclose(image.GetOrigin(), facts['origin'], rtol=0, atol=GEOMETRY_MM)
        if 'direction_columns' in facts:
            np.testing.assert_allclose(np.array(image.GetDirection()).reshape(3, 3).T, facts['direction_columns'], rtol=0, atol=1e-6)
        COUNTS['geometry'] += 1

    def check_voxels(self, image, voxels, listed, key, tolerance, maximum):
        for row in listed:
            value = voxels[tuple(row['ijk'])]
            self.assertLessEqual(abs(value - row[key]), tolerance * max(abs(row[key]), abs(maximum) * 1e-3), row)
            if 'lps' in row:
                np.testing.assert_allclose(image.TransformIndexToPhysicalPoint(row['ijk']), row['lps'], rtol=0, atol=GEOMETRY_MM)
            COUNTS['voxels'] += 1

    def check_suv(self, run, series, want, tolerance):
        voxels, image = run.volume(series)
        for key, value in {'sum': voxels.sum(), 'mean': voxels.mean(), 'max': voxels.max()}.items():
            if key in want:
                self.assertLessEqual(abs(value / want[key] - 1), tolerance, key)
                COUNTS['statistics'] += 1
        if 'per_slice_mean' in want:
            np.testing.assert_allclose(voxels.mean(axis=(0, 1)), want['per_slice_mean'], rtol=tolerance, atol=0)
            COUNTS['statistics'] += len(want['per_slice_mean'])
        self.check_voxels(image, voxels, want.get('voxels', []), 'SUVbw', tolerance, want['max'])
        return voxels, image

    def check_facts(self, suv, facts):
        """Weight, dose, half-life, uptake: as far as the rule needed them."""
        for key in ('weight_kg', 'dose_bq', 'half_life_s', 'uptake_s'):
            if suv[key] is not None and suv['rung'] != '':
                self.assertAlmostEqual(suv[key] / facts[key], 1, delta=1e-9, msg=key)
                COUNTS['facts'] += 1
        if suv['decay_factor'] is not None:
            self.assertAlmostEqual(suv['dose_bq'] * suv['decay_factor'] / facts['decayed_dose_bq_at_start'], 1, delta=1e-9)
            COUNTS['facts'] += 1

    def check_words(self, run, want):
        said = run.said()
        text = ' '.join(f['message'] for f in said)
        for word in want.get('say', []):
            self.assertIn(word.lower(), text.lower(), f'silent about {word!r}')
            COUNTS['words'] += 1
        severities = {f['severity'] for f in said}
        if want['outcome'] == 'warning':
            self.assertIn('warning', severities)
        if want['outcome'] == 'error':
            self.assertIn('error', severities)
            # What mends it: an option where the case names one that petra has, else an advice in words.
            options = [w.rstrip(',:;') for w in want.get('remedy', '').split() if w.startswith('--')]
            remedies = [f['message'] for f in said if f['severity'] == 'error']
            self.assertTrue(all(any(word in message for word in ('--', 'again', 'Remove', 'Separate', 'Choose', 'export')) for message in remedies), remedies)
            for option in options:
                self.assertIn(option, text, f'does not name {option}')
                COUNTS['remedies'] += 1

    def check_refused(self, run):
        self.assertEqual(run.status, 2, run.stderr)
        self.assertFalse(any(s['file'] for s in run.json['series']))
        self.assertEqual(list(run.out.rglob('*.nrrd')), [])
        self.assertNotIn('Traceback', run.stderr)
        COUNTS['refusals'] += 1

    def test_pet_variants_give_the_suv_or_the_refusal_by_construction(self):
        for folder in cases('dicom', 'variants'):
            with self.subTest(variant=folder.name):
                want, run = expected(folder), Import(folder)
                self.check_words(run, want)
                if want['outcome'] == 'error':
                    self.check_refused(run)
                    continue
                self.assertEqual(run.status, 0, run.stderr)
                series, = run.series('PT')
                self.assertEqual(series['unit'], 'SUVbw g/ml')
                voxels, image = self.check_suv(run, series, want['suvbw'], want.get('tolerance_relative', 1e-6))
                self.check_geometry(image, want['facts'])
                self.assertFalse([f for f in series['findings'] if f['severity'] == 'error'])
                self.check_facts(series['suv'], want['facts'])
                threshold = want.get('threshold_41', {}).get('threshold')
                if threshold is not None:
                    self.assertLessEqual(abs(0.41 * voxels.max() / threshold - 1), want.get('tolerance_relative', 1e-6))
                for level, row in want.get('dro', {}).items():
                    near = np.abs(voxels - float(level)) <= 2e-4 * max(float(level), 1)
                    self.assertEqual(int(near.sum()), row['voxels'], level)
                    COUNTS['counts'] += 1

    def test_ct_variants_give_the_hounsfield_units_by_construction(self):
        for folder in cases('dicom', 'ct_variants'):
            with self.subTest(variant=folder.name):
                want, run = expected(folder), Import(folder)
                self.check_words(run, want)
                if want['outcome'] == 'error':
                    self.check_refused(run)
                    continue
                series, = run.series('CT')
                self.check_hounsfield(run, series, want['hu'])
                if 'padding_voxels' in want:
                    self.assertIn(f'{want["padding_voxels"]} voxels', ' '.join(f['message'] for f in series['findings']))
                    COUNTS['counts'] += 1

    def check_hounsfield(self, run, series, want):
        voxels, image = run.volume(series)
        self.assertEqual(series['unit'], 'HU')
        self.assertEqual(image.GetPixelID(), sitk.sitkInt16)
        if 'size' in want:
            self.assertEqual(list(voxels.shape), want['size'])
        self.assertEqual((voxels.sum(), voxels.min(), voxels.max()), (want['sum'], want['min'], want['max']))
        COUNTS['statistics'] += 3
        for row in want.get('voxels', []):
            self.assertEqual(voxels[tuple(row['ijk'])], row['HU'], row)
            COUNTS['voxels'] += 1
        return voxels, image

    def test_studies_give_suv_hu_sul_and_surface_by_construction(self):
        for folder in cases('dicom', 'studies'):
            with self.subTest(study=folder.name):
                want, run = expected(folder), Import(folder)
                self.assertEqual(run.status, 0, run.stderr)
                pet, = run.series('PT')
                voxels, image = self.check_suv(run, pet, dict(want['pet']['suv'], voxels=want['pet']['voxels']), 1e-6)
                self.check_geometry(image, want['pet'])
                self.assertAlmostEqual(pet['suv']['factor'] / want['pet']['suvbw_factor_per_bqml'], 1, delta=1e-12)
                self.assertAlmostEqual(pet['suv']['dose_bq'] * pet['suv']['decay_factor'] / want['pet']['decayed_dose_bq'], 1, delta=1e-12)
                ct, = run.series('CT')
                _, image = self.check_hounsfield(run, ct, dict(want['ct']['hu'], voxels=want['ct']['voxels']))
                self.check_geometry(image, want['ct'])
                for option, ratio in {'lbm-james': want['pet']['SUL_james'], 'lbm-janmahasatian': want['pet']['SUL_janmahasatian'],
                                      'bsa': want['pet']['SUVbsa_over_SUVbw_cm2_per_ml']}.items():
                    other = Import(folder, '--modality', 'PT', '--suv', option)
                    measured = other.volume(other.series('PT')[0])[0].max() / voxels.max()
                    self.assertAlmostEqual(measured / ratio, 1, delta=1e-6, msg=option)
                    COUNTS['ratios'] += 1

    def test_volumes_equal_the_reference_volume_files(self):
        for folder in cases('dicom', 'studies'):
            with self.subTest(study=folder.name):
                run = Import(folder, '--format', 'nii.gz')
                for modality, name in {'PT': 'PET_SUVbw.nii.gz', 'CT': 'CT_HU.nii.gz'}.items():
                    ours = run.volume(run.series(modality)[0])[0]
                    theirs = sitk.GetArrayFromImage(sitk.ReadImage(str(folder / name))).astype(np.float64).transpose(2, 1, 0)
                    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6 * np.abs(theirs).max() * 1e-3)
                    COUNTS['volumes'] += 1

    # Real series, read in place.

    def real(self, *parts):
        path = REFERENCE.joinpath('dicom_real', *parts)
        if not path.exists():
            if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
                self.fail(f'{path} is missing')
            self.skipTest(f'left out: dicom_real/{"/".join(parts)}')
        return path

    def unzipped(self, archive):
        folder = tempfile.mkdtemp(dir=WORK.name)
        with zipfile.ZipFile(archive) as file:
            file.extractall(folder)
        return pathlib.Path(folder)

    def test_a_real_whole_body_pet_gives_what_three_programs_agree_on(self):
        want = expected(self.real('sts_001_fdg_pet'))
        run = Import(self.unzipped(self.real('sts_001_fdg_pet', 'STS_001_FDG_PET.zip')))
        series, = run.series('PT')
        self.assertEqual(series['size'], want['size'])
        voxels, image = self.check_suv(run, series, want['suvbw'], 1e-6)
        self.check_geometry(image, want)
        self.assertIn('3.190 to 3.290 mm', ' '.join(f['message'] for f in series['findings']))
        for roi in want['rois'].values():
            self.assertAlmostEqual(voxels[tuple(roi['SUVmax_ijk'])] / roi['SUVmax'], 1, delta=1e-6)
            COUNTS['voxels'] += 1

    def test_a_real_series_in_gml_equals_the_published_volume(self):
        run = Import(self.unzipped(self.real('ibsi_sts', 'STS_003_PET_dicom.zip')))
        series, = run.series('PT')
        voxels, image = run.volume(series)
        names = sorted(p for p in self.real('ibsi_sts', 'STS_003').rglob('*.nii.gz') if 'pet' in str(p).lower() and 'mask' not in str(p).lower())
        self.assertTrue(names)
        theirs = sitk.ReadImage(str(names[0]))
        self.assertEqual(image.GetSize(), theirs.GetSize())
        values = sitk.GetArrayFromImage(theirs).astype(np.float64).transpose(2, 1, 0)
        self.assertLess(np.abs(voxels - values).max(), 1e-4 * values.max())
        COUNTS['volumes'] += 1

    def test_ibsi_digital_reference_objects_hold_the_published_suv(self):
        archives = sorted(self.real('ibsi_suv_dro').glob('DRO_*.zip'))
        self.assertTrue(archives)
        for archive in archives:
            with self.subTest(archive=archive.name):
                folder = self.unzipped(archive)
                run = Import(folder, '--modality', 'PT')
                series, = run.series('PT')
                self.assertIsNotNone(series['file'], series['findings'])
                voxels, image = run.volume(series)
                mask = sitk.ReadImage(str(next(p for p in folder.rglob('*') if p.name.endswith(('.nii.gz', '.nii', '.nrrd')))))
                inside = voxels[sitk.GetArrayFromImage(mask).transpose(2, 1, 0) > 0]
                # DRO_2_3 is stored with a slope of 0.01, so it reads 0.1894 / 0.9848 / 3.9770 in every program (README).
                want = (0.1894, 0.9848, 3.9770) if archive.stem == 'DRO_2_3' else (0.20, 1.00, 4.00)
                got = (inside.min(), np.median(inside), inside.max())
                np.testing.assert_allclose(got, want, rtol=0, atol=0.005)
                COUNTS['statistics'] += 3

    def test_real_headers_give_the_published_factor(self):
        import pydicom
        from pydicom.dataset import Dataset, FileMetaDataset
        from pydicom.uid import ExplicitVRLittleEndian, generate_uid
        factors = json.loads(self.real('suv_headers', 'expected_suvbw_factor.json').read_text())
        headers = sorted(self.real('suv_headers').glob('*-instances.json'))
        self.assertEqual(len(headers), len(factors))
        for header in headers:
            name = header.name.removesuffix('-instances.json')
            with self.subTest(header=name), tempfile.TemporaryDirectory() as folder:
                series, study = generate_uid(), generate_uid()
                for number, facts in enumerate(json.loads(header.read_text())):
                    d = Dataset()
                    d.file_meta = FileMetaDataset()
                    d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
                    d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID = '1.2.840.10008.5.1.4.1.1.128'
                    d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID = generate_uid()
                    d.Modality, d.PatientID, d.SeriesInstanceUID, d.StudyInstanceUID = 'PT', 'X', series, study
                    d.Rows = d.Columns = 2
                    d.SamplesPerPixel, d.PhotometricInterpretation = 1, 'MONOCHROME2'
                    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 0
                    d.ImagePositionPatient, d.ImageOrientationPatient, d.PixelSpacing = [0, 0, 3 * number], [1, 0, 0, 0, 1, 0], [4, 4]
                    d.RescaleSlope, d.RescaleIntercept, d.PixelData = '1', '0', np.array([0, 1, 10, 10000], '<u2').tobytes()
                    d.Manufacturer = {'GE': 'GE MEDICAL SYSTEMS', 'PH': 'Philips Medical Systems', 'CP': 'CPS', 'SI': 'SIEMENS'}.get(name[:2], 'SIEMENS')
                    for key in ('SeriesDate', 'SeriesTime', 'AcquisitionDate', 'AcquisitionTime', 'PatientSex', 'PatientWeight', 'PatientSize', 'Units', 'DecayCorrection', 'CorrectedImage',
                                'FrameReferenceTime', 'ActualFrameDuration'):
                        if key in facts:
                            setattr(d, key, int(facts[key]) if key == 'ActualFrameDuration' else facts[key])
                    injection = Dataset()
                    for key in ('RadionuclideTotalDose', 'RadionuclideHalfLife', 'RadiopharmaceuticalStartTime', 'RadiopharmaceuticalStartDateTime'):
                        if key in facts:
                            setattr(injection, key, facts[key].strip() if isinstance(facts[key], str) else facts[key])
                    d.RadiopharmaceuticalInformationSequence = [injection]
                    block = d.private_block(0x7053, 'Philips PET Private Group', create=True)
                    for key, element in {'SUVScaleFactor': 0x00, 'ActivityConcentrationScaleFactor': 0x09}.items():
                        if key in facts['PhilipsPETPrivateGroup']:
                            block.add_new(element, 'DS', facts['PhilipsPETPrivateGroup'][key].strip())
                    d.save_as(f'{folder}/{number}.dcm', enforce_file_format=True)
                run = Import(folder)
                self.assertEqual(run.status, 0, run.stderr)
                suv = run.series('PT')[0]['suv']
                factor = suv.get('factor', suv.get('factors', [math.nan])[0])
                self.assertAlmostEqual(factor / factors[name], 1, delta=1e-6)
                COUNTS['factors'] += 1

    @classmethod
    def tearDownClass(cls):
        WORK.cleanup()
        print('checked:', dict(sorted(COUNTS.items())), file=sys.stderr)
        if sum(COUNTS.values()) == 0:
            raise AssertionError('nothing was checked')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
