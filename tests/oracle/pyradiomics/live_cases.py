"""Fresh cases for comparing petra with a live PyRadiomics: random grids, voxel types, orientations and regions, from one seed."""
import argparse
import datetime
import os
import pathlib

import numpy
import radiomics
import SimpleITK as sitk

PROJECT = pathlib.Path(__file__).resolve().parents[3]

VOXEL_TYPES = ('int16', 'uint8', 'float32', 'float64')
REGIONS = ('blob', 'islands', 'holes', 'sheet', 'border', 'two_slices', 'speckled')


def start(description, cases, flags=()):
    """What was asked for, and petra's program; says which seed makes this run again."""
    parser = argparse.ArgumentParser(description=description.split('\n')[0])
    parser.add_argument('--seed', type=int, default=int(datetime.date.today().strftime('%Y%m%d')))
    parser.add_argument('--cases', type=int, default=cases)
    parser.add_argument('--only', default='', help='run cases whose title holds this')
    parser.add_argument('--keep', help='folder for the drawn files')
    for flag in flags:
        parser.add_argument(flag, action='store_true')
    arguments = parser.parse_args()
    radiomics.logger.setLevel(60)
    # With several threads ITK sums the mean and variance of `normalize` in parts, so its result hangs on their number: petra's is that of one.
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    print('live PyRadiomics %s, numpy %s, seed %d (repeat with --seed %d)' % (radiomics.__version__, numpy.__version__, arguments.seed, arguments.seed))
    return arguments, os.environ.get('PETRA_BINARY', str(PROJECT / 'build/release/petra'))


def rotation(random):
    """A random rotation matrix: product of a QR decomposition, determinant +1."""
    q, r = numpy.linalg.qr(random.normal(size=(3, 3)))
    q = q * numpy.sign(numpy.diag(r))
    if numpy.linalg.det(q) < 0:
        q[:, 0] = -q[:, 0]
    return q


def smooth_field(random, shape, waves):
    """A sum of plane waves on the grid of `shape` (z, y, x), variance about 1."""
    z, y, x = numpy.meshgrid(*(numpy.arange(n, dtype=float) for n in shape), indexing='ij')
    total = numpy.zeros(shape)
    for _ in range(waves):
        k = random.normal(size=3) * 2 * numpy.pi / random.uniform(4, 30)
        total += numpy.cos(k[0] * z + k[1] * y + k[2] * x + random.uniform(0, 2 * numpy.pi))
    return total / numpy.sqrt(waves / 2)


def region(random, kind, shape):
    """A mask (z, y, x) of at least a few voxels."""
    z, y, x = numpy.meshgrid(*(numpy.linspace(-1, 1, n) for n in shape), indexing='ij')
    bumps = 0.18 * smooth_field(random, shape, 6)
    if kind == 'border':
        return (numpy.sqrt(x ** 2 + y ** 2 + z ** 2) + bumps < 1.25).astype(numpy.uint8)
    mask = numpy.sqrt(x ** 2 + y ** 2 + z ** 2) + bumps < random.uniform(0.45, 0.75)
    if kind == 'islands':
        mask &= numpy.abs(x + 0.2 * y) > 0.12
    if kind == 'holes':
        mask &= smooth_field(random, shape, 8) < 1.1
    if kind == 'sheet':
        mask &= numpy.abs(y - random.uniform(-0.2, 0.2)) < 1.6 / shape[1]
    if kind == 'two_slices':
        middle = shape[0] // 2
        mask[:middle] = False
        mask[middle + 2:] = False
    if kind == 'speckled':
        mask &= random.uniform(size=shape) < 0.5
    return mask.astype(numpy.uint8)


def draw_case(random, number, smallest=(7, 12, 12), largest=(26, 48, 48)):
    """Returns (description, image, mask, modality); modality chooses the bin width (ct 25, pet 0.3). Sizes z, y, x."""
    shape = tuple(int(n) for n in random.integers(smallest, largest))
    kind = REGIONS[number % len(REGIONS)]
    voxel_type = VOXEL_TYPES[int(random.integers(len(VOXEL_TYPES)))]
    modality = 'ct' if voxel_type in ('int16', 'uint8') else ('pet' if random.uniform() < 0.8 else 'ct')
    texture = smooth_field(random, shape, 25) + 0.4 * random.normal(size=shape)
    if modality == 'ct':
        values = random.uniform(-60, 120) + random.uniform(15, 80) * texture
    else:
        values = numpy.exp(random.uniform(0, 1.8) + random.uniform(0.2, 0.6) * texture)
    if voxel_type == 'uint8':
        values = numpy.clip(values + 100, 0, 255)
    array = (numpy.rint(values) if voxel_type in ('int16', 'uint8') else values).astype(voxel_type)
    mask_array = region(random, kind, shape)
    while mask_array.sum() < 12 or mask_array.all():
        mask_array = region(random, 'blob', shape)
    spacing = [float(s) for s in numpy.round(random.uniform((0.6, 0.6, 1.0), (4.5, 4.5, 6.0)), 4)]
    direction = numpy.eye(3) if random.uniform() < 0.4 else rotation(random)
    origin = [float(o) for o in numpy.round(random.uniform(-400, 400, 3), 3)]
    volumes = []
    for voxels in (array, mask_array):
        volume = sitk.GetImageFromArray(voxels)
        volume.SetSpacing(spacing)
        volume.SetOrigin(origin)
        volume.SetDirection([float(d) for d in direction.ravel()])
        volumes.append(volume)
    text = '%02d %-10s %-7s %s %dx%dx%d, %d voxels%s' % (number, kind, voxel_type, modality, *shape[::-1], int(mask_array.sum()), '' if direction.trace() == 3 else ', oblique')
    return text, volumes[0], volumes[1], modality
