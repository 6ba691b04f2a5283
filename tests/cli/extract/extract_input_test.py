"""`petra extract` and what it is given: every bad input gets one message with file, field and remedy, the right exit status, and loses nothing.

usage: extract_input_test.py PETRA"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from volumes import ball, texture, write_nrrd  # noqa: E402

PETRA = str(pathlib.Path(sys.argv[1]).resolve())
SIZE = (14, 13, 9)
COUNT = SIZE[0] * SIZE[1] * SIZE[2]


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='petra-input-'))
        self.addCleanup(shutil.rmtree, self.folder)
        write_nrrd(self.folder / 'image.nrrd', SIZE, texture(SIZE, 1))
        write_nrrd(self.folder / 'mask.nrrd', SIZE, ball(SIZE, 3), 'unsigned char')

    def petra(self, *arguments, **options):
        return subprocess.run([PETRA, 'extract', *arguments], cwd=self.folder, capture_output=True, text=True, timeout=20, **options)

    def refused(self, run, status, *words):
        self.assertEqual(run.returncode, status, run.stderr)
        for word in words:
            self.assertIn(word, run.stderr)
        self.assertNotIn('terminate called', run.stderr)
        self.assertEqual([p.name for p in self.folder.rglob('*.tmp')], [])


class OneCase(Folder):
    def mask(self, values, type_name='unsigned char', **fields):
        write_nrrd(self.folder / 'other.nrrd', fields.pop('size', SIZE), values, type_name, **fields)
        return self.petra('image.nrrd', 'other.nrrd')

    def test_a_good_case_gives_107_features_on_stdout(self):
        run = self.petra('image.nrrd', 'mask.nrrd')
        self.assertEqual(run.returncode, 0, run.stderr)
        header, row = run.stdout.splitlines()
        self.assertEqual(sum(name.startswith('original_') for name in header.split(',')), 107)
        self.assertTrue(header.endswith('petra_error'))
        self.assertTrue(row.startswith('image.nrrd,mask.nrrd,'))

    def test_missing_file(self):
        self.refused(self.petra('image.nrrd', 'nowhere.nrrd'), 2, 'nowhere.nrrd', 'No such file')

    def test_not_an_image(self):
        (self.folder / 'note.txt').write_text('dear colleague')
        self.refused(self.petra('note.txt', 'mask.nrrd'), 2, 'note.txt')

    def test_folder_and_pipe_as_image_answer_at_once(self):
        os.mkfifo(self.folder / 'pipe.nrrd')
        self.refused(self.petra('pipe.nrrd', 'mask.nrrd'), 2, 'pipe.nrrd')
        (self.folder / 'heap.nrrd').mkdir()
        self.refused(self.petra('heap.nrrd', 'mask.nrrd'), 2, 'heap.nrrd', 'folder')

    def test_two_dimensions_where_three_are_needed(self):
        write_nrrd(self.folder / 'flat.nrrd', (14, 13), texture((14, 13, 1), 1), dimension=2)
        write_nrrd(self.folder / 'flat_mask.nrrd', (14, 13), ball((14, 13, 1), 4), 'unsigned char', dimension=2)
        run = self.petra('flat.nrrd', 'flat_mask.nrrd')
        self.refused(run, 2, 'flat.nrrd') if run.returncode else self.assertIn('original_glcm_Contrast', run.stdout)

    def test_four_dimensions(self):
        write_nrrd(self.folder / 'four.nrrd', (7, 13, 9, 2), texture(SIZE, 1), dimension=4)
        self.refused(self.petra('four.nrrd', 'mask.nrrd'), 2, 'four.nrrd')

    def test_empty_mask(self):
        self.refused(self.mask([0] * COUNT), 2, 'other.nrrd', 'empty')

    def test_label_absent_lists_those_present(self):
        write_nrrd(self.folder / 'labels.nrrd', SIZE, [3 if v else 0 for v in ball(SIZE, 3)], 'unsigned char')
        self.refused(self.petra('image.nrrd', 'labels.nrrd'), 2, 'labels.nrrd', 'label 1', '3', '--label')
        self.assertEqual(self.petra('image.nrrd', 'labels.nrrd', '--label', '3').returncode, 0)

    def test_one_voxel(self):
        values = [0] * COUNT
        values[COUNT // 2] = 1
        self.refused(self.mask(values), 2, 'other.nrrd', 'one voxel')

    def test_mask_of_fractions(self):
        self.refused(self.mask([0.3 * v for v in ball(SIZE, 3)], 'float'), 2, 'other.nrrd')
        self.assertEqual(self.mask(ball(SIZE, 3), 'float').returncode, 0)

    def test_mask_on_another_grid_shows_both(self):
        self.refused(self.mask(ball(SIZE, 3), spacing=(1, 1, 2.5)), 2, 'spacing', '2.5', 'correctMask')
        self.refused(self.mask(ball(SIZE, 3), origin=(0.5, 0, 0)), 2, 'origin', '0.5')
        smaller = (14, 13, 8)
        self.refused(self.mask(ball(smaller, 3), size=smaller), 2, 'size', '14 x 13 x 9', '14 x 13 x 8')
        self.assertEqual(self.mask(ball(SIZE, 3), origin=(1e-8, 0, 0)).returncode, 0)

    def test_mask_outside_the_image(self):
        write_nrrd(self.folder / 'other.nrrd', SIZE, ball(SIZE, 3), 'unsigned char', origin=(500, 0, 0))
        run = self.petra('image.nrrd', 'other.nrrd', '-s', 'correctMask:true')
        self.refused(run, 2, 'other.nrrd')

    def test_voxels_that_are_no_numbers(self):
        values = [float(v) for v in texture(SIZE, 1)]
        inside = ball(SIZE, 3).index(1)
        values[inside] = float('nan')
        write_nrrd(self.folder / 'nan.nrrd', SIZE, values, 'float')
        self.refused(self.petra('nan.nrrd', 'mask.nrrd'), 2, 'nan.nrrd', '1 ')
        values[inside] = float('inf')
        write_nrrd(self.folder / 'nan.nrrd', SIZE, values, 'float')
        self.refused(self.petra('nan.nrrd', 'mask.nrrd'), 2, 'nan.nrrd')
        values[inside], values[0] = 1.0, float('nan')
        write_nrrd(self.folder / 'nan.nrrd', SIZE, values, 'float')
        run = self.petra('nan.nrrd', 'mask.nrrd')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('warning', run.stderr)

    def test_unknown_setting_names_the_nearest(self):
        (self.folder / 'p.yaml').write_text('setting:\n  binWdith: 25\n')
        self.refused(self.petra('image.nrrd', 'mask.nrrd', '--param', 'p.yaml'), 2, 'p.yaml', 'binWdith', 'binWidth')

    def test_unwritable_output_is_told_before_any_work(self):
        self.refused(self.petra('image.nrrd', 'mask.nrrd', '--out', 'nowhere/out.csv'), 3, 'nowhere/out.csv')
        blocked = self.folder / 'out.csv'
        blocked.mkdir()
        self.assertNotEqual(self.petra('image.nrrd', 'mask.nrrd', '--out', 'out.csv').returncode, 0)

    def test_wrong_usage(self):
        self.assertEqual(self.petra('image.nrrd').returncode, 2)
        self.assertEqual(self.petra('image.nrrd', 'mask.nrrd', '--jobs', 'many').returncode, 2)
        self.assertEqual(self.petra('image.nrrd', 'mask.nrrd', '--no-such-option').returncode, 2)
        self.assertEqual(self.petra('image.nrrd', 'mask.nrrd', '--format', 'xml').returncode, 2)


class ListOfCases(Folder):
    def rows(self, text, *options, encoding='utf-8', **keywords):
        (self.folder / 'cases.csv').write_bytes(text.encode(encoding))
        return self.petra('cases.csv', *options, **keywords)

    def test_a_bad_case_is_listed_and_the_rest_go_on(self):
        run = self.rows('ID,Image,Mask\na,image.nrrd,mask.nrrd\nb,absent.nrrd,mask.nrrd\nc,image.nrrd,absent.nrrd\n', '--out', 'out.csv')
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn('2 of 3 cases failed', run.stderr)
        lines = (self.folder / 'out.csv').read_text().splitlines()
        self.assertEqual(len(lines), 4)
        self.assertTrue(lines[1].endswith(','))
        self.assertIn('absent.nrrd', lines[2].rsplit(',', 1)[1] + lines[2])

    def test_byte_order_mark_windows_line_ends_and_quoted_cells(self):
        shutil.copy(self.folder / 'image.nrrd', self.folder / 'image, of A.nrrd')
        plain = self.rows('Image,Mask,Note\n"image, of A.nrrd",mask.nrrd,"said ""hm"""\n')
        self.assertEqual(plain.returncode, 0, plain.stderr)
        windows = self.rows('Image,Mask,Note\r\n"image, of A.nrrd",mask.nrrd,"said ""hm"""\r\n', encoding='utf-8-sig')
        self.assertEqual(windows.stdout, plain.stdout)
        self.assertIn('"said ""hm"""', plain.stdout)

    def test_missing_columns_no_rows_and_an_empty_file(self):
        self.refused(self.rows('Image,Maske\nimage.nrrd,mask.nrrd\n'), 2, 'cases.csv', 'Mask')
        self.refused(self.rows('image.nrrd,mask.nrrd\n'), 2, 'cases.csv')
        self.refused(self.rows('Image,Mask\n'), 2, 'cases.csv')
        self.refused(self.rows(''), 2, 'cases.csv')

    def test_repeated_ids_and_repeated_cases(self):
        self.refused(self.rows('ID,Image,Mask\na,image.nrrd,mask.nrrd\na,image.nrrd,other.nrrd\n'), 2, 'cases.csv', '"a"')
        self.refused(self.rows('Image,Mask\nimage.nrrd,mask.nrrd\nimage.nrrd,mask.nrrd\n'), 2, 'cases.csv')

    def test_paths_are_relative_to_the_list(self):
        (self.folder / 'lists').mkdir()
        (self.folder / 'lists/cases.csv').write_text('Image,Mask\n../image.nrrd,../mask.nrrd\n')
        self.assertEqual(self.petra('lists/cases.csv').returncode, 0)

    def test_a_label_per_row(self):
        write_nrrd(self.folder / 'labels.nrrd', SIZE, [3 if v else 0 for v in ball(SIZE, 3)], 'unsigned char')
        run = self.rows('Image,Mask,Label\nimage.nrrd,mask.nrrd,1\nimage.nrrd,labels.nrrd,3\n')
        self.assertEqual(run.returncode, 0, run.stderr)
        one, three = (line.split('original_shape', 1)[-1] for line in run.stdout.splitlines()[1:])
        self.assertEqual(one.rsplit(',', 107)[1:], three.rsplit(',', 107)[1:])

    def test_an_image_too_small_for_a_sigma_leaves_its_columns_empty(self):
        thin = (14, 13, 3)  # LoG needs 4 voxels along every axis
        write_nrrd(self.folder / 'thin.nrrd', thin, texture(thin, 2))
        write_nrrd(self.folder / 'thin_mask.nrrd', thin, ball(thin, 3), 'unsigned char')
        (self.folder / 'log.yaml').write_text('imageType: {Original: {}, LoG: {sigma: [1.0]}}\nfeatureClass: {firstorder: [Mean]}\nsetting: {additionalInfo: false}\n')
        run = self.rows('Image,Mask\nimage.nrrd,mask.nrrd\nthin.nrrd,thin_mask.nrrd\n', '-p', 'log.yaml')
        self.assertEqual(run.returncode, 0, run.stderr)
        rows = [line.split(',') for line in run.stdout.splitlines()]
        self.assertEqual(rows[0][2:], ['original_firstorder_Mean', 'log-sigma-1-0-mm-3D_firstorder_Mean', 'petra_error'])
        self.assertEqual([row[3] == '' for row in rows[1:]], [False, True])
        self.assertTrue(rows[2][2] and rows[2][4] == '')
        self.assertIn('1 case (line 3)', run.stderr)
        self.assertIn('there is no image "log-sigma-1-0-mm-3D" for this case: the image has 3 voxels along z, where 4 are needed', run.stderr)
        # One case, and JSON, hold what PyRadiomics gives: no such feature.
        one = self.petra('thin.nrrd', 'thin_mask.nrrd', '-p', 'log.yaml')
        self.assertEqual(one.stdout.splitlines()[0].split(',')[2:], ['original_firstorder_Mean', 'petra_error'])
        rows = json.loads(self.petra('cases.csv', '-p', 'log.yaml', '--format', 'json').stdout)
        self.assertEqual(['log-sigma-1-0-mm-3D_firstorder_Mean' in row for row in rows], [True, False])
        self.assertTrue(all('original_firstorder_Mean' in row and row['petra_reasons'] == {} for row in rows))

    def test_a_full_disk_keeps_the_old_table(self):
        self.assertEqual(self.rows('Image,Mask\nimage.nrrd,mask.nrrd\n', '--out', 'out.csv', '--cache', 'c.sqlite').returncode, 0)
        old = (self.folder / 'out.csv').read_bytes()
        limited = subprocess.run(['bash', '-c', f'ulimit -f 1; trap "" XFSZ; exec "{PETRA}" extract cases.csv --out out.csv --cache c.sqlite --param builtin:ct'], cwd=self.folder,
                                 capture_output=True, text=True, timeout=20)
        self.refused(limited, 3)
        self.assertEqual((self.folder / 'out.csv').read_bytes(), old)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which('mount'), 'needs the right to mount')
    def test_a_really_full_disk(self):
        small = self.folder / 'small'
        small.mkdir()
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', str(small)], capture_output=True).returncode != 0:
            self.skipTest('no right to mount here')
        self.addCleanup(subprocess.run, ['umount', str(small)])
        (small / 'filler').write_bytes(b'x' * 60_000)
        run = self.rows('Image,Mask\nimage.nrrd,mask.nrrd\n', '--out', 'small/out.csv', '--param', 'builtin:ct')
        self.refused(run, 3, 'small/out.csv')
        self.assertEqual(sorted(p.name for p in small.iterdir() if p.suffix == '.csv'), [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
