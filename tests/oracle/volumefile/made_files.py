"""Volume files for the test: a wide grid of what the three formats allow, written by SimpleITK and by hand.

Each maker takes the folder and yields paths. Voxels are seeded; every file is tiny."""
import gzip
import itertools
import zlib

import numpy as np
import SimpleITK as sitk
from nifti_bytes import DATATYPES, nifti1

TYPES = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64']
SIZE = (4, 5, 3)


def voxels(type_name, size=SIZE, seed=1):
    """Random voxels over the type's whole range (float32 and float64: normal), z, y, x."""
    generator = np.random.default_rng(seed)
    shape = tuple(reversed(size))
    if type_name.startswith('float'):
        return generator.normal(scale=1000, size=shape).astype(type_name)
    limits = np.iinfo(type_name)
    return generator.integers(limits.min, limits.max, size=shape, dtype=type_name, endpoint=True)


def rotations(count=6):
    """Rotation matrices: identity, axis swaps with reflections, and seeded oblique ones."""
    generator = np.random.default_rng(7)
    yield np.eye(3)
    yield np.diag([-1.0, -1.0, 1.0])
    yield np.array([[0.0, 0, 1], [1, 0, 0], [0, -1, 0]])
    for _ in range(count):
        matrix, _ = np.linalg.qr(generator.normal(size=(3, 3)))
        yield matrix


def image(type_name='int16', direction=None, spacing=(0.7, 1.25, 3.0), origin=(-101.3, 57.25, 1e3 / 3)):
    made = sitk.GetImageFromArray(voxels(type_name))
    made.SetSpacing(spacing)
    made.SetOrigin(origin)
    if direction is not None:
        made.SetDirection(np.asarray(direction).ravel().tolist())
    return made


def by_simpleitk(folder):
    """Every type and many directions, through SimpleITK's own writers, packed and not."""
    for ending, packed in itertools.product(['nrrd', 'nhdr', 'mha', 'mhd', 'nii', 'nii.gz', 'hdr'], [False, True]):
        if ending.startswith('nii') and packed != ending.endswith('gz'):
            continue
        for type_name in TYPES:
            path = folder / f'sitk_{type_name}_{packed}.{ending}'
            sitk.WriteImage(image(type_name), str(path), packed)
            yield path
        for number, direction in enumerate(rotations()):
            path = folder / f'sitk_direction{number}_{packed}.{ending}'
            sitk.WriteImage(image(direction=direction), str(path), packed)
            yield path
        if ending not in ('nii', 'nii.gz', 'hdr'):
            path = folder / f'sitk_plane_{packed}.{ending}'
            plane = sitk.GetImageFromArray(voxels('float32')[0])
            plane.SetSpacing((0.7, 1.3))
            plane.SetOrigin((5, -6))
            plane.SetDirection((0.6, -0.8, 0.8, 0.6))
            sitk.WriteImage(plane, str(path), packed)
            yield path


