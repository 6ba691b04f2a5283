"""The calculator in a real Chromium gives what `petra predict` gives: 10,000 random patients to 1e-12, and through the page itself its
intervals, points, warnings and units in three languages.

usage: calculator_test.py PETRA
"""
import csv
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'cli/support'))
import chromium  # noqa: E402

PETRA = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else 'build/release/petra').resolve())
PATIENTS = 10_000
STUDY = """name: <b>Study</b> "of" units
cohort: cohort.csv
id: id
outcome: {column: y}
features: {table: features.csv}
clinical:
  continuous: [{column: age, label: Age at diagnosis, unit: years, convert: {months: 12, days: 365.25}}, {column: marker, label: "Marker </script><i>", unit: U/l}]
  categorical: [{column: gender, reference: Female}]
models: {clinical: {screen_p: 1, final_p: 1}, rivals: []}
split: {column: set}
evaluation: {bootstrap: 0}
"""


def write(path, rows):
    with open(path, 'w', newline='', encoding='utf-8') as stream:
        csv.writer(stream).writerows(rows)


def make_study(folder, seed=4):
    draw = random.Random(seed)
    cohort, features = [['id', 'y', 'set', 'age', 'marker', 'gender']], [['id', 'CT_original_a_A', 'CT_original_b_B', 'CT_original_c_C']]
    for i in range(120):
        y = i % 2
        cohort.append([f'p{i}', y, 'train' if i < 84 else 'test', round(abs(draw.gauss(4 + y, 2.5)) + 0.1, 2), round(draw.gauss(10 + 1.2 * y, 3), 3), draw.choice(['Female', 'Male'])])
        features.append([f'p{i}', draw.gauss(y, 1.2), draw.gauss(-0.8 * y, 1.5), draw.gauss(0, 1)])
    write(folder / 'cohort.csv', cohort)
    write(folder / 'features.csv', features)
    (folder / 'study.yaml').write_text(STUDY)


