"""Cases that are made to meet PyRadiomics' quirks for certain: of every 200 cases each recipe takes a fixed number, so that whatever the seed each quirk of
quirks.py is met ten times. A quirk names the recipe that meets it; a case of a recipe that does not is a failure of the test itself.

A recipe changes a draft before its voxels are drawn (`volumes`) and its parameters afterwards (`parameters`). What it leaves alone stays random, but for
what may refuse the case (calm). The cases that are left over are `free`: three themes at once, see themes.py."""
import dataclasses

import draw_volumes
import themes
from draw_settings import WEIGHTS, maybe, one_of, widen_for_levels
from themes import by_width, classes, types

BLOCK = 200
WIDE_INTERPOLATORS = ('sitkGaussian', 'sitkLabelGaussian', 'sitkHammingWindowedSinc', 'sitkCosineWindowedSinc', 'sitkWelchWindowedSinc',
                      'sitkLanczosWindowedSinc', 'sitkBlackmanWindowedSinc')
MAY_REFUSE = ('minimumROIDimensions', 'minimumROISize', 'resegmentRange', 'resegmentMode', 'resegmentShape', 'resampledPixelSpacing', 'normalize', 'removeOutliers',
              'force2D', 'distances', 'preCrop', 'correctMask')


@dataclasses.dataclass
class Recipe:
    name: str
    volumes: object = None      # (draft, random)
    parameters: object = None   # (draft, random)
    share: int = 10             # of BLOCK
    refused: bool = False       # its cases are: nothing of the draw is calmed


def large_enough(draft, least=9):
    draft.shape = tuple(max(n, least) for n in draft.shape)


def plain_texture(draft, random):
    """A region and intensities that no filter or resampling empties or fills with more levels than PyRadiomics can take."""
    large_enough(draft)
    draft.region = one_of(random, ('blob', 'holes', 'border', 'speckled', 'islands'))
    draft.intensity = one_of(random, ('texture', 'signed', 'few_levels'))
    draft.hot_outside = False


def calm(draft):
    for key in MAY_REFUSE:
        draft.settings.pop(key, None)
    drawn = draft.parameters.setdefault('imageType', {'Original': {}})
    for name in ('LBP2D', 'LBP3D', 'Exponential', 'LoG'):
        drawn.pop(name, None)
    for own in drawn.values():
        for key in ('binWidth', 'distances', 'weightingNorm', 'symmetricalGLCM', 'gldm_a', 'voxelArrayShift'):
            own.pop(key, None)
    if 'Wavelet' in drawn:
        widen_for_levels(drawn['Wavelet'], draft.bin_width)


def edges_volumes(draft, random):
    plain_texture(draft, random)
    themes.float32_on_edges(draft, random)
    draft.shape = tuple(n | 1 for n in draft.shape)


def deep_wavelet(draft, random):
    by_width(draft)
    types(draft, random, 'Original', 'Wavelet')
    draft.parameters['imageType']['Original'] = {}
    own = {'wavelet': one_of(random, ('haar', 'db2', 'db4', 'sym3', 'sym8', 'bior1.3', 'bior4.4', 'rbio2.2', 'rbio6.8', 'coif3', 'dmey')), 'start_level': 1, 'level': 2}
    widen_for_levels(own, draft.bin_width)
    draft.parameters['imageType']['Wavelet'] = own


def edges_parameters(draft, random):
    deep_wavelet(draft, random)
    draft.settings['petraNumpy2Edges'] = True


def whole_numbers_volumes(draft, random):
    plain_texture(draft, random)
    draft.region = one_of(random, ('blob', 'holes', 'border'))
    draft.voxel_type = one_of(random, ('int16', 'int32', 'uint8', 'int8'))
    draft.shape = tuple(n | 1 for n in draft.shape)
    draft.bin_width = 8.0 if draft.voxel_type in ('uint8', 'int8') else 25.0


def whole_numbers_parameters(draft, random):
    deep_wavelet(draft, random)
    classes(draft, 'shape')
    draft.settings.update(resegmentMode='sigma', resegmentRange=[-2, 1.75])


def flat_volumes(draft, random):
    large_enough(draft, 6)
    themes.flat_volumes(draft, random)
    draft.region, draft.on_edge, draft.mask_change = one_of(random, ('blob', 'holes', 'border')), True, None
    draft.voxel_type, draft.bin_width = one_of(random, (('int16', 25.0), ('uint8', 5.0), ('float32', 0.25), ('float64', 1.5), ('float32', 25.0)))  # widths that binary numbers hold: one level
    draft.channels = int(random.integers(2, 4))


