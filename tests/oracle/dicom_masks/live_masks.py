"""Masks drawn today, written by petra and read voxel for voxel by highdicom, dcmqi, plastimatch and pynrrd; theirs read by petra; dciodvfy content.

usage: live_masks.py [--seed N]     PETRA_BINARY names the program. A tool that is missing is named, and fails where
PETRA_REFERENCE_COMPLETE=1."""
import json, os, pathlib, shutil, subprocess, sys, tempfile, time
import numpy as np, pydicom, nrrd, highdicom as hd, SimpleITK as sitk
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless, JPEG2000Lossless, JPEGLSLossless, generate_uid
from scipy import ndimage

PETRA = os.environ["PETRA_BINARY"]
PROJECT = pathlib.Path(__file__).resolve().parents[3]
SEED = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else int(time.time()) // 86400
WRONG, CHECKED, MISSING = [], 0, set()


def check(what, good, why=""):
    global CHECKED
    CHECKED += 1
    if not good:
        WRONG.append(f"{what}: {why}")


def tool(name):
    beside = pathlib.Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        MISSING.add(name)
    return found


def run(*words, timeout=300):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=timeout)


def reference_root():
    if os.environ.get("PETRA_REFERENCE_DIR"):
        return pathlib.Path(os.environ["PETRA_REFERENCE_DIR"])
    shared = PROJECT.parent / "shared/reference"
    return shared if shared.is_dir() else PROJECT / "tests/data/reference"


