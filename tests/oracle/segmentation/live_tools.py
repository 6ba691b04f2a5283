"""What each tool is compared with. A function takes a case and gives petra's steps, the other library's mask (None: not for this case), and whether they
must be identical."""
import numpy as np
import SimpleITK as sitk
from scipy import ndimage

LOAD = {'load': {'file': 'mask.nrrd'}}
SEEDS = [{'load': {'file': 'seeds.nrrd', 'label': 1, 'name': 'lesion'}}, {'load': {'file': 'seeds.nrrd', 'label': 2, 'name': 'elsewhere'}}]
BOTH = {'foreground': 'lesion', 'background': 'elsewhere'}


def array(image):
    return sitk.GetArrayFromImage(image) > 0


def radius(case):
    return [int(r) for r in case.draw.integers(0, 4, 3)] if case.draw.random() < 0.5 else [int(case.draw.integers(1, 4))] * 3


def connected_threshold(case):
    """ITK cuts limits to whole numbers for whole-number images: whole ones are drawn there."""
    lower = case.value() * case.draw.uniform(0.3, 1.05)
    lower = float(np.float32(lower)) if case.values.dtype == np.float32 else float(round(lower))
    full = bool(case.draw.random() < 0.5)
    kind = sitk.ConnectedThresholdImageFilter
    theirs = sitk.ConnectedThreshold(case.image, [case.seed], lower, 30000.0, 1, kind.FullConnectivity if full else kind.FaceConnectivity)
    return [{'threshold': {'lower': lower, 'seed': case.seed, 'connectivity': 'full' if full else 'faces'}}], array(theirs), True


def relative_threshold(case):
    if case.value() <= 0:
        return None, None, True
    fraction = float(round(case.draw.uniform(0.2, 0.95), 3))
    limit = fraction * case.value()
    allowed = case.values >= (np.float32(limit) if case.values.dtype == np.float32 else limit)
    labels, _ = ndimage.label(allowed)
    return ([{'relative_threshold': {'fraction': fraction, 'seed': case.seed}}], allowed & (labels == labels[tuple(case.seed[::-1])]), True)


def confidence_connected(case):
    multiplier, iterations, around = float(case.draw.choice([1.0, 1.7, 2.5])), int(case.draw.integers(0, 6)), int(case.draw.integers(1, 3))
    seeds = [case.seed]
    if case.draw.random() < 0.4:
        seeds.append([int(case.draw.integers(0, n)) for n in case.image.GetSize()])
    theirs = array(sitk.ConfidenceConnected(case.image, seeds, numberOfIterations=iterations, multiplier=multiplier, initialNeighborhoodRadius=around, replaceValue=1))
    if theirs.sum() == 1:
        return None, None, True  # the spread of one voxel: petra says so, ITK computes with 0 / 0
    return [{'confidence_connected': {'seed': seeds, 'iterations': iterations, 'multiplier': multiplier, 'radius': around}}], theirs, True


def neighborhood_connected(case):
    lower = float(np.quantile(case.values, case.draw.uniform(0.0, 0.5)))
    lower = float(np.float32(lower)) if case.values.dtype == np.float32 else float(round(lower))
    around = [int(r) for r in case.draw.integers(0, 3, 3)]
    theirs = sitk.NeighborhoodConnected(case.image, [case.seed], lower, 30000.0, around, 1)
    return [{'neighborhood_connected': {'seed': case.seed, 'lower': lower, 'radius': around}}], array(theirs), True


def otsu(case):
    size = case.image.GetSize()
    first = [int(case.draw.integers(0, n - 3)) for n in size]
    last = [int(case.draw.integers(f + 2, n)) for f, n in zip(first, size)]
    bins = int(case.draw.choice([16, 128, 256]))
    f = sitk.OtsuThresholdImageFilter()
    f.SetNumberOfHistogramBins(bins)
    f.SetInsideValue(0)
    f.SetOutsideValue(1)
    part = case.image[first[0]:last[0] + 1, first[1]:last[1] + 1, first[2]:last[2] + 1]
    theirs = np.zeros(case.values.shape, bool)
    theirs[first[2]:last[2] + 1, first[1]:last[1] + 1, first[0]:last[0] + 1] = array(f.Execute(part))
    return [{'otsu': {'box': [first, last], 'bins': bins}}], theirs, True


def largest_island(case):
    full = bool(case.draw.random() < 0.5)
    labels, n = ndimage.label(case.mask, np.ones((3, 3, 3)) if full else None)
    sizes = ndimage.sum(case.mask, labels, range(1, n + 1))
    return [LOAD, {'largest_island': {'connectivity': 'full' if full else 'faces'}}], labels == int(np.argmax(sizes)) + 1, True


