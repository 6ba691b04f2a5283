"""NIfTI-1 and NIfTI-2 headers by hand: every field as the caller says, so that files no library writes can be tested."""
import struct

DATATYPES = {'uint8': 2, 'int16': 4, 'int32': 8, 'float32': 16, 'float64': 64, 'int8': 256, 'uint16': 512, 'uint32': 768, 'int64': 1024, 'uint64': 1280}
NO_SFORM = ((0, 0, 0, 0),) * 3


def nifti1(sizes, datatype, order='<', pixdim=(1, 1, 1), qfac=1, qform=(0, 0, 0, 0, 0, 0), qform_code=0, sform=NO_SFORM, sform_code=0, slope=0,
           intercept=0, offset=352, magic=b'n+1\0', units=2):
    """348 bytes. qform: quaternion b, c, d and offset x, y, z; sform: three rows."""
    dim = [len(sizes), *sizes, *[1] * (7 - len(sizes))]
    steps = [qfac, *pixdim, *[1] * (7 - len(pixdim))]
    header = struct.pack(order + 'i10s18sihcB', 348, b'', b'', 0, 0, b'r', 0)
    header += struct.pack(order + '8h3fhhhh', *dim, 0, 0, 0, 0, datatype, 0, 0)
    header += struct.pack(order + '8f3fhBB4f2i', *steps, offset, slope, intercept, 0, 0, units, 0, 0, 0, 0, 0, 0)
    header += b'\0' * 104 + struct.pack(order + 'hh6f', qform_code, sform_code, *qform)
    header += b''.join(struct.pack(order + '4f', *row) for row in sform) + b'\0' * 16 + magic
    assert len(header) == 348
    return header


def nifti2(sizes, datatype, order='<', pixdim=(1, 1, 1), qfac=1, qform=(0, 0, 0, 0, 0, 0), qform_code=0, sform=NO_SFORM, sform_code=0, slope=0,
           intercept=0, offset=544, magic=b'n+2\0\r\n\x1a\n', units=2):
    """540 bytes, the same fields."""
    dim = [len(sizes), *sizes, *[1] * (7 - len(sizes))]
    steps = [qfac, *pixdim, *[1] * (7 - len(pixdim))]
    header = struct.pack(order + 'i8shh8q3d8d', 540, magic, datatype, 0, *dim, 0, 0, 0, *steps)
    header += struct.pack(order + 'q6d2q', offset, slope, intercept, 0, 0, 0, 0, 0, 0) + b'\0' * 104
    header += struct.pack(order + 'ii6d', qform_code, sform_code, *qform) + b''.join(struct.pack(order + '4d', *row) for row in sform)
    header += struct.pack(order + 'iii16sB15s', 0, units, 0, b'', 0, b'')
    assert len(header) == 540
    return header
