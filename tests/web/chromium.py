"""Opens a page in headless Chromium with a script added, and gives what the script puts into <pre id="answer">."""
import html
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest


def find():
    program = os.environ.get('PETRA_CHROMIUM') or shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
    if program is None:
        if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
            raise AssertionError('Chromium is missing')
        raise unittest.SkipTest('Chromium is not here')
    return program


def run(page, script, seconds=60, query=''):
    """page: text; script: an async function body that returns a string."""
    probe = ('<pre id="answer"></pre><script>(async () => { %s })().then((a) => { document.getElementById("answer").textContent = "done:" + a; })'
             '.catch((e) => { document.getElementById("answer").textContent = "error:" + e.stack; });</script></body>' % script)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / 'page.html'
        file.write_text(page.replace('</body>', probe), encoding='utf-8')
        done = subprocess.run([find(), '--headless', '--no-sandbox', '--disable-gpu', f'--user-data-dir={folder}/profile', '--lang=en-US',
                               f'--virtual-time-budget={seconds * 1000}', '--dump-dom', f'file://{file}{query}'], capture_output=True, text=True, timeout=seconds * 4)
    found = re.search(r'<pre id="answer">(.*?)</pre>', done.stdout, re.DOTALL)
    text = html.unescape(found.group(1)) if found else ''
    if not text.startswith('done:'):
        raise AssertionError(f'the page did not answer: {text[:2000]} {done.stderr[-500:]}')
    return text[len('done:'):]