def nifti(folder):
    """Hand-written NIfTI-1: types x byte orders, slopes, units, forms and codes, gzip, pairs, named otherwise."""
    def write(name, size=SIZE, type_name='int16', order='<', pad=b'\0' * 4, **fields):
        header = nifti1(size, DATATYPES[type_name], order, **fields)
        path = folder / name
        body = header + pad + voxels(type_name, size).astype(np.dtype(type_name).newbyteorder(order)).tobytes()
        path.write_bytes(gzip.compress(body) if name.endswith('.gz') else body)
        return path

    steps = (0.7, 1.25, 3.0)
    straight = ((0.7, 0, 0, -10.1), (0, 1.25, 0, 20.2), (0, 0, 3.0, 30.3))
    for type_name, order, ending in itertools.product(TYPES, '<>', ['nii', 'nii.gz']):
        yield write(f'hand_{type_name}_{"lb"[order == ">"]}.{ending}', type_name=type_name, order=order, pixdim=steps, sform=straight, sform_code=1)
    for type_name, (number, scaling) in itertools.product(TYPES, enumerate([(2.5, 0), (0.1, -3.7), (1, 1024), (0, 5), (-1, 0.25), (1, 0), (0, 0)])):
        yield write(f'hand_slope{number}_{type_name}.nii', type_name=type_name, pixdim=steps, sform=straight, sform_code=1, slope=scaling[0], intercept=scaling[1])
    for units in (0, 1, 2, 3, 10):
        yield write(f'hand_units{units}.nii', pixdim=steps, sform=straight, sform_code=1, units=units)
        yield write(f'hand_units{units}_q.nii', pixdim=steps, qform=(0.1, 0.2, 0.3, 1, 2, 3), qform_code=1, units=units)
    generator = np.random.default_rng(3)
    for number in range(60):
        quaternion = generator.normal(size=3) * 10.0 ** generator.uniform(-9, 0.3)
        if (quaternion ** 2).sum() > 1 and number % 2:
            quaternion /= np.linalg.norm(quaternion)
        fields = dict(pixdim=generator.uniform(0.3, 5, 3), qfac=(-1, 1, 0)[number % 3], qform=(*quaternion, *generator.normal(scale=200, size=3)))
        yield write(f'hand_q{number}.nii', qform_code=1 + number % 4, **fields)
    for number, direction in enumerate(rotations(20)):
        rows = [(*(direction[i] * steps), 50.0 * i - 33.3) for i in range(3)]
        for sform_code, qform_code in itertools.product((1, 2, 4), (0, 1, 2)):
            yield write(f'hand_s{number}_{sform_code}{qform_code}.nii', pixdim=steps, sform=rows, sform_code=sform_code, qform_code=qform_code,
                        qform=(0.1, -0.2, 0.3, 7, 8, 9))
    for sform_code, qform_code in itertools.product((0, 1, 2), (0, 1)):
        fields = dict(pixdim=steps, sform=straight, sform_code=sform_code, qform_code=qform_code)
        yield write(f'hand_same{sform_code}{qform_code}.nii', qform=(0, 0, 0, -10.1, 20.2, 30.3), **fields)
        yield write(f'hand_near{sform_code}{qform_code}.nii', qform=(0, 0, 1e-4, -10.1, 20.2, 30.3), **fields)
    skewed = ((0.7, 0.3, 0, -10.1), (0, 1.25, 0, 20.2), (0, 0, 3.0, 30.3))
    yield write('hand_skew_q.nii', pixdim=steps, sform=skewed, sform_code=1, qform_code=1, qform=(0.1, -0.2, 0.3, 7, 8, 9))
    yield write('hand_steps_differ.nii', pixdim=(1, 1, 1), sform=straight, sform_code=1)
    yield write('hand_plane.nii', size=(4, 5), pixdim=(0.7, 1.25), sform=straight, sform_code=1)
    yield write('hand_plane_q.nii', size=(4, 5), pixdim=(0.7, 1.25), qform=(0, 0, 0.3, 7, 8, 9), qform_code=1)
    yield write('hand_one_slice.nii', size=(4, 5, 1), pixdim=steps, sform=straight, sform_code=1)
    yield write('hand_one_volume.nii', size=(4, 5, 3, 1), pixdim=steps, sform=straight, sform_code=1)
    yield write('hand_one_volume5.nii', size=(4, 5, 3, 1, 1), pixdim=steps, sform=straight, sform_code=1)
    yield write('hand_extension.nii', pixdim=steps, sform=straight, sform_code=1, offset=384, pad=b'\1\0\0\0' + b' \0\0\0\6\0\0\0' + b'x' * 24)
    yield write('hand_odd_offset.nii.gz', type_name='float64', pixdim=steps, sform=straight, sform_code=1, offset=357, pad=b'\0' * 9)
    for ending in ('', '.gz'):
        (folder / f'pair{len(ending)}.hdr').write_bytes(nifti1(SIZE, 4, '>', pixdim=steps, sform=straight, sform_code=1, offset=0, magic=b'ni1\0'))
        body = voxels('int16').astype('>i2').tobytes()
        (folder / f'pair{len(ending)}.img{ending}').write_bytes(gzip.compress(body) if ending else body)
        yield folder / f'pair{len(ending)}.hdr'
        yield folder / f'pair{len(ending)}.img{ending}'


