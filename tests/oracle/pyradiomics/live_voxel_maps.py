"""petra's feature maps against a live PyRadiomics 3.0.1: random small cases, random settings (kernelRadius, maskedKernel, initValue, voxelBatch,
bins, distances, weightingNorm, force2D, symmetricalGLCM, gldm_a, filters), every map, every voxel.

usage: live_voxel_maps.py [--seed N] [--cases 24] [--only TEXT] [--keep FOLDER]

The seed comes from the date and is printed. PETRA_BINARY names the program. Geometry and NaN must be the same, values agree as tolerance.py says.
An image whose voxels lie on a bin edge to within rounding is listed as fragile where its texture differs (filtered images only).
"""
import collections
import os
import pathlib
import sys
import tempfile

os.environ.setdefault('NPY_DISABLE_CPU_FEATURES', 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL')
import warnings  # noqa: E402

warnings.filterwarnings('ignore')
import numpy  # noqa: E402
import SimpleITK as sitk  # noqa: E402
import yaml  # noqa: E402
from radiomics import featureextractor  # noqa: E402

import compare_maps  # noqa: E402
import live_cases  # noqa: E402
import tolerance  # noqa: E402

CLASSES = ('firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm')
FILTERS = ('Wavelet', 'Square', 'SquareRoot', 'Logarithm', 'Exponential', 'Gradient')


def chance(random, probability):
    return bool(random.uniform() < probability)


def draw_parameters(random, modality, voxels):
    setting = {}
    if chance(random, 0.25):
        setting['binCount'] = int(random.integers(2, 24))
    else:
        setting['binWidth'] = float(numpy.round(random.uniform(4, 40) if modality == 'ct' else random.uniform(0.05, 1), 2))
    if chance(random, 0.3):
        setting['distances'] = [[2], [1, 2], [3], [1, 3]][int(random.integers(4))]
    if chance(random, 0.25):
        setting['weightingNorm'] = ['euclidean', 'manhattan', 'infinity', 'no_weighting'][int(random.integers(4))]
    if chance(random, 0.3):
        setting['force2D'] = True
        setting['force2Ddimension'] = int(random.integers(3))
    if chance(random, 0.25):
        setting['symmetricalGLCM'] = False
    if chance(random, 0.3):
        setting['gldm_a'] = int(random.integers(1, 4))
    if chance(random, 0.2):
        setting['voxelArrayShift'] = 300
    voxel = {'kernelRadius': 1 if chance(random, 0.6) else int(random.integers(2, 4))}
    if chance(random, 0.35):
        voxel['maskedKernel'] = False
    if chance(random, 0.3):
        voxel['initValue'] = -7.5
    if chance(random, 0.3):
        voxel['voxelBatch'] = int(random.integers(1, max(2, voxels)))
    images = {'Original': {}}
    if chance(random, 0.4):
        images[FILTERS[int(random.integers(len(FILTERS)))]] = {}
    return {'imageType': images, 'featureClass': dict.fromkeys(CLASSES), 'setting': setting, 'voxelSetting': voxel}


def scale(maps, image, parameters):
    """What the terms of a neighbourhood's features are made of."""
    high, low, uniformity = (sitk.GetArrayFromImage(maps['%s_firstorder_%s' % (image, k)]) for k in ('Maximum', 'Minimum', 'Uniformity'))
    used = uniformity > 0
    setting = parameters['setting']
    most, least = high[used].max(), low[used].min()
    levels = setting['binCount'] if 'binCount' in setting else (most - least) / setting['binWidth'] + 2
    spacing = next(iter(maps.values())).GetSpacing()
    return {'maximum': max(abs(most), abs(least)), 'levels': levels, 'voxels': (2 * parameters['voxelSetting']['kernelRadius'] + 1) ** 3,
            'volume': float(numpy.prod(spacing)), 'length': 0}


class Report:
    def __init__(self):
        self.checked = self.cases = self.refused = 0
        self.failures = []
        self.worst = collections.defaultdict(lambda: (0.0, ''))

    def compare(self, title, image, mask, parameters, params, binary, folder):
        try:
            expected = featureextractor.RadiomicsFeatureExtractor(str(params)).execute(str(image), str(mask), voxelBased=True)
            refusal = None
        except Exception as problem:  # noqa: BLE001: PyRadiomics raises whatever its libraries raise
            refusal = '%s: %s' % (type(problem).__name__, problem)
        actual, message = compare_maps.run_petra(binary, image, mask, params, folder)
        self.cases += 1
        if refusal is not None or actual is None:
            if refusal is not None and actual is None:
                self.refused += 1
                return print('ok   %s: refused by both: %s' % (title, message[:100]), flush=True)
            self.failures.append('%s: PyRadiomics %s, petra %s' % (title, refusal or 'ran', message or 'ran'))
            return print('FAIL ' + self.failures[-1], flush=True)
        maps = {k: v for k, v in expected.items() if isinstance(v, sitk.Image)}
        worst = [(0.0, '')]

        def each(name, voxels, relative):
            family = tolerance.split_name(name)[1]
            self.checked += voxels
            worst.append((relative, name))
            self.worst[family] = max(self.worst[family], (relative, title.split()[0] + ' ' + name))
        failed = compare_maps.compare_maps(maps, actual, folder, lambda image: scale(maps, image, parameters), each)
        print('%s %s: %d maps, worst %.1e %s' % ('FAIL' if failed else 'ok  ', title, len(maps), *max(worst)), flush=True)
        for text in failed[:6]:
            print('       ' + text)
        self.failures += ['%s: %s' % (title, text) for text in failed]


def main():
    arguments, binary = live_cases.start(__doc__, cases=24)
    report = Report()
    random = numpy.random.Generator(numpy.random.PCG64(arguments.seed))
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(arguments.cases):
            text, image, mask, modality = live_cases.draw_case(random, number, (3, 5, 5), (9, 13, 13))
            parameters = draw_parameters(random, modality, int(text.split(' voxels')[0].split()[-1]))
            paths = [folder / ('case%03d_%s.nrrd' % (number, part)) for part in ('image', 'label')]
            params = folder / ('case%03d.yaml' % number)
            sitk.WriteImage(image, str(paths[0]), True)
            sitk.WriteImage(mask, str(paths[1]), True)
            params.write_text(yaml.safe_dump(parameters, sort_keys=False))
            title = '%s; %s %s %s' % (text, ' '.join(parameters['imageType']), parameters['setting'], parameters['voxelSetting'])
            if arguments.only in title:
                report.compare(title, *paths, parameters, params, binary, folder / ('maps%03d' % number))
    print('\nworst relative difference per class:')
    for family, (relative, where) in report.worst.items():
        print('  %-12s %.1e  %s' % (family, relative, where))
    print('%d cases, %d voxels checked, %d refused by both, %d failures (seed %d)' % (report.cases, report.checked, report.refused, len(report.failures), arguments.seed))
    if report.checked == 0:
        sys.exit('nothing was checked')
    sys.exit(1 if report.failures else 0)


if __name__ == '__main__':
    main()
