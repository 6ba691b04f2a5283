"""Where petra chooses not to match PyRadiomics. Each row's name stands in the table "Known defects of PyRadiomics that petra does not match" of
docs/validation.md, with the evidence; differential.py holds the two together. A row excuses a value only where the case itself proves its condition, and
only a value that the defect can touch."""
import math
import pathlib
import re

import numpy
import SimpleITK as sitk

HEADING = '### Known defects of PyRadiomics that petra does not match'

NOISE = 1e-13  # what is 0 but for rounding: an eigenvalue, or a voxel beside the image's largest
OF_INTENSITY = ('10Percentile', '90Percentile', 'InterquartileRange', 'Maximum', 'Mean', 'MeanAbsoluteDeviation', 'Median', 'Minimum', 'Range',
                'RobustMeanAbsoluteDeviation', 'RootMeanSquared', 'StandardDeviation')
SHIFTED = ('Energy', 'TotalEnergy', 'RootMeanSquared')
DEPRECATED = ('_glcm_Dissimilarity', '_glcm_Homogeneity1', '_glcm_Homogeneity2', '_glcm_SumVariance', '_gldm_DependencePercentage',
              '_gldm_GrayLevelNonUniformityNormalized')


def is_mean_of_firm(eigenvalues, actual):
    """Second eigenvalues by direction: those of 0 to rounding may be kept, as about 0, or dropped; the others are firm."""
    firm = [value for value in eigenvalues if abs(value) > NOISE]
    noise = len(eigenvalues) - len(firm)
    if noise == 0 or any(value < 0 for value in firm):
        return False
    total = sum(math.sqrt(value) for value in firm)
    candidates = [total / (len(firm) + kept) for kept in range(noise + 1) if len(firm) + kept > 0]
    return any(abs(actual - value) <= 1e-6 for value in candidates) or (not firm and math.isnan(actual))


def mcc_of_noise(draft, answer, image, family, feature, actual):
    """The second eigenvalue is 0 to rounding in some directions: PyRadiomics keeps those where the noise came out positive and drops the others from the
    mean. petra's value must be the mean of the firm directions and some of the others (as 0)."""
    return family == 'glcm' and feature == 'MCC' and is_mean_of_firm(answer.second_eigenvalues.get(image, []), actual)


def band_of_noise(draft, answer, image, family, feature, actual):
    """A filtered image that is 0 but for rounding: its grey levels say on which side of 0 the noise fell. Intensities must be as small as noise."""
    seen = next((i for i in answer.images if i.name == image), None)
    if seen is None or image == 'original' or family.startswith('shape'):
        return False
    bound = NOISE * answer.whole_maximum
    if float(abs(seen.values.astype(float)).max()) > bound:
        return False
    if family != 'firstorder':
        return True
    if feature in SHIFTED and seen.settings.get('voxelArrayShift', 0) != 0:
        return False
    if feature in OF_INTENSITY:
        return abs(actual) <= 2 * bound
    if feature in ('Energy', 'TotalEnergy', 'Variance'):
        return abs(actual) <= 4 * bound ** 2 * max(1, seen.values.size) * max(1.0, float(numpy.prod(answer.spacing)))
    return True


def bspline_reads_beyond(draft, answer):
    """Whether ITK's B-spline reads coefficients outside an axis of two voxels: its mirror rule holds for points between the two, not for one at the last
    voxel, nor for those in the outer halves of the two."""
    if draft.settings.get('interpolator', 'sitkBSpline') != 'sitkBSpline' or draft.settings.get('resampledPixelSpacing') is None or answer.made is None:
        return False
    size = answer.made.GetSize()
    for axis in (k for k, n in enumerate(answer.read.GetSize()) if n == 2):
        for i in range(size[axis]):
            index = [0] * len(size)
            index[axis] = i
            at = answer.read.TransformPhysicalPointToContinuousIndex(answer.made.TransformIndexToPhysicalPoint(index))[axis]
            if -0.5 <= at < 0 or 1 - 1e-9 <= at <= 1.5:
                return True
    return False


def mask_hangs_on_intensities(draft):
    return draft.settings.get('resegmentRange') is not None


def bspline_of_two(draft, answer, image, family, feature, actual):
    """Only what is made of resampled voxels: not the shape of a region that they do not choose."""
    if family.startswith('shape') and not (mask_hangs_on_intensities(draft) and draft.settings.get('resegmentShape')):
        return False
    return bspline_reads_beyond(draft, answer)


