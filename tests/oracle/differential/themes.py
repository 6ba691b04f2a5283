"""What a free case is made to touch. Each theme changes a draft before its voxels are drawn (`volumes`) and its parameters afterwards (`parameters`); three
come together, the rest of a case stays random. recipes.py builds on the same functions."""
import dataclasses

import numpy

from draw_settings import WEIGHTS, break_parameters, draw_class_settings, draw_image_type, draw_resampling, draw_resegmentation, maybe, one_of, widen_for_levels


@dataclasses.dataclass
class Theme:
    name: str
    volumes: object = None      # (draft, random)
    parameters: object = None   # (draft, random)


def types(draft, random, *names):
    """Has these image types, besides what was drawn (two at most of that, for speed)."""
    drawn = draft.parameters.get('imageType', {'Original': {}})
    drawn = dict(list(drawn.items())[:2])
    for name in names:
        drawn.setdefault(name, draw_image_type(random, name, draft.bin_width))
    draft.parameters['imageType'] = drawn


def classes(draft, *names):
    if 'featureClass' in draft.parameters:
        for name in names:
            draft.parameters['featureClass'][name] = []


def by_width(draft, width=None):
    draft.settings.pop('binCount', None)
    draft.settings['binWidth'] = width or draft.bin_width


def edges_volumes(draft, random):
    draft.intensity = 'on_edges'
    draft.voxel_type = one_of(random, ('float32', 'float32', 'float64', 'int16'))
    draft.bin_width = 5.0 if draft.voxel_type == 'int16' else one_of(random, (0.3, 0.1, 1.7, 0.7))


def edges_parameters(draft, random):
    by_width(draft)
    types(draft, random, 'Original', *(('Wavelet',) if maybe(random, 0.4) else ()))
    draft.parameters['imageType']['Original'] = {}
    draft.settings.pop('normalize', None)


def numpy2_parameters(draft, random):
    edges_parameters(draft, random)
    draft.settings['petraNumpy2Edges'] = True


def float32_on_edges(draft, random):
    edges_volumes(draft, random)
    draft.voxel_type, draft.bin_width = 'float32', one_of(random, (0.3, 0.1, 0.7))


def flat_volumes(draft, random):
    draft.intensity, draft.region = 'flat', one_of(random, ('blob', 'slab', 'holes', 'border'))
    draft.hot_outside = maybe(random, 0.5)
    draft.on_edge = maybe(random, 0.6)


def flat_parameters(draft, random):
    by_width(draft)
    types(draft, random, 'Original', one_of(random, ('Wavelet', 'Square', 'Logarithm')))
    draft.parameters['imageType']['Original'] = {}
    for key in ('normalize', 'resegmentRange', 'resampledPixelSpacing'):
        draft.settings.pop(key, None)


def small_values_volumes(draft, random):
    draft.intensity = 'below_one'
    draft.voxel_type = one_of(random, ('float32', 'float64'))
    draft.bin_width = 0.1
    draft.hot_outside = False


def zeros_volumes(draft, random):
    small_values_volumes(draft, random)
    draft.intensity, draft.on_edge = 'zero', False


def small_values_parameters(draft, random):
    by_width(draft)
    types(draft, random, 'Exponential', *(('Square', 'Logarithm', 'SquareRoot')[:int(random.integers(4))]))
    draft.settings.pop('normalize', None)


def zeros_parameters(draft, random):
    by_width(draft)
    types(draft, random, one_of(random, ('Original', 'Gradient', 'SquareRoot', 'Square', 'Exponential', 'Logarithm', 'Wavelet')))
    draft.settings.pop('normalize', None)
    draft.settings.pop('resegmentRange', None)


def normalise_parameters(draft, random):
    scale = one_of(random, (1, 100, 7.5))
    draft.settings.update(normalize=True, normalizeScale=scale, removeOutliers=one_of(random, (3, 1.5, 2, 0.75)))
    by_width(draft, scale / float(one_of(random, (4, 10))))


def resample_volumes(draft, random):
    draft.voxel_type = one_of(random, ('int16', 'uint8', 'float32', 'int32'))
    draft.region = one_of(random, ('blob', 'sheet', 'border', 'holes', 'sheet'))
    draft.mask_change = None


def resample_parameters(draft, random):
    draw_resampling(random, draft.settings, draft.grid['spacing'], draft.interpolators)
    draft.settings['interpolator'] = one_of(random, ('sitkBSpline', 'sitkLinear', 'sitkBSpline'))
    draft.settings['resampledPixelSpacing'][int(random.integers(3))] = 0
    if numpy.min(draft.shape) < 4:
        draft.settings['interpolator'] = 'sitkLinear'


def interpolator_parameters(draft, random):
    draw_resampling(random, draft.settings, draft.grid['spacing'], draft.interpolators)
    draft.settings['interpolator'] = one_of(random, draft.interpolators)


