"""A real Orthanc on loopback with free ports, stopped by its pid."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

PROGRAM = shutil.which('Orthanc') or ('/usr/sbin/Orthanc' if pathlib.Path('/usr/sbin/Orthanc').exists() else None)
PLUGINS = pathlib.Path('/usr/share/orthanc/plugins')


def is_here():
    return PROGRAM is not None and any(PLUGINS.glob('*OrthancDicomWeb*'))


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Orthanc:
    def __init__(self, folder, **more):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.http, self.dicom = free_port(), free_port()
        settings = {'Name': 'petra test', 'StorageDirectory': str(self.folder / 'db'), 'IndexDirectory': str(self.folder / 'db'), 'HttpPort': self.http,
                    'DicomPort': self.dicom, 'DicomAet': 'ORTHANC', 'RemoteAccessAllowed': False, 'AuthenticationEnabled': False, 'DicomAlwaysAllowEcho': True,
                    'DicomAlwaysAllowStore': True, 'DicomAlwaysAllowFind': True, 'DicomAlwaysAllowGet': True, 'DicomAlwaysAllowMove': True,
                    'Plugins': [str(PLUGINS)], 'DicomWeb': {'Enable': True, 'Root': '/dicom-web/'}, 'SaveJobs': False, **more}
        self.settings = self.folder / 'orthanc.json'
        self.settings.write_text(json.dumps(settings))
        self.process = None

    @property
    def server(self):
        return f'ORTHANC@127.0.0.1:{self.dicom}'

    @property
    def url(self):
        return f'http://127.0.0.1:{self.http}/dicom-web'

    def start(self):
        log = open(self.folder / 'orthanc.log', 'ab')
        self.process = subprocess.Popen([PROGRAM, str(self.settings)], stdout=log, stderr=log)
        log.close()
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / 'orthanc.log').read_text(errors='replace')[-2000:])
            try:
                with socket.create_connection(('127.0.0.1', self.dicom), 1), socket.create_connection(('127.0.0.1', self.http), 1):
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError('Orthanc did not answer')

    def count(self):
        with urllib.request.urlopen(f'http://127.0.0.1:{self.http}/statistics', timeout=20) as answer:
            return json.load(answer)['CountInstances']

    def kill(self):
        """Dead at once, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
