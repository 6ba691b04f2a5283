"""One drawn case through PyRadiomics and petra, and what differs."""
import dataclasses
import json
import math
import subprocess

import numpy
import SimpleITK as sitk

import compare_maps
import excuses
import oracle
import tolerance
from quirks import QUIRKS, expected_of

REFUSED = 2  # petra's exit status for bad input
CONFIGURATION = 'diagnostics_Configuration_Settings'


@dataclasses.dataclass
class Result:
    number: int
    title: str
    failures: list = dataclasses.field(default_factory=list)
    quirks: list = dataclasses.field(default_factory=list)
    worst: dict = dataclasses.field(default_factory=dict)    # (original | filtered | map, class_feature) -> (relative difference, full name)
    counts: dict = dataclasses.field(default_factory=dict)   # (original | filtered | map, class_feature) -> values checked
    checked: int = 0
    refused: bool = False
    left_out: bool = False      # too many grey levels for PyRadiomics
    excuses: set = dataclasses.field(default_factory=set)

    def check_recipe(self, draft):
        missed = [name for name in expected_of(draft.recipe) if name not in self.quirks]
        if missed:
            self.failures.append('the recipe "%s" is to meet %s' % (draft.recipe.name, ', '.join(missed)))

    def excused(self, name):
        if name:
            self.excuses.add(name)
        return bool(name)


def title_of(draft):
    return '%d %s: %s of %s, %s, %s%s, label %d' % (draft.number, draft.theme, draft.region, draft.intensity, draft.voxel_type,
                                                    'x'.join(str(n) for n in draft.shape[::-1]), ', oblique' if draft.oblique else '', draft.label)


def run_petra(binary, image, mask, parameters):
    """(exit status, the row or None, stderr)."""
    done = subprocess.run([binary, 'extract', str(image), str(mask), '--param', str(parameters), '--format', 'json', '--jobs', '1'], capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)[0] if done.returncode == 0 else None, done.stderr.strip()


def scale_of(image, answer):
    """What the terms of an image's features are made of (tolerance.py)."""
    spacing = numpy.array(answer.spacing)[::-1]
    values = image.values.astype(float)
    shift = abs(image.settings.get('voxelArrayShift', 0))
    return {'maximum': float(numpy.abs(values).max()) + shift if values.size else 0.0, 'levels': image.highest, 'voxels': int(image.inside.sum()),
            'volume': float(spacing.prod()), 'length': 0.0}


def shape_scale(answer):
    inside = answer.shape_inside
    spacing = numpy.array(answer.spacing)[::-1]
    length = 4 * float(numpy.linalg.norm(numpy.array(inside.shape) * spacing)) if inside is not None else 0.0
    return {'maximum': 0.0, 'levels': 1, 'voxels': int(inside.sum()) if inside is not None else 0, 'volume': float(spacing.prod()), 'length': length}


def plain(value):
    """A diagnostic as JSON has it."""
    if isinstance(value, numpy.ndarray):
        return plain(value.tolist())
    if isinstance(value, (numpy.floating, numpy.integer)):
        return value.item()
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return value


def close(a, b):
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1e-3)
    return a == b


def compare_diagnostics(result, draft, answer, row):
    expected = answer.diagnostics
    known = {k: v for k, v in row.items() if k.startswith('diagnostics_')}
    wanted = [k for k in expected if '_Versions_' not in k]
    if [k for k in known if '_Versions_' not in k] != wanted:
        result.failures.append('diagnostics or their order differ: %s, PyRadiomics %s' % ([k for k in known if k not in wanted], [k for k in wanted if k not in known]))
        return
    for key in wanted:
        result.checked += 1
        value, actual = plain(expected[key]), known[key]
        if key == CONFIGURATION:
            for name, setting in value.items():
                if name in actual and not close(plain(setting), actual[name]):
                    result.failures.append('%s: %s is %r, PyRadiomics %r' % (key, name, actual[name], setting))
        elif 'EnabledImageTypes' not in key and not close(value, float('nan') if actual is None else actual):
            if not result.excused(excuses.first_excuse(excuses.DIAGNOSTICS, draft, answer, key)):
                result.failures.append('%s is %r, PyRadiomics %r' % (key, actual, value))


def compare_names(result, answer, row):
    names = [k for k in row if not k.startswith(('diagnostics_', 'petra_')) and k not in ('Image', 'Mask')]
    if names != list(answer.values):
        only = [k for k in names if k not in answer.values], [k for k in answer.values if k not in row]
        result.failures.append('names or their order differ: only petra %s, only PyRadiomics %s' % tuple(list(o[:4]) for o in only))


