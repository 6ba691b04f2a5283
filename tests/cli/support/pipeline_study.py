"""The study of statistics/pipeline/sim_133, run through the program on its tables of features."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[3]

STUDY = """
name: Simulated study
cohort: clinical.csv
id: id
outcome: {column: bmi, positive: 1}
features: {table: features_reader1.csv.gz, second_reader: features_reader2.csv.gz}
clinical:
  continuous: [age, max_diameter, nse, ferritin, ldh, vma, hva, suvmax, suvmean, mtv, tlg]
  categorical: [{column: gender, reference: Female}]
split: {column: set, train: train, test: test}
selection: {lasso: {folds: 5, rule: min, fold_column: foldid}}
evaluation: {bootstrap: 0}
"""


def reference_case():
    named = os.environ.get('PETRA_REFERENCE_DIR')
    for root in [named] if named else [PROJECT.parent / 'shared/reference', PROJECT / 'tests/data/reference']:
        case = pathlib.Path(root) / 'statistics/pipeline/sim_133'
        if case.is_dir():
            return case
    return None


def run_pipeline_study(petra, test_class):
    """Gives the class `work`: the study's folder with its results. Skips by name where the case is not here, unless it must be."""
    case = reference_case()
    if case is None:
        if os.environ.get('PETRA_REFERENCE_COMPLETE') == '1':
            raise AssertionError('statistics/pipeline/sim_133 is missing')
        raise unittest.SkipTest('statistics/pipeline/sim_133 is not here')
    scratch = tempfile.TemporaryDirectory()
    test_class.addClassCleanup(scratch.cleanup)
    test_class.work = pathlib.Path(scratch.name)
    for name in ('clinical.csv', 'features_reader1.csv.gz', 'features_reader2.csv.gz'):
        shutil.copyfile(case / name, test_class.work / name)
    (test_class.work / 'study.yaml').write_text(STUDY)
    subprocess.run([petra, 'study', 'run', test_class.work, '--until', 'tables'], capture_output=True)