def nrrd(folder):
    """Hand-written NRRD: types x spellings x byte orders x encodings, spaces, skips, spacings, detached data."""
    steps = 'space directions: (0.7,0,0) (0,1.25,0) (0,0,3)'
    place = 'space origin: (-101.3,57.25,333.3333333333333)'
    spelt = {'int8': 'signed char', 'uint8': 'unsigned char', 'int16': 'short', 'uint16': 'ushort', 'int32': 'int', 'uint32': 'unsigned int', 'int64': 'long long',
             'uint64': 'unsigned long long int', 'float32': 'float', 'float64': 'double'}

    def write(name, lines=('space: left-posterior-superior', steps, place), type_name='int16', order='little', encoding='raw', size=SIZE, shape=None, before=b'', after=b'',
              inside=b'', magic='NRRD0004', newline='\n'):
        data = voxels(type_name, size)
        body = inside + data.astype(np.dtype(type_name).newbyteorder('<' if order == 'little' else '>')).tobytes()
        if encoding in ('gzip', 'gz'):
            body = gzip.compress(body)
        if encoding in ('ascii', 'text', 'txt'):
            body = ' '.join(map(repr, data.ravel().tolist())).encode()
        shape = shape or size
        head = [magic, '# made by hand', f'type: {spelt[type_name]}', f'dimension: {len(shape)}', 'sizes: ' + ' '.join(map(str, shape)), f'endian: {order}', f'encoding: {encoding}',
                'key:=value: of the writer', *lines]
        path = folder / name
        path.write_bytes((newline.join(head) + 2 * newline).encode() + before + body + after)
        return path

    for type_name, order, encoding in itertools.product(TYPES, ['little', 'big'], ['raw', 'gzip', 'gz', 'ascii', 'text', 'txt']):
        yield write(f'n_{type_name}_{order}_{encoding}.nrrd', type_name=type_name, order=order, encoding=encoding)
    oblique = 'space directions: (0.5,0.4,0.1) (-0.4,0.5,0) (0.03,-0.2,2.7)'
    for space in ['left-posterior-superior', 'LPS', 'lps', 'right-anterior-superior', 'RAS', 'left-anterior-superior', 'LAS', 'Left-Posterior-Superior', 'scanner-xyz',
                  '3D-right-handed', '3D-left-handed']:
        for number, directions in enumerate([steps, oblique, 'space directions: ( -0.7, 0, 0 )  ( 0, 0, 1.25 )  ( 0, -3e0, 0 )']):
            yield write(f'n_space_{space}_{number}.nrrd', [f'space: {space}', directions, place])
    yield write('n_space_dimension.nrrd', ['space dimension: 3', oblique, place])
    yield write('n_no_origin.nrrd', ['space: RAS', oblique])
    yield write('n_no_directions.nrrd', ['space: RAS', place])
    yield write('n_nothing.nrrd', [])
    yield write('n_spacings.nrrd', ['spacings: 0.7 1.25 3'])
    yield write('n_spacings_negative.nrrd', ['spacings: 0.7 -1.25 3'])
    for center in ['cell', 'node', '???']:
        yield write(f'n_mins_{center[0]}.nrrd', ['spacings: 0.7 1.25 3', 'axis mins: 1 2 3', f'centers: {center} {center} {center}'])
    yield write('n_mins.nrrd', ['spacings: 0.7 1.25 3', 'axismins: 1 2 3', 'units: "mm" "mm" "mm"', 'labels: "x" "y" "z"', 'thicknesses: nan nan 3'])
    yield write('n_crlf.nrrd', newline='\r\n')
    for version in '12345':
        yield write(f'n_version{version}.nrrd', magic=f'NRRD000{version}')
    yield write('n_line_skip.nrrd', ['line skip: 2'], before=b'one\ntwo\n')
    yield write('n_byte_skip.nrrd', ['byte skip: 5'], before=b'12345')
    yield write('n_both_skips.nrrd', ['byteskip: 2', 'lineskip: 1'], before=b'one\n12')
    yield write('n_byte_skip_end.nrrd', ['byte skip: -1'], before=b'whatever\nthere is')
    yield write('n_byte_skip_gzip.nrrd', ['byte skip: 5', 'line skip: 1'], before=b'one\n', inside=b'12345', encoding='gzip')
    yield write('n_longer.nrrd', after=b'more')
    yield write('n_plane.nrrd', ['space dimension: 2', 'space directions: (0.6,0.8) (-0.8,0.6)', 'space origin: (1,2)'], size=(4, 5))
    yield write('n_plane_spacings.nrrd', ['spacings: 0.6 0.8'], size=(4, 5))
    leading = ['space: LPS', 'space directions: none (0.7,0,0) (0,1.25,0) (0,0,3)', place]
    yield write('n_leading_scalar.nrrd', ['kinds: scalar domain domain domain', *leading], shape=(1, *SIZE))
    yield write('n_leading_list.nrrd', ['kinds: list domain domain domain', *leading], shape=(1, *SIZE))
    yield write('n_trailing_scalar.nrrd', ['kinds: domain domain domain scalar', 'space: LPS', steps + ' none', place], shape=(*SIZE, 1))
    yield write('n_four.nrrd', [], shape=(*SIZE, 1))
    yield write('n_four_space.nrrd', ['space dimension: 4', 'space directions: (0.7,0,0,0) (0,1.25,0,0) (0,0,3,0) (0,0,0,1)', 'space origin: (1,2,3,4)'], shape=(*SIZE, 1))
    detached = voxels('int16').tobytes()
    for name, body in [('raw', detached), ('raw.gz', gzip.compress(detached))]:
        (folder / f'detached.{name}').write_bytes(body)
        for number, field in enumerate(['data file: ', 'datafile: ./']):
            path = folder / f'n_detached{number}_{name}.nhdr'
            path.write_text('\n'.join(['NRRD0004', 'type: short', 'dimension: 3', 'sizes: 4 5 3', 'endian: little', 'encoding: ' + ('gzip' if 'gz' in name else 'raw'), 'space: RAS',
                                       oblique, place, field + f'detached.{name}']) + '\n')
            yield path


