"""Writes pyradiomics.txt: what PyRadiomics 3.0.1's image filters give for small images made here.

Run under numpy 1.26, SimpleITK 2.5, PyWavelets 1.9 (tests/oracle's environment):  python make_filters.py > pyradiomics.txt
numpy's own AVX-512 kernels (another log and exp) are switched off, as for all of petra's golden values.
Lines: case TYPE NX NY NZ SX SY SZ | voxels … | filter TYPE WAVELET LEVEL START USE_SPACING FORCE2D_AXIS KEY=VALUE … (of other filters; as Python prints
them, a list as one KEY=VALUE per item) | image NAME IS_FLOAT32 values …
Numbers are C hexadecimal floats, x fastest.
"""
import logging
import os

os.environ["NPY_DISABLE_CPU_FEATURES"] = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
import numpy
import SimpleITK as sitk
from radiomics import imageoperations

logging.disable(logging.CRITICAL)
PLAIN = ("Original", "Wavelet", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient")
OTHER_KEYS = ("sigma", "lbp2DRadius", "lbp2DSamples", "lbp2DMethod", "force2Ddimension", "lbp3DLevels", "lbp3DIcosphereRadius",
              "lbp3DIcosphereSubdivision")


def hexadecimal(values):
    return " ".join(float(value).hex() for value in numpy.ravel(values))


def other_keys(settings):
    for key in OTHER_KEYS:
        values = settings.get(key, [])
        yield from ("%s=%s" % (key, value) for value in (values if isinstance(values, list) else [values]))


def write_case(array, spacing, runs):
    depth, height, width = array.shape
    print("case", array.dtype, width, height, depth, hexadecimal(spacing))
    print("voxels", hexadecimal(array))
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(spacing)
    mask = sitk.GetImageFromArray(numpy.ones(array.shape, "uint8"))  # LBP3D gives values inside it only
    mask.CopyInformation(image)
    for name, settings in runs:
        axis = settings.get("force2Ddimension", 0) if settings.get("force2D") else -1
        print("filter", name, settings.get("wavelet", "coif1"), settings.get("level", 1), settings.get("start_level", 0),
              int(settings.get("gradientUseSpacing", True)), axis, *other_keys(settings))
        for filtered, image_name, _ in getattr(imageoperations, "get%sImage" % name)(image, mask, **settings):
            result = sitk.GetArrayFromImage(filtered)
            print("image", image_name, int(result.dtype == numpy.float32), hexadecimal(result))


random = numpy.random.RandomState(20)
plain = [(name, {}) for name in PLAIN]
write_case(random.randint(-1000, 1500, (4, 5, 7)).astype("int16"), (0.9765625, 0.7, 3.0),
           plain + [("Gradient", {"gradientUseSpacing": False}), ("Wavelet", {"wavelet": "bior2.2"}),
                    ("Wavelet", {"force2D": True, "force2Ddimension": 0, "level": 2})])
write_case(random.gamma(2, 3, (3, 6, 4)).astype("float32"), (4.07283, 4.07283, 3.0),
           plain + [("Wavelet", {"level": 2, "wavelet": "haar"}), ("Wavelet", {"wavelet": "db3", "start_level": 1})])
write_case(random.randint(0, 255, (2, 1, 3)).astype("uint8"), (1.0, 2.0, 0.5), plain + [("Wavelet", {"wavelet": "rbio2.2"})])
write_case(random.normal(0, 0.3, (3, 3, 3)), (1.0, 1.0, 1.0), plain)

sigmas = [("LoG", {"sigma": [1, 1.0, 2.5, 0.31, 1.5, 12.0, 30.0]})]
write_case(random.randint(-1000, 1500, (5, 7, 13)).astype("int16"), (0.9765625, 0.7, 3.0), sigmas)
write_case(random.gamma(2, 3, (9, 4, 6)).astype("float32"), (4.07283, 4.07283, 3.0), sigmas)
flat = numpy.full((6, 8, 5), -1000.0)
flat[2:4, 3:7, 1:3] += random.normal(1000, 50, (2, 4, 2))
write_case(flat, (1.0, 1.5, 0.8), sigmas)
write_case(random.randint(0, 255, (4, 3, 5)).astype("uint8"), (1.0, 2.0, 0.5), sigmas)

patterns = [("LBP2D", {}), ("LBP2D", {"lbp2DRadius": 2.5, "lbp2DSamples": 12, "lbp2DMethod": "ror", "force2Ddimension": 1}),
            ("LBP2D", {"lbp2DMethod": "default", "lbp2DSamples": 9, "force2Ddimension": 2}),
            ("LBP2D", {"lbp2DMethod": "var", "lbp2DRadius": 0.3})]
write_case(numpy.rint(random.gamma(2, 3, (4, 6, 7))).astype("int16"), (1.0, 1.0, 3.0), patterns)
write_case(random.gamma(2, 3, (5, 4, 6)).astype("float32"), (1.0, 1.0, 3.0), patterns)
write_case(numpy.rint(random.gamma(2, 3, (3, 5, 4))), (1.0, 2.0, 3.0), patterns)

spheres = [("LBP3D", {}), ("LBP3D", {"lbp3DLevels": 3, "lbp3DIcosphereRadius": 1.5, "lbp3DIcosphereSubdivision": 2}),
           ("LBP3D", {"lbp3DIcosphereSubdivision": 0})]
for voxel_type in ("int16", "float32", "uint8"):
    write_case(random.randint(-100, 200, (4, 5, 9)).clip(60 if voxel_type == "uint8" else -100).astype(voxel_type), (1.0, 1.0, 3.0), spheres)
