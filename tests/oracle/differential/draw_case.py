"""One random case of the differential test: image, mask and parameter file, from a seed and a number."""
import dataclasses

import numpy

import draw_settings
import draw_volumes
import recipes
from draw_settings import maybe, one_of
from themes import THEMES

LARGEST_AXIS = 20
MOST_VOXELS_OF_MAPS = 60  # PyRadiomics takes a millisecond for each and image
TIMETABLE = recipes.timetable()


@dataclasses.dataclass
class Draft:
    number: int
    theme: str
    recipe: object
    turn: int                   # how many cases of the recipe came before in this block
    shape: tuple
    grid: dict
    oblique: bool
    region: str
    intensity: str
    voxel_type: str
    bin_width: float
    label: int
    mask_type: str
    interpolators: tuple
    hot_outside: bool = False
    on_edge: bool = False
    mask_change: str = None
    refusal: str = None
    broken: str = None
    channels: int = 1
    plane: bool = False         # a 2-D image
    maps: bool = False          # feature maps are compared, too
    parameters: dict = None
    voxels: int = 0
    high: float = 0
    value_range: tuple = ()
    box_size: tuple = ()

    @property
    def settings(self):
        return self.parameters.setdefault('setting', {})


def draw_themes(random, number):
    """Of a free case: one theme in turn, which has the last word, and before it two others by chance."""
    row = THEMES[number % len(THEMES)]
    others = [other for other in THEMES if other is not row]
    return [one_of(random, others), one_of(random, others), row]


def draw_draft(random, number, theme, recipe, turn):
    oblique = maybe(random, 0.5)
    voxel_type = one_of(random, draw_volumes.VOXEL_TYPES)
    mask_type = one_of(random, draw_volumes.MASK_TYPES)
    labels = {'uint8': (1, 1, 2, 255), 'int16': (1, 3, 32000), 'uint16': (1, 60000), 'uint32': (1, 70000), 'float32': (1, 4)}
    return Draft(number, theme, recipe, turn, draw_volumes.draw_shape(random, LARGEST_AXIS), draw_volumes.draw_grid(random, oblique), oblique,
                 one_of(random, draw_volumes.REGIONS), one_of(random, draw_volumes.INTENSITIES), voxel_type,
                 draw_settings.draw_bin_width(random, voxel_type), one_of(random, labels[mask_type]), mask_type,
                 draw_settings.INTERPOLATORS, hot_outside=maybe(random, 0.1))


def draw_region(draft, random):
    if draft.region == 'empty':
        return numpy.zeros(draft.shape, numpy.uint8)
    if draft.region == 'one_voxel':
        mask = numpy.zeros(draft.shape, numpy.uint8)
        mask.flat[int(random.integers(mask.size))] = 1
        return mask
    return draw_volumes.draw_region(random, draft.region, draft.shape)


def draw_voxels(draft, random, mask):
    values = draw_volumes.draw_intensities(random, draft.intensity, draft.shape, draft.bin_width)
    if draft.on_edge:
        values = draft.bin_width * numpy.rint(values / draft.bin_width)
    if draft.intensity == 'below_one' and draft.voxel_type.startswith('float') and mask.any():
        values = 0.5 * (values - values[mask != 0].mean())  # some of the region's are negative
    if draft.region == 'diagonal_and_one':
        values[0, -1, 0] = values[mask != 0].max() + 6 * draft.bin_width  # levels between are absent
    outside = numpy.flatnonzero(mask.ravel() == 0)
    if draft.hot_outside and outside.size:
        # what the filters' constants hang on lies outside the region
        values.flat[outside[int(random.integers(outside.size))]] = 0.97 if draft.intensity == 'below_one' else 3 * numpy.abs(values).max() + draft.bin_width
    return draw_volumes.as_voxels(values, draft.voxel_type)


def changed_mask(draft, random, labels):
    """The mask on another grid than the image, as draft.mask_change says; labels (z, y, x), and its grid."""
    grid = dict(draft.grid)
    spacing, direction = numpy.array(grid['spacing']), numpy.array(grid['direction']).reshape(3, 3)

    def move(index):
        grid['origin'] = [float(o) for o in numpy.array(draft.grid['origin']) + direction @ (spacing * index)]
    if draft.mask_change == 'cropped':
        box = draw_volumes.box_of(labels)
        starts = [int(random.integers(0, low + 1)) for low, _ in box]
        labels = numpy.ascontiguousarray(labels[tuple(slice(s, high + 1 + int(random.integers(0, 3))) for s, (_, high) in zip(starts, box))])
        move(numpy.array(starts[::-1], float))
    elif draft.mask_change == 'shifted':
        move(random.uniform(-0.9, 0.9, 3))
    elif draft.mask_change == 'nudged':
        move(random.choice([-1, 1], 3) * 10.0 ** random.uniform(-7.5, -1.5))
    elif draft.mask_change == 'pushed':
        move(random.choice([-1, 1], 3) * 10.0 ** random.uniform(-4, -1.5))
    elif draft.mask_change == 'outside':
        move(numpy.array([draft.shape[2] * 0.8, 0, 0]))
    elif draft.mask_change == 'finer':
        labels = labels.repeat(2, axis=2).repeat(2, axis=1)
        grid['spacing'] = [spacing[0] / 2, spacing[1] / 2, spacing[2]]
        move(numpy.array([-0.25, -0.25, 0]))
    return labels, grid


