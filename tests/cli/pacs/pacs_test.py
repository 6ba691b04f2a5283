"""`petra pacs` against a real Orthanc: echo, find, get, send over DIMSE and DICOMweb, TLS, servers that die, Ctrl-C, no patient in any output.

usage: pacs_test.py PETRA"""
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from dicom_files import data_of, write_series
from orthanc import Orthanc, free_port, is_here

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
PATIENT = {'name': 'MARKNAME^SECRET', 'id': 'MARKID-4711', 'birth': '19770531', 'accession': 'MARKACC'}
OTHER = {'name': 'MARKNAME^OTHER', 'id': 'MARKID-0815', 'birth': '19620102', 'accession': 'MARKACD'}
MARKS = ('MARKNAME', 'MARKID', '19770531', '19620102', 'MARKAC', 'SECRET')
STUDY, SERIES, SMALL, STUDY2, SERIES2 = '1.2.826.0.1.99.1', '1.2.826.0.1.99.1.1', '1.2.826.0.1.99.1.2', '1.2.826.0.1.99.2', '1.2.826.0.1.99.2.1'
LARGE = 240


def petra(*words, environment=None):
    return subprocess.run([PETRA, 'pacs', *map(str, words)], capture_output=True, text=True, timeout=300, env={**os.environ, **(environment or {})})


class PacsCase(unittest.TestCase):
    """One Orthanc with three series of two patients, for all tests of a class."""
    SETTINGS = {}

    @classmethod
    def setUpClass(cls):
        if not is_here():
            if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
                raise AssertionError('Orthanc with its DICOMweb plugin is not installed: apt-get install orthanc orthanc-dicomweb')
            raise unittest.SkipTest('Orthanc with its DICOMweb plugin is not installed')
        cls.base = pathlib.Path(tempfile.mkdtemp(prefix='petra-pacs-'))
        cls.addClassCleanup(shutil.rmtree, cls.base, ignore_errors=True)
        cls.large = write_series(cls.base / 'files/a', STUDY, SERIES, LARGE, PATIENT, 128)
        cls.small = write_series(cls.base / 'files/b', STUDY, SMALL, 5, PATIENT, 16)
        cls.other = write_series(cls.base / 'files/c', STUDY2, SERIES2, 4, OTHER, 16)
        (cls.base / 'files/readme.txt').write_text('not DICOM')
        cls.orthanc = Orthanc(cls.base / 'orthanc', **cls.SETTINGS).start()
        cls.addClassCleanup(lambda: cls.orthanc.stop())

    def setUp(self):
        self.out = pathlib.Path(tempfile.mkdtemp(prefix='petra-got-'))
        self.addCleanup(shutil.rmtree, self.out)

    def good(self, run, status=0):
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        self.no_patient(run.stdout + run.stderr)
        return run

    def no_patient(self, text):
        for mark in MARKS:
            self.assertNotIn(mark, text)

    def fetched(self, series):
        return {path.stem: data_of(path.read_bytes()) for path in self.out.glob(f'*/{series}/*.dcm')}

    def files(self):
        return [path for path in self.out.rglob('*') if path.is_file()]