def compare_values(result, draft, answer, row):
    compare_names(result, answer, row)
    scales = {image.name: scale_of(image, answer) for image in answer.images}
    of_shape = shape_scale(answer)
    for name, expected in answer.values.items():
        if name not in row:
            continue
        image, family, feature = tolerance.split_name(name)
        actual = float('nan') if row[name] is None else row[name]
        if math.isinf(expected):
            expected = float('nan')  # JSON has neither
        same, relative = tolerance.judge(name, expected, actual, of_shape if family.startswith('shape') else scales[image])
        key = ('original' if image == 'original' else 'filtered', family + '_' + feature)
        result.checked += 1
        result.counts[key] = result.counts.get(key, 0) + 1
        if same:
            result.worst[key] = max(result.worst.get(key, (0.0, '')), (relative, name))
        elif not result.excused(excuses.first_excuse(excuses.VALUES, draft, answer, image, family, feature, actual)):
            result.failures.append('%s = %r, PyRadiomics %r (%.2g)' % (name, actual, expected, relative))


def compare_feature_maps(result, answer, draft, files, folder, binary):
    """The case voxel by voxel, where it was drawn for that."""
    expected, error = oracle.run_maps(files[0], files[1], draft.parameters, files[3], answer)
    target = folder / 'maps'
    target.mkdir()
    actual, message = compare_maps.run_petra(binary, files[0], files[1], files[2], target, '--jobs', '1')
    if expected is None or actual is None:
        result.checked += 1
        if expected is not None and result.excused(excuses.first_excuse(excuses.MAP_REFUSES, draft, answer, message)):
            return
        if expected is not None or actual is not None:
            result.failures.append('feature maps: PyRadiomics %s, petra %s' % (error or 'gives them', message or 'gives them'))
        return
    answer.maps = expected
    for name in [name for name in expected if name not in actual]:
        if result.excused(excuses.first_excuse(excuses.MAPS, name, expected[name], draft)):
            del expected[name]
    reach = 2 * draft.parameters.get('voxelSetting', {}).get('kernelRadius', 1) + 1
    scales = {image.name: {**scale_of(image, answer), 'voxels': reach ** 3} for image in answer.images}

    def each(name, voxels, relative):
        image, family, feature = tolerance.split_name(name)
        key = ('map', family + '_' + feature)
        result.checked += voxels
        result.counts[key] = result.counts.get(key, 0) + voxels
        result.worst[key] = max(result.worst.get(key, (0.0, '')), (relative, name))

    def excused(name, at, value):
        return result.excused(excuses.first_excuse(excuses.VOXELS, draft, answer, *tolerance.split_name(name), at, value))
    for text in compare_maps.compare_maps(expected, actual, folder, scales.get, each, excused):
        result.failures.append('feature map ' + text)


def run_case(drawn, folder, binary):
    draft, image, mask = drawn
    result = Result(draft.number, title_of(draft))
    files = [folder / name for name in ('image.nrrd', 'mask.nrrd', 'parameters.json', 'pyradiomics.json')]
    sitk.WriteImage(image, str(files[0]))
    sitk.WriteImage(mask, str(files[1]))
    files[2].write_text(json.dumps(draft.parameters, indent=1))
    answer = oracle.run(files[0], files[1], draft.parameters, files[3])
    if answer.left_out:
        result.left_out = True
        result.check_recipe(draft)
        return result
    status, row, message = run_petra(binary, files[0], files[1], files[2])
    if draft.maps and answer.error is None:
        compare_feature_maps(result, answer, draft, files, folder, binary)
    result.quirks = [name for name, _, test in QUIRKS if test(draft, answer)]
    result.check_recipe(draft)
    if status not in (0, REFUSED):
        result.failures.append('petra ended with %d: %s' % (status, message[:300]))
    elif answer.error is not None:
        result.refused = row is None
        result.checked += 1
        if row is not None:
            if not result.excused(excuses.first_excuse(excuses.ACCEPTS, draft, answer)):
                result.failures.append('petra gives values, PyRadiomics refuses: %s' % answer.error[:300])
    elif row is None:
        if not result.excused(excuses.first_excuse(excuses.REFUSES, draft, answer, message)):
            result.failures.append('petra refuses (%s), PyRadiomics gives values' % message[:400])
    else:
        if draft.settings.get('additionalInfo', True):
            compare_diagnostics(result, draft, answer, row)
        elif any(k.startswith('diagnostics_') for k in row):
            result.failures.append('diagnostics in spite of additionalInfo: false')
        compare_values(result, draft, answer, row)
    return result
