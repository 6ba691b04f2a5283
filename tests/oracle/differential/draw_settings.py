"""Random parameter files for the differential test: valid settings over everything that petra supports, and files that must be refused."""
import numpy

CLASSES = ('firstorder', 'glcm', 'gldm', 'glrlm', 'glszm', 'ngtdm', 'shape')
IMAGE_TYPES = ('Original', 'Wavelet', 'LoG', 'Square', 'SquareRoot', 'Logarithm', 'Exponential', 'Gradient', 'LBP2D', 'LBP3D')
INTERPOLATORS = ('sitkNearestNeighbor', 'sitkLinear', 'sitkBSpline', 'sitkGaussian', 'sitkLabelGaussian', 'sitkHammingWindowedSinc',
                 'sitkCosineWindowedSinc', 'sitkWelchWindowedSinc', 'sitkLanczosWindowedSinc', 'sitkBlackmanWindowedSinc')
WAVELETS = ('coif1', 'coif1', 'haar', 'db2', 'db4', 'sym3', 'sym8', 'bior1.3', 'bior4.4', 'rbio2.2', 'rbio6.8', 'coif3', 'coif17', 'db38', 'dmey', 'sym20', 'db1')
DISTANCES = ([1], [1, 2], [2], [1, 3], [3], [2, 1])
WEIGHTS = ('euclidean', 'manhattan', 'infinity', 'no_weighting')
# Features that only a name asks for, and those that PyRadiomics gives no value of.
BY_NAME = {'firstorder': ['StandardDeviation', 'Mean', 'Energy'], 'glcm': ['SumAverage', 'Dissimilarity', 'MCC', 'Imc1', 'Homogeneity1', 'JointAverage'],
           'gldm': ['DependencePercentage', 'DependenceEntropy'], 'glrlm': ['RunEntropy', 'RunPercentage'], 'glszm': ['ZoneVariance'],
           'ngtdm': ['Coarseness', 'Busyness'], 'shape': ['Compactness1', 'Compactness2', 'SphericalDisproportion', 'Flatness', 'VoxelVolume']}


def maybe(random, probability):
    return bool(random.uniform() < probability)


def one_of(random, choices):
    return choices[int(random.integers(len(choices)))]


def draw_bin_width(random, voxel_type):
    if voxel_type in ('uint8', 'int8'):
        return float(one_of(random, (5, 8, 2.5)))
    if voxel_type.startswith(('int', 'uint')):
        return float(one_of(random, (25, 10, 12.5, 3)))
    return float(one_of(random, (0.3, 25, 0.1, 0.25, 1.7, 5)))


def draw_class_settings(random, settings):
    """Keys of the feature classes."""
    if maybe(random, 0.25):
        settings['distances'] = list(one_of(random, DISTANCES))
    if maybe(random, 0.2):
        settings['weightingNorm'] = one_of(random, WEIGHTS)
    if maybe(random, 0.2):
        settings['symmetricalGLCM'] = maybe(random, 0.4)
    if maybe(random, 0.2):
        settings['gldm_a'] = int(random.integers(0, 4))
    if maybe(random, 0.2):
        settings['voxelArrayShift'] = int(one_of(random, (0, 1, 1000, -50)))


def draw_preparation(random, settings, spacing, interpolators):
    """Keys that change image and mask before any filter."""
    if maybe(random, 0.12):
        settings['normalize'] = True
        settings['normalizeScale'] = one_of(random, (1, 100, 7.5))
        if maybe(random, 0.6):
            settings['removeOutliers'] = one_of(random, (3, 1.5, 2))
    if maybe(random, 0.15):
        settings['preCrop'] = True
    if maybe(random, 0.3):
        settings['padDistance'] = int(random.integers(0, 9))
    if maybe(random, 0.25):
        draw_resampling(random, settings, spacing, interpolators)
    if maybe(random, 0.15):
        settings['minimumROIDimensions'] = int(one_of(random, (1, 1, 2, 2, 3)))
    if maybe(random, 0.1):
        settings['minimumROISize'] = int(random.integers(1, 25))
    if maybe(random, 0.12):
        settings['geometryTolerance'] = one_of(random, (1e-4, 1e-2))
    if maybe(random, 0.1):
        settings['correctMask'] = True
    if maybe(random, 0.15):
        settings['additionalInfo'] = maybe(random, 0.3)


