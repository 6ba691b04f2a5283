"""What PyRadiomics does in a way that nobody would guess, and whether a case met it. The program counts cases per row and fails where a row is met
too seldom, so that agreement on these points is really tried. One row: a name, the recipe (recipes.py) each of whose cases meets it, and a test of
(draft, answer of PyRadiomics)."""
import numpy


def seen(answer, *kinds):
    return [image for image in answer.images if image.name.startswith(kinds)]


def on_edge(image):
    values = image.values.astype(float)
    if image.edges.size < 2 or not numpy.isfinite(values).all():
        return False
    nearest = image.edges[numpy.clip(numpy.searchsorted(image.edges, values), 1, image.edges.size - 1)]
    before = image.edges[numpy.clip(numpy.searchsorted(image.edges, values) - 1, 0, image.edges.size - 1)]
    unit = 4 * numpy.spacing(max(numpy.abs(values).max(), 1e-300)) * (2 ** 29 if image.values.dtype == numpy.float32 else 1)
    return bool((numpy.minimum(numpy.abs(values - nearest), numpy.abs(values - before)) <= unit).any())


def isolated(inside):
    """A voxel of the region without a neighbour in the region."""
    inside = inside if inside.ndim == 3 else inside[None]
    padded = numpy.pad(inside, 1).astype(int)
    around = sum(padded[1 + a: padded.shape[0] - 1 + a, 1 + b: padded.shape[1] - 1 + b, 1 + c: padded.shape[2] - 1 + c]
                 for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)) - inside
    return bool((inside & (around == 0)).any())


def classes(draft):
    return set(draft.parameters.get('featureClass') or ('firstorder', 'glcm', 'gldm', 'glrlm', 'glszm', 'ngtdm', 'shape'))


def setting(draft, key, default=None):
    return draft.settings.get(key, default)


def voxel_setting(draft):
    return draft.parameters.get('voxelSetting') or {}


def resamples(draft, answer):
    return setting(draft, 'resampledPixelSpacing') is not None and answer.values is not None


def refused(answer, text):
    return answer.error is not None and text in answer.error


def wavelets_of(draft):
    return (draft.parameters.get('imageType') or {}).get('Wavelet')


def is_integer(draft):
    return draft.voxel_type.startswith(('int', 'uint'))


