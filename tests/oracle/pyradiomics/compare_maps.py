"""petra's feature maps against PyRadiomics': geometry, NaN and every voxel."""
import json
import subprocess

import numpy
import SimpleITK as sitk

import tolerance


def run_petra(binary, image, mask, params, folder, *more):
    """(map name -> file, or None; stderr)."""
    command = [binary, 'extract', str(image), str(mask), '--param', str(params), '--mode', 'voxel', '--out-dir', str(folder), '--format', 'json', *more]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr.strip()
    return {k: v for k, v in json.loads(done.stdout)[0].items() if v is not None and str(v).endswith('.nrrd') and k not in ('Image', 'Mask')}, ''


def grid_in_file(volume, folder):
    """The volume's grid as a file says it: NRRD keeps spacing and direction as one vector per axis."""
    sitk.WriteImage(volume, str(folder / 'grid.nrrd'))
    return sitk.ReadImage(str(folder / 'grid.nrrd'))


def same_grid(a, b):
    return all(getattr(a, f)() == getattr(b, f)() for f in ('GetSize', 'GetOrigin', 'GetSpacing', 'GetDirection', 'GetPixelID'))


def judge_map(name, actual, expected, scale_of_image):
    """(which voxels differ, the worst relative difference of the others); arrays (z, y, x)."""
    image, family, feature = tolerance.split_name(name)
    one_is_nan = numpy.isnan(actual) != numpy.isnan(expected)
    difference = numpy.where(numpy.isnan(actual) | numpy.isnan(expected), 0, numpy.abs(actual - expected))
    difference[actual == expected] = 0
    term, share = tolerance.SCALES.get((family, feature), (lambda s: 0.0, tolerance.SUM))
    floor = share * term(scale_of_image)
    size = numpy.abs(numpy.nan_to_num(expected))
    over = one_is_nan | ((difference > (tolerance.ORIGINAL if image == 'original' else tolerance.FILTERED) * size) & (difference > floor))
    counted = (difference > floor) & ~over & (size > 0)
    return over, float(numpy.max(difference[counted] / size[counted], initial=0))


def compare_maps(maps, actual, folder, scale_of, each, excused=lambda name, at, value: False):
    """Compares {name: SimpleITK image} with {name: file}; scale_of(image name) is what its neighbourhoods' terms are made of (tolerance.py); calls
    each(name, voxels, worst relative difference) per equal map; excused(name, (z, y, x), petra's value) may excuse a voxel.

    Returns a text for each map that differs."""
    failed = ['names or their order differ'] if list(maps) != list(actual) else []
    scales, grid = {}, None
    for name, volume in maps.items():
        if name not in actual:
            continue
        found = sitk.ReadImage(actual[name])
        grid = grid or grid_in_file(volume, folder)
        if not same_grid(found, grid):
            failed.append(name + ': other grid')
            continue
        x, y = sitk.GetArrayFromImage(found), sitk.GetArrayFromImage(volume)
        image = tolerance.split_name(name)[0]
        if image not in scales:
            scales[image] = scale_of(image)
        over, worst = judge_map(name, x, y, scales[image])
        wrong = [at for at in (tuple(int(k) for k in row) for row in numpy.argwhere(over)) if not excused(name, at, float(x[at]))]
        if wrong:
            at = wrong[0]
            failed.append('%s: %d of %d voxels differ, first at %s: %r, PyRadiomics %r' % (name, len(wrong), x.size, at[::-1], x[at], y[at]))
            continue
        each(name, x.size, worst)
    return failed
