"""petra's grey-level matrices (extract --save-matrices) against those that a live PyRadiomics 3.0.1 holds (P_glcm, P_glrlm, P_glszm, P_gldm,
P_ngtdm): random cases and settings, shapes and every cell.

usage: live_matrices.py [--seed N] [--cases 16] [--keep FOLDER]
"""
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
import yaml  # noqa: E402
from radiomics import base, featureextractor  # noqa: E402

import live_cases  # noqa: E402

CLASSES = ('glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm')


def draw_parameters(random, modality):
    chance = lambda p: random.uniform() < p  # noqa: E731
    setting = {'binCount': int(random.integers(2, 40))} if chance(0.3) else {'binWidth': 10 if modality == 'ct' else 0.3}
    if chance(0.4):
        setting['distances'] = [[2], [1, 2]][int(random.integers(2))]
    if chance(0.4):
        setting['weightingNorm'] = ['euclidean', 'manhattan', 'infinity', 'no_weighting'][int(random.integers(4))]
    if chance(0.3):
        setting['force2D'] = True
        setting['force2Ddimension'] = int(random.integers(3))
    if chance(0.3):
        setting['symmetricalGLCM'] = False
    if chance(0.3):
        setting['gldm_a'] = 1
    return {'imageType': {'Original': {}, ('Wavelet', 'Square', 'Gradient')[int(random.integers(3))]: {}}, 'featureClass': dict.fromkeys(CLASSES), 'setting': setting}


def pyradiomics_matrices(image, mask, params):
    """{(class, n-th image): (matrix, grey levels)} as the feature classes hold them when the features are computed."""
    held = []
    original = base.RadiomicsFeaturesBase.execute

    def execute(self):
        values = original(self)
        name = type(self).__name__.replace('Radiomics', '').lower()
        held.append((name, getattr(self, 'P_' + name), self.coefficients['grayLevels']))
        return values

    base.RadiomicsFeaturesBase.execute = execute
    try:
        vector = featureextractor.RadiomicsFeatureExtractor(str(params)).execute(str(image), str(mask))
    finally:
        base.RadiomicsFeaturesBase.execute = original
    images = list(dict.fromkeys(k.rsplit('_', 2)[0] for k in vector if not k.startswith('diagnostics')))
    assert len(held) == len(images) * len(CLASSES)
    return {(images[k // len(CLASSES)], name): (matrix, levels) for k, (name, matrix, levels) in enumerate(held)}


def main():
    arguments, binary = live_cases.start(__doc__, cases=16)
    random = numpy.random.Generator(numpy.random.PCG64(arguments.seed))
    checked, failures = 0, []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(arguments.cases):
            text, image, mask, modality = live_cases.draw_case(random, number, (3, 6, 6), (12, 24, 24))
            paths = [folder / ('case%03d_%s.nrrd' % (number, part)) for part in ('image', 'label')]
            params, out = folder / ('case%03d.yaml' % number), folder / ('matrices%03d' % number)
            sitk.WriteImage(image, str(paths[0]), True)
            sitk.WriteImage(mask, str(paths[1]), True)
            params.write_text(yaml.safe_dump(draw_parameters(random, modality), sort_keys=False))
            done = subprocess.run([binary, 'extract', *map(str, paths), '--param', str(params), '--save-matrices', str(out)], capture_output=True, text=True)
            try:
                expected = pyradiomics_matrices(*paths, params)
            except Exception as problem:  # noqa: BLE001: PyRadiomics raises whatever its libraries raise
                print('%s: refused, %s; petra %d' % (text, problem, done.returncode))
                if done.returncode == 0:
                    failures.append('%s: PyRadiomics refuses, petra does not' % text)
                continue
            if done.returncode != 0:
                failures.append('%s: petra refuses: %s' % (text, done.stderr.strip()))
                continue
            wrong = []
            for (image_name, name), (matrix, levels) in expected.items():
                found = numpy.load(out / ('Case-1_%s_P_%s.npy' % (image_name, name)))
                found_levels = numpy.load(out / ('Case-1_%s_levels.npy' % image_name))
                checked += matrix.size
                if not numpy.array_equal(found_levels, levels):
                    wrong.append('%s_levels' % image_name)
                elif found.shape != matrix.shape or found.dtype != matrix.dtype or not found.flags.c_contiguous:
                    wrong.append('%s P_%s has shape %s, PyRadiomics %s' % (image_name, name, found.shape, matrix.shape))
                elif not numpy.allclose(found, matrix, rtol=1e-12, atol=1e-13, equal_nan=True):
                    wrong.append('%s P_%s differs by up to %g' % (image_name, name, numpy.nanmax(numpy.abs(found - matrix))))
            print('%s %s; %d matrices' % ('FAIL' if wrong else 'ok  ', text, len(expected)), flush=True)
            failures += ['%s: %s' % (text, w) for w in wrong]
    for line in failures:
        print('FAIL ' + line)
    print('%d cells checked, %d failures (seed %d)' % (checked, len(failures), arguments.seed))
    if checked == 0:
        sys.exit('nothing was checked')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