class Both:
    """The same over DIMSE and DICOMweb; `where` names the archive."""

    def test_1_echo_and_send(self):
        self.good(petra('echo', *self.where()))
        run = self.good(petra('send', *self.where(), '--json', self.base / 'files'))
        self.assertEqual(json.loads(run.stdout), {'instances': LARGE + 9, 'sent': LARGE + 9, 'already_there': 0, 'refused': []})
        self.assertEqual(self.orthanc.count(), LARGE + 9)
        again = json.loads(self.good(petra('send', *self.where(), '--json', self.base / 'files')).stdout)
        self.assertEqual((again['sent'], again['already_there']), (0, LARGE + 9))

    def test_2_find(self):
        studies = json.loads(self.good(petra('find', *self.where(), '--json')).stdout)
        self.assertEqual({row['StudyInstanceUID'] for row in studies}, {STUDY, STUDY2})
        self.assertEqual(len({row['patient'] for row in studies}), 2)
        self.assertTrue(all(row['patient'].startswith('P-') for row in studies))
        mine = json.loads(self.good(petra('find', *self.where(), '--patient-id', 'MARKID-47*', '--json')).stdout)
        self.assertEqual([row['StudyInstanceUID'] for row in mine], [STUDY])
        series = json.loads(self.good(petra('find', *self.where(), '--patient-id', PATIENT['id'], '--level', 'series', '--json')).stdout)
        self.assertEqual({row['SeriesInstanceUID'] for row in series}, {SERIES, SMALL})
        self.assertEqual({row['Modality'] for row in series}, {'CT'})
        instances = json.loads(self.good(petra('find', *self.where(), '--series', SMALL, '--study', STUDY, '--level', 'instance', '--json')).stdout)
        self.assertEqual({row['SOPInstanceUID'] for row in instances}, set(self.small))
        self.assertEqual(json.loads(self.good(petra('find', *self.where(), '--patient-id', 'NOBODY', '--json')).stdout), [])
        self.assertEqual(json.loads(self.good(petra('find', *self.where(), '--modality', 'PT', '--level', 'series', '--json')).stdout), [])
        shown = petra('find', *self.where(), '--show-patient-id')
        self.assertIn(PATIENT['id'], shown.stdout)  # only where it is asked for
        self.no_patient(shown.stderr)

    def test_3_get_gives_the_same_data_sets(self):
        run = self.good(petra('get', *self.where(), '--patient-id', PATIENT['id'], '--out', self.out, '--json'))
        summary = json.loads(run.stdout)
        self.assertEqual((summary['studies'], summary['series'], summary['fetched'], summary['already_there'], summary['missing']), (1, 2, LARGE + 5, 0, []))
        self.assertEqual(self.fetched(SERIES), self.large)
        self.assertEqual(self.fetched(SMALL), self.small)
        self.assertEqual(len(self.files()), LARGE + 5)
        for path in self.files():
            self.no_patient(str(path))
        # What is lost is fetched again, and nothing else.
        times = {path: path.stat().st_mtime_ns for path in self.files()}
        lost = [self.out / STUDY / SERIES / f'{SERIES}.{k}.dcm' for k in (1, 7, 200)]
        for path in lost:
            path.unlink()
        summary = json.loads(self.good(petra('get', *self.where(), '--study', STUDY, '--out', self.out, '--json')).stdout)
        self.assertEqual((summary['fetched'], summary['already_there']), (3, LARGE + 2))
        self.assertEqual({path for path in self.files() if path.stat().st_mtime_ns != times[path]}, set(lost))
        self.assertEqual(self.fetched(SERIES), self.large)

    def test_4_what_cannot_be_done_is_said(self):
        self.assertIn('nothing that matches', self.good(petra('get', *self.where(), '--patient-id', 'NOBODY', '--out', self.out), 2).stderr)
        self.assertIn('whole archive', self.good(petra('get', *self.where(), '--out', self.out), 2).stderr)
        self.assertIn('is not a UID', self.good(petra('get', *self.where(), '--study', '../../x', '--out', self.out), 2).stderr)
        self.assertIn('Did you mean PatientID', self.good(petra('find', *self.where(), '-k', 'PatientId=x'), 2).stderr)
        run = petra('get', *self.where(), '--study', STUDY, '--out', '/proc/petra')
        self.assertIn(run.returncode, (2, 3))
        self.assertEqual(self.files(), [])

    def interrupted(self, wanted, strike):
        """Starts a get of everything, strikes once `wanted` files are there; the process."""
        words = [PETRA, 'pacs', 'get', *self.where(), '--study', STUDY, '--out', str(self.out), '--json', '--retries', '0', '--timeout', '20']
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < until:
            if len(list(self.out.rglob('*.dcm'))) >= wanted:
                strike(process)
                break
            time.sleep(0.002)
        stdout, stderr = process.communicate(timeout=120)
        self.no_patient(stdout + stderr)
        return process.returncode, stderr

    def test_5_a_server_killed_in_the_middle(self):
        wanted, struck = 20, 0
        while struck < 2 and wanted < LARGE:
            status, stderr = self.interrupted(wanted, lambda process: self.orthanc.kill())
            here = {path: path.stat().st_mtime_ns for path in self.out.rglob('*.dcm')}
            self.orthanc.start() if self.orthanc.process.poll() is not None else None
            if status != 0:
                self.assertEqual(status, 3, stderr)
                self.assertIn(f'{len(here)} of {LARGE + 5} instances are in', stderr)
                self.assertIn('Run the same command again', stderr)
                struck += 1
            for path, when in here.items():
                self.assertEqual(path.stat().st_mtime_ns, when)
            wanted = max(wanted + 40, len(here) + 20)
        self.assertGreater(struck, 0)
        before = len(list(self.out.rglob('*.dcm')))
        summary = json.loads(self.good(petra('get', *self.where(), '--study', STUDY, '--out', self.out, '--json')).stdout)
        self.assertEqual((summary['already_there'], summary['fetched']), (before, LARGE + 5 - before))
        self.assertEqual(self.fetched(SERIES), self.large)
        self.assertEqual(len(self.files()), LARGE + 5)  # nothing half-written stays

    def test_6_a_server_that_comes_back_within_the_retries(self):
        def strike(process):
            self.orthanc.kill()
            threading.Thread(target=self.orthanc.start).start()
        words = [PETRA, 'pacs', 'get', *self.where(), '--study', STUDY, '--out', str(self.out), '--json', '--retries', '30', '--retry-wait', '200']
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and len(list(self.out.rglob('*.dcm'))) < 15:
            time.sleep(0.002)
        was_running = process.poll() is None
        strike(process)
        stdout, stderr = process.communicate(timeout=200)
        self.assertEqual(process.returncode, 0, stderr)
        if was_running and 'Trying again' not in stderr:
            self.assertEqual(json.loads(stdout)['fetched'], LARGE + 5)  # it had been quicker than the blow
        self.assertEqual(self.fetched(SERIES), self.large)
        self.no_patient(stdout + stderr)

    def test_7_ctrl_c_keeps_what_came(self):
        status, stderr = self.interrupted(10, lambda process: process.send_signal(signal.SIGINT))
        here = len(list(self.out.rglob('*.dcm')))
        if status != 0:
            self.assertEqual(status, 130, stderr)
            self.assertGreaterEqual(here, 10)
        self.good(petra('get', *self.where(), '--study', STUDY, '--out', self.out))
        self.assertEqual(self.fetched(SERIES), self.large)


