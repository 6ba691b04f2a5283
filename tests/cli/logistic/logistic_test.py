"""Oracle: petra logistic against R's glm, MASS, rms and SPSS's rules; what it refuses.

usage: logistic_test.py PETRA
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from statistics_command import CommandCase, main  # noqa: E402


class Logistic(CommandCase):
    COMMAND = 'logistic'
    ALL = 'age,lwt,race,smoke,ptl,ht,ui,ftv'

    def test_terms_and_model_r(self):
        folder, expected = self.folder('logistic/birthwt')
        e = expected['multivariable_all']
        rows = self.rows(folder / 'input.csv', '--outcome', 'low', '--variables', self.ALL, '--reference', 'race=white')
        self.assertEqual([row['variable'].replace('=', '') for row in rows], e['terms'])
        for ours, theirs in (('coefficient', 'coef'), ('se', 'se'), ('z', 'z'), ('p', 'p_wald'), ('or', 'or'), ('ci_low', 'or_wald_lower'), ('ci_high', 'or_wald_upper')):
            self.compare(self.column(rows, ours), e[theirs], 1e-8, ours)
        self.compare(self.column(rows, 'vif')[1:], list(expected['vif'].values()), 1e-6, 'vif')
        model = {row['statistic']: row for row in self.rows(folder / 'input.csv', '--outcome', 'low', '--variables', self.ALL, '--print', 'model', '--reference', 'race=white')}
        self.compare([float(model[name]['value']) for name in ('deviance', 'AIC', 'BIC')], [e['deviance'], e['aic'], e['bic']], 1e-8, 'model')

    def test_profile_limits_and_each_alone_r(self):
        folder, expected = self.folder('logistic/birthwt')
        e = expected['multivariable_screened']
        rows = self.rows(folder / 'input.csv', '--outcome', 'low', '--variables', 'lwt,smoke,ptl,ht,ui', '--limits', 'profile')
        self.compare(self.column(rows, 'ci_low'), e['or_profile_lower'], 1e-3, 'profile')
        self.compare(self.column(rows, 'ci_high'), e['or_profile_upper'], 1e-3, 'profile')
        alone = self.rows(folder / 'input.csv', '--outcome', 'low', '--variables', 'age,lwt', '--each-alone')
        self.compare(self.column(alone, 'coefficient'), [expected['univariable'][name]['coef'][1] for name in ('age', 'lwt')], 1e-8)

    def test_separation_gets_firth_brglm2(self):
        folder, expected = self.folder('logistic/complete_separation')
        rows = self.rows(folder / 'input.csv', '--outcome', 'y', '--variables', 'x1,x2')
        self.compare(self.column(rows, 'coefficient'), expected['firth']['coef'], 1e-6, 'firth')
        self.refused(2, ['separated', '--method firth'], folder / 'input.csv', '--outcome', 'y', '--variables', 'x1,x2', '--method', 'ml')

    def test_stepwise_spss(self):
        folder, expected = self.folder('logistic/stepwise_birthwt')
        options = (folder / 'input.csv', '--outcome', 'y', '--variables', 'age,lwt,smoke,ptl,ht,ui,ftv')
        for ours, theirs in (('forward', 'spss_forward_lr'), ('backward', 'spss_backward_lr'), ('backward_wald', 'spss_backward_wald')):
            rows = self.rows(*options, '--stepwise', ours)
            self.assertEqual({row['variable'] for row in rows} - {'(Intercept)'}, set(expected[theirs]['kept']), ours)

    def test_what_is_wrong_is_named(self):
        table = self.table('y,a,b\n0,1,x\n1,2,y\n0,3,x\n1,4,x\n1,0,y\n0,2,y\n1,,x\n')
        run = self.run_command(table, '--outcome', 'y', '--variables', 'a')
        self.assertIn('1 of 7 rows are left out', run.stderr)
        self.refused(2, ['no column c'], table, '--outcome', 'y', '--variables', 'a,c')
        self.refused(2, ['reference z does not occur', 'x, y'], table, '--outcome', 'y', '--variables', 'b', '--reference', 'b=z')
        self.refused(2, ['--reference', 'COLUMN=LEVEL'], table, '--outcome', 'y', '--variables', 'b', '--reference', 'z')
        self.check_help()


if __name__ == "__main__":
    main()