def same_spacing_parameters(draft, random):
    draft.settings.pop('resegmentRange', None)
    draft.settings['resampledPixelSpacing'] = [0, 0, 0] if maybe(random, 0.4) else list(draft.grid['spacing'])
    draft.settings['padDistance'] = int(random.integers(0, 6))
    draft.mask_change = one_of(random, (None, 'finer', 'cropped'))


def other_grid_volumes(draft, random):
    draft.region = one_of(random, ('blob', 'holes', 'islands'))
    draft.mask_change = one_of(random, ('cropped', 'cropped', 'shifted', 'nudged', 'finer', 'outside'))


def other_grid_parameters(draft, random):
    draft.settings.pop('resampledPixelSpacing', None)
    if draft.mask_change == 'nudged':
        draft.settings['geometryTolerance'] = one_of(random, (1e-3, 1e-4, 1e-2))
    draft.settings['correctMask'] = draft.mask_change in ('cropped', 'finer') or maybe(random, 0.6)


def distances_parameters(draft, random):
    draft.settings['distances'] = one_of(random, ([2], [1, 2], [1, 3], [2, 1], [2]))
    classes(draft, 'glcm', 'gldm', 'ngtdm', 'glrlm')


def impossible_distance_volumes(draft, random):
    draft.region = one_of(random, ('slab', 'sheet'))


def impossible_distance_parameters(draft, random):
    draft.settings['distances'] = one_of(random, ([30], [25], [30]))
    for key in ('minimumROIDimensions', 'minimumROISize', 'resegmentRange', 'resampledPixelSpacing'):
        draft.settings.pop(key, None)
    if 'featureClass' in draft.parameters:
        draft.parameters['featureClass'][one_of(random, ('glcm', 'gldm', 'ngtdm'))] = []


def force2d_parameters(draft, random):
    draft.settings.update(force2D=True, force2Ddimension=int(random.integers(3)))
    if maybe(random, 0.4):
        types(draft, random, 'Wavelet')


def bad_region_volumes(draft, random):
    draft.refusal = one_of(random, ('label_absent', 'one_voxel', 'too_few_dimensions', 'too_small', 'nothing_left', 'empty'))
    if draft.refusal == 'too_few_dimensions':
        draft.region = one_of(random, ('sheet', 'line'))
    elif draft.refusal in ('one_voxel', 'empty'):
        draft.region = draft.refusal


def bad_region_parameters(draft, random):
    if draft.refusal == 'label_absent':
        draft.settings['label'] = draft.label + 7  # other structures are 5 or 6
    elif draft.refusal == 'too_few_dimensions':
        draft.settings['minimumROIDimensions'] = 3
    elif draft.refusal == 'too_small':
        draft.settings['minimumROISize'] = int(draft.voxels + random.integers(0, 3))
    elif draft.refusal == 'nothing_left':
        draft.settings.update(resegmentRange=[float(draft.high * 2 + 1e5)], resegmentMode='absolute')
        for key in ('normalize', 'resampledPixelSpacing'):
            draft.settings.pop(key, None)


def bad_grid_volumes(draft, random):
    draft.region, draft.mask_change = 'blob', one_of(random, ('shifted', 'pushed', 'outside'))


def bad_grid_parameters(draft, random):
    for key in ('resampledPixelSpacing', 'geometryTolerance'):
        draft.settings.pop(key, None)
    draft.settings['correctMask'] = draft.mask_change == 'outside'


def bad_parameters(draft, random):
    draft.broken = break_parameters(random, draft.parameters)


def resegment_parameters(draft, random):
    draft.settings.pop('minimumROISize', None)
    draw_resegmentation(random, draft.settings, *draft.value_range)
    if maybe(random, 0.5):
        draft.settings['resegmentShape'] = True
    for key in ('normalize', 'resampledPixelSpacing'):
        draft.settings.pop(key, None)
    classes(draft, 'shape')


def log_volumes(draft, random):
    draft.shape = tuple(max(n, 5) for n in draft.shape)
    if maybe(random, 0.15):
        draft.shape = (3,) + draft.shape[1:]


def log_parameters(draft, random):
    types(draft, random, 'LoG')
    draft.parameters['imageType']['LoG']['sigma'] = [one_of(random, (1.0, 2.0, 0.5, 3)), one_of(random, (40.0, 60, 4.5, 100.0))]


def lbp2d_parameters(draft, random):
    types(draft, random, 'LBP2D')
    if maybe(random, 0.3):
        draft.settings['force2Ddimension'] = int(random.integers(3))


def lbp3d_parameters(draft, random):
    types(draft, random, 'LBP3D')


def shape2d_volumes(draft, random):
    draft.region = one_of(random, ('sheet', 'sheet', 'slab', 'blob'))


