"""PyRadiomics on one case, watched: its values or its refusal, and what the quirks and the tolerances need to know of its images."""
import contextlib
import dataclasses
import json
import warnings

warnings.filterwarnings('ignore')
import numpy  # noqa: E402
import pykwalify.core  # noqa: E402
import radiomics  # noqa: E402
import radiomics.glcm  # noqa: E402
import radiomics.glrlm  # noqa: E402
import SimpleITK as sitk  # noqa: E402
from radiomics import featureextractor, imageoperations  # noqa: E402

radiomics.logger.setLevel(60)
pykwalify.core.log.disabled = True
MOST_LEVELS = 250


@dataclasses.dataclass
class SeenImage:
    """One image as the feature classes get it."""
    name: str
    values: numpy.ndarray       # of the region, in the image's own type
    inside: numpy.ndarray       # the region's box (z, y, x), bool
    settings: dict
    edges: numpy.ndarray
    levels: numpy.ndarray

    @property
    def highest(self):
        return int(self.levels.max())


@dataclasses.dataclass
class Answer:
    maps: dict = None           # name -> SimpleITK image, where feature maps were compared
    values: dict = None         # name -> float (complex values: their real part)
    diagnostics: dict = None
    error: str = None
    left_out: bool = False      # too many grey levels for PyRadiomics to finish
    images: list = dataclasses.field(default_factory=list)
    shape_inside: numpy.ndarray = None
    spacing: tuple = (1, 1, 1)
    empty_glcm_angles: int = 0
    empty_glrlm_angles: int = 0
    complex_values: int = 0
    current: str = ''
    second_eigenvalues: dict = dataclasses.field(default_factory=dict)  # image -> of the matrix behind MCC, by direction
    read: object = None         # the image as it was read, and as it was prepared (SimpleITK)
    made: object = None
    map_eigenvalues: dict = dataclasses.field(default_factory=dict)     # (image, (z, y, x)) -> as second_eigenvalues, of a neighbourhood
    map_inside: numpy.ndarray = None                                    # the region in a map's grid
    made_type: str = ''         # SimpleITK's name of the prepared image's voxel type
    made_size: tuple = ()
    whole_maximum: float = 0    # max |voxel| of the image that filters see


class WatchedMatrices:
    """PyRadiomics' C extension, counting directions without a pair or run."""

    def __init__(self, inner, answer):
        self.inner, self.answer = inner, answer

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def calculate_glcm(self, *arguments):
        matrix, angles = self.inner.calculate_glcm(*arguments)
        self.answer.empty_glcm_angles += int((matrix.sum((0, 1, 2)) == 0).sum())
        return matrix, angles

    def calculate_glrlm(self, *arguments):
        matrix, angles = self.inner.calculate_glrlm(*arguments)
        self.answer.empty_glrlm_angles += int((matrix.sum((0, 1, 2)) == 0).sum())
        return matrix, angles


class TooManyLevels(Exception):
    """PyRadiomics' GLCM would take minutes and gigabytes."""


