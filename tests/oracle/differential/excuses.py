"""Where petra chooses not to match PyRadiomics. Each row's name stands in the table "Known defects of PyRadiomics that petra does not match" of
docs/validation.md, with the evidence; differential.py holds the two together. A row excuses a case only under its own condition."""
import math
import pathlib
import re

import SimpleITK as sitk

HEADING = '### Known defects of PyRadiomics that petra does not match'

NOISE = 1e-13  # what is 0 but for rounding: an eigenvalue, or a voxel beside the image's largest


def mcc_of_noise(answer, image, family, feature, actual):
    """The second eigenvalue is 0 to rounding in some directions: PyRadiomics keeps those where the noise came out positive and drops the others from the
    mean. petra's value must be the mean of the firm directions and some of the others (as 0)."""
    eigenvalues = answer.second_eigenvalues.get(image, [])
    firm = [value for value in eigenvalues if abs(value) > NOISE]
    noise = len(eigenvalues) - len(firm)
    if family != 'glcm' or feature != 'MCC' or noise == 0 or any(value < 0 for value in firm):
        return False
    total = sum(math.sqrt(value) for value in firm)
    candidates = [total / (len(firm) + kept) for kept in range(noise + 1) if len(firm) + kept > 0]
    return any(abs(actual - value) <= 1e-6 for value in candidates) or (not firm and math.isnan(actual))


def band_of_noise(answer, image, family, feature, actual):
    """A filtered image that is 0 but for rounding: its grey levels say on which side of 0 the noise fell."""
    seen = next((i for i in answer.images if i.name == image), None)
    return seen is not None and image != 'original' and float(abs(seen.values.astype(float)).max()) <= NOISE * answer.whole_maximum


DEPRECATED = ('_glcm_Dissimilarity', '_glcm_Homogeneity1', '_glcm_Homogeneity2', '_glcm_SumVariance', '_gldm_DependencePercentage', '_gldm_GrayLevelNonUniformityNormalized')


def of_a_deprecated_feature(name, volume, draft):
    """A map that holds nothing: every voxel is initValue, since the feature was never computed."""
    empty = (draft.parameters.get('voxelSetting') or {}).get('initValue', 0)
    return name.endswith(DEPRECATED) and bool((sitk.GetArrayViewFromImage(volume) == empty).all())


# name, condition (draft, answer): petra gives values where PyRadiomics refuses
ACCEPTS = (
    ('one-label-mask', lambda d, a: 'No labels found in this mask' in a.error and d.region != 'empty'),
)
# name, condition (draft, answer, petra's message): petra refuses where PyRadiomics gives values
REFUSES = ()
# name, condition (draft, answer): no value of the case is compared, only names and their order
CASES = (
    ('bspline-of-two', lambda d, a: 2 in d.shape and d.settings.get('interpolator', 'sitkBSpline') == 'sitkBSpline' and
     d.settings.get('resampledPixelSpacing') is not None),
)
# name, condition (answer, image, family, feature, petra's value): one value differs
VALUES = (
    ('mcc-of-noise', mcc_of_noise),
    ('band-of-noise', band_of_noise),
)


# name: feature maps that PyRadiomics gives and petra does not
MAPS = (('deprecated-maps', of_a_deprecated_feature),)


def first_excuse(rows, *facts):
    """The name of the first row that excuses, or None."""
    return next((name for name, condition in rows if condition(*facts)), None)


def check_table(project):
    """The names in docs/validation.md are the names here."""
    text = (pathlib.Path(project) / 'docs/validation.md').read_text()
    section = text.partition(HEADING)[2].partition('\n#')[0]
    documented = set(re.findall(r'^\| `([\w-]+)` \|', section, re.M))
    coded = {row[0] for row in ACCEPTS + REFUSES + CASES + VALUES + MAPS}
    return ['%s stands in %s only' % (name, 'docs/validation.md' if name in documented else 'excuses.py') for name in sorted(documented ^ coded)]
