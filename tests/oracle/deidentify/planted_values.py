"""Plants marked values in a PET/CT study with structure set: in every text, name, date and UID that PS3.15 Table E.1-1 removes or replaces, in
private elements, nested items, the preamble and the meta group. Runs petra import --deidentify and searches all that it wrote or said for them:
plainly, inside gzip, SQLite, PNG text and JSON, in UTF-8, UTF-16 and percent-encoded. SUV volumes before and after must be equal in bytes.

usage: planted_values.py       PETRA_BINARY names the program."""
import base64, gzip, os, pathlib, re, shutil, sqlite3, subprocess, sys, tempfile, urllib.parse, zlib
import pydicom
from pydicom.dataset import Dataset
from pydicom.datadict import dictionary_VR
from pydicom.sequence import Sequence

PETRA = os.environ["PETRA_BINARY"]
PROJECT = pathlib.Path(__file__).resolve().parents[3]
MARK = "Zq7Xk"
PLANTED_DATES = ["19480213", "1948-02-13"]

# Keywords of Table E.1-1 (and others of the kind) by what is planted; those of the scanner that SUV needs are not here.
TEXTS = """AccessionNumber AcquisitionComments AcquisitionProtocolDescription AdditionalPatientHistory AdmissionID AdmittingDiagnosesDescription
 Allergies BranchOfService CassetteID ClinicalTrialSponsorName ConfidentialityConstraintOnPatientDataDescription
 ContentCreatorName CountryOfResidence CurrentPatientLocation DerivationDescription DetectorID DeviceSerialNumber
 DischargeDiagnosisDescription EthnicGroup FrameComments GantryID GeneratorID IdentifyingComments ImageComments
 ImagePresentationComments InstitutionAddress InstitutionName InstitutionalDepartmentName InterpretationAuthor InterpretationRecorder
 InterpretationText InterpretationTranscriber IssuerOfPatientID MedicalAlerts MedicalRecordLocator MilitaryRank NamesOfIntendedRecipientsOfResults
 Occupation OperatorsName OtherPatientIDs OtherPatientNames PatientAddress PatientBirthName PatientComments PatientID
 PatientInstitutionResidence PatientMotherBirthName PatientName PatientReligiousPreference PatientState PatientTelephoneNumbers
 PerformedLocation PerformedProcedureStepDescription PerformedProcedureStepID PerformedStationAETitle PerformedStationName PerformingPhysicianName
 PersonAddress PersonName PersonTelephoneNumbers PhysiciansOfRecord PhysiciansReadingStudyIdentificationLabel PlateID PreMedication
 ProtocolName ReasonForStudy ReasonForTheRequestedProcedure ReferringPhysicianAddress ReferringPhysicianName ReferringPhysicianTelephoneNumbers
 RegionOfResidence RequestedContrastAgent RequestedProcedureComments RequestedProcedureDescription RequestedProcedureID
 RequestedProcedureLocation RequestingPhysician RequestingService ResponsibleOrganization ResponsiblePerson ResultsComments
 ReviewerName ScheduledPerformingPhysicianName ScheduledProcedureStepDescription ScheduledStationAETitle ScheduledStationName
 SeriesDescription ServiceEpisodeDescription ServiceEpisodeID SpecialNeeds StationName StudyComments StudyDescription StudyID
 TextComments TextString TopicAuthor TopicTitle VerifyingObserverName VerifyingOrganization VisitComments
 ContrastBolusAgent ScheduledProcedureStepID RetrieveAETitle""".split()
DATES = ["PatientBirthDate", "LastMenstrualDate", "AdmittingDate", "DateOfSecondaryCapture", "ScheduledProcedureStepStartDate"]
UIDS = ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"]


def text_for(keyword, n):
    value = f"{MARK}{n} {keyword[:6]}"
    vr = dictionary_VR(keyword)
    return value[:16] if vr in ("SH", "AE") else value


def plant(data, planted):
    for n, keyword in enumerate(TEXTS):
        if keyword in ("SeriesDescription", "PatientName", "PatientID") or True:
            try:
                setattr(data, keyword, text_for(keyword, n))
                planted.add(keyword)
            except (ValueError, TypeError, KeyError):
                pass
    for keyword in DATES:
        setattr(data, keyword, PLANTED_DATES[0])
    nested = Dataset()
    nested.PatientName, nested.StudyDescription, nested.PatientID = f"{MARK}^NESTED", f"{MARK} nested", f"{MARK}n"
    data.RequestAttributesSequence = Sequence([nested])
    deeper = Dataset()
    deeper.ReferencedSOPClassUID, deeper.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.826.0.1.7777.31337"
    deeper.PatientComments = f"{MARK} deep"
    data.ReferencedImageSequence = Sequence([deeper])
    data.add_new(0x00290010, "LO", f"{MARK} CREATOR")
    data.add_new(0x00291001, "LT", f"{MARK} private text")
    data.add_new(0x00291002, "UN", f"{MARK} unknown".encode())
    data.add_new(0x60000010, "US", 1)
    data.add_new(0x60003000, "OW", (MARK * 4).encode())
    data.add_new(0x60004000, "LT", f"{MARK} overlay comment")
    data.add_new(0xFFFCFFFC, "OB", f"{MARK} trailer".encode())
    for element in list(data.iterall()):
        if element.keyword == "CodeMeaning":
            continue


def forms_of(text):
    yield text.encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield urllib.parse.quote(text, safe="").encode()
    yield "".join(f"%{b:02x}" for b in text.encode()).encode()
    yield "".join(f"\\u{ord(c):04x}" for c in text).encode()
    yield base64.b64encode(text.encode()).rstrip(b"=")[:-1]


