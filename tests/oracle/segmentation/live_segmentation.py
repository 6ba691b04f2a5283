"""petra segment against the live SimpleITK, scipy, scikit-image and itk-growcut on random small volumes: anisotropic and oblique grids, float32 and
int16, masks that touch the border, planes of one slice. Tools that are said to be bit for bit are held to that; the others to a Dice of 0.98.

usage: live_segmentation.py [--cases 40] [--seed N]     (the seed is printed)
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from live_tools import TOOLS

PETRA = os.environ.get('PETRA_BINARY') or str(pathlib.Path(__file__).resolve().parents[3] / 'build/release/petra')


def draw_image(draw):
    size = [int(n) for n in draw.integers(5, 22, 3)]
    noise = ndimage.gaussian_filter(draw.normal(size=size[::-1]), draw.uniform(0.4, 1.5))
    noise = (noise - noise.min()) / (noise.max() - noise.min())
    if draw.random() < 0.4:
        values = np.round(noise * draw.choice([40, 900])).astype(np.int16) - np.int16(draw.choice([0, 100]))
    else:
        values = (noise * draw.uniform(3, 20)).astype(np.float32)
    image = sitk.GetImageFromArray(values)
    image.SetSpacing([float(draw.choice([1.0, 2.5, 4.07, 0.7])) for _ in range(3)])
    image.SetOrigin([float(x) for x in draw.normal(size=3) * 100])
    if draw.random() < 0.5:
        axes, _ = np.linalg.qr(draw.normal(size=(3, 3)))
        axes[:, 0] *= np.sign(np.linalg.det(axes))
        image.SetDirection(axes.ravel().tolist())
    return image


def draw_mask(draw, image):
    values = sitk.GetArrayFromImage(image).astype(float)
    kind = draw.random()
    if kind < 0.5:
        mask = values > np.quantile(values, draw.uniform(0.3, 0.9))
    else:
        mask = ndimage.gaussian_filter(draw.normal(size=values.shape), 1.2) > draw.uniform(-0.2, 0.2)
    if not mask.any():
        mask[tuple(n // 2 for n in mask.shape)] = True
    return mask


def like(image, array):
    result = sitk.GetImageFromArray(array.astype(np.uint8))
    result.CopyInformation(image)
    return result


class Case:
    """One random volume with a mask, two kinds of seed and a voxel; `folder` holds their files."""

    def __init__(self, folder, draw):
        self.folder, self.draw = folder, draw
        self.image = draw_image(draw)
        self.values = sitk.GetArrayFromImage(self.image)
        self.mask = draw_mask(draw, self.image)
        inside = np.argwhere(self.values > np.quantile(self.values, 0.7))
        self.seed = [int(k) for k in inside[draw.integers(len(inside))][::-1]]
        self.seeds = np.zeros(self.values.shape, np.uint8)
        for label, part in ((2, self.values <= np.quantile(self.values, 0.1)), (1, self.values >= np.quantile(self.values, 0.97))):
            self.seeds[part] = label
        for name, array in (('mask', self.mask), ('seeds', self.seeds)):
            sitk.WriteImage(like(self.image, array), str(folder / f'{name}.nrrd'), True)
        sitk.WriteImage(self.image, str(folder / 'image.nrrd'), True)

    def value(self):
        return float(self.values[tuple(self.seed[::-1])])

    def as_image(self, array):
        return like(self.image, array)

    def run(self, steps):
        """The mask that petra makes, or None with what it says."""
        (self.folder / 'steps.yaml').write_text('\n'.join('- ' + json.dumps(step) for step in steps) + '\n')
        out = self.folder / 'out.nrrd'
        out.unlink(missing_ok=True)
        run = subprocess.run([PETRA, 'segment', 'image.nrrd', 'steps.yaml', '--out', 'out.nrrd', '--json'], cwd=self.folder, capture_output=True,
                             text=True, timeout=120)
        if run.returncode != 0:
            assert run.returncode == 2, run.stderr
            return None, run.stderr
        return sitk.GetArrayFromImage(sitk.ReadImage(str(out))) > 0, run.stdout


def dice(a, b):
    return 2 * (a & b).sum() / max(1, a.sum() + b.sum())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--cases', type=int, default=40)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    given = parser.parse_args()
    print('seed', given.seed)
    counts, wrong, start = {}, 0, time.time()
    for number in range(given.cases):
        with tempfile.TemporaryDirectory() as folder:
            case = Case(pathlib.Path(folder), np.random.default_rng([given.seed, number]))
            for tool in TOOLS:
                name = tool.__name__
                steps, theirs, exact = tool(case)
                if theirs is None:
                    continue
                mine, said = case.run(steps)
                row = counts.setdefault(name, [0, 0, 1.0])
                row[0] += 1
                if mine is None:
                    row[1] += 1
                    right = not theirs.any() and any(word in said for word in ('mask is empty', 'no voxel', 'which is not at least', 'standard deviation'))
                else:
                    row[2] = min(row[2], dice(mine, theirs))
                    right = np.array_equal(mine, theirs) if exact else dice(mine, theirs) >= 0.98
                if not right:
                    wrong += 1
                    print(f'case {number} {name} {json.dumps(steps)}: {"said " + said if mine is None else f"{mine.sum()} voxels for {theirs.sum()}, Dice {dice(mine, theirs):.4f}"}')
    for name, (runs, refused, lowest) in sorted(counts.items()):
        print(f'{name}: {runs} compared, {refused} told to be empty, lowest Dice {lowest:.4f}')
    print(f'segmentation: {sum(row[0] for row in counts.values())} live comparisons, {wrong} wrong, {time.time() - start:.0f} s')
    return 1 if wrong or not counts else 0


if __name__ == '__main__':
    sys.exit(main())