def draw(rng, shape):
    """Three masks (slices, rows, columns): blobs with holes and islands, one that overlaps, noise at the border; an empty slice inside."""
    noise = ndimage.gaussian_filter(rng.normal(size=shape), 1.7)
    first = noise > np.quantile(noise, 0.9)
    first &= ~(ndimage.gaussian_filter(rng.normal(size=shape), 0.8) > 0.25)
    other = ndimage.gaussian_filter(rng.normal(size=shape), 3)
    second = other > np.quantile(other, 0.8)
    third = rng.random(shape) < 0.03
    second[shape[0] // 2] = False
    return {"blob (holes)": first, "overlap": second, "noise": third}


def geometry_of(folder):
    """Slices in order, and the volume's geometry as SimpleITK has it."""
    slices = [pydicom.dcmread(p) for p in sorted(folder.iterdir()) if p.suffix == ".dcm" or p.name.startswith("IM")]
    slices = [s for s in slices if "ImagePositionPatient" in s]
    row, column = np.array(slices[0].ImageOrientationPatient, float).reshape(2, 3)
    normal = np.cross(row, column)
    slices.sort(key=lambda s: float(np.dot(normal, np.array(s.ImagePositionPatient, float))))
    return slices, normal


def image_of(slices, normal, voxels):
    image = sitk.GetImageFromArray(voxels.astype(np.uint8))
    first, last = (np.array(slices[k].ImagePositionPatient, float) for k in (0, -1))
    row, column = np.array(slices[0].ImageOrientationPatient, float).reshape(2, 3)
    step = np.dot(normal, last - first) / (len(slices) - 1)
    image.SetOrigin([float(v) for v in first])
    image.SetSpacing([float(slices[0].PixelSpacing[1]), float(slices[0].PixelSpacing[0]), float(step)])
    image.SetDirection([float(v) for v in np.stack([row, column, normal], 1).reshape(-1)])
    return image


def voxels_from(path, like):
    """A mask file on the grid of `like`, by SimpleITK."""
    read = sitk.ReadImage(str(path))
    placed = sitk.Resample(read, like, sitk.Transform(), sitk.sitkNearestNeighbor, 0)
    return sitk.GetArrayFromImage(placed) != 0


def read_by_petra(mask, folder, scratch, structure=None, extra=()):
    out = scratch / f"read_{len(list(scratch.iterdir()))}.nrrd"
    words = [PETRA, "mask", mask, "--image", folder, "--out", out, *extra]
    if structure:
        words += ["--structure", structure]
    done = run(*words)
    if done.returncode != 0:
        return None, done.stderr
    return nrrd.read(str(out))[0].transpose(2, 1, 0) != 0, ""


def petra_writes(folder, masks, slices, normal, scratch):
    like = image_of(slices, normal, np.zeros_like(masks["noise"]))
    drawn = scratch / "drawn.seg.nrrd"
    frame = np.array(like.GetDirection()).reshape(3, 3) * np.array(like.GetSpacing())
    header = {"space": "left-posterior-superior", "kinds": ["list", "domain", "domain", "domain"], "encoding": "gzip",
              "space directions": np.vstack([[np.nan] * 3, frame.T]), "space origin": np.array(like.GetOrigin())}
    for n, name in enumerate(masks):
        header.update({f"Segment{n}_Name": name, f"Segment{n}_ID": f"S{n}", f"Segment{n}_LabelValue": "1", f"Segment{n}_Layer": str(n)})
    nrrd.write(str(drawn), np.stack([m.transpose(2, 1, 0) for m in masks.values()]).astype(np.uint8), header, index_order="F")
    for name, want in masks.items():
        got, why = read_by_petra(drawn, folder, scratch, name)
        check(f"pynrrd's layers, {name}", got is not None and np.array_equal(got, want), why or "voxels differ")

    for kind in ("seg", "rtstruct"):
        path = scratch / f"petra_{kind}.dcm"
        done = run(PETRA, "mask", drawn, "--image", folder, "--out", path, "--to", kind)
        check(f"petra writes {kind}", done.returncode == 0, done.stderr)
        for name, want in masks.items():
            got, why = read_by_petra(path, folder, scratch, name)
            check(f"petra reads its {kind}, {name}", got is not None and np.array_equal(got, want), why or "voxels differ")
        if verify := tool("dciodvfy"):
            said = run(verify, path)
            errors = [line for line in (said.stdout + said.stderr).splitlines() if line.startswith("Error")]
            check(f"dciodvfy and {kind}", not errors, "; ".join(errors[:4]))
    back = scratch / "petra.seg.nrrd"
    done = run(PETRA, "mask", drawn, "--image", folder, "--out", back)
    check("petra writes .seg.nrrd", done.returncode == 0, done.stderr)
    data, told = nrrd.read(str(back))
    for n, (name, want) in enumerate(masks.items()):
        layer = data[int(told[f"Segment{n}_Layer"])] if data.ndim == 4 else data
        check(f"pynrrd reads petra's {name}", told[f"Segment{n}_Name"] == name and
              np.array_equal(layer.transpose(2, 1, 0) == int(told[f"Segment{n}_LabelValue"]), want), "differs")

    seg = hd.seg.segread(str(scratch / "petra_seg.dcm"))
    for n, (name, want) in enumerate(masks.items(), 1):
        check(f"highdicom, name {n}", seg.get_segment_description(n).segment_label == name, seg.get_segment_description(n).segment_label)
        got = seg.get_pixels_by_source_instance([s.SOPInstanceUID for s in slices], segment_numbers=[n], assert_missing_frames_are_empty=True)
        check(f"highdicom reads petra's {name}", np.array_equal(got[..., 0] != 0, want), "voxels differ")
    if reader := tool("segimage2itkimage"):
        done = run(reader, "--inputDICOM", scratch / "petra_seg.dcm", "--outputDirectory", scratch, "--prefix", "dcmqi", "-t", "nrrd")
        for n, (name, want) in enumerate(masks.items(), 1):
            path = scratch / f"dcmqi-{n}.nrrd"
            check(f"dcmqi reads petra's {name}", path.exists() and np.array_equal(voxels_from(path, like), want), done.stderr[-300:])
    if reader := tool("plastimatch"):
        done = run(reader, "convert", "--input", scratch / "petra_rtstruct.dcm", "--output-prefix", scratch / "plm", "--prefix-format", "nrrd",
                   "--referenced-ct", folder)
        files = {p.stem: p for p in (scratch / "plm").glob("*.nrrd")}
        for name, want in masks.items():
            path = next((p for stem, p in files.items() if stem[:4] == name[:4]), None)
            got = voxels_from(path, like) if path else None
            check(f"plastimatch reads petra's {name}", got is not None and np.array_equal(got, want),
                  f"{sorted(files)} {0 if got is None else int((got != want).sum())} voxels differ {done.stderr[-300:]}")


def theirs_read(folder, masks, slices, normal, scratch):
    like = image_of(slices, normal, np.zeros_like(masks["noise"]))
    stack = np.stack(list(masks.values()), -1)

    def described(n):
        return hd.seg.SegmentDescription(segment_number=n + 1, segment_label=list(masks)[n], algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
                                         segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure, segmented_property_type=codes.SCT.Neoplasm)

    kinds = hd.seg.SegmentationTypeValues
    labels = np.zeros(stack.shape[:3], np.uint8)
    for n in range(3):
        labels[stack[..., n]] = n + 1
    soft = np.clip(ndimage.gaussian_filter(stack.astype(float), (0, 1, 1, 0)), 0, 1)
    at_half = 2 * np.around(soft * 255) >= 255
    wanted = {kinds.BINARY: (stack.astype(np.uint8), stack), kinds.FRACTIONAL: (soft, at_half),
              kinds.LABELMAP: (labels, np.stack([labels == n + 1 for n in range(3)], -1))}
    for kind, (array, want) in wanted.items():
        syntaxes = [ExplicitVRLittleEndian, ImplicitVRLittleEndian]
        if kind is not kinds.BINARY:
            syntaxes += [RLELossless, JPEG2000Lossless, JPEGLSLossless]
        for syntax in syntaxes:
            try:
                seg = hd.seg.Segmentation(source_images=slices, pixel_array=array, segmentation_type=kind, segment_descriptions=[described(n) for n in range(3)],
                                          series_instance_uid=generate_uid(), series_number=5, sop_instance_uid=generate_uid(), instance_number=1,
                                          manufacturer="x", manufacturer_model_name="y", software_versions="1", device_serial_number="0",
                                          transfer_syntax_uid=syntax)
            except (RuntimeError, ValueError) as why:  # no encoder here
                MISSING.add(f"an encoder for {syntax.name}: {str(why).splitlines()[0][:60]}")
                continue
            path = scratch / "theirs.dcm"
            seg.save_as(path)
            for n, name in enumerate(masks):
                got, why = read_by_petra(path, folder, scratch, name)
                if not want[..., n].any():  # noise, smoothed: nothing reaches one half
                    check(f"highdicom's {kind.value} {syntax.name}, {name}", got is None and "no volume" in why, why or "a mask of nothing")
                    continue
                check(f"highdicom's {kind.value} {syntax.name}, {name}", got is not None and np.array_equal(got, want[..., n]), why or "voxels differ")
    if writer := tool("itkimage2segimage"):
        sitk.WriteImage(image_of(slices, normal, masks["overlap"]), str(scratch / "one.nrrd"))
        meta = {"ContentCreatorName": "x", "SeriesNumber": "9", "InstanceNumber": "1", "SeriesDescription": "s", "segmentAttributes": [[{
            "labelID": 1, "SegmentDescription": "one", "SegmentLabel": "one", "SegmentAlgorithmType": "MANUAL",
            "SegmentedPropertyCategoryCodeSequence": {"CodeValue": "49755003", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Morphologically Altered Structure"},
            "SegmentedPropertyTypeCodeSequence": {"CodeValue": "4147007", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Mass"}}]]}
        (scratch / "meta.json").write_text(json.dumps(meta))
        done = run(writer, "--inputImageList", scratch / "one.nrrd", "--inputDICOMDirectory", folder, "--outputDICOM", scratch / "dcmqi.dcm",
                   "--inputMetadata", scratch / "meta.json", "--skip")
        if (scratch / "dcmqi.dcm").exists():
            got, why = read_by_petra(scratch / "dcmqi.dcm", folder, scratch)
            check("dcmqi's SEG", got is not None and np.array_equal(got, masks["overlap"]), why or "voxels differ")
        else:
            check("dcmqi's SEG", False, "itkimage2segimage wrote nothing: " + done.stderr[-300:])
    if writer := tool("plastimatch"):
        # What plastimatch itself reads of its files differs where contours run through voxel centres, so the rule is the judge.
        sitk.WriteImage(image_of(slices, normal, masks["overlap"]), str(scratch / "one.nrrd"))
        run(writer, "convert", "--input-ss-img", scratch / "one.nrrd", "--referenced-ct", folder, "--output-dicom", scratch / "plm_dicom")
        structure = next(iter((scratch / "plm_dicom").glob("rtss*")), None)
        check("plastimatch writes an RTSTRUCT", structure is not None)
        if structure:
            got, why = read_by_petra(structure, folder, scratch, extra=["--ignore-frame-of-reference"])
            check("plastimatch's RTSTRUCT", got is not None and np.array_equal(got, even_odd(structure, slices, normal)), why or "voxels differ")


def even_odd(structure, slices, normal):
    """The first structure's mask, word for word: a voxel is inside when a ray to the right crosses an odd number of edges of its slice."""
    first = slices[0]
    row, column = np.array(first.ImageOrientationPatient, float).reshape(2, 3)
    corner, heights = np.array(first.ImagePositionPatient, float), [float(np.dot(normal, np.array(s.ImagePositionPatient, float))) for s in slices]
    mask = np.zeros((len(slices), first.Rows, first.Columns), bool)
    x, y = np.meshgrid(np.arange(first.Columns), np.arange(first.Rows))
    for contour in pydicom.dcmread(structure).ROIContourSequence[0].ContourSequence:
        points = np.array(contour.ContourData, float).reshape(-1, 3)
        k = int(np.argmin(np.abs(np.array(heights) - np.dot(points[0], normal))))
        flat = np.stack([(points - corner) @ row / float(first.PixelSpacing[1]), (points - corner) @ column / float(first.PixelSpacing[0])], 1)
        flat = np.round(flat * 2 ** 30) / 2 ** 30  # written in decimals: ties are decided by the rule, not by rounding
        for a, b in zip(flat, np.roll(flat, -1, 0)):
            if a[1] == b[1]:
                continue
            (x1, y1), (x2, y2) = sorted((a, b), key=lambda p: p[1])
            mask[k] ^= ((y1 > y) != (y2 > y)) & (x < x1 + (x2 - x1) / (y2 - y1) * (y - y1))
    return mask


def main():
    root = reference_root() / "dicom"
    if not root.is_dir():
        print(f"skipped: {root} is not there")
        return 1 if os.environ.get("PETRA_REFERENCE_COMPLETE") == "1" else 77
    print("seed", SEED)
    rng = np.random.default_rng(SEED)
    folders = [root / "rt_variants/CT_oblique", root / "ct_variants/plain", root / "studies/PETRA-SYN-001/PET"]
    for folder in (f for f in folders if f.is_dir()):
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="petra-masks-"))
        clean = scratch / "image"
        clean.mkdir()
        for file in folder.iterdir():
            if file.suffix != ".json":
                shutil.copy(file, clean)
        try:
            slices, normal = geometry_of(clean)
            masks = draw(rng, (len(slices), slices[0].Rows, slices[0].Columns))
            before = len(WRONG)
            petra_writes(clean, masks, slices, normal, scratch)
            theirs_read(clean, masks, slices, normal, scratch)
            for k in range(before, len(WRONG)):
                WRONG[k] = f"{folder.name}: {WRONG[k]}"
        finally:
            shutil.rmtree(scratch)
    for line in WRONG:
        print(line)
    for name in sorted(MISSING):
        print("not here:", name)
    print(f"{CHECKED} comparisons, {len(WRONG)} differ")
    if MISSING and os.environ.get("PETRA_REFERENCE_COMPLETE") == "1":
        return 1
    return 1 if WRONG or CHECKED == 0 else 0


sys.exit(main())