def draw_labels(draft, random, region):
    """Label values (z, y, x), one channel or several."""
    labels = region.astype(draft.mask_type) * numpy.array(draft.label).astype(draft.mask_type)
    if maybe(random, 0.3):
        # another structure beside the region
        other = (labels == 0) & (random.uniform(size=draft.shape) < 0.1)
        labels[other] = 5 if draft.label != 5 else 6
    return labels


def plane_of(draft, random, voxels, labels):
    """The slice that holds most of the region, as a 2-D image and mask."""
    z = int((labels == draft.label).sum(axis=(1, 2)).argmax())
    if draft.recipe is not recipes.FREE and (labels[z] == draft.label).all():
        labels[z].flat[0] = 0  # PyRadiomics 3.0.1 refuses a mask of one label
    draft.grid = {'spacing': draft.grid['spacing'][:2], 'origin': draft.grid['origin'][:2],
                  'direction': draw_volumes.draw_plane_direction(random, draft.oblique)}
    if 'resampledPixelSpacing' in draft.settings:
        draft.settings['resampledPixelSpacing'] = draft.settings['resampledPixelSpacing'][:2]
    return draw_volumes.make_volume(numpy.ascontiguousarray(voxels[z]), draft.grid), draw_volumes.make_volume(numpy.ascontiguousarray(labels[z]), draft.grid)


def draw_case(seed, number):
    """(draft, image, mask); the same for the same seed and number, whatever else is run."""
    random = numpy.random.default_rng([seed, number])
    recipe, turn = TIMETABLE[number % recipes.BLOCK]
    free = recipe is recipes.FREE
    chosen = draw_themes(random, number // recipes.BLOCK * recipe.share + turn) if free else [recipe]
    draft = draw_draft(random, number, ' + '.join(part.name for part in chosen), recipe, turn)
    for part in chosen:
        if part.volumes:
            part.volumes(draft, random)
    region = draw_region(draft, random)
    voxels = draw_voxels(draft, random, region)
    inside = voxels[region != 0] if region.any() else voxels
    draft.voxels, draft.high = int(region.sum()), float(numpy.abs(voxels.astype(float)).max())
    draft.value_range = (float(inside.min()), float(inside.max()))
    draft.box_size = tuple(high - low + 1 for low, high in draw_volumes.box_of(region)) if region.any() else ()
    draft.parameters = draw_settings.draw_parameters(random, draft.bin_width, draft.grid['spacing'], draft.value_range, draft.interpolators)
    if draft.label != 1:
        draft.settings['label'] = draft.label
    if not free and not recipe.refused:
        recipes.calm(draft)
    for part in chosen:
        if part.parameters:
            part.parameters(draft, random)
    if free and maybe(random, 0.02):
        draft.broken = draw_settings.break_parameters(random, draft.parameters)
    if free:
        draft.maps = draft.voxels <= MOST_VOXELS_OF_MAPS and draft.broken is None and not draft.plane  # of a 2-D image PyRadiomics has none
    if draft.settings.get('force2D') and maybe(random, 0.75 if free else 1):
        # without the key PyRadiomics takes every class, shape2D too, which refuses most regions
        draft.parameters.setdefault('featureClass', {name: [] for name in draw_settings.CLASSES})
    labels = draw_labels(draft, random, region)
    labels, mask_grid = changed_mask(draft, random, labels)
    if draft.plane:
        return (draft, *plane_of(draft, random, voxels, labels))
    if draft.channels > 1:
        stack = [draw_labels(draft, random, draw_region(draft, random)) for _ in range(draft.channels)]
        stack[min(draft.settings['label_channel'], draft.channels - 1)] = labels if labels.shape == stack[0].shape else stack[0]
        labels = numpy.stack(stack, axis=-1)
    return draft, draw_volumes.make_volume(voxels, draft.grid), draw_volumes.make_volume(labels, mask_grid)
