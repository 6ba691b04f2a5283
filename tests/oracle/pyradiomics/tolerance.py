"""When petra's and PyRadiomics' value are the same value: the Python twin of tolerance.cpp (see there)."""
import math
import re

ORIGINAL, FILTERED = 1e-9, 1e-6
SUM, ROOT = 1e-12, 1e-7

ONE = lambda s: 1.0  # noqa: E731
INTENSITY = lambda s: s['maximum']  # noqa: E731
INTENSITY_SQUARED = lambda s: s['maximum'] ** 2  # noqa: E731
LEVELS_SQUARED = lambda s: s['levels'] ** 2  # noqa: E731
VOXELS_SQUARED = lambda s: s['voxels'] ** 2  # noqa: E731
LENGTH = lambda s: s['length']  # noqa: E731

SCALES = {('shape', n): (ONE, ROOT) for n in ('Elongation', 'Flatness')}
SCALES.update({('shape', n): (LENGTH, ROOT) for n in ('LeastAxisLength', 'MinorAxisLength')})
SCALES.update({('shape2D', 'Elongation'): (ONE, ROOT), ('shape2D', 'MinorAxisLength'): (LENGTH, ROOT)})
SCALES.update({('firstorder', n): (INTENSITY, SUM) for n in (
    '10Percentile', '90Percentile', 'InterquartileRange', 'Maximum', 'Mean', 'MeanAbsoluteDeviation', 'Median', 'Minimum', 'Range',
    'RobustMeanAbsoluteDeviation', 'RootMeanSquared')})
SCALES.update({
    ('firstorder', 'Energy'): (lambda s: s['voxels'] * s['maximum'] ** 2, SUM),
    ('firstorder', 'TotalEnergy'): (lambda s: s['volume'] * s['voxels'] * s['maximum'] ** 2, SUM),
    ('firstorder', 'StandardDeviation'): (INTENSITY, ROOT),
    ('firstorder', 'Variance'): (INTENSITY_SQUARED, SUM),
    ('firstorder', 'Skewness'): (ONE, SUM),
    ('firstorder', 'Entropy'): (ONE, SUM),
    ('glcm', 'ClusterProminence'): (lambda s: (2 * s['levels']) ** 4, SUM),
    ('glcm', 'ClusterShade'): (lambda s: (2 * s['levels']) ** 3, SUM),
    ('glcm', 'Imc2'): (ONE, ROOT),
    ('glcm', 'MCC'): (ONE, ROOT),
    ('ngtdm', 'Contrast'): (lambda s: s['levels'], SUM),
})
SCALES.update({('glcm', n): (ONE, SUM) for n in ('Correlation', 'DifferenceEntropy', 'Imc1', 'JointEntropy', 'SumEntropy')})
SCALES.update({('glcm', n): (LEVELS_SQUARED, SUM) for n in ('ClusterTendency', 'DifferenceVariance', 'SumSquares')})
SCALES.update({(f, 'GrayLevelVariance'): (LEVELS_SQUARED, SUM) for f in ('glrlm', 'glszm', 'gldm')})
SCALES.update({('glrlm', 'RunVariance'): (VOXELS_SQUARED, SUM), ('glszm', 'ZoneVariance'): (VOXELS_SQUARED, SUM), ('gldm', 'DependenceVariance'): (VOXELS_SQUARED, SUM)})
SCALES.update({('glrlm', 'RunEntropy'): (ONE, SUM), ('glszm', 'ZoneEntropy'): (ONE, SUM), ('gldm', 'DependenceEntropy'): (ONE, SUM)})


def split_name(name):
    """'wavelet-LLH_glcm_Contrast' -> (image, family, feature)."""
    return tuple(name.rsplit('_', 2))


def region_scale(expected, image, bin_width, voxels, voxel_volume):
    """What the terms of an image's features are made of, from PyRadiomics' own first-order values."""
    low, high = expected[image + '_firstorder_Minimum'], expected[image + '_firstorder_Maximum']
    return {'maximum': max(abs(low), abs(high)), 'levels': math.floor(high / bin_width) - math.floor(low / bin_width) + 1, 'voxels': voxels,
            'volume': voxel_volume, 'length': expected['original_shape_MajorAxisLength']}


def judge(name, expected, actual, scale):
    """(same?, relative difference; 0 where the floor decided)."""
    if math.isnan(expected) or math.isnan(actual):
        same = math.isnan(expected) and math.isnan(actual)
        return same, 0.0 if same else math.inf
    if expected == actual:
        return True, 0.0
    difference = abs(actual - expected)
    relative = difference / abs(expected) if expected else math.inf
    image, family, feature = split_name(name)
    if relative <= (ORIGINAL if image == 'original' else FILTERED):
        return True, relative
    term, share = SCALES.get((family, feature), (lambda s: 0.0, SUM))
    return (True, 0.0) if difference <= share * term(scale) else (False, relative)


def scales_of_cpp(text):
    """The (family, feature) pairs that tolerance.cpp lists, so that a test can hold the twins together."""
    return set(re.findall(r'\{"(\w+)", "(\w+)", \w+, k(?:Sum|Root)\}', text))
