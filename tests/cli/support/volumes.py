"""Small volume files for command-line tests, with nothing but the standard library."""
import gzip
import random
import struct

CODES = {'short': 'h', 'unsigned char': 'B', 'float': 'f', 'double': 'd'}


def write_nrrd(path, size, values, type_name='short', spacing=(1, 1, 2), origin=(0, 0, 0), dimension=3):
    """An LPS NRRD of `values` (x fastest), gzip."""
    directions = ['(%s,0,0)' % spacing[0], '(0,%s,0)' % spacing[1], '(0,0,%s)' % spacing[2]]
    head = ['NRRD0004', f'type: {type_name}', f'dimension: {dimension}']
    if dimension == 3:
        head += ['space: left-posterior-superior', 'space directions: ' + ' '.join(directions), 'space origin: (%s,%s,%s)' % tuple(origin)]
    head += ['sizes: ' + ' '.join(map(str, size)), 'endian: little', 'encoding: gzip', '']
    data = struct.pack(f'<{len(values)}{CODES[type_name]}', *values)
    path.write_bytes('\n'.join(head).encode() + b'\n' + gzip.compress(data, 1, mtime=0))


def ball(size, radius, label=1):
    """1 inside a ball in the middle of the grid."""
    middle = [(n - 1) / 2 for n in size]
    return [label if sum((p - m) ** 2 for p, m in zip((x, y, z), middle)) <= radius ** 2 else 0
            for z in range(size[2]) for y in range(size[1]) for x in range(size[0])]


def texture(size, seed, low=-100, high=200):
    draw = random.Random(seed)
    return [draw.randrange(low, high) for _ in range(size[0] * size[1] * size[2])]
