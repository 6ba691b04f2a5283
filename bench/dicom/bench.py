"""Time petra against pydicom and SimpleITK on one CT of 300 slices of 512 x 512, warm, alternating in the same run.

usage: python bench.py --petra PETRA [--slices 300] [--rounds 5] [--check]
--check: status 1 where petra takes over 0.5 s, is not twice as fast as pydicom, is slower than SimpleITK, or needs over 1.5 x the volume.
petra's time is that of the whole program: finding the series, reading it into HU, and (since it writes) an uncompressed NRRD on a RAM disk
where there is one; The other two read into one array in memory."""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np


def make_series(folder, slices):
    import pydicom
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid
    generator = np.random.default_rng(1)
    series, study, frame = generate_uid(), generate_uid(), generate_uid()
    for k in range(slices):
        d = Dataset()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID = '1.2.840.10008.5.1.4.1.1.2'
        d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID = generate_uid()
        d.Modality, d.PatientID, d.SeriesInstanceUID, d.StudyInstanceUID, d.FrameOfReferenceUID = 'CT', 'BENCH', series, study, frame
        d.ImageType, d.InstanceNumber = ['ORIGINAL', 'PRIMARY', 'AXIAL'], k + 1
        d.Rows = d.Columns = 512
        d.SamplesPerPixel, d.PhotometricInterpretation = 1, 'MONOCHROME2'
        d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 12, 11, 0
        d.ImagePositionPatient, d.ImageOrientationPatient, d.PixelSpacing, d.SliceThickness = [-250, -250, 2.0 * k], [1, 0, 0, 0, 1, 0], [0.97, 0.97], '2'
        d.RescaleSlope, d.RescaleIntercept = '1', '-1024'
        d.PixelData = generator.integers(0, 4096, (512, 512), dtype=np.uint16).tobytes()
        d.save_as(folder / f'{k:04}.dcm', enforce_file_format=True)


def by_petra(petra, folder, scratch):
    out = scratch / 'out'
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    answer = subprocess.run([petra, 'import', str(folder), '--out', str(out), '--gzip', '0', '--json'], capture_output=True, check=True).stdout
    seconds = time.perf_counter() - start
    series, = json.loads(answer)['series']
    return seconds, out / series['file']


def memory_of_petra(petra, folder, scratch):
    """Peak bytes, asked by a small process: a child's figure begins with its parent's."""
    ask = 'import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)'
    command = [sys.executable, '-c', ask, petra, 'import', str(folder), '--out', str(scratch / 'memory'), '--gzip', '0']
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def by_pydicom(folder):
    import pydicom
    start = time.perf_counter()
    files = [pydicom.dcmread(path) for path in folder.iterdir()]
    files.sort(key=lambda d: float(d.ImagePositionPatient[2]))
    volume = np.empty((len(files), 512, 512), np.int16)
    for k, d in enumerate(files):
        volume[k] = d.pixel_array * d.RescaleSlope + d.RescaleIntercept
    return time.perf_counter() - start, volume


def by_simpleitk(folder):
    import SimpleITK as sitk
    start = time.perf_counter()
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    image = reader.Execute()
    return time.perf_counter() - start, image


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--petra', required=True)
    parser.add_argument('--slices', type=int, default=300)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--check', action='store_true')
    arguments = parser.parse_args()
    ram = pathlib.Path('/dev/shm')
    with tempfile.TemporaryDirectory(dir=ram if ram.is_dir() and shutil.disk_usage(ram).free > 1 << 30 else None) as name:
        scratch = pathlib.Path(name)
        folder = scratch / 'in'
        folder.mkdir()
        make_series(folder, arguments.slices)
        memory = memory_of_petra(arguments.petra, folder, scratch)
        seconds = {'petra': [], 'pydicom': [], 'SimpleITK': []}
        for _ in range(arguments.rounds):
            taken, file = by_petra(arguments.petra, folder, scratch)
            seconds['petra'].append(taken)
            taken, volume = by_pydicom(folder)
            seconds['pydicom'].append(taken)
            taken, image = by_simpleitk(folder)
            seconds['SimpleITK'].append(taken)
        import SimpleITK as sitk
        ours = sitk.GetArrayFromImage(sitk.ReadImage(str(file)))
        assert (ours == volume).all() and (ours == sitk.GetArrayFromImage(image)).all(), 'not the same voxels'
    best = {tool: min(times) for tool, times in seconds.items()}
    voxels = arguments.slices * 512 * 512 * 2
    for tool, times in seconds.items():
        print(f'{tool:10} best {min(times):.3f} s, median {statistics.median(times):.3f} s')
    print(f'petra: {best["pydicom"] / best["petra"]:.1f} x pydicom, {best["SimpleITK"] / best["petra"]:.1f} x SimpleITK, peak memory {memory / voxels:.2f} x the volume ({memory / 1e6:.0f} MB)')
    if arguments.check and (best['petra'] > 0.5 or best['pydicom'] < 2 * best['petra'] or best['SimpleITK'] < best['petra'] or memory > 1.5 * voxels):
        sys.exit('slower or larger than promised')


if __name__ == '__main__':
    main()