def draw_resampling(random, settings, spacing, interpolators):
    ratios = random.uniform(0.6, 1.9, 3)
    wanted = [float(s) for s in numpy.round(numpy.array(spacing) * ratios, 2)]
    if maybe(random, 0.4):
        wanted = [float(one_of(random, (1, 2, 1.5)))] * 3
    for axis in range(3):
        if maybe(random, 0.25):
            wanted[axis] = 0
    settings['resampledPixelSpacing'] = wanted
    settings['interpolator'] = one_of(random, ('sitkBSpline', 'sitkBSpline', 'sitkLinear') + interpolators)


def draw_resegmentation(random, settings, low, high):
    mode = one_of(random, ('absolute', 'relative', 'sigma'))
    settings['resegmentMode'] = mode
    if mode == 'absolute':
        part = (high - low) / 3  # within the region's range, so that something is left
        ends = [random.uniform(low, low + part), random.uniform(high - part, high)][:int(random.integers(1, 3))]
        settings['resegmentRange'] = [float(t) for t in numpy.round(ends, 3)][::one_of(random, (1, -1))]
    elif mode == 'relative':
        settings['resegmentRange'] = [0.3] if maybe(random, 0.5) else [0.9, 0.1]
    else:
        settings['resegmentRange'] = [-2, 1.5] if maybe(random, 0.6) else [-1.5]
    if maybe(random, 0.5):
        settings['resegmentShape'] = maybe(random, 0.7)


def widen_for_levels(own, bin_width):
    """Every level of a wavelet makes values 2.8 times as large: keeps the number of grey levels small enough for PyRadiomics."""
    deepest = own.get('start_level', 0) + own.get('level', 1)
    if deepest > 1:
        own['binWidth'] = bin_width * 3 ** (deepest - 1)


def draw_image_type(random, name, bin_width):
    """An image type's own keys."""
    own = {}
    if name == 'Wavelet':
        if maybe(random, 0.7):
            own['wavelet'] = one_of(random, WAVELETS)
        if maybe(random, 0.4):
            own['start_level'] = int(random.integers(0, 3))
        if maybe(random, 0.4):
            own['level'] = int(random.integers(1, 3))
        widen_for_levels(own, bin_width)
    elif name == 'LoG':
        own['sigma'] = [one_of(random, (1.0, 2, 0.5, 3.5, 1.25, 5.0)) for _ in range(int(random.integers(1, 3)))]
    elif name == 'Gradient' and maybe(random, 0.4):
        own['gradientUseSpacing'] = False
    elif name == 'LBP2D':
        own['binWidth'] = 1
        if maybe(random, 0.6):
            own['lbp2DRadius'] = one_of(random, (1, 2, 1.5))
            own['lbp2DSamples'] = one_of(random, (8, 9, 12))
            own['lbp2DMethod'] = one_of(random, ('default', 'ror', 'uniform', 'var'))
    elif name == 'LBP3D':
        own['binWidth'] = 1
        if maybe(random, 0.5):
            own['lbp3DLevels'] = int(random.integers(1, 4))
            own['lbp3DIcosphereRadius'] = one_of(random, (1, 2, 1.5))
            own['lbp3DIcosphereSubdivision'] = int(random.integers(0, 3))
    if 'binWidth' not in own and maybe(random, 0.2):
        own['binWidth'] = bin_width * one_of(random, (0.5, 2))
    if maybe(random, 0.08):
        draw_class_settings(random, own)
    return own