def unpacked(data, depth=0):
    """The bytes, and what is packed in them."""
    yield data
    if depth > 3:
        return
    for at in [m.start() for m in re.finditer(b"\x1f\x8b\x08", data)]:
        try:
            yield from unpacked(zlib.decompressobj(31).decompress(data[at:]), depth + 1)
        except zlib.error:
            pass
    if data.startswith(b"\x89PNG"):
        for m in re.finditer(b"(zTXt|iTXt|tEXt)", data):
            length = int.from_bytes(data[m.start() - 4:m.start()], "big")
            body = data[m.end():m.end() + length]
            yield body
            for k in range(len(body)):
                if body[k:k + 1] == b"\x78":
                    try:
                        yield zlib.decompress(body[k:])
                    except zlib.error:
                        pass
    for m in re.finditer(rb"stream\r?\n", data) if data.startswith(b"%PDF") else []:
        try:
            yield zlib.decompressobj().decompress(data[m.end():])
        except zlib.error:
            pass


def dump_of(path):
    with sqlite3.connect(path) as base:
        return "\n".join(base.iterdump()).encode()


def search(folder, said, secrets):
    found = []
    pieces = [("what it said", said)] + [(str(p.relative_to(folder)), str(p.relative_to(folder)).encode() + b"\n" + p.read_bytes())
                                         for p in sorted(folder.rglob("*")) if p.is_file()]
    pieces += [(str(p), dump_of(p)) for p in folder.rglob("*") if p.is_file() and p.read_bytes()[:15] == b"SQLite format 3"]
    for name, data in pieces:
        for piece in unpacked(data[data.find(b"\n") + 1:] if name != "what it said" else data):
            for secret in secrets:
                if any(form in piece for form in forms_of(secret)):
                    found.append(f"{name}: {secret!r}")
        if MARK.encode() in data:
            found.append(f"{name}: {MARK!r}")
    return sorted(set(found))


def reference_root():
    if os.environ.get("PETRA_REFERENCE_DIR"):
        return pathlib.Path(os.environ["PETRA_REFERENCE_DIR"])
    shared = PROJECT.parent / "shared/reference"
    return shared if shared.is_dir() else PROJECT / "tests/data/reference"


def run(temporary, *words):
    return subprocess.run([str(w) for w in (PETRA, *words)], capture_output=True, env={**os.environ, "TMPDIR": str(temporary)}, timeout=300)


def volumes_of(folder, prefix=""):
    return {p.name: p.read_bytes() for p in folder.rglob("*.nrrd") if p.parent.name != "masks"}


def main():
    root = reference_root() / "dicom"
    cases = [p for p in (root / "studies/PETRA-SYN-001", root / "variants/philips_cnts_suv_factor", root / "variants/philips_cnts_activity_factor",
                         root / "variants/ge_series_time_later_private", root / "variants/enhanced_multiframe", root / "variants/gml_lbmjames128",
                         root / "variants/midnight_datetime", root / "variants/decay_none_two_beds") if p.is_dir()]
    if not cases:
        print("skipped: no reference data")
        return 1 if os.environ.get("PETRA_REFERENCE_COMPLETE") == "1" else 77
    wrong, planted = [], set()
    for case in cases:
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="petra-deid-"))
        try:
            source, out, plain, temporary = (scratch / name for name in (f"{MARK}in", "out", "plain", "tmp"))
            source.mkdir()
            temporary.mkdir()
            secrets = {MARK, *PLANTED_DATES}
            for n, path in enumerate(sorted(p for p in case.rglob("*") if p.is_file())):
                try:
                    data = pydicom.dcmread(path)
                except pydicom.errors.InvalidDicomError:
                    continue
                for keyword in UIDS:
                    if keyword in data:
                        secrets.add(str(data[keyword].value))
                plant(data, planted)
                data.preamble = (MARK * 30).encode()[:128]
                data.file_meta.add_new(0x00020100, "UI", "1.2.826.0.1.7777.31337")
                data.file_meta.add_new(0x00020102, "OB", f"{MARK} meta".encode() + b" ")
                data.file_meta.SourceApplicationEntityTitle = f"{MARK} AE"
                data.save_as(source / f"{MARK}_{n:04}.dcm")
            secrets.add("1.2.826.0.1.7777.31337")
            before = run(temporary, "import", source, "--out", plain, "--no-masks")
            done = run(temporary, "import", source, "--out", out, "--deidentify", "--json")
            said = done.stdout + done.stderr
            for secret in search(out, said, secrets):
                wrong.append(f"{case.name}: {secret}")
            if list(temporary.iterdir()):
                wrong.append(f"{case.name}: temporary files stay behind")
            first, second = volumes_of(plain), volumes_of(out)
            if not first or first != second:
                wrong.append(f"{case.name}: volumes differ: {sorted(first)} {sorted(second)} {before.stderr[-300:]} {said[-600:]}")
            copies = [pydicom.dcmread(p) for p in sorted((out / "dicom").rglob("*.dcm"))]
            if not copies or any(c.PatientIdentityRemoved != "YES" or not str(c.PatientID).startswith("P-") for c in copies):
                wrong.append(f"{case.name}: a copy does not say that it is de-identified")
            if any(e.tag.is_private and e.tag.group not in (0x7053, 0x0009) for c in copies for e in c.iterall()):
                wrong.append(f"{case.name}: private elements stay")
            if len({str(c.StudyInstanceUID) for c in copies}) != 1:
                wrong.append(f"{case.name}: UIDs are not consistent in the run")
        finally:
            shutil.rmtree(scratch)
    for line in wrong[:60]:
        print(line)
    print(f"{len(cases)} studies, {len(planted)} keywords planted, {len(wrong)} found or wrong")
    return 1 if wrong else 0


sys.exit(main())
