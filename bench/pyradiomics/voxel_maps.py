"""petra's feature maps against PyRadiomics 3.0.1's, side by side in one run: CPU time a voxel, one thread, all six classes, kernelRadius 1,
binWidth 25, tumour voxels of ct_a.

usage: voxel_maps.py [--petra build/release/petra] [--runs 5] [--voxels 50000] [--pyradiomics-voxels 2000]

PyRadiomics gets a part of the voxels (0.6 ms each) in this process, read and written as its own script does; petra all of them, as a whole process.
Engine: computing alone (petra's --profile, PyRadiomics' execute). Process: with reading and writing the maps, PyRadiomics without its imports. Maps
of the part must agree before any time is believed.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import warnings

os.environ.update(OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1')
os.environ.setdefault('NPY_DISABLE_CPU_FEATURES', 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL')
warnings.filterwarnings('ignore')
import numpy  # noqa: E402
import radiomics  # noqa: E402
import SimpleITK as sitk  # noqa: E402
from radiomics import featureextractor  # noqa: E402

import bench  # noqa: E402

PARAMETERS = 'featureClass: {firstorder: , glcm: , glrlm: , glszm: , gldm: , ngtdm: }\nsetting: {binWidth: 25}\nvoxelSetting: {kernelRadius: 1}\n'


def first_voxels(mask, count, start=0):
    array = sitk.GetArrayFromImage(mask)
    part = numpy.zeros(array.size, numpy.uint8)
    part[numpy.flatnonzero(array.ravel() == 1)[start:start + count]] = 1
    volume = sitk.GetImageFromArray(part.reshape(array.shape))
    volume.CopyInformation(mask)
    return volume


def run_petra(petra, image, mask, params, folder):
    usage = os.path.join(folder, 'rows.json')
    command = [petra, 'extract', str(image), str(mask), '--param', str(params), '--mode', 'voxel', '--jobs', '1', '--out-dir', os.path.join(folder, 'maps'), '--out', usage, '--profile']
    with open(os.path.join(folder, 'log'), 'w+') as log:
        process = subprocess.Popen(command, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        text = log.read()
    if process.returncode:
        sys.exit('petra ended with %d: %s' % (process.returncode, text))
    engine = float(re.search(r'^feature maps +\d+ +\S+ +(\S+)', text, re.MULTILINE).group(1))
    return engine, used.ru_utime + used.ru_stime, json.loads(pathlib.Path(usage).read_text())[0]


def run_pyradiomics(image, mask, params, folder):
    start = time.process_time()
    maps = featureextractor.RadiomicsFeatureExtractor(str(params)).execute(str(image), str(mask), voxelBased=True)
    engine = time.process_time() - start
    maps = {k: v for k, v in maps.items() if isinstance(v, sitk.Image)}
    for name, volume in maps.items():
        sitk.WriteImage(volume, os.path.join(folder, 'Case-1_%s.nrrd' % name), True)
    return engine, time.process_time() - start, maps


def check(row, maps):
    for name, volume in maps.items():
        x, y = sitk.GetArrayFromImage(sitk.ReadImage(row[name])), sitk.GetArrayFromImage(volume)
        if not numpy.allclose(x, y, rtol=1e-9, atol=1e-7, equal_nan=True):
            sys.exit('voxel_maps.py: %s differs by up to %g' % (name, numpy.nanmax(numpy.abs(x - y))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--petra', default=str(bench.PROJECT / 'build/release/petra'))
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--voxels', type=int, default=50000)
    parser.add_argument('--pyradiomics-voxels', type=int, default=2000)
    parser.add_argument('--data', default=str(bench.PROJECT / 'build/bench-data'))
    arguments = parser.parse_args()
    radiomics.logger.setLevel(60)
    sitk.ProcessObject_SetGlobalDefaultNumberOfThreads(1)
    image, mask = bench.files_of('ct_a', pathlib.Path(arguments.data))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        params, many, few = (pathlib.Path(folder) / name for name in ('params.yaml', 'many.nrrd', 'few.nrrd'))
        params.write_text(PARAMETERS)
        whole = sitk.ReadImage(str(mask))
        sitk.WriteImage(first_voxels(whole, arguments.voxels), str(many))
        sitk.WriteImage(first_voxels(whole, arguments.pyradiomics_voxels, arguments.voxels // 2), str(few))
        for run in range(arguments.runs):
            engine, process, maps = run_pyradiomics(image, few, params, folder)
            theirs = (engine / arguments.pyradiomics_voxels, process / arguments.pyradiomics_voxels)
            if run == 0:
                check(run_petra(arguments.petra, image, few, params, folder)[2], maps)
            engine, process, _ = run_petra(arguments.petra, image, many, params, folder)
            ours = (engine / arguments.voxels, process / arguments.voxels)
            rows.append((theirs, ours))
            print('run %d: PyRadiomics %.0f us a voxel (%.0f with writing), petra %.2f us (%.2f as a process): %.0f x, %.0f x'
                  % (run + 1, theirs[0] * 1e6, theirs[1] * 1e6, ours[0] * 1e6, ours[1] * 1e6, theirs[0] / ours[0], theirs[1] / ours[1]), flush=True)
    found = []
    for k, name in enumerate(('engine', 'process')):
        ratios = [theirs[k] / ours[k] for theirs, ours in rows]
        print('feature maps, %s: CPU ratio %s' % (name, bench.spread(ratios)))
        found.append({'row': 'voxel maps, %s, CPU a voxel' % name, 'unit': 'x', 'values': ratios, 'target': 50})
    target = bench.PROJECT / 'build/bench/voxel_maps.json'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + '\n')


if __name__ == '__main__':
    main()