QUIRKS = (
    ('grey levels: a voxel on a bin edge (within rounding)', 'edges', lambda d, a: any(on_edge(i) for i in a.images)),
    ('grey levels: flat region on an edge', 'flat', lambda d, a: any(i.values.size and numpy.ptp(i.values) == 0 and i.settings.get('binCount') is None and on_edge(i) for i in a.images)),
    ('grey levels: binCount wins', 'resegment', lambda d, a: bool(a.images) and setting(d, 'binCount') is not None),
    ('grey levels: negative values, first edge below them', 'whole numbers', lambda d, a: any(i.edges.size and i.edges[0] < 0 for i in a.images)),
    ('numpy 2: first edge of a float32 image in float32', 'edges', lambda d, a: bool(setting(d, 'petraNumpy2Edges')) and any(i.values.dtype == numpy.float32 for i in a.images)),
    ('element type: wavelet of a float32 image in float32', 'edges', lambda d, a: any(i.values.dtype == numpy.float32 for i in seen(a, 'wavelet'))),
    ('element type: wavelet of whole numbers in float64', 'whole numbers', lambda d, a: any(i.values.dtype == numpy.float64 for i in seen(a, 'wavelet')) and is_integer(d)),
    ('element type: gradient and LoG are float32', 'small values', lambda d, a: bool(seen(a, 'gradient', 'log-sigma'))),
    ('element type: resampled whole numbers are truncated toward zero', 'resample', lambda d, a: resamples(d, a) and 'integer' in a.made_type),
    ('wavelet: an odd axis wraps', 'edges', lambda d, a: bool(seen(a, 'wavelet')) and any(n % 2 for n in a.made_size)),
    ('wavelet: start_level', 'edges', lambda d, a: bool(seen(a, 'wavelet')) and (wavelets_of(d) or {}).get('start_level', 0) > 0),
    ('wavelet: second level, approximation last', 'whole numbers', lambda d, a: bool(seen(a, 'wavelet2-'))),
    ('wavelet: another family than coif1', 'whole numbers', lambda d, a: bool(seen(a, 'wavelet')) and (wavelets_of(d) or {}).get('wavelet', 'coif1') != 'coif1'),
    ('square: negatives become positive', 'small values', lambda d, a: bool(seen(a, 'square')) and d.value_range[0] < 0),
    ('filters: the constant hangs on voxels outside the region', 'small values', lambda d, a: bool(seen(a, 'square', 'logarithm', 'exponential')) and a.whole_maximum > max(map(abs, d.value_range))),
    ('exponential: |x| < 1 everywhere gives a falling curve', 'small values', lambda d, a: bool(seen(a, 'exponential')) and 0 < a.whole_maximum < 1),
    ('filters: an image of zeros', 'zeros', lambda d, a: d.intensity == 'zero' and a.whole_maximum == 0),
    ('gradient: without spacing', 'small values', lambda d, a: bool(seen(a, 'gradient')) and any(i.settings.get('gradientUseSpacing') is False for i in seen(a, 'gradient'))),
    ('LoG: float32 Laplacian of a recursive Gaussian', 'small values', lambda d, a: bool(seen(a, 'log-sigma'))),
    ('LoG: a sigma too wide for the image is left out', 'small values', lambda d, a: a.values is not None and 'LoG' in (d.parameters.get('imageType') or {}) and
     len(seen(a, 'log-sigma')) < len(d.parameters['imageType']['LoG'].get('sigma', []))),
    ('normalise: whole image, n - 1', 'normalise', lambda d, a: bool(a.images) and setting(d, 'normalize') is True),
    ('normalise: outliers clipped, then scaled', 'normalise', lambda d, a: bool(a.images) and setting(d, 'normalize') is True and setting(d, 'removeOutliers') is not None),
    ('resample: spacing 0 keeps the axis', 'resample', lambda d, a: resamples(d, a) and 0 in setting(d, 'resampledPixelSpacing')),
    ('resample: an axis with one slice of the region is kept', 'resample', lambda d, a: resamples(d, a) and 1 in d.box_size),
    ('resample: the box is clipped to the old grid', 'resample', lambda d, a: resamples(d, a) and setting(d, 'padDistance', 5) > 0),
    ('resample: spacing equal, only the mask is resampled', 'patterns', lambda d, a: resamples(d, a) and numpy.allclose(a.spacing, d.grid['spacing'])),
    ('resample: oblique axes', 'resample', lambda d, a: resamples(d, a) and d.oblique),
    ('resample: another interpolator than B-spline, linear, nearest', 'resample', lambda d, a: resamples(d, a) and setting(d, 'interpolator') not in ('sitkBSpline', 'sitkLinear', 'sitkNearestNeighbor')),
    ('mask on another grid: corrected by nearest neighbour', 'normalise', lambda d, a: a.values is not None and d.mask_change is not None and setting(d, 'correctMask') is True),
    ('preCrop: filters see the box and padDistance only', 'normalise', lambda d, a: bool(a.images) and setting(d, 'preCrop') is True and setting(d, 'resampledPixelSpacing') is None),
    ('an axis of one voxel drops its directions', 'slice', lambda d, a: any(1 in i.inside.shape for i in a.images)),
    ('distances [2]: all offsets with that maximum norm', 'normalise', lambda d, a: bool(a.images) and any(max(i.settings.get('distances', [1])) > 1 for i in a.images) and a.values is not None),
    ('distances: one that no axis can hold stops the case', 'impossible distance', lambda d, a: refused(a, 'angle count') or refused(a, 'angles')),
    ('force2D: one plane at a time', 'slice', lambda d, a: a.values is not None and setting(d, 'force2D') is True),
    ('GLCM: absent levels keep their numbers', 'thin', lambda d, a: 'glcm' in classes(d) and any(numpy.unique(i.levels).size < i.highest for i in a.images)),
    ('GLCM: a direction without pairs is left out', 'thin', lambda d, a: a.empty_glcm_angles > 0),
    ('GLCM: weights exp(-d squared), GLRLM: weights d', 'resegment', lambda d, a: any(i.settings.get('weightingNorm') not in (None, 'no_weighting') for i in a.images) and bool(classes(d) & {'glcm', 'glrlm'})),
    ('GLCM: no_weighting merges the directions', 'normalise', lambda d, a: any(i.settings.get('weightingNorm') == 'no_weighting' for i in a.images)),
    ('GLCM: not symmetrical', 'resegment', lambda d, a: 'glcm' in classes(d) and any(i.settings.get('symmetricalGLCM') is False for i in a.images)),
    ('GLCM: one level (Correlation 1, Imc1 0, MCC 1)', 'flat', lambda d, a: 'glcm' in classes(d) and a.values is not None and any(i.highest == 1 for i in a.images)),
    ('GLRLM: a direction without a line of two region voxels is left out', 'thin', lambda d, a: a.empty_glrlm_angles > 0),
    ('GLDM: gldm_a', 'resegment', lambda d, a: 'gldm' in classes(d) and any(i.settings.get('gldm_a', 0) > 0 for i in a.images)),
    ('NGTDM: a voxel without neighbours', 'thin', lambda d, a: 'ngtdm' in classes(d) and a.values is not None and any(isolated(i.inside) for i in a.images[:1])),
    ('NGTDM: Coarseness 1e6, Contrast, Busyness and Strength 0', 'flat', lambda d, a: a.values is not None and any(k.endswith('ngtdm_Coarseness') and v == 1e6 for k, v in a.values.items())),
    ('first order: variance exactly 0', 'flat', lambda d, a: a.values is not None and any(i.values.size and numpy.ptp(i.values) == 0 for i in a.images)),
    ('first order: voxelArrayShift', 'normalise', lambda d, a: 'firstorder' in classes(d) and any(i.settings.get('voxelArrayShift', 0) != 0 for i in a.images)),
    ('first order: StandardDeviation by name only', 'slice', lambda d, a: a.values is not None and any(k.endswith('_StandardDeviation') for k in a.values)),
    ('shape: flat region (an eigenvalue near 0)', 'resample', lambda d, a: 'shape' in classes(d) and a.values is not None and a.shape_inside is not None and 1 in a.shape_inside.shape),
    ('shape: region as segmented, box of the resegmented one', 'whole numbers', lambda d, a: a.values is not None and setting(d, 'resegmentRange') is not None and not setting(d, 'resegmentShape') and 'shape' in classes(d)),
    ('resegmentShape', 'resegment', lambda d, a: a.values is not None and setting(d, 'resegmentRange') is not None and bool(setting(d, 'resegmentShape')) and 'shape' in classes(d)),
    ('shape2D: one slice', 'slice', lambda d, a: a.values is not None and any('_shape2D_' in k for k in a.values)),
    ('shape2D: more than one slice stops the case', 'several slices', lambda d, a: refused(a, 'cannot compute 2D shape')),
    ('refusal: the region (absent, one voxel, too small, nothing left)', 'bad region', lambda d, a: any(refused(a, t) for t in (
        'not present', 'segmented voxel', 'too few dimensions', 'too small', 'Resegmentation', 'No labels'))),
    ('refusal: grids that differ', 'bad grid', lambda d, a: refused(a, 'mismatch') or refused(a, 'larger than image space') or refused(a, 'does not match')),
    ('refusal: the parameter file', 'bad parameters', lambda d, a: d.broken is not None and a.error is not None),
    ('deprecated features vanish', 'slice', lambda d, a: a.values is not None and any(f in ('Dissimilarity', 'Homogeneity1', 'Homogeneity2', 'DependencePercentage')
                                                                         for c in (d.parameters.get('featureClass') or {}).values() for f in c or [])),
    ('LBP2D: in the image\'s own type', 'patterns', lambda d, a: bool(seen(a, 'lbp-2D'))),
    ('LBP3D: spherical harmonics', 'patterns', lambda d, a: bool(seen(a, 'lbp-3D'))),
    ('plane: a 2-D image', 'plane', lambda d, a: a.values is not None and d.plane),
    ('label_channel: one channel of several', 'flat', lambda d, a: a.values is not None and d.channels > 1),
    ('fragile: a filtered image of a flat region', 'flat', lambda d, a: d.intensity == 'flat' and any(i.name != 'original' for i in a.images)),
    ('feature maps: initValue beyond the region', 'thin', lambda d, a: a.maps is not None and voxel_setting(d).get('initValue', 0) != 0),
    ('feature maps: voxelBatch', 'thin', lambda d, a: a.maps is not None and 'voxelBatch' in voxel_setting(d)),
    ('feature maps: the whole kernel, not the region\'s part', 'slice', lambda d, a: a.maps is not None and voxel_setting(d).get('maskedKernel') is False),
)


def expected_of(recipe):
    """The quirks that every case of the recipe meets."""
    return [name for name, maker, _ in QUIRKS if maker == recipe.name]
