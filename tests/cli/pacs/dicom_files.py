"""Small CT instances, explicit VR little endian, with nothing but the standard library."""
import random
import struct

CT = '1.2.840.10008.5.1.4.1.1.2'
EXPLICIT = '1.2.840.10008.1.2.1'
LONG = {b'OB', b'OW', b'UN', b'SQ', b'UT'}


def element(group, number, vr, value):
    if isinstance(value, int):
        value = struct.pack('<H', value) if vr == b'US' else struct.pack('<I', value)
    elif isinstance(value, str):
        value = value.encode()
    if len(value) % 2:
        value += b'\0' if vr in (b'UI', b'OB') else b' '
    if vr in LONG:
        return struct.pack('<HH2sHI', group, number, vr, 0, len(value)) + value
    return struct.pack('<HH2sH', group, number, vr, len(value)) + value


def data_set(study, series, instance, number, patient, side):
    draw = random.Random(number)
    rows = [
        (0x0008, 0x0005, b'CS', 'ISO_IR 192'), (0x0008, 0x0016, b'UI', CT), (0x0008, 0x0018, b'UI', instance),
        (0x0008, 0x0020, b'DA', '20200131'), (0x0008, 0x0030, b'TM', '101500'), (0x0008, 0x0050, b'SH', patient['accession']),
        (0x0008, 0x0060, b'CS', 'CT'), (0x0008, 0x0070, b'LO', 'petra'), (0x0008, 0x0090, b'PN', ''), (0x0008, 0x103E, b'LO', 'thin slices'),
        (0x0010, 0x0010, b'PN', patient['name']), (0x0010, 0x0020, b'LO', patient['id']), (0x0010, 0x0030, b'DA', patient['birth']),
        (0x0010, 0x0040, b'CS', 'F'), (0x0020, 0x000D, b'UI', study), (0x0020, 0x000E, b'UI', series), (0x0020, 0x0010, b'SH', '1'),
        (0x0020, 0x0011, b'IS', '3'), (0x0020, 0x0013, b'IS', str(number)), (0x0020, 0x0032, b'DS', f'0\\0\\{number}'),
        (0x0020, 0x0037, b'DS', '1\\0\\0\\0\\1\\0'), (0x0020, 0x0052, b'UI', study + '.9'), (0x0028, 0x0002, b'US', 1),
        (0x0028, 0x0004, b'CS', 'MONOCHROME2'), (0x0028, 0x0010, b'US', side), (0x0028, 0x0011, b'US', side), (0x0028, 0x0030, b'DS', '1\\1'),
        (0x0028, 0x0100, b'US', 16), (0x0028, 0x0101, b'US', 16), (0x0028, 0x0102, b'US', 15), (0x0028, 0x0103, b'US', 0),
        (0x0028, 0x1052, b'DS', '-1024'), (0x0028, 0x1053, b'DS', '1'),
        (0x7FE0, 0x0010, b'OW', draw.randbytes(2 * side * side)),
    ]
    return b''.join(element(*row) for row in rows)


def ct_instance(study, series, instance, number, patient, side=96):
    meta = b''.join(element(*row) for row in [
        (0x0002, 0x0001, b'OB', b'\0\1'), (0x0002, 0x0002, b'UI', CT), (0x0002, 0x0003, b'UI', instance), (0x0002, 0x0010, b'UI', EXPLICIT),
        (0x0002, 0x0012, b'UI', '1.2.3.4')])
    return bytes(128) + b'DICM' + element(0x0002, 0x0000, b'UL', len(meta)) + meta + data_set(study, series, instance, number, patient, side)


def data_of(file_bytes):
    """What follows the file's meta group."""
    length = struct.unpack_from('<I', file_bytes, 140)[0]
    return file_bytes[144 + length:]


def write_series(folder, study, series, count, patient, side=96):
    """{SOPInstanceUID: data set}"""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for number in range(1, count + 1):
        instance = f'{series}.{number}'
        content = ct_instance(study, series, instance, number, patient, side)
        (folder / f'slice{number}').write_bytes(content)
        made[instance] = data_of(content)
    return made
