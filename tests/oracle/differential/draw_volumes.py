"""Random images and masks for the differential test: grids, orientations, voxel types, regions, intensities."""
import pathlib
import sys

import numpy
import SimpleITK as sitk

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'pyradiomics'))
import live_cases  # noqa: E402

VOXEL_TYPES = ('int16', 'uint8', 'float32', 'float64', 'int16', 'float32', 'int8', 'uint16', 'int32', 'uint32')
REGIONS = ('blob', 'islands', 'holes', 'sheet', 'sheet', 'border', 'slab', 'speckled', 'shell', 'isolated', 'line', 'diagonal', 'diagonal', 'full')
INTENSITIES = ('texture', 'texture', 'texture', 'on_edges', 'few_levels', 'offset', 'heavy', 'signed', 'below_one')
MASK_TYPES = ('uint8', 'uint16', 'int16', 'uint32', 'float32')


def box_of(mask):
    """First and last index per axis (z, y, x) of the voxels that are not 0."""
    where = numpy.nonzero(mask)
    return [(int(axis.min()), int(axis.max())) for axis in where]


def draw_region(random, kind, shape):
    """A mask (z, y, x) of 0 and 1 with at least four voxels."""
    grids = numpy.meshgrid(*(numpy.linspace(-1, 1, n) if n > 1 else numpy.zeros(1) for n in shape), indexing='ij')
    z, y, x = grids
    index = numpy.indices(shape)
    radius = numpy.sqrt(x ** 2 + y ** 2 + z ** 2) + 0.18 * live_cases.smooth_field(random, shape, 6)
    axis = int(random.integers(3))
    blob = radius < random.uniform(0.45, 0.9)
    if kind == 'border':
        mask = radius < 1.25
    elif kind == 'islands':
        mask = blob & (numpy.abs(x + 0.2 * y) > 0.2)
    elif kind == 'holes':
        mask = blob & (live_cases.smooth_field(random, shape, 8) < 1.0)
    elif kind == 'slice':
        axis = 2 * int(random.integers(2))
        mask = blob & (index[axis] == shape[axis] // 2)
    elif kind == 'diagonal_and_one':
        # Along x every line holds one voxel, and the one in the corner has no neighbour.
        mask = (index[0] == index[1]) & (index[1] == index[2])
        mask[0, shape[1] - 1, 0] = True
    elif kind == 'sheet':
        mask = blob & (index[axis] == shape[axis] // 2)
    elif kind == 'slab':
        mask = blob & (numpy.abs(index[axis] - shape[axis] // 2 + 0.5) < 1)
    elif kind == 'speckled':
        mask = blob & (random.uniform(size=shape) < random.uniform(0.1, 0.6))
    elif kind == 'shell':
        mask = (radius < 0.85) & (radius > 0.6)
    elif kind == 'isolated':
        mask = (index % 2 == 0).all(axis=0) & (radius < 1.1)
    elif kind == 'line':
        others = [a for a in range(3) if a != axis]
        mask = numpy.logical_and.reduce([index[a] == shape[a] // 2 for a in others])
    elif kind == 'diagonal':
        mask = (index[0] == index[1]) & (numpy.abs(index[1] - index[2]) <= int(random.integers(2)))
    elif kind == 'full':
        mask = numpy.ones(shape, bool)
        mask[0, 0, 0] = False
    else:
        mask = blob
    if mask.sum() < 4 or mask.all():
        mask = numpy.ones(shape, bool)
        mask.flat[: max(1, mask.size // 7)] = False
    return mask.astype(numpy.uint8)


def draw_intensities(random, kind, shape, step):
    """float64 voxels (z, y, x); `step` is the bin width that the settings will have."""
    texture = live_cases.smooth_field(random, shape, 12) + 0.4 * random.normal(size=shape)
    spread = step * random.uniform(1, 7)
    values = step * random.uniform(-4, 12) + spread * texture
    if kind == 'on_edges':
        # multiples of the width, some a bit above or below: which side is the arithmetic's affair
        values = step * numpy.rint(values / step)
    elif kind == 'few_levels':
        values = step * 3 * numpy.rint(texture)
    elif kind == 'offset':
        values = values + step * float(10 ** random.integers(2, 5))
    elif kind == 'heavy':
        values = step * numpy.exp(0.9 * texture)
    elif kind == 'signed':
        values = spread * texture
    elif kind == 'below_one':  # whole numbers of it are -1, 0 and 1
        values = 0.9 * numpy.tanh(texture)
    elif kind == 'flat':  # on an edge or between two
        values = numpy.full(shape, step * float(random.integers(1, 9)) + (0 if random.uniform() < 0.5 else step / 3))
    elif kind == 'zero':
        values = numpy.zeros(shape)
    return values


def as_voxels(values, voxel_type):
    if voxel_type.startswith(('int', 'uint')):
        limits = numpy.iinfo(voxel_type)
        return numpy.clip(numpy.rint(values), max(limits.min, -2.0 ** 31), min(limits.max, 2.0 ** 31 - 1)).astype(voxel_type)
    return values.astype(voxel_type)


def draw_shape(random, largest):
    shape = [int(n) for n in random.integers(6, largest + 1, 3)]
    if random.uniform() < 0.12:
        shape[int(random.integers(3))] = int(random.integers(1, 4))
    return tuple(shape)


def draw_grid(random, oblique):
    spacing = [float(s) for s in numpy.round(random.uniform(0.6, 4.5, 3), 4)]
    if random.uniform() < 0.25:
        spacing = [float(random.integers(1, 4))] * 3
    origin = [float(o) for o in numpy.round(random.uniform(-400, 400, 3), 3)]
    direction = numpy.eye(3)
    if oblique:
        direction = live_cases.rotation(random)
    elif random.uniform() < 0.3:
        direction = numpy.eye(3)[random.permutation(3)] * random.choice([-1.0, 1.0], 3)
    return {'spacing': spacing, 'origin': origin, 'direction': [float(d) for d in direction.ravel()]}


def draw_plane_direction(random, oblique):
    """Of a 2-D image: turned by any angle, or an axis turned round."""
    if oblique:
        angle = random.uniform(0, 2 * numpy.pi)
        return [float(numpy.cos(angle)), float(-numpy.sin(angle)), float(numpy.sin(angle)), float(numpy.cos(angle))]
    return [float(random.choice([-1.0, 1.0])), 0.0, 0.0, float(random.choice([-1.0, 1.0]))]


def make_volume(voxels, grid):
    volume = sitk.GetImageFromArray(voxels, isVector=voxels.ndim == 4)
    volume.SetSpacing(grid['spacing'])
    volume.SetOrigin(grid['origin'])
    volume.SetDirection(grid['direction'])
    return volume