def diagnostic_of_bspline_of_two(draft, answer, key):
    of_voxels = key in ['diagnostics_Image-interpolated_' + k for k in ('Mean', 'Minimum', 'Maximum')]
    of_choice = key.startswith('diagnostics_Mask-resegmented_') or (key.startswith('diagnostics_Mask-interpolated_') and key.rsplit('_', 1)[1] in ('Mean', 'Minimum', 'Maximum'))
    return (of_voxels or of_choice and (mask_hangs_on_intensities(draft) or key.startswith('diagnostics_Mask-interpolated_'))) and bspline_reads_beyond(draft, answer)


def of_a_deprecated_feature(name, volume, draft):
    """A map that holds nothing: every voxel is initValue, since the feature was never computed."""
    empty = (draft.parameters.get('voxelSetting') or {}).get('initValue', 0)
    return name.endswith(DEPRECATED) and bool((sitk.GetArrayViewFromImage(volume) == empty).all())


def lbp3d_of_equals(draft, answer, message):
    """A voxel amid equal values has no kurtosis: PyRadiomics' own image holds NaN there. It stops if the NaN comes first (Python's min), else puts it into
    the highest bin."""
    return 'no kurtosis' in message and any(image.name == 'lbp-3D-k' and bool(numpy.isnan(image.values.astype(float)).any()) for image in answer.images)


def lbp3d_beyond_the_region(draft, answer, image, family, feature, at, actual):
    """PyRadiomics fills LBP3D's image (numpy.empty) within the region only; a kernel that is not masked reads what the memory held elsewhere."""
    own = draft.parameters.get('voxelSetting') or {}
    if not image.startswith('lbp-3D') or own.get('maskedKernel', True) or answer.map_inside is None:
        return False
    if family != 'firstorder':
        return True  # levels of all voxels hang on those beyond the region
    around = tuple(slice(max(0, k - own.get('kernelRadius', 1)), k + own.get('kernelRadius', 1) + 1) for k in at)
    return not answer.map_inside[around].all() or feature in ('Entropy', 'Uniformity')


def map_mcc_of_noise(draft, answer, image, family, feature, at, actual):
    return family == 'glcm' and feature == 'MCC' and is_mean_of_firm(answer.map_eigenvalues.get((image, at), []), actual)


# name, condition (draft, answer): petra gives values where PyRadiomics refuses
ACCEPTS = (
    ('one-label-mask', lambda d, a: 'No labels found in this mask' in a.error and d.region != 'empty'),
)
# name, condition (draft, answer, petra's message): petra refuses where PyRadiomics gives values
REFUSES = (('lbp3d-of-equals', lbp3d_of_equals),)
# the same of feature maps
MAP_REFUSES = REFUSES + (
    ('lbp3d-beyond-the-region', lambda d, a, message: 'no kurtosis' in message and not (d.parameters.get('voxelSetting') or {}).get('maskedKernel', True)),
)
# name, condition (draft, answer, key): one diagnostic differs
DIAGNOSTICS = (('bspline-of-two', diagnostic_of_bspline_of_two),)
# name, condition (draft, answer, image, family, feature, petra's value): one value differs
VALUES = (
    ('mcc-of-noise', mcc_of_noise),
    ('band-of-noise', band_of_noise),
    ('bspline-of-two', bspline_of_two),
)
# name, condition (map's name, PyRadiomics' map, draft): a feature map that PyRadiomics gives and petra does not
MAPS = (('deprecated-maps', of_a_deprecated_feature),)
# name, condition (draft, answer, image, family, feature, (z, y, x), petra's value): one voxel of a feature map differs
VOXELS = (
    ('mcc-of-noise', map_mcc_of_noise),
    ('lbp3d-beyond-the-region', lbp3d_beyond_the_region),
    ('band-of-noise', lambda d, a, image, family, feature, at, actual: band_of_noise(d, a, image, family, feature, actual)),
    ('bspline-of-two', lambda d, a, image, family, feature, at, actual: bspline_of_two(d, a, image, family, feature, actual)),
)


def first_excuse(rows, *facts):
    """The name of the first row that excuses, or None."""
    return next((name for name, condition in rows if condition(*facts)), None)


def check_table(project):
    """The names in docs/validation.md are the names here."""
    text = (pathlib.Path(project) / 'docs/validation.md').read_text()
    section = text.partition(HEADING)[2].partition('\n#')[0]
    documented = set(re.findall(r'^\| `([\w-]+)` \|', section, re.M))
    coded = {row[0] for row in ACCEPTS + MAP_REFUSES + DIAGNOSTICS + VALUES + MAPS + VOXELS}
    return ['%s stands in %s only' % (name, 'docs/validation.md' if name in documented else 'excuses.py') for name in sorted(documented ^ coded)]