class Dimse(Both, PacsCase):
    def where(self):
        return ['--server', self.orthanc.server]

    def test_8_reference_study_with_every_kind_of_object(self):
        named = os.environ.get('PETRA_REFERENCE_DIR')
        project = pathlib.Path(__file__).resolve().parents[3]
        root = pathlib.Path(named) if named else project.parent / 'shared/reference'
        sources = [root / 'dicom/studies/PETRA-SYN-001', *(root / 'dicom/variants' / name for name in ('rle', 'jpegls', 'jpeg2000', 'deflated'))]
        if not all(path.is_dir() for path in sources):
            if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
                self.fail('dicom/studies and dicom/variants are not in the reference root')
            self.skipTest('dicom/studies is not in the reference root')
        run = petra('send', *self.where(), '--json', *sources)
        self.assertEqual(run.returncode, 0, run.stderr)
        sent = json.loads(run.stdout)
        self.assertEqual(sent['refused'], [])
        found = json.loads(petra('find', *self.where(), '--patient-id', 'PETRA-SYN-001', '--level', 'series', '--json').stdout)
        self.assertEqual({'PT', 'CT', 'RTSTRUCT', 'SEG'}, {row['Modality'] for row in found})
        run = petra('get', *self.where(), '--patient-id', 'PETRA-SYN-001', '--out', self.out, '--json')
        self.assertEqual(run.returncode, 0, run.stderr)
        got = json.loads(run.stdout)
        self.assertEqual((got['missing'], got['fetched']), ([], got['instances']))
        only = self.out / 'pet'
        run = petra('get', *self.where(), '--patient-id', 'PETRA-SYN-001', '--modality', 'PT', '--out', only, '--json')
        self.assertEqual(json.loads(run.stdout)['instances'], 30, run.stderr)


