"""petra's resampling against a live PyRadiomics 3.0.1: image and mask voxel by voxel, their geometry, then features.

usage: live_resampling.py [--seed N] [--cases 60] [--only TEXT] [--voxels-only] [--keep FOLDER]

Draws fresh cases (seed from the date, printed): thin and thick grids, straight, flipped, permuted, tilted and oblique axes, every voxel
type, masks of several labels on the image's grid or on another, every interpolator, spacings with zeros, near the image's own, tiny and
huge. PETRA_BINARY names the program. Voxels must be equal to the last bit (normalised images to 1e-13 of their
largest); where PyRadiomics refuses, petra must.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault('NPY_DISABLE_CPU_FEATURES', 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL')
import warnings  # noqa: E402

warnings.filterwarnings('ignore')
import numpy  # noqa: E402
import SimpleITK as sitk  # noqa: E402
from radiomics import featureextractor, imageoperations  # noqa: E402

import live_cases  # noqa: E402

INTERPOLATORS = ('sitkBSpline', 'sitkLinear', 'sitkNearestNeighbor', 'sitkGaussian', 'sitkLabelGaussian', 'sitkHammingWindowedSinc', 'sitkCosineWindowedSinc',
                 'sitkWelchWindowedSinc', 'sitkLanczosWindowedSinc', 'sitkBlackmanWindowedSinc')
VOXEL_TYPES = ('int16', 'uint8', 'float32', 'float64', 'int8', 'uint16', 'int32', 'uint32', 'int64', 'uint64')
AXES = ('straight', 'oblique', 'rounded', 'tilted', 'permuted', 'oblique')


def direction_of(random, kind):
    if kind == 'straight':
        return numpy.eye(3)
    if kind == 'permuted':
        return numpy.eye(3)[random.permutation(3)] * random.choice([-1.0, 1.0], 3)
    if kind == 'tilted':
        skew = random.normal(size=(3, 3)) * 10.0 ** random.uniform(-9, -1)
        q, r = numpy.linalg.qr(numpy.eye(3) + skew - skew.T)
        return q * numpy.sign(numpy.diag(r))
    rotation = live_cases.rotation(random)
    return numpy.round(rotation, 6) if kind == 'rounded' else rotation


def placed(array, spacing, origin, direction):
    volume = sitk.GetImageFromArray(array)
    volume.SetSpacing([float(s) for s in spacing])
    volume.SetOrigin([float(o) for o in origin])
    volume.SetDirection([float(d) for d in numpy.ravel(direction)])
    return volume


def voxels_of(random, shape, voxel_type):
    texture = live_cases.smooth_field(random, shape, 12) + 0.4 * random.normal(size=shape)
    if numpy.issubdtype(numpy.dtype(voxel_type), numpy.floating):
        return (random.uniform(-60, 120) + random.uniform(1, 80) * texture).astype(voxel_type)
    limits = numpy.iinfo(voxel_type)
    # Some values at the type's ends, where an overshoot must be cut.
    values = numpy.rint((40 if limits.max < 300 else 300) * texture + (110 if limits.min == 0 else 0))
    return numpy.clip(values, max(limits.min, -2.0 ** 31), min(limits.max, 2.0 ** 31 - 1)).astype(voxel_type)


def labels_of(random, shape):
    z, y, x = numpy.meshgrid(*(numpy.arange(n) for n in shape), indexing='ij')
    middle = [random.uniform(0.3, 0.7) * (n - 1) for n in shape]
    radius = [max(0.6, random.uniform(0.15, 0.5) * n) for n in shape]
    inside = sum(((a - m) / r) ** 2 for a, m, r in zip((z, y, x), middle, radius)) + 0.15 * live_cases.smooth_field(random, shape, 4) < 1
    labels = numpy.where(inside, 1, 0)
    if random.uniform() < 0.3:
        labels[inside & (x > middle[2])] = 2
    return labels.astype(random.choice(['uint8', 'int16', 'uint16', 'int32', 'float32']))


def other_grid(random, image):
    """A mask grid that need not be the image's: round the image's middle, finer or coarser, turned or not."""
    size = numpy.array(image.GetSize())
    spacing = numpy.array(image.GetSpacing()) * random.choice([0.5, 1, 1, 1.37, 2], 3)
    direction = numpy.array(image.GetDirection()).reshape(3, 3) if random.uniform() < 0.6 else direction_of(random, random.choice(AXES))
    shape = [max(1, int(n)) for n in (size * random.uniform(0.4, 0.8, 3))[::-1]]
    middle = numpy.array(image.TransformContinuousIndexToPhysicalPoint(((size - 1) / 2).tolist()))
    origin = middle - direction @ (spacing * (numpy.array(shape[::-1]) - 1) / 2) + random.choice([0, 0.5, random.uniform(-1, 1)], 3) * spacing
    return placed(labels_of(random, tuple(shape)), spacing, origin, direction)


def draw(random, number):
    """Returns (title, image, mask, setting)."""
    shape = tuple(int(n) for n in random.integers(6, 28, 3))
    if random.uniform() < 0.25:
        shape = tuple(int(random.integers(1, 4)) if random.uniform() < 0.4 else n for n in shape)
    axes = AXES[number % len(AXES)]
    voxel_type = str(random.choice(VOXEL_TYPES, p=[0.2, 0.1, 0.2, 0.2] + [0.05] * 6))
    spacing = random.choice([0.5, 0.7, 0.9765625, 1, 1.3, 2, 3, round(random.uniform(0.4, 5), 4)], 3)
    origin = random.choice([0.0, random.uniform(-300, 300)], 3)
    image = placed(voxels_of(random, shape, voxel_type), spacing, origin, direction_of(random, axes))
    if random.uniform() < 0.3:
        mask = other_grid(random, image)
    else:
        mask = placed(labels_of(random, shape), spacing, image.GetOrigin(), image.GetDirection())
    wished = [float(s) for s in random.choice([0, 0.45, 0.8, 1, 1, 1.5, 2, 3, 7, round(random.uniform(0.3, 4), 3)], 3)]
    if random.uniform() < 0.12:
        wished = [float(s) * (1 + random.choice([0, 3e-6])) for s in spacing]
    setting = {'binWidth': 10, 'resampledPixelSpacing': wished, 'interpolator': INTERPOLATORS[number // len(AXES) % len(INTERPOLATORS)], 'label': 1,
               'padDistance': int(random.integers(0, 9))}
    if random.uniform() < 0.1:
        setting.update(normalize=True, normalizeScale=100)
    title = '%03d %-8s %-7s %-9s %s%s' % (number, axes, voxel_type, 'x'.join(map(str, shape[::-1])), setting['interpolator'], '' if mask.GetSize() == image.GetSize() else ', mask on another grid')
    return title, image, mask, setting


def run_pyradiomics(image, mask, setting, with_features):
    extractor = featureextractor.RadiomicsFeatureExtractor({'setting': setting, 'imageType': {'Original': {}, 'Wavelet': {}} if with_features else {'Original': {}}})
    volumes = extractor.loadImage(str(image), str(mask), None, **extractor.settings)
    imageoperations.checkMask(*volumes, **extractor.settings)
    features = None
    if with_features:
        vector = extractor.execute(str(image), str(mask))
        features = {k: float(v) for k, v in vector.items() if not k.startswith('diagnostics_')}
    return volumes, features


def same_volume(expected, path, allowed=0.0):
    """'' where the file is what SimpleITK writes of the volume, to the last bit of voxels and geometry; else what differs."""
    own = path.with_name('expected.nrrd')
    sitk.WriteImage(expected, str(own))  # NRRD keeps spacing times direction: both files are judged by what is read from them
    expected, actual = sitk.ReadImage(str(own)), sitk.ReadImage(str(path))
    for part in ('GetPixelIDTypeAsString', 'GetSize', 'GetSpacing', 'GetOrigin', 'GetDirection'):
        if getattr(actual, part)() != getattr(expected, part)():
            return '%s is %s, PyRadiomics %s' % (part[3:], getattr(actual, part)(), getattr(expected, part)())
    a, b = sitk.GetArrayFromImage(actual), sitk.GetArrayFromImage(expected)
    different = ~((a == b) | ((a != a) & (b != b)))
    if allowed:
        different &= numpy.abs(a - b) > allowed * numpy.abs(b).max()
    if not different.any():
        return ''
    where = tuple(numpy.argwhere(different)[0])
    return '%d of %d voxels differ, first at %s: %r, PyRadiomics %r; largest difference %.3g' % (different.sum(), a.size, where[::-1], a[where], b[where], numpy.abs(a.astype(float) - b.astype(float)).max())


def reads_outside_memory(image, setting):
    """ITK's B-spline on an axis of two voxels reads a coefficient that does not exist (docs/validation.md)."""
    return setting['interpolator'] == 'sitkBSpline' and 2 in image.GetSize()