class Calculator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        chromium.find()
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.work = pathlib.Path(scratch.name)
        make_study(cls.work)
        subprocess.run([PETRA, 'study', 'run', cls.work, '--until', 'tables'], capture_output=True)
        cls.model = json.loads((cls.work / 'results/model.json').read_text())
        done = subprocess.run([PETRA, 'report', cls.work, '--calculator'], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        cls.page = (cls.work / 'results/calculator.html').read_text(encoding='utf-8')
        draw = random.Random(9)
        cohort, features = [['id', 'age', 'marker', 'gender']], [['id', 'CT_original_a_A', 'CT_original_b_B', 'CT_original_c_C']]
        for i in range(PATIENTS):
            cohort.append([f'n{i}', round(draw.uniform(0, 14), draw.randint(0, 6)), draw.gauss(10, 5), draw.choice(['Female', 'Male'])])
            features.append([f'n{i}', draw.gauss(0.5, 2), draw.gauss(0, 2), draw.gauss(0, 2)])
        write(cls.work / 'new.csv', cohort)
        write(cls.work / 'new_features.csv', features)
        done = subprocess.run([PETRA, 'predict', cls.work / 'results/model.json', cls.work / 'new.csv', '--features', cls.work / 'new_features.csv', '--json'],
                              capture_output=True, text=True)
        cls.expected = json.loads(done.stdout)
        cls.inputs = [{'age': float(row[1]), 'marker': float(row[2]), 'gender': row[3], 'rad_score': p['rad_score']} for row, p in zip(cohort[1:], cls.expected)]

    def test_the_study_has_every_kind_of_term(self):
        terms = [term['term'] for term in self.model['models']['combined']['terms']]
        self.assertEqual(terms, ['(Intercept)', 'rad_score', 'age', 'marker', 'gender=Male'])

    def test_ten_thousand_patients_to_1e_12(self):
        script = 'const inputs = %s; const levels = ["Female", "Male"];' % json.dumps(self.inputs)
        script += '''return JSON.stringify(inputs.map((i) => { const r = calculate(model, "combined", { ...i, gender: levels.indexOf(i.gender) });
                     return [r.probability, r.probability_low, r.probability_high, r.linear_predictor, r.total_points, r.share_below, ...r.points.map((p) => p.points)]; }));'''
        found = json.loads(chromium.run(self.page, script))
        self.assertEqual(len(found), PATIENTS)
        worst = 0.0
        for values, p in zip(found, self.expected):
            expected = [p['probability'], p['probability_low'], p['probability_high'], p['linear_predictor'], p['total_points'], p['share_below'], *[a['points'] for a in p['points']]]
            self.assertEqual(len(values), len(expected))
            worst = max(worst, *(abs(a - b) / max(1, abs(b)) for a, b in zip(values, expected)))
        print(f'worst difference over {PATIENTS} patients: {worst:.2g}')
        self.assertLess(worst, 1e-12)

    def through_the_page(self, language, entries):
        """entries: {column: (text, unit)}; what the page then shows."""
        script = '''const set = (id, value) => { const e = byId(id); e.value = value; e.dispatchEvent(new Event("input", { bubbles: true })); };
          const all = %s, out = [];
          for (const entries of all) {
            for (const [column, [text, unit]] of Object.entries(entries)) { if (unit) set("unit-" + column, unit); else if (byId("unit-" + column)) set("unit-" + column, ""); set("value-" + column, text); }
            out.push({ result: window.petraResult, text: byId("result").innerText, warnings: [...document.querySelectorAll("#warnings li")].map((e) => e.textContent),
                       columns: [...document.querySelectorAll("#warnings li")].map((e) => e.dataset.column), problems: [...document.querySelectorAll(".problem")].map((e) => e.textContent).filter(Boolean),
                       marks: document.querySelectorAll("#nomogram .mark").length, lang: document.documentElement.lang, empty: [...document.querySelectorAll("[data-text]")].filter((e) => !e.textContent).map((e) => e.dataset.text) });
          }
          return JSON.stringify(out);''' % json.dumps(entries)
        return json.loads(chromium.run(self.page, script, query=f'?lang={language}'))

    def test_the_page_shows_the_same_in_three_languages(self):
        chosen = [i for i, p in enumerate(self.expected) if p['warnings']][:40] + list(range(40))
        for language in ('en', 'zh', 'de'):
            decimal = (lambda v: repr(v).replace('.', ',')) if language == 'de' else repr
            entries = [{'rad_score': [decimal(self.inputs[i]['rad_score']), ''], 'age': [decimal(self.inputs[i]['age']), ''], 'marker': [decimal(self.inputs[i]['marker']), ''],
                        'gender': [str(['Female', 'Male'].index(self.inputs[i]['gender'])), '']} for i in chosen]
            for i, shown in zip(chosen, self.through_the_page(language, entries)):
                p = self.expected[i]
                self.assertEqual(shown['lang'], language)
                self.assertEqual(shown['empty'], [])
                self.assertAlmostEqual(shown['result']['probability'], p['probability'], delta=1e-12)
                self.assertEqual(shown['marks'], 6)
                for key in ('probability', 'probability_low', 'probability_high'):
                    text = f'{p[key]:.3f}'
                    self.assertIn(text.replace('.', ',') if language == 'de' else text, shown['text'])
                ranges = [w for w in p['warnings'] if 'model extrapolates' in w]
                if language == 'en':
                    self.assertEqual(shown['warnings'], ranges)
                else:
                    self.assertEqual(len(shown['warnings']), len(ranges))
                    self.assertTrue(all('undefined' not in w and '{' not in w for w in shown['warnings']), shown['warnings'])

    def test_units(self):
        base = {'rad_score': ['0.1', ''], 'marker': ['10', ''], 'gender': ['1', '']}
        years, months, days = (self.through_the_page('en', [{**base, 'age': entry}])[0]['result'] for entry in (['3', ''], ['36', 'months'], ['1095.75', 'days']))
        self.assertAlmostEqual(years['probability'], months['probability'], delta=1e-15)
        self.assertAlmostEqual(years['probability'], days['probability'], delta=1e-15)

    def test_an_implausible_value_is_questioned_as_predict_does(self):
        entry = {'rad_score': ['0.1', ''], 'marker': ['10', ''], 'gender': ['1', ''], 'age': ['40', '']}
        shown = self.through_the_page('en', [entry])[0]
        done = subprocess.run([PETRA, 'predict', self.work / 'results/model.json', '--rad-score', '0.1', '--clinical', 'age=40', '--clinical', 'marker=10', '--clinical', 'gender=Male', '--json'],
                              capture_output=True, text=True)
        self.assertEqual(shown['warnings'], json.loads(done.stdout)[0]['warnings'])
        self.assertIn('Meant in months', shown['warnings'][0])

    def test_typed_text_that_is_no_number(self):
        entries = [{'rad_score': ['0.1', ''], 'marker': [text, ''], 'gender': ['1', ''], 'age': ['4', '']} for text in ('1,5', 'abc', '1e5x', '--3', '1 000', '1.500', 'Infinity', '')]
        shown = self.through_the_page('en', entries)
        self.assertEqual([bool(s['problems']) for s in shown], [True, True, True, True, True, False, True, False])
        self.assertEqual([s['result'] is None for s in shown], [True, True, True, True, True, False, True, True])
        shown = self.through_the_page('de', [{**e, 'rad_score': ['0,1', '']} for e in entries])
        self.assertEqual([bool(s['problems']) for s in shown], [False, True, True, True, True, True, True, False])
        self.assertAlmostEqual(shown[0]['result']['points'][2]['value'], 1.5)

    def test_printf_format(self):
        draw = random.Random(2)
        values = [draw.choice([-1, 1]) * draw.uniform(1, 10) * 10 ** draw.randint(-9, 9) for _ in range(2000)] + [0, 1234.5, 1235.5, 12345, 12355, 12.125, 12.375, 9999.5, 0.99995, 1e-5, 123456789, 0.0001]
        found = json.loads(chromium.run(self.page, 'return JSON.stringify(%s.map(fourDigits));' % json.dumps(values)))
        self.assertEqual(found, [f'{v:.4g}' for v in values])

    def test_text_stays_text_and_nothing_of_a_patient_is_in_the_page(self):
        for planted in ('<b>Study</b>', '</script><i>'):
            self.assertNotIn(planted, self.page)
        self.assertNotIn('p17', self.page.replace('p17.', ''))
        self.assertNotIn('http', self.page.replace('http-equiv', '').replace('http://www.w3.org/2000/svg', ''))
        script = 'return JSON.stringify([document.querySelector("h1").textContent, [...document.querySelectorAll("label")].map((e) => e.textContent), document.querySelectorAll("b, i").length]);'
        title, labels, injected = json.loads(chromium.run(self.page, script))
        self.assertEqual(title, '<b>Study</b> "of" units')
        self.assertIn('Marker </script><i>', labels)
        self.assertEqual(injected, 0)

    def test_every_field_is_reached_by_keyboard_and_named(self):
        script = '''const fields = [...document.querySelectorAll("input, select, button, [tabindex]")].filter((e) => e.offsetParent);
          return JSON.stringify(fields.map((e) => [e.id || e.tagName, e.tabIndex, e.labels && e.labels.length > 0 || Boolean(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.textContent)]));'''
        for name, index, is_named in json.loads(chromium.run(self.page, script)):
            self.assertGreaterEqual(index, 0, name)
            self.assertTrue(is_named, name)


if __name__ == '__main__':
    unittest.main()