def flat_parameters(draft, random):
    themes.flat_parameters(draft, random)
    draft.settings['label_channel'] = int(random.integers(0, draft.channels))
    classes(draft, 'glcm', 'ngtdm', 'firstorder')
    for name in ('glcm', 'ngtdm', 'firstorder'):
        if 'featureClass' in draft.parameters:
            draft.parameters['featureClass'][name] = []


def small_values_volumes(draft, random):
    plain_texture(draft, random)
    themes.small_values_volumes(draft, random)
    draft.hot_outside = True


def small_values_parameters(draft, random):
    by_width(draft)
    draft.parameters['imageType'] = {}
    types(draft, random, 'Exponential', 'Square', 'LoG', 'Gradient')
    draft.parameters['imageType']['Gradient']['gradientUseSpacing'] = False
    draft.parameters['imageType']['LoG'] = {'sigma': [one_of(random, (1.0, 2.0, 3)), 100.0]}


def zeros_volumes(draft, random):
    themes.zeros_volumes(draft, random)
    draft.region = one_of(random, ('blob', 'holes', 'border'))


def zeros_parameters(draft, random):
    themes.zeros_parameters(draft, random)


def normalise_volumes(draft, random):
    plain_texture(draft, random)
    draft.region, draft.mask_change, draft.hot_outside = one_of(random, ('blob', 'holes')), one_of(random, ('cropped', 'finer')), maybe(random, 0.5)


def normalise_parameters(draft, random):
    themes.normalise_parameters(draft, random)
    draft.settings.update(correctMask=True, preCrop=True, padDistance=int(random.integers(0, 6)), voxelArrayShift=int(one_of(random, (1000, -50))),
                          weightingNorm='no_weighting', distances=one_of(random, ([2], [1, 2], [2, 1])))
    classes(draft, 'firstorder', 'glcm')
    draft.parameters['imageType'] = {'Original': {}, one_of(random, ('Square', 'Logarithm')): {}}


def resample_volumes(draft, random):
    plain_texture(draft, random)
    large_enough(draft, 12)
    draft.region, draft.oblique, draft.grid = 'sheet', True, draw_volumes.draw_grid(random, True)
    draft.voxel_type = one_of(random, ('int16', 'int32', 'uint16'))
    draft.bin_width, draft.mask_change = 25.0, None


def resample_parameters(draft, random):
    themes.draw_resampling(random, draft.settings, draft.grid['spacing'], draft.interpolators)
    thick = [2 - axis for axis, n in enumerate(draft.box_size) if n > 1]  # x, y, z
    draft.settings['resampledPixelSpacing'][one_of(random, thick)] = 0
    draft.settings.update(interpolator=WIDE_INTERPOLATORS[draft.turn % len(WIDE_INTERPOLATORS)], padDistance=int(random.integers(1, 8)))
    by_width(draft)
    classes(draft, 'shape')


def patterns_volumes(draft, random):
    plain_texture(draft, random)
    draft.region, draft.intensity = one_of(random, ('blob', 'holes', 'speckled')), 'texture'
    draft.voxel_type, draft.bin_width = one_of(random, (('float32', 1.7), ('float64', 1.7), ('int16', 25.0), ('int32', 25.0)))
    draft.mask_change = one_of(random, (None, 'cropped'))


def patterns_parameters(draft, random):
    types(draft, random, 'LBP2D', 'LBP3D')
    own = draft.parameters['imageType']['LBP2D']
    codes = {'default': 2.0 ** own.get('lbp2DSamples', 9) / 32, 'ror': 2.0 ** own.get('lbp2DSamples', 9) / 32, 'var': (2 * draft.bin_width) ** 2}
    own['binWidth'] = codes.get(own.get('lbp2DMethod'), 1)
    own = draft.parameters['imageType']['LBP3D']
    own['lbp3DLevels'] = max(2, own.get('lbp3DLevels', 2))
    draft.settings['resampledPixelSpacing'] = [0, 0, 0] if maybe(random, 0.5) else list(draft.grid['spacing'])
    draft.settings['padDistance'] = int(random.integers(2, 6))


def resegment_volumes(draft, random):
    plain_texture(draft, random)
    large_enough(draft, 12)
    draft.region, draft.mask_change = one_of(random, ('blob', 'holes', 'border')), None


