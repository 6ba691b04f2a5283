"""A small study on images: 36 patients, 12 × 12 × 12 voxels, two modalities, twelve patients read twice."""
import csv
import random
import struct

PATIENTS, SIDE = 36, 12

STUDY = """name: Images
cohort: cohort.csv
id: patient_id
outcome: {column: y}
modalities:
  PET: {image: pet, mask: mask, second_reader_mask: mask2, params: small.yaml}
  CT: {image: ct, mask: mask, second_reader_mask: mask2, params: small.yaml}
clinical: {continuous: [marker]}
split: {column: set}
selection: {icc: {minimum: 0.3}}
"""
PARAMETERS = """imageType: {Original: {}, Square: {}}
featureClass: {firstorder: [], glcm: []}
setting: {binWidth: 20}
"""


def write_nrrd(path, values, kind, code):
    header = f'NRRD0004\ntype: {kind}\ndimension: 3\nsizes: {SIDE} {SIDE} {SIDE}\nspacings: 2 2 3\nendian: little\nencoding: raw\n\n'
    path.write_bytes(header.encode() + struct.pack(f'<{len(values)}{code}', *values))


def ball(radius):
    centre = (SIDE - 1) / 2
    return [int((x - centre) ** 2 + (y - centre) ** 2 + (z - centre) ** 2 <= radius ** 2) for z in range(SIDE) for y in range(SIDE) for x in range(SIDE)]


def make_study(folder):
    draw = random.Random(5)
    masks = {radius: ball(radius) for radius in (4.0, 4.5, 4.7)}
    rows = [['patient_id', 'y', 'set', 'marker', 'pet', 'ct', 'mask', 'mask2']]
    for i in range(PATIENTS):
        y = i % 2
        for modality, spread in (('pet', 30 + 10 * y), ('ct', 40)):
            write_nrrd(folder / f'{modality}{i}.nrrd', [int(draw.gauss(100, spread + i % 5)) for _ in range(SIDE ** 3)], 'short', 'h')
        write_nrrd(folder / f'mask{i}.nrrd', masks[4.5], 'unsigned char', 'B')
        second = ''
        if i % 3 == 0:
            second = f'second{i}.nrrd'
            write_nrrd(folder / second, masks[draw.choice([4.0, 4.7])], 'unsigned char', 'B')
        rows.append([f'P{i}', y, 'train' if i < 26 else 'test', round(draw.gauss(y, 0.8), 3), f'pet{i}.nrrd', f'ct{i}.nrrd', f'mask{i}.nrrd', second])
    with open(folder / 'cohort.csv', 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)
    (folder / 'study.yaml').write_text(STUDY)
    (folder / 'small.yaml').write_text(PARAMETERS)
