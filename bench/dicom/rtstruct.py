"""RTSTRUCT to mask, side by side with plastimatch and dcmrtstruct2nii on the same files in the same run.

usage: rtstruct.py [--slices 300] [--size 512] [--contours 60] [--rounds 3]     PETRA_BINARY names the program (default build/release/petra).
Draws a CT of SIZE x SIZE x SLICES and one structure of CONTOURS contours of 400 corners; each program writes the mask as a file: petra
as NRRD, plastimatch as NRRD, dcmrtstruct2nii as NIfTI (which it needs the whole CT's pixels for). Best of the rounds; voxels must agree."""
import argparse, os, pathlib, shutil, subprocess, sys, tempfile, time
import numpy as np, pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

CT, RT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.481.3"


def new_file(sop_class, uid):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = sop_class, uid, ExplicitVRLittleEndian
    data = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = sop_class, uid
    data.PatientName, data.PatientID, data.PatientBirthDate, data.PatientSex = "BENCH", "BENCH", "", ""
    data.StudyDate, data.StudyTime, data.StudyID, data.AccessionNumber, data.ReferringPhysicianName = "20200101", "120000", "1", "", ""
    return data


def make_ct(folder, size, slices, study, frame):
    folder.mkdir()
    series, uids = generate_uid(), []
    pixels = np.zeros((size, size), np.int16).tobytes()
    for k in range(slices):
        data = new_file(CT, generate_uid())
        data.Modality, data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = "CT", study, series, frame
        data.SeriesNumber, data.InstanceNumber, data.Manufacturer = 1, k + 1, "bench"
        data.ImagePositionPatient, data.ImageOrientationPatient = [-250, -250, 1.5 * k], [1, 0, 0, 0, 1, 0]
        data.PixelSpacing, data.SliceThickness = [0.9765625, 0.9765625], 1.5
        data.Rows = data.Columns = size
        data.SamplesPerPixel, data.PhotometricInterpretation, data.BitsAllocated, data.BitsStored, data.HighBit = 1, "MONOCHROME2", 16, 16, 15
        data.PixelRepresentation, data.RescaleSlope, data.RescaleIntercept, data.RescaleType = 1, 1, 0, "HU"
        data.PixelData = pixels
        data.save_as(folder / f"{k:04}.dcm", enforce_file_format=True)
        uids.append(data.SOPInstanceUID)
    return series, uids


def make_structure(path, contours, slices, study, frame, series, uids):
    data = new_file(RT, generate_uid())
    data.Modality, data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = "RTSTRUCT", study, generate_uid(), frame
    data.StructureSetLabel, data.StructureSetDate, data.StructureSetTime, data.Manufacturer = "bench", "20200101", "120000", "bench"

    def image(uid):
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = CT, uid
        return item
    referenced = Dataset()
    referenced.SeriesInstanceUID, referenced.ContourImageSequence = series, Sequence([image(u) for u in uids])
    in_study = Dataset()
    in_study.ReferencedSOPClassUID, in_study.ReferencedSOPInstanceUID = "1.2.840.10008.3.1.2.3.1", study
    in_study.RTReferencedSeriesSequence = Sequence([referenced])
    in_frame = Dataset()
    in_frame.FrameOfReferenceUID, in_frame.RTReferencedStudySequence = frame, Sequence([in_study])
    data.ReferencedFrameOfReferenceSequence = Sequence([in_frame])
    roi = Dataset()
    roi.ROINumber, roi.ReferencedFrameOfReferenceUID, roi.ROIName, roi.ROIGenerationAlgorithm = 1, frame, "tumour", "MANUAL"
    data.StructureSetROISequence = Sequence([roi])
    items, first = [], (slices - contours) // 2
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False) + 0.0173
    for k in range(contours):
        radius = 60 * np.sin(np.pi * (k + 1) / (contours + 1)) * (1 + 0.1 * np.cos(5 * angle)) + 4.0001
        points = np.stack([12.3 + radius * np.cos(angle), -7.7 + radius * np.sin(angle), np.full(400, 1.5 * (first + k))], 1)
        item = Dataset()
        item.ContourImageSequence = Sequence([image(uids[first + k])])
        item.ContourGeometricType, item.NumberOfContourPoints = "CLOSED_PLANAR", 400
        item.ContourData = [f"{v:.4f}" for v in points.reshape(-1)]
        items.append(item)
    drawn = Dataset()
    drawn.ReferencedROINumber, drawn.ROIDisplayColor, drawn.ContourSequence = 1, [255, 0, 0], Sequence(items)
    data.ROIContourSequence = Sequence([drawn])
    seen = Dataset()
    seen.ObservationNumber, seen.ReferencedROINumber, seen.RTROIInterpretedType, seen.ROIInterpreter = 1, 1, "GTV", ""
    data.RTROIObservationsSequence = Sequence([seen])
    data.save_as(path, enforce_file_format=True)


def best(rounds, call, out):
    times = []
    for _ in range(rounds):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def voxels_of(folder):
    import SimpleITK as sitk
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".nrrd", ".nii.gz", ".nii")) and "image" not in path.name:
            return int((sitk.GetArrayFromImage(sitk.ReadImage(str(path))) != 0).sum())
    return None


def main():
    parse = argparse.ArgumentParser()
    for name, value in (("--slices", 300), ("--size", 512), ("--contours", 60), ("--rounds", 3)):
        parse.add_argument(name, type=int, default=value)
    options = parse.parse_args()
    petra = os.environ.get("PETRA_BINARY", "build/release/petra")
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="petra-bench-"))
    try:
        ct, rt, out = scratch / "ct", scratch / "rt.dcm", scratch / "out"
        study, frame = generate_uid(), generate_uid()
        series, uids = make_ct(ct, options.size, options.slices, study, frame)
        make_structure(rt, options.contours, options.slices, study, frame, series, uids)

        def quietly(*words):
            subprocess.run([str(w) for w in words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        runs = {"petra": lambda: quietly(petra, "mask", rt, "--image", ct, "--out", out / "mask.nrrd")}
        if shutil.which("plastimatch"):
            runs["plastimatch"] = lambda: quietly("plastimatch", "convert", "--input", rt, "--referenced-ct", ct, "--output-prefix", out,
                                                  "--prefix-format", "nrrd")
        program = "import pydicom; pydicom.read_file = pydicom.dcmread\nfrom dcmrtstruct2nii import dcmrtstruct2nii\n" \
                  f"dcmrtstruct2nii({str(rt)!r}, {str(ct)!r}, {str(out)!r}, convert_original_dicom=False)"
        python = os.environ.get("DCMRTSTRUCT2NII_PYTHON", sys.executable)
        if subprocess.run([python, "-c", "import pydicom; pydicom.read_file = pydicom.dcmread; import dcmrtstruct2nii"], capture_output=True).returncode == 0:
            runs["dcmrtstruct2nii"] = lambda: quietly(python, "-c", program)
        quietly(petra, "mask", rt, "--image", ct)  # the files are in memory from here on
        seconds = {}
        for name, call in runs.items():
            seconds[name] = best(options.rounds, call, out)
            print(f"{name:16} {seconds[name]:8.3f} s   {voxels_of(out)} voxels")
        peers = [value for name, value in seconds.items() if name != "petra"]
        if not peers:
            print("no peer is installed")
            return 1
        ratio = min(peers) / seconds["petra"]
        print(f"petra is {ratio:.1f} x faster than the fastest of them (goal: 5)")
        return 0 if ratio >= 5 else 1
    finally:
        shutil.rmtree(scratch)


sys.exit(main())
