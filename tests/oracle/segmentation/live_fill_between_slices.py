"""petra's fill_between_slices against the live ITK MorphologicalContourInterpolation (Slicer's "Fill between slices") on random stacks of drawn slices: one
part or several, that move, divide, meet and end. Every voxel must agree. Status 77 where itk-morphologicalcontourinterpolation is not installed.

usage: live_fill_between_slices.py [--cases 40] [--seed 1]
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import SimpleITK as sitk

PETRA = os.environ.get('PETRA_BINARY') or str(pathlib.Path(__file__).resolve().parents[3] / 'build/release/petra')


def draw_stack(draw, several):
    mask = np.zeros((20, 32, 36), np.uint8)
    y, x = np.mgrid[0:32, 0:36]
    middle = draw.uniform(10, 24, 2)
    slice_number = 1
    while slice_number < 19:
        for _ in range(draw.integers(1, 4) if several else 1):
            centre = middle + draw.normal(size=2) * (6 if several else 3)
            a, b = draw.uniform(3, 8, 2)
            mask[slice_number][((x - centre[0]) / a) ** 2 + ((y - centre[1]) / b) ** 2 <= 1] = 1
        slice_number += int(draw.integers(2, 7))
    return mask


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--cases', type=int, default=40)
    parser.add_argument('--seed', type=int, default=1)
    given = parser.parse_args()
    try:
        import itk
        interpolator = itk.MorphologicalContourInterpolator
    except (ImportError, AttributeError):
        print('itk-morphologicalcontourinterpolation is not installed')
        return 1 if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1' else 77
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, 'steps.yaml').write_text('- load: {file: mask.nrrd}\n- fill_between_slices\n')
        for number in range(given.cases):
            mask = draw_stack(np.random.default_rng([given.seed, number]), number % 3 == 0)
            sitk.WriteImage(sitk.GetImageFromArray(mask), os.path.join(folder, 'mask.nrrd'))
            subprocess.run([PETRA, 'segment', 'mask.nrrd', 'steps.yaml', '--out', 'out.nrrd'], cwd=folder, check=True, capture_output=True)
            mine = sitk.GetArrayFromImage(sitk.ReadImage(os.path.join(folder, 'out.nrrd'))) > 0
            filled = interpolator.New(itk.image_from_array(mask))
            filled.Update()
            theirs = itk.array_from_image(filled.GetOutput()) > 0
            if not np.array_equal(mine, theirs):
                wrong += 1
                print(f'case {number}: {int((mine != theirs).sum())} voxels differ of {int(theirs.sum())}')
    print(f'fill_between_slices: {given.cases} stacks, seed {given.seed}, {wrong} differ')
    return 1 if wrong else 0


if __name__ == '__main__':
    status = main()
    sys.stdout.flush()
    os._exit(status)  # ITK's threads of two wheels fall over each other when Python ends