def metaimage(folder):
    """Hand-written MetaImage: types x byte orders, synonyms, compression, text, detached data."""
    met = {'int8': 'MET_CHAR', 'uint8': 'MET_UCHAR', 'int16': 'MET_SHORT', 'uint16': 'MET_USHORT', 'int32': 'MET_INT', 'uint32': 'MET_UINT', 'int64': 'MET_LONG_LONG',
           'uint64': 'MET_ULONG_LONG', 'float32': 'MET_FLOAT', 'float64': 'MET_DOUBLE'}
    place = ['TransformMatrix = 0.8 0.6 0 -0.6 0.8 0 0 0 1', 'Offset = -101.3 57.25 333.3333333333333', 'ElementSpacing = 0.7 1.25 3']

    def write(name, lines=place, type_name='int16', order='False', packed=False, size=SIZE, sep='\n', equals=' = ', before=b'', after=b'', order_field='BinaryDataByteOrderMSB',
              met_type=None, last='ElementDataFile = LOCAL', shape=None):
        body = voxels(type_name, size).astype(np.dtype(type_name).newbyteorder('>' if order == 'True' else '<')).tobytes()
        head = ['ObjectType = Image', f'NDims = {len(shape or size)}', 'BinaryData = True', f'{order_field} = {order}']
        if packed:
            body = zlib.compress(body)
            head += ['CompressedData = True', f'CompressedDataSize = {len(body)}']
        head += [*lines, 'DimSize = ' + ' '.join(map(str, shape or size)), f'ElementType = {met_type or met[type_name]}', last]
        path = folder / name
        path.write_bytes((sep.join(line.replace(' = ', equals, 1) for line in head) + sep).encode() + before + body + after)
        return path

    for type_name, order, packed in itertools.product(TYPES, ['True', 'False'], [True, False]):
        yield write(f'm_{type_name}_{order}_{packed}.mha', type_name=type_name, order=order, packed=packed)
    for number, lines in enumerate([
            [], ['ElementSize = 0.7 1.25 3'], ['ElementSize = 1 2 3', 'ElementSpacing = 0.7 1.25 3'], ['Position = 1 2 3'], ['Origin = 1 2 3'],
            ['Rotation = 0 1 0 0 0 1 1 0 0'], ['Orientation = 0 1 0 0 0 1 1 0 0'], [*place, 'AnatomicalOrientation = RAI'], [*place, 'AnatomicalOrientation = ARS'],
            [*place, 'CenterOfRotation = 5 6 7'], ['ElementSpacing = 0.7 -1.25 3'], ['TransformMatrix = 1 0 0 0.6 0.8 0 0 0 1'],
            ['ElementNumberOfChannels = 1', 'ElementMin = 0', 'ElementMax = 9', 'Modality = MET_MOD_CT', 'Name = a b', 'ID = 3', 'Color = 1 0 0 1'],
            ['ElementToIntensityFunctionSlope = 2', 'ElementToIntensityFunctionOffset = 5'], ['ITK_FileNotes = own key', 'Anything = else']]):
        yield write(f'm_lines{number}.mha', lines)
    for number, direction in enumerate(rotations()):
        yield write(f'm_direction{number}.mha', ['TransformMatrix = ' + ' '.join(map(repr, direction.T.ravel().tolist())), *place[1:]])
    yield write('m_crlf.mha', sep='\r\n')
    yield write('m_tight.mha', equals='=')
    yield write('m_colon.mha', equals=': ')
    yield write('m_element_order.mha', order='True', order_field='ElementByteOrderMSB')
    yield write('m_long.mha', type_name='int32', met_type='MET_LONG')
    yield write('m_ulong.mha', type_name='uint32', met_type='MET_ULONG')
    yield write('m_local.mha', last='ElementDataFile = local')
    yield write('m_longer.mha', after=b'more')
    yield write('m_header_end.mha', [*place, 'HeaderSize = -1'], before=b'whatever')
    yield write('m_plane.mha', ['TransformMatrix = 0 1 1 0', 'Offset = 5 6', 'ElementSpacing = 0.7 1.25'], size=(4, 5))
    yield write('m_four.mha', ['ElementSpacing = 0.7 1.25 3 1'], shape=(*SIZE, 1))
    (folder / 'm.raw').write_bytes(b'123' + voxels('int16').tobytes())
    for number, lines in enumerate([['HeaderSize = 3'], ['HeaderSize = -1']]):
        path = folder / f'm_detached{number}.mhd'
        path.write_text('\n'.join(['ObjectType = Image', 'NDims = 3', *lines, *place, 'DimSize = 4 5 3', 'BinaryData = True', 'ElementType = MET_SHORT', 'ElementDataFile = m.raw']) + '\n')
        yield path
    for type_name in TYPES:
        text = ' '.join(map(repr, voxels(type_name).ravel().tolist())) + '\n'
        path = folder / f'm_text_{type_name}.mha'
        path.write_text('\n'.join(['ObjectType = Image', 'NDims = 3', 'BinaryData = False', *place, 'DimSize = 4 5 3', f'ElementType = {met[type_name]}', 'ElementDataFile = LOCAL']) + '\n' + text)
        yield path