def draw_voxel_settings(random):
    """Keys of feature maps; nothing else reads them."""
    own = {'kernelRadius': 1 if maybe(random, 0.7) else 2}
    if maybe(random, 0.4):
        own['maskedKernel'] = maybe(random, 0.3)
    if maybe(random, 0.4):
        own['initValue'] = one_of(random, (-7.5, 1, 0))
    if maybe(random, 0.4):
        own['voxelBatch'] = int(random.integers(1, 40))
    return own


def draw_image_types(random, bin_width):
    chosen = [t for t in IMAGE_TYPES if maybe(random, 0.6 if t == 'Original' else 0.25 if t == 'Exponential' else 0.17)]
    if not chosen:
        chosen = [one_of(random, IMAGE_TYPES)]
    random.shuffle(chosen)
    return {name: draw_image_type(random, name, bin_width) for name in chosen}


def draw_classes(random):
    if maybe(random, 0.6):
        return {name: [] for name in CLASSES}
    chosen = [c for c in CLASSES if maybe(random, 0.5)] or [one_of(random, CLASSES)]
    random.shuffle(chosen)
    return {name: ([f for f in BY_NAME[name] if maybe(random, 0.7)] if maybe(random, 0.3) else (None if maybe(random, 0.1) else [])) for name in chosen}


def draw_parameters(random, bin_width, spacing, value_range, interpolators):
    """A valid parameter file as a dictionary."""
    settings = {}
    if maybe(random, 0.25):
        settings['binCount'] = int(one_of(random, (8, 16, 32, 5, 1)))
    else:
        settings['binWidth'] = bin_width
    draw_class_settings(random, settings)
    draw_preparation(random, settings, spacing, interpolators)
    if maybe(random, 0.25):
        draw_resegmentation(random, settings, *value_range)
    parameters = {'setting': settings}
    if maybe(random, 0.9):
        parameters['imageType'] = draw_image_types(random, bin_width)
    if maybe(random, 0.85):
        parameters['featureClass'] = draw_classes(random)
    if maybe(random, 0.12):
        settings['force2D'] = maybe(random, 0.8)
        settings['force2Ddimension'] = int(random.integers(3))
    if maybe(random, 0.5):
        parameters['voxelSetting'] = draw_voxel_settings(random)
    return parameters


# What breaks a parameter file: PyRadiomics' schema refuses each of these.
BREAKS = (
    ('setting', 'binWdith', 25), ('setting', 'binWidth', 0), ('setting', 'binWidth', 'wide'), ('setting', 'binCount', -4), ('setting', 'distances', [0]),
    ('setting', 'distances', 1), ('setting', 'normalize', 'maybe'), ('setting', 'label', 0), ('setting', 'resegmentMode', 'percent'), ('setting', 'gldm_a', -1),
    ('setting', 'gldm_a', 0.5), ('setting', 'minimumROIDimensions', 4), ('setting', 'weightingNorm', 'cosine'), ('setting', 'interpolator', 'sitkCubic'),
    ('setting', 'padDistance', -1), ('setting', 'resampledPixelSpacing', [1, -1, 1]), ('setting', 'normalizeScale', 0), ('setting', 'removeOutliers', -3),
    ('setting', 'force2Ddimension', 3), ('setting', 'geometryTolerance', 0), ('setting', 'voxelArrayShift', 0.5), ('setting', 'preCrop', 3), ('setting', 'level', 0),
    ('imageType', 'Sqaure', {}), ('imageType', 'Wavelet', {'wavelet': 'coif99'}), ('imageType', 'LoG', {'sigma': [-1.0]}), ('imageType', 'Original', {'nonsense': 1}),
    ('imageType', 'LBP2D', {'lbp2DMethod': 'best'}), ('featureClass', 'gclm', []), ('featureClass', 'glcm', ['Contrasst']), ('voxelSetting', 'kernelRadius', 0),
    ('featureClass', 'firstorder', 'Mean'), ('imageType', 'Gradient', {'gradientUseSpacing': 'often'}),
)


def break_parameters(random, parameters):
    section, key, value = one_of(random, BREAKS)
    parameters.setdefault(section, {})[key] = value
    return '%s.%s = %r' % (section, key, value)
