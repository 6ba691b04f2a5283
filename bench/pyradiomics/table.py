"""One table of what bench.py, voxel_maps.py and tasks.py measured last (build/bench/*.json): median, range, target, met or not."""
import json
import pathlib
import statistics

import bench

CPU_TARGETS = {'ct_a': 30}


def rows():
    folder = bench.PROJECT / 'build/bench'
    cases = folder / 'pyradiomics.json'
    for case in json.loads(cases.read_text()) if cases.is_file() else []:
        yield '%s, 1,316 features, CPU' % case['case'], 'x', case['ratios']['cpu'], CPU_TARGETS.get(case['case'])
        yield '%s, peak memory' % case['case'], 'x', case['ratios']['memory'], None
    for name in ('voxel_maps.json', 'tasks.json'):
        file = folder / name
        for row in json.loads(file.read_text()) if file.is_file() else []:
            yield row['row'], row['unit'], row['values'], row['target']


def main():
    print('\npetra against PyRadiomics 3.0.1 (x: PyRadiomics / petra of the same run, unless the row names what is divided)')
    print('%-46s %10s %22s %8s' % ('', 'median', 'range', 'target'))
    for name, unit, values, target in rows():
        print('%-46s %7.3g %-2s %22s %8s' % (name, statistics.median(values), unit[:2], '%.3g – %.3g' % (min(values), max(values)), '' if target is None else '%g' % target))


if __name__ == '__main__':
    main()
