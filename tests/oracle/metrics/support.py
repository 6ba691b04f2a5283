"""What the two tests share: the reference root, running petra, random masks and images."""
import json
import os
import pathlib
import subprocess

import numpy as np
import SimpleITK as sitk


def reference_root(project):
    if 'PETRA_REFERENCE_DIR' in os.environ:
        return pathlib.Path(os.environ['PETRA_REFERENCE_DIR'])
    beside = pathlib.Path(project).parent / 'shared/reference'
    return beside if beside.is_dir() else pathlib.Path(project) / 'tests/data/reference'


def studies(case, project):
    """The study folders with an expected.json; skipped by name where the root lacks them, unless it must be complete."""
    folders = sorted(path.parent for path in (reference_root(project) / 'dicom/studies').glob('*/expected.json'))
    if not folders:
        if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
            case.fail('dicom/studies is not in the reference root')
        case.skipTest('dicom/studies is not in the reference root')
    return [(folder, json.loads((folder / 'expected.json').read_text())) for folder in folders]


def run(program, *arguments, status=0):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    if done.returncode != status:
        raise AssertionError(f'{arguments}: status {done.returncode}: {done.stderr}')
    return done


def write(path, array, spacing, origin=(0, 0, 0), direction=None):
    """array indexed [i, j, k]"""
    image = sitk.GetImageFromArray(np.ascontiguousarray(array.transpose(2, 1, 0)))
    image.SetSpacing([float(x) for x in spacing])
    image.SetOrigin([float(x) for x in origin])
    if direction is not None:
        image.SetDirection([float(x) for x in direction])
    sitk.WriteImage(image, str(path), useCompression=True)
    return path


def read(path):
    """The voxels as [i, j, k]."""
    return sitk.GetArrayFromImage(sitk.ReadImage(str(path))).transpose(2, 1, 0)


def blobs(draw, size, count, largest):
    """A union of balls, never empty."""
    grid = np.stack(np.meshgrid(*[np.arange(n) for n in size], indexing='ij'), -1)
    mask = np.zeros(size, bool)
    for _ in range(count):
        centre, radius = draw.uniform(0, size), draw.uniform(0.7, largest)
        mask |= ((grid - centre) ** 2).sum(-1) <= radius ** 2
    mask[tuple(n // 2 for n in size)] = True
    return mask
