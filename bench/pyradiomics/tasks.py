"""petra against PyRadiomics 3.0.1 on single tasks, and against itself: B-spline resampling, LoG, many grey levels, lists, threads, growth.

usage: tasks.py --petra build/release/petra [--runs 3] [--only resample log levels list jobs growth]

Whole processes, processor time (user + system), both on one thread unless a row says else, runs of the two in turn. The outputs of the first
three are compared before any time is believed. Rows go to build/bench/tasks.json; table.py prints them beside the others.
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import sys
import tempfile

import numpy
import SimpleITK as sitk

import bench

ONE_THREAD = dict(os.environ, OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1', ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS='1', PYTHONWARNINGS='ignore',
                  NPY_DISABLE_CPU_FEATURES='AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL')
REFERENCE = pathlib.Path(os.environ.get('PETRA_REFERENCE_DIR', bench.PROJECT.parent / 'shared/reference')) / 'pyradiomics/data'
TASKS = {
    'resample': ('resampling to 1 mm, B-splines', 'ct_a', {'imageType': {'Original': {}}, 'featureClass': {'firstorder': []},
                                                          'setting': {'resampledPixelSpacing': [1, 1, 1], 'interpolator': 'sitkBSpline'}}, 10),
    'log': ('LoG, sigma 1, 2, 3 mm', 'ct_a', {'imageType': {'LoG': {'sigma': [1.0, 2.0, 3.0]}}, 'featureClass': {'firstorder': []}, 'setting': {'binWidth': 25}}, 10),
    'levels': ('brain1, binWidth 1: 799 levels', 'brain1', {'imageType': {'Original': {}}, 'featureClass': {'glcm': []}, 'setting': {'binWidth': 1}}, 50),
}


class Bench:
    def __init__(self, petra, runs, folder, data):
        self.petra, self.runs, self.folder, self.data, self.rows = petra, runs, folder, data, []

    def add(self, name, values, target, unit='x', least=True):
        median = statistics.median(values)
        self.rows.append({'row': name, 'unit': unit, 'values': values, 'target': target, 'met': median >= target if least else median <= target})
        print('%s: %s %s' % (name, bench.spread(values, '%.3g'), unit), flush=True)

    def extract(self, *arguments, jobs=1):
        out = os.path.join(self.folder, 'petra.json')
        for old in (out, out + '.petra.sqlite'):
            if os.path.exists(old):
                os.remove(old)
        return bench.measure([self.petra, 'extract', *map(str, arguments), '--jobs', str(jobs), '--out', out], ONE_THREAD)

    def against_pyradiomics(self, key):
        title, case, parameters, target = TASKS[key]
        image, mask = (REFERENCE / ('%s_%s.nrrd' % (case, part)) for part in ('image', 'label')) if case == 'brain1' else bench.files_of(case, self.data)
        if not image.is_file():
            print('%s: not run, %s is not here (PETRA_REFERENCE_DIR)' % (title, image))
            return
        params, theirs = os.path.join(self.folder, 'params.json'), os.path.join(self.folder, 'pyradiomics.json')
        pathlib.Path(params).write_text(json.dumps(parameters))
        ratios = []
        for _ in range(self.runs):
            pathlib.Path(theirs).unlink(missing_ok=True)  # PyRadiomics appends
            ours = self.extract(image, mask, '--param', params)[0]
            other = bench.measure([os.path.join(os.path.dirname(sys.executable), 'pyradiomics'), str(image), str(mask), '--param', params, '--format', 'json', '--out', theirs], ONE_THREAD)[0]
            self.compare(os.path.join(self.folder, 'petra.json'), theirs)
            ratios.append(other / ours)
            print('  %s: petra %.3f s, PyRadiomics %.2f s' % (title, ours, other), flush=True)
        self.add(title, ratios, target)

    @staticmethod
    def compare(ours, theirs):
        actual, expected = bench.features_of(ours)[0], {k: float(v) for k, v in bench.features_of(theirs)[0].items()}
        wrong = [k for k, v in expected.items() if not math.isclose(v, actual[k], rel_tol=1e-6, abs_tol=1e-9)]
        if list(actual) != list(expected) or not expected or wrong:
            raise RuntimeError('the two give other values: %s' % wrong[:5])

    def list_of_cases(self, count=100):
        """ct_a's image with noise of its own in every case, so that no two files are the same."""
        folder = self.data / 'list'
        cases = folder / 'cases.csv'
        if not cases.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            image, mask = map(str, bench.files_of('ct_a', self.data))
            volume = sitk.ReadImage(image)
            array = sitk.GetArrayFromImage(volume)
            for i in range(count):
                noisy = sitk.GetImageFromArray(array + numpy.random.default_rng(i).integers(-5, 6, array.shape).astype(array.dtype))
                noisy.CopyInformation(volume)
                sitk.WriteImage(noisy, str(folder / ('c%d.nrrd' % i)), True)
            cases.write_text('ID,Image,Mask\n' + ''.join('c%d,c%d.nrrd,%s\n' % (i, i, os.path.abspath(mask)) for i in range(count)))
        return cases, count

    def lists(self):
        cases, count = self.list_of_cases()
        image, mask = bench.files_of('ct_a', self.data)
        theirs = bench.measure([os.path.join(os.path.dirname(sys.executable), 'pyradiomics'), str(image), str(mask), '--param', str(bench.GENERATOR / 'params_ct.yaml'), '--out', os.path.join(self.folder, 'row.csv')], ONE_THREAD)[0]
        each = [self.extract(cases, '--param', 'builtin:ct')[0] / count for _ in range(self.runs)]
        self.add('a case of a list, CPU', each, 0.06, 's', least=False)
        self.add('a case of a list / PyRadiomics alone', [theirs / seconds for seconds in each], 30)

    def jobs(self):
        cases, _ = self.list_of_cases()
        image, mask = bench.files_of('ct_1m', self.data)
        for name, arguments, target in (('100 cases, --jobs 1 / --jobs 2, wall', (cases,), 1.8), ('ct_1m, --jobs 1 / --jobs 2, wall', (image, mask), 1.6)):
            ratios = []
            for _ in range(self.runs):
                one, two = (self.extract(*arguments, '--param', 'builtin:ct', jobs=jobs)[1] for jobs in (1, 2))
                ratios.append(one / two)
            self.add(name, ratios, target)

    def growth(self):
        """ct_1m's region shrunk about its centre; the exponent of time over voxels, fitted on logarithms, less the start of the program."""
        image, mask = (sitk.ReadImage(str(f)) for f in bench.files_of('ct_1m', self.data))
        voxels, inside = sitk.GetArrayFromImage(image), sitk.GetArrayFromImage(mask) == 1
        places = numpy.argwhere(inside)
        low, centre = places.min(0), places.mean(0)
        start = statistics.median(bench.measure([self.petra, '--version'], ONE_THREAD)[0] for _ in range(9))
        counts, seconds = [], []
        for part in (0.01, 0.0316, 0.1, 0.316, 1):
            grid = numpy.stack(numpy.meshgrid(*map(numpy.arange, inside.shape), indexing='ij'), -1)
            source = numpy.rint((grid - centre) / part ** (1 / 3) + centre).astype(int)
            valid = ((source >= 0) & (source < inside.shape)).all(-1)
            shrunk = numpy.zeros(inside.shape, numpy.uint8)
            shrunk[valid] = inside[tuple(source[valid].T)]
            found = numpy.argwhere(shrunk)
            box = tuple(slice(max(a - 8, 0), b + 9) for a, b in zip(found.min(0), found.max(0)))
            files = []
            for name, array in (('image', voxels), ('label', shrunk)):
                volume = sitk.GetImageFromArray(array[box])
                volume.SetSpacing(image.GetSpacing())
                files.append(os.path.join(self.folder, 'growth_%s.nrrd' % name))
                sitk.WriteImage(volume, files[-1])
            counts.append(len(found))
            seconds.append(statistics.median(self.extract(*files, '--param', 'builtin:ct')[0] for _ in range(self.runs)) - start)
            print('  %d voxels: %.3f s' % (counts[-1], seconds[-1]), flush=True)
        self.add('growth with voxels, %d to %d' % (counts[0], counts[-1]), [float(numpy.polyfit(numpy.log(counts), numpy.log(seconds), 1)[0])], 1.05, 'exponent', least=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--petra', default=str(bench.PROJECT / 'build/release/petra'))
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--only', nargs='*', default=[*TASKS, 'list', 'jobs', 'growth'], choices=[*TASKS, 'list', 'jobs', 'growth'])
    parser.add_argument('--data', default=str(bench.PROJECT / 'build/bench-data'))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Bench(arguments.petra, arguments.runs, folder, pathlib.Path(arguments.data))
        others = {'list': run.lists, 'jobs': run.jobs, 'growth': run.growth}
        for task in arguments.only:
            others[task]() if task in others else run.against_pyradiomics(task)
    target = bench.PROJECT / 'build/bench/tasks.json'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(run.rows, indent=1) + '\n')


if __name__ == '__main__':
    try:
        main()
    except RuntimeError as problem:
        sys.exit('tasks.py: %s' % problem)