def remove_small_islands(case):
    labels, n = ndimage.label(case.mask)
    sizes = ndimage.sum(case.mask, labels, range(1, n + 1))
    least = int(case.draw.integers(2, 30))
    theirs = np.isin(labels, [k + 1 for k, size in enumerate(sizes) if size >= least])
    return ([LOAD, {'remove_small_islands': {'voxels': least}}], theirs, True) if theirs.any() else (None, None, True)


def fill_holes(case):
    full = bool(case.draw.random() < 0.3)
    theirs = array(sitk.BinaryFillhole(case.as_image(case.mask), full))
    return [LOAD, {'fill_holes': {'connectivity': 'full' if full else 'faces'}}], theirs, True


def morphology(name, function):
    def tool(case):
        r = radius(case)
        return [LOAD, {name: {'radius': r}}], array(function(case.as_image(case.mask), r, sitk.sitkBall)), True
    tool.__name__ = name
    return tool


def median(case):
    r = [int(k) for k in case.draw.integers(0, 4, 3)]
    return [LOAD, {'median': {'radius': r}}], array(sitk.BinaryMedian(case.as_image(case.mask), r)), True


def margin(case):
    mm = float(case.draw.choice([1.0, 2.5, 4.07, 5.0, 8.14, 12.0])) * (1 if case.draw.random() < 0.6 else -1)
    distance = sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(case.as_image(case.mask), insideIsPositive=False, squaredDistance=False, useImageSpacing=True))
    return [LOAD, {'margin': {'mm': mm}}], distance <= mm, True


def gaussian(case):
    sigma = float(round(case.draw.uniform(0.5, 6), 2))
    smooth = sitk.DiscreteGaussian(sitk.Cast(case.as_image(case.mask), sitk.sitkFloat32), variance=sigma ** 2, maximumKernelWidth=64, maximumError=0.001, useImageSpacing=True)
    values = sitk.GetArrayFromImage(smooth)
    near = np.abs(values - 0.5) < 1e-5  # rounding decides these
    theirs = values >= 0.5
    return ([LOAD, {'gaussian': {'sigma_mm': sigma}}], theirs, False) if theirs.any() and not near.any() else (None, None, False)


def watershed(case):
    sigma = float(min(case.image.GetSpacing()))
    steepness = sitk.GradientMagnitudeRecursiveGaussian(case.image, sigma=sigma)
    full = bool(case.draw.random() < 0.3)
    theirs = sitk.MorphologicalWatershedFromMarkers(steepness, case.as_image(case.seeds), markWatershedLine=False, fullyConnected=full)
    return SEEDS + [{'watershed': BOTH | {'connectivity': 'full' if full else 'faces'}}], sitk.GetArrayFromImage(theirs) == 1, False


def random_walker(case):
    """Solved directly, so that only petra's tolerance counts; intensities in the hundreds would close every way."""
    from skimage.segmentation import random_walker as theirs
    if case.values.dtype != np.float32 or case.values.size > 3000:
        return None, None, False
    labels = theirs(case.values.astype(float), case.seeds.astype(int), beta=130, mode='bf', spacing=case.image.GetSpacing()[::-1])
    return SEEDS + [{'random_walker': BOTH}], labels == 1, False


def grow_from_seeds(case):
    """Float images: ways that are equally long are rare."""
    import itk
    if case.values.dtype != np.float32:
        return None, None, False
    image, seeds = itk.image_from_array(case.values), itk.image_from_array(case.seeds)
    spacing = [float(x) for x in case.image.GetSpacing()]
    image.SetSpacing(spacing)
    seeds.SetSpacing(spacing)
    grow = itk.FastGrowCut[type(image), type(seeds)].New()
    grow.SetInput(image)
    grow.SetSeedImage(seeds)
    locality = float(case.draw.choice([0.0, 0.05]))
    grow.SetDistancePenalty(locality)
    grow.Update()
    return SEEDS + [{'grow_from_seeds': BOTH | {'locality': locality}}], itk.array_from_image(grow.GetOutput()) == 1, False


TOOLS = [connected_threshold, relative_threshold, confidence_connected, neighborhood_connected, otsu, largest_island, remove_small_islands, fill_holes,
         morphology('opening', sitk.BinaryMorphologicalOpening), morphology('closing', sitk.BinaryMorphologicalClosing),
         morphology('dilate', sitk.BinaryDilate), morphology('erode', sitk.BinaryErode), median, margin, gaussian, watershed, random_walker, grow_from_seeds]