def main():
    arguments, binary = live_cases.start(__doc__, cases=60, flags=('--voxels-only',))
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    counts, failures, worst, voxels = collections.Counter(), [], (0.0, ''), 0
    random = numpy.random.Generator(numpy.random.PCG64(arguments.seed))
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / 'scan.nrrd', folder / 'labels.nrrd']
        for number in range(arguments.cases):
            title, image, mask, setting = draw(random, number)
            if arguments.only not in title:
                continue
            sitk.WriteImage(image, str(paths[0]))
            sitk.WriteImage(mask, str(paths[1]))
            (folder / 'params.json').write_text(json.dumps({'setting': setting, 'imageType': {'Original': {}} if arguments.voxels_only else {'Original': {}, 'Wavelet': {}}}))
            for made in ('Case-1_image.nrrd', 'Case-1_mask.nrrd'):
                (folder / made).unlink(missing_ok=True)
            command = [binary, 'extract', *map(str, paths), '--param', str(folder / 'params.json'), '--save-resampled', str(folder), '--format', 'json']
            done = subprocess.run(command, capture_output=True, text=True)
            try:
                (new_image, new_mask), expected = run_pyradiomics(*paths, setting, not arguments.voxels_only)
            except Exception as refusal:
                counts['refused'] += 1
                if done.returncode == 0:
                    failures.append('%s: petra ran; PyRadiomics refused: %s' % (title, str(refusal).strip()[:200]))
                continue
            if done.returncode != 0:
                failures.append('%s: petra refused: %s' % (title, done.stderr.strip()[:300]))
                continue
            counts[title.split()[1]] += 1
            counts[setting['interpolator']] += 1
            counts['mask on another grid'] += 'another' in title
            if reads_outside_memory(image, setting):
                counts['outside memory in ITK, left out'] += 1
                continue
            # SimpleITK sums the mean of normalising by threads, so its last bits are not always the same.
            normalised = setting.get('normalize', False)
            before = len(failures)
            for part, volume in (('image', new_image), ('mask', new_mask)):
                problem = same_volume(volume, folder / ('Case-1_%s.nrrd' % part), 1e-13 if normalised and part == 'image' else 0.0)
                if problem:
                    failures.append('%s: %s: %s (spacing %s to %s)' % (title, part, problem, image.GetSpacing(), setting['resampledPixelSpacing']))
            voxels += int(numpy.prod(new_image.GetSize()))
            actual = {k: (float('nan') if v is None else v) for k, v in json.loads(done.stdout)[0].items()}
            for name, value in ({} if normalised else expected or {}).items():
                difference = abs(actual[name] - value) / max(abs(value), 1e-6) if actual[name] == actual[name] else float(value == value)
                if name.endswith('AxisLength') and max(abs(actual[name]), abs(value)) < 1e-6:
                    continue  # a flat region: the root of rounding noise
                worst = max(worst, (difference, '%s %s' % (title.split()[0], name)))
                # Wavelet bands cancel: their small sums are judged more loosely here; live_pyradiomics.py judges them by scale.
                if difference > (1e-9 if name.startswith('original') else 1e-5) and len(failures) == before:
                    failures.append('%s: %s = %r, PyRadiomics %r' % (title, name, actual[name], value))
    print(', '.join('%s %d' % pair for pair in sorted(counts.items())))
    for line in failures:
        print('FAIL ' + line)
    print('%d cases, %d voxels compared bit for bit, worst feature %.1e (%s), %d failures (seed %d)' % (arguments.cases, voxels, *worst, len(failures), arguments.seed))
    if voxels == 0:
        sys.exit('nothing was compared')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