class Watched(featureextractor.RadiomicsFeatureExtractor):
    answer = None

    def loadImage(self, *arguments, **settings):  # noqa: N802
        self.answer.read = sitk.ReadImage(arguments[0])
        image, mask = featureextractor.RadiomicsFeatureExtractor.loadImage(*arguments, **settings)
        self.answer.made = image
        self.answer.made_type, self.answer.made_size = image.GetPixelIDTypeAsString(), image.GetSize()
        self.answer.spacing = image.GetSpacing()
        self.answer.whole_maximum = float(numpy.abs(sitk.GetArrayViewFromImage(image).astype(float)).max())
        return image, mask

    def computeShape(self, image, mask, box, **settings):  # noqa: N802
        _, cropped = imageoperations.cropToTumorMask(image, mask, box)
        self.answer.shape_inside = sitk.GetArrayFromImage(cropped) == settings.get('label', 1)
        return super().computeShape(image, mask, box, **settings)

    def computeFeatures(self, image, mask, name, **settings):  # noqa: N802
        self.answer.current = name
        inside = sitk.GetArrayFromImage(mask) == settings.get('label', 1)
        values = sitk.GetArrayFromImage(image)[inside]
        with numpy.errstate(all='ignore'):
            try:
                edges = numpy.array(imageoperations.getBinEdges(values, **settings), float)
                levels = numpy.digitize(values, edges)
            except ValueError:  # NaN in the image
                edges, levels = numpy.zeros(1), numpy.ones(1, int)
        self.answer.images.append(SeenImage(name, values, inside, settings, edges, levels))
        if self.answer.images[-1].highest > (MOST_LEVELS if max(settings.get('distances', [1])) == 1 else MOST_LEVELS // 2):
            raise TooManyLevels()
        return super().computeFeatures(image, mask, name, **settings)


def second_eigenvalues(glcm, voxel=0):
    """Of PyRadiomics' matrix Q, per direction that has a pair."""
    p, px, py, eps = glcm.P_glcm, glcm.coefficients['px'], glcm.coefficients['py'], glcm.coefficients['eps']
    found = []
    for angle in range(p.shape[3]):
        if not numpy.isfinite(p[voxel, :, :, angle]).all() or p.shape[1] < 2:
            continue
        weighted = p[voxel, :, :, angle] / (px[voxel, :, :, angle] * py[voxel, :, :, angle] + eps)
        found.append(float(numpy.sort(numpy.linalg.eigvals(weighted @ p[voxel, :, :, angle].T))[-2].real))
    return found


@contextlib.contextmanager
def watched_mcc(answer):
    inner = radiomics.glcm.RadiomicsGLCM.getMCCFeatureValue

    def watched(self):
        answer.second_eigenvalues[answer.current] = second_eigenvalues(self)
        return inner(self)
    radiomics.glcm.RadiomicsGLCM.getMCCFeatureValue = watched
    try:
        yield
    finally:
        radiomics.glcm.RadiomicsGLCM.getMCCFeatureValue = inner


def as_float(value, answer):
    value = numpy.asarray(value).ravel()[0] if numpy.size(value) == 1 else value
    if numpy.iscomplexobj(value):
        answer.complex_values += 1
        value = numpy.real(value)
    return float(value)


@contextlib.contextmanager
def edges_of_numpy2(wanted):
    """PyRadiomics' bin edges (nothing else of it) under numpy 2's rule of promotion."""
    inner = imageoperations.getBinEdges

    def edges(values, **settings):
        numpy._set_promotion_state('weak')
        try:
            return inner(values, **settings)
        finally:
            numpy._set_promotion_state('legacy')
    if wanted:
        imageoperations.getBinEdges = edges
    try:
        yield
    finally:
        imageoperations.getBinEdges = inner


def run(image_file, mask_file, parameters, parameter_file):
    """PyRadiomics' answer; petra's own keys are taken out of the parameters, and done to NumPy instead."""
    answer = Answer()
    settings = parameters.get('setting', {})
    numpy2 = bool(settings.get('petraNumpy2Edges', False))
    plain = json.loads(json.dumps(parameters))
    plain.get('setting', {}).pop('petraNumpy2Edges', None)
    parameter_file.write_text(json.dumps(plain))
    # PyRadiomics never sets the tolerance back: a case without one inherits that of the case before.
    sitk.ProcessObject.SetGlobalDefaultCoordinateTolerance(1e-6)
    sitk.ProcessObject.SetGlobalDefaultDirectionTolerance(1e-6)
    inner = radiomics.cMatrices
    radiomics.glcm.cMatrices = radiomics.glrlm.cMatrices = WatchedMatrices(inner, answer)
    try:
        with edges_of_numpy2(numpy2), watched_mcc(answer), numpy.errstate(all='ignore'):
            extractor = Watched(str(parameter_file))
            extractor.answer = answer
            found = extractor.execute(str(image_file), str(mask_file))
            answer.values = {k: as_float(v, answer) for k, v in found.items() if not k.startswith('diagnostics_')}
            answer.diagnostics = {k: v for k, v in found.items() if k.startswith('diagnostics_')}
    except TooManyLevels:
        answer.left_out = True
    except Exception as error:  # whatever PyRadiomics throws is its refusal
        answer.error = '%s: %s' % (type(error).__name__, error)
    finally:
        radiomics.glcm.cMatrices = radiomics.glrlm.cMatrices = inner
    return answer


@contextlib.contextmanager
def watched_maps(answer):
    """Notes the image, the region, and the eigenvalues behind each voxel's MCC."""
    glcm, extractor = radiomics.glcm.RadiomicsGLCM, featureextractor.RadiomicsFeatureExtractor
    inner_mcc, inner_features = glcm.getMCCFeatureValue, extractor.computeFeatures
    done = {}

    def mcc(self):
        first = done.get(answer.current, 0)
        for voxel in range(self.P_glcm.shape[0]):
            at = tuple(int(k) for k in self.labelledVoxelCoordinates[:, first + voxel])
            answer.map_eigenvalues[answer.current, at] = second_eigenvalues(self, voxel)
        done[answer.current] = first + self.P_glcm.shape[0]
        return inner_mcc(self)

    def features(self, image, mask, name, **settings):
        answer.current = name
        answer.map_inside = sitk.GetArrayFromImage(mask) == settings.get('label', 1)
        return inner_features(self, image, mask, name, **settings)
    glcm.getMCCFeatureValue, extractor.computeFeatures = mcc, features
    try:
        yield
    finally:
        glcm.getMCCFeatureValue, extractor.computeFeatures = inner_mcc, inner_features


def run_maps(image_file, mask_file, parameters, parameter_file, answer):
    """(PyRadiomics' feature maps by name, None) or (None, why not); of a case that run() has run, whose answer takes notes."""
    numpy2 = parameters.get('setting', {}).get('petraNumpy2Edges', False)
    try:
        with edges_of_numpy2(numpy2), watched_maps(answer), numpy.errstate(all='ignore'):
            found = featureextractor.RadiomicsFeatureExtractor(str(parameter_file)).execute(str(image_file), str(mask_file), voxelBased=True)
    except Exception as error:  # whatever PyRadiomics throws is its refusal
        return None, '%s: %s' % (type(error).__name__, error)
    return {name: value for name, value in found.items() if isinstance(value, sitk.Image)}, None