def resegment_parameters(draft, random):
    themes.draw_resampling(random, draft.settings, draft.grid['spacing'], draft.interpolators)
    draft.settings['interpolator'] = one_of(random, ('sitkBSpline', 'sitkLinear', 'sitkNearestNeighbor', 'sitkBSpline'))
    draft.settings.pop('binWidth', None)
    draft.settings.update(binCount=int(one_of(random, (8, 16, 32))), resegmentShape=True, gldm_a=int(random.integers(1, 4)), symmetricalGLCM=False,
                          weightingNorm=one_of(random, WEIGHTS[:3]))
    draft.settings['resegmentMode'], draft.settings['resegmentRange'] = one_of(random, (('sigma', [-2, 1.5]), ('relative', [0.05, 0.9]), ('sigma', [-1.5])))
    classes(draft, 'shape', 'gldm', 'glcm')


def thin_volumes(draft, random):
    large_enough(draft, 7)
    draft.region, draft.intensity, draft.hot_outside, draft.mask_change = 'diagonal_and_one', 'few_levels', False, None
    draft.voxel_type = one_of(random, ('int16', 'int32', 'float32', 'float64'))
    draft.maps = True


def thin_parameters(draft, random):
    draft.settings['minimumROIDimensions'] = 1
    by_width(draft)
    types(draft, random, 'Original')
    classes(draft, 'ngtdm', 'glrlm', 'glcm', 'shape')
    draft.parameters['voxelSetting'] = {'kernelRadius': 1 if maybe(random, 0.7) else 2, 'initValue': one_of(random, (-7.5, 1, -1000)),
                                        'voxelBatch': int(random.integers(1, 8))}


def slice_volumes(draft, random):
    plain_texture(draft, random)
    draft.region, draft.mask_change, draft.maps = 'slice', None, True  # along z or x: along y PyRadiomics never gives shape2D


def slice_parameters(draft, random):
    themes.named_parameters(draft, random)
    draft.settings.update(force2D=True, force2Ddimension=draft.box_size.index(1))
    draft.parameters['featureClass']['shape2D'] = []
    draft.parameters['voxelSetting'] = {'kernelRadius': 1 if maybe(random, 0.8) else 2, 'maskedKernel': False}


def plane_volumes(draft, random):
    plain_texture(draft, random)
    themes.plane_volumes(draft, random)


def plane_parameters(draft, random):
    themes.plane_parameters(draft, random)
    draft.settings['minimumROIDimensions'] = 1


def several_slices_volumes(draft, random):
    plain_texture(draft, random)
    draft.region = 'border'


def several_slices_parameters(draft, random):
    calm(draft)
    draft.settings.update(force2D=True, force2Ddimension=0)
    draft.parameters.setdefault('featureClass', {})['shape2D'] = []


def impossible_distance_volumes(draft, random):
    large_enough(draft, 6)
    themes.impossible_distance_volumes(draft, random)


def impossible_distance_parameters(draft, random):
    calm(draft)
    themes.impossible_distance_parameters(draft, random)


def bad_region_volumes(draft, random):
    themes.bad_region_volumes(draft, random)
    draft.mask_change = None


def bad_region_parameters(draft, random):
    calm(draft)
    themes.bad_region_parameters(draft, random)


RECIPES = (
    Recipe('edges', edges_volumes, edges_parameters),
    Recipe('whole numbers', whole_numbers_volumes, whole_numbers_parameters),
    Recipe('flat', flat_volumes, flat_parameters),
    Recipe('small values', small_values_volumes, small_values_parameters),
    Recipe('zeros', zeros_volumes, zeros_parameters),
    Recipe('normalise', normalise_volumes, normalise_parameters),
    Recipe('resample', resample_volumes, resample_parameters),
    Recipe('patterns', patterns_volumes, patterns_parameters),
    Recipe('resegment', resegment_volumes, resegment_parameters),
    Recipe('thin', thin_volumes, thin_parameters),
    Recipe('slice', slice_volumes, slice_parameters),
    Recipe('plane', plane_volumes, plane_parameters),
    Recipe('several slices', several_slices_volumes, several_slices_parameters, refused=True),
    Recipe('impossible distance', impossible_distance_volumes, impossible_distance_parameters, refused=True),
    Recipe('bad region', bad_region_volumes, bad_region_parameters, refused=True),
    Recipe('bad grid', themes.bad_grid_volumes, themes.bad_grid_parameters, refused=True),
    Recipe('bad parameters', None, themes.bad_parameters, refused=True),
)
FREE = Recipe('free', share=BLOCK - sum(recipe.share for recipe in RECIPES))


def timetable():
    """(recipe, its how manieth case) for each case of a block, the recipes spread evenly."""
    places = [((turn + 0.5) / recipe.share, order, recipe, turn) for order, recipe in enumerate((*RECIPES, FREE)) for turn in range(recipe.share)]
    return [(recipe, turn) for _, _, recipe, turn in sorted(places, key=lambda place: place[:2])]
