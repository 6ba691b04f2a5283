"""Grow from seeds on 200 x 200 x 100 voxels with two seeds: petra segment (the whole program, files read and written) and itk-growcut (its filter alone,
the volume in memory already), in turns in one run; processor seconds beside the clock's, since other work on the machine counts in the latter only.

usage: bench.py [--petra build/release/petra] [--repeats 3]     (needs itk-growcut)
"""
import argparse
import os
import pathlib
import resource
import subprocess
import tempfile
import time

import itk
import numpy as np
from scipy import ndimage

STEPS = """- load: {file: seeds.nrrd, label: 1, name: lesion}
- load: {file: seeds.nrrd, label: 2, name: elsewhere}
- grow_from_seeds: {foreground: lesion, background: elsewhere%s}
"""


def make_volume():
    """A PET's look: smoothed noise, a liver, three hot spots; counts as uint16."""
    draw = np.random.default_rng(1)
    z, y, x = np.mgrid[0:100, 0:200, 0:200].astype(np.float32)
    values = 120 + 25 * ndimage.gaussian_filter(draw.standard_normal((100, 200, 200)).astype(np.float32), 1.2)
    values += 160 * (((x - 70) / 40) ** 2 + ((y - 110) / 30) ** 2 + ((z - 50) / 22) ** 2 < 1)
    for cx, cy, cz, radius, top in ((130, 90, 50, 12, 700), (140, 120, 60, 6, 400), (60, 60, 30, 8, 500)):
        values += top * np.exp(-((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) / (2 * (radius / 2) ** 2))
    return np.clip(np.rint(values), 0, 65535).astype(np.uint16)


def processor_seconds(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def timed(action, who):
    clock, processor = time.perf_counter(), processor_seconds(who)
    result = action()
    return result, time.perf_counter() - clock, processor_seconds(who) - processor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--petra', default='build/release/petra')
    parser.add_argument('--repeats', type=int, default=3)
    given = parser.parse_args()
    petra = str(pathlib.Path(given.petra).resolve())
    values = make_volume()
    seeds = np.zeros(values.shape, np.uint8)
    seeds[50, 90, 130] = 1
    seeds[20, 30, 30] = 2
    image, labels = itk.image_from_array(values), itk.image_from_array(seeds)
    times = {'itk-growcut': [], 'petra, own values': [], 'petra, whole steps': []}
    with tempfile.TemporaryDirectory() as folder:
        itk.imwrite(image, os.path.join(folder, 'image.nrrd'))
        itk.imwrite(labels, os.path.join(folder, 'seeds.nrrd'))
        for name, more in (('own', ''), ('steps', f', levels: {int(values.max())}')):
            pathlib.Path(folder, f'{name}.yaml').write_text(STEPS % more)

        def run_petra(steps):
            subprocess.run([petra, 'segment', 'image.nrrd', f'{steps}.yaml', '--out', 'out.nrrd', '--json'], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            return itk.array_from_image(itk.imread(os.path.join(folder, 'out.nrrd'))) > 0

        def run_itk():
            grow = itk.FastGrowCut[type(image), type(labels)].New()
            grow.SetInput(image)
            grow.SetSeedImage(labels)
            grow.Update()
            return itk.array_from_image(grow.GetOutput()) == 1

        masks = {}
        for _ in range(given.repeats):
            for name, action, who in (('itk-growcut', run_itk, resource.RUSAGE_SELF), ('petra, own values', lambda: run_petra('own'), resource.RUSAGE_CHILDREN),
                                      ('petra, whole steps', lambda: run_petra('steps'), resource.RUSAGE_CHILDREN)):
                masks[name], clock, processor = timed(action, who)
                times[name].append((clock, processor))
    best = {name: (min(t[0] for t in row), min(t[1] for t in row)) for name, row in times.items()}
    theirs = masks['itk-growcut']
    for name, (clock, processor) in best.items():
        dice = 2 * (masks[name] & theirs).sum() / (masks[name].sum() + theirs.sum())
        print(f'{name}: {clock:.2f} s, {processor:.2f} processor s ({best["itk-growcut"][0] / clock:.1f} and {best["itk-growcut"][1] / processor:.1f} x), '
              f'{masks[name].sum()} voxels, Dice with itk-growcut {dice:.4f}')


if __name__ == '__main__':
    main()
