"""Every figure's text is read back from its SVG in a real Chromium: no two texts intersect, none leaves the page, none is empty; with few and many
patients, one clinical variable and twelve, names of 60 characters.

usage: figure_boxes_test.py PETRA
"""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import chromium  # noqa: E402

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
STUDY = """name: Boxes
cohort: cohort.csv
id: id
outcome: {{column: y}}
eligibility: {{screened: {screened}, rules: [{{reason: "older than eighteen years when the tumour was found, by the date of the first pathology report", keep: "age <= 18"}}]}}
features: {{table: features.csv, second_reader: second.csv}}
clinical:
  continuous: [{continuous}]
  categorical: [{categorical}]
models: {{clinical: {{screen_p: 1, final_p: 1}}, rivals: []}}
selection: {{icc: {{minimum: 0.3}}}}
split: {{column: set}}
evaluation: {{bootstrap: {bootstrap}}}
"""


def write(path, rows):
    with open(path, 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)


def make_study(folder, patients, test, variables, long_names, bootstrap, seed):
    draw = random.Random(seed)
    numbers = ['age'] + [f'v{k}' for k in range(1, variables)]
    labels = {name: (f'{name} measured in the serum before the first course of treatment'[:60] if long_names else name) for name in numbers}
    features = [f'{m}_wavelet-LLH_gldm_{"LargeDependenceHighGrayLevelEmphasis" if long_names else "Short"}{k}' for m in ('PET', 'CT') for k in range(8)]
    level = 'a level whose name is as long as names of levels can become' if long_names else 'Male'
    cohort, rows, second = [['id', 'y', 'set', *numbers, 'gender']], [['id', *features]], [['id', *features]]
    for i in range(patients):
        y = i % 2
        cohort.append([i, y, 'test' if i < test else 'train', round(abs(draw.gauss(4 + y, 2)) + (20 if i == patients - 1 else 0), 2),
                       *[round(draw.gauss(10 * k + y, 3 + k), 2) for k in range(1, variables)], draw.choice(['Female', level])])
        row = [draw.gauss(0.5 * y if k < 6 else 0, 1) for k in range(len(features))]
        rows.append([i, *row])
        if i < 30:
            second.append([i, *[v + draw.gauss(0, 0.4) for v in row]])
    write(folder / 'cohort.csv', cohort)
    write(folder / 'features.csv', rows)
    write(folder / 'second.csv', second)
    continuous = ', '.join(f'{{column: {n}, label: "{labels[n]}", unit: ng/mL}}' for n in numbers)
    (folder / 'study.yaml').write_text(STUDY.format(screened=patients + 40, continuous=continuous, categorical='gender' if variables > 1 else '', bootstrap=bootstrap))


MEASURE = '''
const found = [];
for (const [name, text] of Object.entries(FILES)) {
  const holder = document.createElement("div");
  holder.style = "position:absolute;left:0;top:0";
  holder.innerHTML = text;
  document.body.append(holder);
  const svg = holder.querySelector("svg"), page = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter((e) => e.textContent.trim() && getComputedStyle(e).opacity !== "0" && e.getBoundingClientRect().width > 0)
    .map((e) => { const r = e.getBoundingClientRect(); return { text: e.textContent, left: r.left, right: r.right, top: r.top, bottom: r.bottom }; });
  const outside = texts.filter((t) => t.left < page.left - 1 || t.right > page.right + 1 || t.top < page.top - 1 || t.bottom > page.bottom + 1).map((t) => t.text);
  const crossing = [];
  for (let i = 0; i < texts.length; ++i) for (let j = i + 1; j < texts.length; ++j) {
    const a = texts[i], b = texts[j];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 3) crossing.push([a.text, b.text]);
  }
  const marks = svg.querySelectorAll("path, rect, line, circle").length;
  found.push({ name, texts: texts.length, outside, crossing, cut: texts.filter((t) => t.text.endsWith("…")).map((t) => t.text), marks });
  holder.remove();
}
return JSON.stringify(found);'''


class FigureBoxes(unittest.TestCase):
    def measure(self, **study):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            make_study(folder, **study)
            done = subprocess.run([PETRA, 'study', 'run', folder], capture_output=True, text=True)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            files = {f.stem: f.read_text(encoding='utf-8') for f in sorted((folder / 'results/figures').glob('*.svg'))}
            if not files and 'figure tool' in done.stderr:
                self.skipTest('the figure tool is not installed')
        page = '<html><body></body></html>'
        found = json.loads(chromium.run(page, 'const FILES = %s;' % json.dumps(files).replace('</', '<\\/') + MEASURE))
        self.assertGreaterEqual(len(found), 12, [f['name'] for f in found])
        for figure in found:
            with self.subTest(figure=figure['name'], **study):
                self.assertEqual(figure['outside'], [])
                self.assertEqual(figure['crossing'], [])
                self.assertGreater(figure['texts'], 3)
                self.assertGreater(figure['marks'], 3)
        return found

    def test_an_overlap_and_a_cut_label_are_seen(self):
        svg = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><text x="10" y="20">first</text><text x="14" y="22">second</text><text x="90" y="45">cut off</text></svg>'
        found = json.loads(chromium.run('<html><body></body></html>', 'const FILES = %s;' % json.dumps({'bad': svg}).replace('</', '<\\/') + MEASURE))[0]
        self.assertEqual((found['crossing'], found['outside']), ([['first', 'second']], ['cut off']))

    def test_two_test_patients(self):
        self.measure(patients=40, test=2, variables=1, long_names=False, bootstrap=20, seed=1)

    def test_five_test_patients_and_long_names(self):
        self.measure(patients=45, test=5, variables=3, long_names=True, bootstrap=20, seed=2)

    def test_133_patients_with_twelve_variables_and_long_names(self):
        self.measure(patients=133, test=40, variables=12, long_names=True, bootstrap=20, seed=3)

    def test_1000_patients(self):
        self.measure(patients=1000, test=300, variables=2, long_names=False, bootstrap=0, seed=4)


if __name__ == '__main__':
    unittest.main()