def shape2d_parameters(draft, random):
    thin = [axis for axis, n in enumerate(draft.box_size) if n == 1]
    draft.settings.update(force2D=maybe(random, 0.9), force2Ddimension=one_of(random, thin) if thin and maybe(random, 0.8) else int(random.integers(3)))
    draft.parameters.setdefault('featureClass', {'shape2D': [], 'firstorder': []})['shape2D'] = []
    draft.settings.pop('minimumROIDimensions', None)


def thin_volumes(draft, random):
    draft.region = one_of(random, ('isolated', 'line', 'diagonal', 'diagonal'))


def thin_parameters(draft, random):
    draft.settings['minimumROIDimensions'] = 1
    types(draft, random, 'Original')
    classes(draft, 'ngtdm', 'glrlm', 'glcm', 'shape')
    for key in ('resegmentRange', 'minimumROISize', 'resampledPixelSpacing'):
        draft.settings.pop(key, None)


def wavelet_volumes(draft, random):
    draft.voxel_type = one_of(random, ('float32', 'int16', 'float64', 'float32', 'uint8', 'float32'))
    shape = list(draft.shape)
    shape[int(random.integers(3))] |= 1
    draft.shape = tuple(shape)


def wavelet_parameters(draft, random):
    types(draft, random, 'Wavelet')
    draft.parameters['imageType']['Wavelet'].update(start_level=int(random.integers(1, 3)) if maybe(random, 0.7) else 0, level=2 if maybe(random, 0.75) else 1)
    widen_for_levels(draft.parameters['imageType']['Wavelet'], draft.settings.get('binWidth', draft.bin_width))


def many_parameters(draft, random):
    """Every filter at once, weights and a shift: what users' files look like."""
    types(draft, random, 'Original', 'Gradient', 'Square', 'SquareRoot')
    draft.settings['voxelArrayShift'] = int(one_of(random, (1000, -50, 7)))
    draft.settings['weightingNorm'] = 'no_weighting' if maybe(random, 0.5) else one_of(random, WEIGHTS)
    draft.settings['symmetricalGLCM'] = maybe(random, 0.3)
    draft.settings['gldm_a'] = int(random.integers(1, 4))
    draft.parameters['imageType'].setdefault('Gradient', {})['gradientUseSpacing'] = maybe(random, 0.3)


def named_parameters(draft, random):
    draft.parameters['featureClass'] = {'firstorder': ['StandardDeviation', 'Variance', 'Energy'], 'glcm': ['SumAverage', 'Dissimilarity', 'MCC', 'Homogeneity2'],
                                        'shape': ['Compactness1', 'Compactness2', 'SphericalDisproportion', 'Sphericity'],
                                        'gldm': ['DependencePercentage'] if maybe(random, 0.5) else ['DependencePercentage', 'DependenceVariance']}
    if maybe(random, 0.3):
        draft.settings['additionalInfo'] = False


def label_channel_volumes(draft, random):
    draft.channels = int(random.integers(2, 4))


def label_channel_parameters(draft, random):
    draft.settings['label_channel'] = int(random.integers(0, draft.channels + (1 if maybe(random, 0.2) else 0)))
    draft.settings.pop('correctMask', None)


def plane_volumes(draft, random):
    draft.plane, draft.mask_change, draft.channels = True, None, 1


def plane_parameters(draft, random):
    draft.mask_change, draft.channels = None, 1
    draft.settings.pop('label_channel', None)
    classes(draft, 'firstorder', 'glcm')
    if maybe(random, 0.6) and 'featureClass' in draft.parameters:
        draft.parameters['featureClass']['shape2D'] = []


THEMES = (
    Theme('edges', edges_volumes, edges_parameters),
    Theme('numpy2', float32_on_edges, numpy2_parameters),
    Theme('flat', flat_volumes, flat_parameters),
    Theme('small values', small_values_volumes, small_values_parameters),
    Theme('zeros', zeros_volumes, zeros_parameters),
    Theme('normalise', None, normalise_parameters),
    Theme('resample', resample_volumes, resample_parameters),
    Theme('interpolator', resample_volumes, interpolator_parameters),
    Theme('same spacing', resample_volumes, same_spacing_parameters),
    Theme('other grid', other_grid_volumes, other_grid_parameters),
    Theme('distances', None, distances_parameters),
    Theme('force2D', None, force2d_parameters),
    Theme('resegment', None, resegment_parameters),
    Theme('LoG', log_volumes, log_parameters),
    Theme('LBP2D', None, lbp2d_parameters),
    Theme('LBP3D', None, lbp3d_parameters),
    Theme('shape2D', shape2d_volumes, shape2d_parameters),
    Theme('thin', thin_volumes, thin_parameters),
    Theme('wavelet', wavelet_volumes, wavelet_parameters),
    Theme('many', None, many_parameters),
    Theme('named', None, named_parameters),
    Theme('plane', plane_volumes, plane_parameters),
    Theme('label channel', label_channel_volumes, label_channel_parameters),
)
