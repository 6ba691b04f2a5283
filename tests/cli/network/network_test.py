"""Oracle: petra network against nnet 7.3-18; what it refuses.

usage: network_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Network(CommandCase):
    COMMAND = 'network'

    def test_objective_and_probabilities_nnet(self):
        for case in ('paper_like_h1', 'birthwt_h2'):  # the surfaces with few optima: the best of twenty starts is R's
            folder, e = self.folder(f'neural_network/{case}')
            options = (folder / 'input.csv', '--outcome', 'y', '--variables', ','.join(e['predictors']), '--set', 'set', '--size', e['size'], '--decay', e['decay'])
            run = self.run_command(*options)
            self.assertEqual(run.returncode, 0, run.stderr)
            objective = float(run.stderr.split('objective ')[1].split()[0])
            self.assertLessEqual(objective, e['converged']['objective'] + 1e-6)
            rows = self.rows(*options)
            if abs(objective - e['converged']['objective']) < 1e-6:
                self.compare(self.column(rows, 'probability'), e['converged']['probability'], 1e-5, case)

    def test_the_same_seed_gives_the_same_bytes(self):
        folder, e = self.folder('neural_network/paper_like_h3')
        options = (folder / 'input.csv', '--outcome', 'y', '--variables', ','.join(e['predictors']), '--set', 'set', '--starts', '3', '--seed', '4', '--print', 'weights')
        first = self.run_command(*options)
        self.assertEqual(first.stdout, self.run_command(*options).stdout)
        self.assertEqual(len(first.stdout.splitlines()) - 1, (len(e['predictors']) + 1) * 3 + 4)

    def test_what_is_wrong_is_named(self):
        table = self.table('y,a\n0,1\n1,2\n0,3\n1,x\n')
        self.assertEqual(self.run_command(table, '--outcome', 'y', '--variables', 'a', '--decay', '0').returncode, 2)
        self.refused(2, ['no column b'], table, '--outcome', 'y', '--variables', 'b')
        self.check_help()


if __name__ == "__main__":
    main()