class Dicomweb(Both, PacsCase):
    def where(self):
        return ['--dicomweb', self.orthanc.url]

    def test_8_an_address_that_is_no_service(self):
        for path in ('', '/nowhere', '/app/explorer.html'):
            run = petra('echo', '--dicomweb', f'http://127.0.0.1:{self.orthanc.http}{path}')
            self.assertEqual(run.returncode, 3, run.stderr)
        run = petra('echo', '--dicomweb', 'http://user:hunter2@127.0.0.1/x')
        self.assertEqual(run.returncode, 2)
        self.assertNotIn('hunter2', run.stderr)


class Password(PacsCase):
    SETTINGS = {'AuthenticationEnabled': True, 'RegisteredUsers': {'petra': 'MARKID-PASS'}}

    def test_the_password_comes_from_the_environment(self):
        where = ['--dicomweb', self.orthanc.url]
        self.assertEqual(petra('echo', *where).returncode, 3)
        self.assertIn('PETRA_PACS_PASSWORD', petra('echo', *where).stderr)
        self.good(petra('echo', *where, '--user', 'petra', environment={'PETRA_PACS_PASSWORD': 'MARKID-PASS'}))
        self.good(petra('echo', *where, '--user', 'petra', environment={'PETRA_PACS_PASSWORD': 'wrong'}), 3)


def make_keys(case):
    """A folder with keys and certificates of server, client and stranger."""
    if shutil.which('openssl') is None:
        if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
            raise AssertionError('openssl is not installed')
        raise unittest.SkipTest('openssl is not installed')
    folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-tls-'))
    case.addClassCleanup(shutil.rmtree, folder)
    for name in ('server', 'client', 'stranger'):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', f'/CN={name}', '-addext', 'subjectAltName=IP:127.0.0.1',
                        '-keyout', folder / f'{name}.key', '-out', folder / f'{name}.crt'], check=True, capture_output=True)
    return folder


class Tls(PacsCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = make_keys(cls)
        cls.SETTINGS = {'DicomTlsEnabled': True, 'DicomTlsCertificate': str(cls.keys / 'server.crt'), 'DicomTlsPrivateKey': str(cls.keys / 'server.key'),
                        'DicomTlsTrustedCertificates': str(cls.keys / 'client.crt')}
        super().setUpClass()

    def test_dimse_over_tls(self):
        mine = ['--tls-certificate', self.keys / 'client.crt', '--tls-key', self.keys / 'client.key']
        where = ['--server', self.orthanc.server, '--tls', '--tls-trusted', self.keys / 'server.crt', *mine]
        self.good(petra('echo', *where))
        self.good(petra('send', *where, self.base / 'files/b'))
        self.good(petra('get', *where, '--study', STUDY, '--out', self.out))
        self.assertEqual(self.fetched(SMALL), self.small)
        # Not without TLS, not to a server that is not trusted, not without a certificate of one's own, not with a key of another.
        self.good(petra('echo', '--server', self.orthanc.server, '--connect-timeout', '5', '--timeout', '5'), 3)
        self.good(petra('echo', '--server', self.orthanc.server, '--tls', '--tls-trusted', self.keys / 'stranger.crt', *mine), 3)
        self.good(petra('echo', '--server', self.orthanc.server, '--tls', '--tls-trusted', self.keys / 'server.crt', '--timeout', '5'), 3)
        self.good(petra('echo', *where[:5], '--tls-certificate', self.keys / 'client.crt', '--tls-key', self.keys / 'stranger.key'), 3)
        self.assertIn('absent.pem', self.good(petra('echo', '--server', self.orthanc.server, '--tls', '--tls-trusted', '/absent.pem'), 2).stderr)


class Https(unittest.TestCase):
    """Debian's Orthanc ends with a segmentation fault at the first https request, so Python answers here."""

    def test_dicomweb_over_https(self):
        keys = make_keys(type(self))

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header('Content-Type', 'application/dicom+json')
                self.send_header('Content-Length', '2')
                self.end_headers()
                self.wfile.write(b'[]')

            def log_message(self, *words):
                pass
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Answer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(keys / 'server.crt', keys / 'server.key')
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f'https://127.0.0.1:{server.server_port}/dicom-web'
        run = petra('echo', '--dicomweb', url, '--tls-trusted', keys / 'server.crt')
        self.assertEqual(run.returncode, 0, run.stderr)
        for words in ([], ['--tls-trusted', keys / 'stranger.crt']):
            run = petra('echo', '--dicomweb', url, *words)
            self.assertEqual(run.returncode, 3)
            self.assertIn('--tls-trusted', run.stderr)


class Nobody(unittest.TestCase):
    """Servers that are not there, or are none; no Orthanc needed."""

    def test_exit_status_of_a_server_that_is_not_there(self):
        port = free_port()
        for where in (['--server', f'A@127.0.0.1:{port}'], ['--dicomweb', f'http://127.0.0.1:{port}/dicom-web']):
            run = petra('echo', *where)
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn(str(port), run.stderr)
            run = petra('get', *where, '--study', '1.2.3', '--out', '/nonexistent/petra', '--retries', '1', '--retry-wait', '10')
            self.assertEqual(run.returncode, 3)
            self.assertIn('Trying again', run.stderr)

    def test_a_server_that_is_silent_or_talks_nonsense(self):
        for answer in (b'', b'nonsense' * 50, b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<ht>'):
            with socket.socket() as listener:
                listener.bind(('127.0.0.1', 0))
                listener.listen(5)
                port = listener.getsockname()[1]

                def serve():
                    try:
                        kept = []
                        while True:
                            kept.append(listener.accept()[0])
                            kept[-1].recv(4096)
                            if answer:
                                kept[-1].sendall(answer)
                                kept[-1].close()
                    except OSError:
                        pass
                threading.Thread(target=serve, daemon=True).start()
                for where in (['--server', f'A@127.0.0.1:{port}'], ['--dicomweb', f'http://127.0.0.1:{port}/d']):
                    started = time.monotonic()
                    run = petra('echo', *where, '--timeout', '2', '--connect-timeout', '2')
                    self.assertEqual(run.returncode, 3, f'{answer[:10]} {where}: {run.stderr}')
                    self.assertLess(time.monotonic() - started, 60)
                listener.close()

    def test_usage(self):
        self.assertEqual(petra('echo').returncode, 2)
        self.assertEqual(petra('echo', '--server', 'x').returncode, 2)
        self.assertEqual(petra('echo', '--server', 'a@b:1', '--dicomweb', 'http://x').returncode, 2)
        self.assertEqual(petra('echo', '--dicomweb', 'ftp://x').returncode, 2)
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(petra('send', '--server', 'a@127.0.0.1:1', folder).returncode, 2)
            self.assertEqual(petra('send', '--server', 'a@127.0.0.1:1', folder + '/absent').returncode, 2)
        for name in ('echo', 'find', 'get', 'send'):
            self.assertIn('Example:', petra(name, '--help').stdout)


if __name__ == '__main__':
    unittest.main()
