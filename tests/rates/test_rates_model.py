"""The rate model against hand, against a brute-force posterior, and against its own draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special, stats

from homeward import rates, records
from homeward.errors import InputError
from homeward.measures import assumptions
from homeward.rates.design import design_of, prior_of
from homeward.rates.field import factor, field_of, inverse_diagonal
from homeward.rates.learn import log_marginal
from homeward.rates.posterior import mode, start
from homeward.rates.unsure import likely

FIRST = 2018 * 12
LANE = np.array([[0, 1], [1, 2]])


def panel_of(count, *, regime=None, seen=None):
    """A panel of consecutive months from January 2018."""
    count = np.asarray(count, dtype=np.int64)
    areas, months = count.shape[:2]
    return records.Panel(
        count=count,
        seen=np.ones((areas, months)) if seen is None else np.asarray(seen, dtype=np.float64),
        month=FIRST + np.arange(months),
        regime=np.zeros(months, dtype=np.bool_) if regime is None else np.asarray(regime),
    )


def ground(areas, edges=LANE, covariates=None):
    table = np.zeros((areas, 0)) if covariates is None else covariates
    names = tuple(f"fact {k}" for k in range(table.shape[1]))
    return rates.Ground(covariates=table, names=names, edges=np.asarray(edges, dtype=np.int64))


def hyper(groups=1, **changes):
    plain = {"smooth": 0.5, "common": 0.6, "own": (0.4,) * groups, "half_year": 0.3}
    known = {**plain, "covariates": 0.3, "size": (4.0,) * groups}
    return rates.Hyper(**{**known, **changes})


@pytest.fixture(scope="module")
def small():
    """Three areas on a lane, eleven months, two groups; three months are of the pandemic."""
    rng = np.random.default_rng(3)
    count = rng.poisson(np.array([4.0, 1.0, 0.2])[:, None, None] * [1.0, 0.5], (3, 11, 2))
    regime = np.arange(11) >= 8
    seen = np.ones((3, 11))
    seen[2, 4] = 0.0
    count[2, 4] = 0
    facts = np.array([[1.2], [-0.2], [-1.0]])
    return panel_of(count, regime=regime, seen=seen), ground(3, covariates=facts)


def test_the_smooth_term_of_three_areas_by_hand():
    """A - b - c. Bare precision [[1, -.99, 0], [-.99, 2, -.99], [0, -.99, 1]], determinant .0398.

    So the variances are (2 - .9801) / .0398 = 25.626 for a and c and 1 / .0398 = 25.126 for b,
    with geometric mean 25.458, by which the precision is multiplied.
    """
    field = field_of(3, LANE, nearness=0.99)
    bare = np.array([[1, -0.99, 0], [-0.99, 2, -0.99], [0, -0.99, 1]])
    typical = ((2 - 0.9801) ** 2 * 1) ** (1 / 3) / 0.0398
    assert typical == pytest.approx(25.458, abs=1e-3)
    assert field.precision.toarray() == pytest.approx(bare * typical)
    assert field.log_determinant == pytest.approx(np.log(0.0398 * typical**3))


def test_an_area_without_neighbours_stands_alone():
    field = field_of(3, np.array([[0, 1]]), nearness=0.99)
    assert field.precision.toarray()[2] == pytest.approx([0, 0, field.own[2]])


def test_one_area_one_level_by_hand():
    """Six months with 30 offences, no term but the level, counts all but Poisson.

    The prior's mean is log(30.5 / 6), its standard deviation 2; half-years hardly differ. With
    30 offences the curvature is 30, so the mode is at log(30 / 6) but for 1/120 of the way.
    """
    panel = panel_of(np.full((1, 6, 1), 5))
    bare = rates.Options(smooth=False, common=False, own=False, covariates=False)
    spreads = hyper(half_year=1e-4, size=(1e7,))
    found = rates.fit(panel, ground(1, np.zeros((0, 2))), options=bare, hyper=spreads)
    assert found.variance[0, 0] == pytest.approx(1 / (30 + 1 / 4), rel=2e-3)
    assert found.monthly[0, 0] == pytest.approx(5.0, rel=2e-3)


def brute_log_posterior(panel, place, spreads, options):
    """The log posterior as the docstring words it, month by month, term by term."""
    areas, _, groups = panel.count.shape
    many = place.covariates.shape[1]
    design = design_of(panel, place, options)
    smooth_precision = design.field.precision.toarray() / spreads.smooth**2
    age = panel.month[-1] - panel.month
    half = age // 6
    halves = int(half.max()) + 1
    own_precision = np.linalg.inv(np.diag(np.square(spreads.own)) + spreads.common**2)
    centre = np.log((panel.count.sum(axis=(0, 1)) + 0.5) / panel.seen.sum())[:, None]
    fade = 0.5 ** (np.arange(halves) * 6 / options.half_life_months)
    worth = panel.seen * 0.5 ** (age / options.half_life_months)

    def value(flat):
        smooth, own = flat[:areas], flat[areas : areas * (1 + groups)].reshape(areas, groups)
        rest = flat[areas * (1 + groups) :].reshape(groups, -1)
        slopes, level, halves_of, regime = np.split(rest, [many, many + 1, many + 1 + halves], 1)
        squares = smooth @ smooth_precision @ smooth + np.sum((own @ own_precision) * own)
        squares += np.sum(slopes**2) / 0.3**2 + np.sum((level - centre) ** 2) / 2.0**2
        squares += np.sum(fade * halves_of**2) / spreads.half_year**2 + np.sum(regime**2)
        total = -0.5 * squares
        for g, size in enumerate(spreads.size):
            log_rate = smooth + own[:, g] + place.covariates @ slopes[g] + level[g, 0]
            by_month = halves_of[g, half] + panel.regime * regime[g, 0]
            mean, count = np.exp(log_rate[:, None] + by_month), panel.count[:, :, g]
            cells = special.gammaln(count + size) - special.gammaln(size)
            cells += special.xlogy(count, mean / (mean + size)) + size * np.log(
                size / (size + mean)
            )
            total += (worth * cells).sum()
        return total

    return value


@pytest.mark.parametrize("half_life", [np.inf, 12.0])
def test_the_mode_is_that_of_the_posterior_written_out(small, half_life):
    panel, place = small
    options, spreads = rates.Options(half_life_months=half_life), hyper(2)
    value = brute_log_posterior(panel, place, spreads, options)
    design = design_of(panel, place, options)
    prior = prior_of(design, spreads, options)
    terms, bent = mode(design, prior, np.array(spreads.size), start(design, prior))
    flat = np.concatenate([terms.smooth, terms.own.reshape(-1), terms.effects.reshape(-1)])
    slope = optimize.approx_fprime(flat, value, 1e-6)
    assert np.abs(slope).max() < 1e-3
    precision = -_hessian(value, flat)
    assert bent.log_determinant == pytest.approx(np.linalg.slogdet(precision)[1], abs=1e-3)
    pick = np.zeros((len(flat), 3, 2))
    for a, g in np.ndindex(3, 2):
        pick[a, a, g] = pick[3 + 2 * a + g, a, g] = 1.0
        pick[9 + design.effects * g, a, g] = place.covariates[a, 0]
        pick[9 + design.effects * g + 1, a, g] = 1.0
    pulled = np.linalg.solve(precision, pick.reshape(len(flat), -1)).reshape(pick.shape)
    by_brute_force = (pick * pulled).sum(axis=0)
    level = np.eye(design.basis.shape[1])[0]
    assert bent.variance(design, level) == pytest.approx(by_brute_force, rel=1e-3)


def _hessian(value, at, step=1e-3):
    """Second differences."""
    many = len(at)
    found, ahead = np.zeros((many, many)), np.eye(many) * step
    for i, j in zip(*np.triu_indices(many), strict=True):
        corners = [
            value(at + a * ahead[i] + b * ahead[j]) * a * b for a in (-1, 1) for b in (-1, 1)
        ]
        found[i, j] = found[j, i] = sum(corners) / (4 * step**2)
    return found


def test_the_marginal_likelihood_is_that_of_numerical_integration():
    """One area of one fact, one month, one group: all terms add up to one normal log rate."""
    panel, fact = panel_of(np.full((1, 1, 1), 7)), 1.5
    place = ground(1, np.zeros((0, 2)), np.array([[fact]]))
    options = rates.Options()
    design = design_of(panel, place, options)

    def exactly(spreads):
        variance = 4.0 + spreads.smooth**2 + spreads.common**2
        variance += spreads.own[0] ** 2 + spreads.half_year**2 + (fact * spreads.covariates) ** 2
        prior = stats.norm(np.log(7.5), np.sqrt(variance))
        size = spreads.size[0]
        area = integrate.quad(
            lambda x: prior.pdf(x) * stats.nbinom(size, size / (size + np.exp(x))).pmf(7), -15, 15
        )
        return np.log(area[0])

    def ours(spreads):
        begin = start(design, prior_of(design, spreads, options))
        return log_marginal(design, options, spreads, begin)[0]

    pair = hyper(), hyper(smooth=1.5, own=(1.0,), covariates=0.9, size=(2.0,))
    assert ours(pair[0]) - ours(pair[1]) == pytest.approx(
        exactly(pair[0]) - exactly(pair[1]), abs=0.05
    )


def test_draws_have_the_mean_and_variance_that_are_told(small):
    panel, place = small
    found = rates.fit(panel, place, hyper=hyper(2))
    drawn = np.array([found.log_rate_in_world(4, world) for world in range(1500)])
    spread = np.sqrt(found.variance)
    assert np.abs(drawn.mean(axis=0) - found.log_rate).max() < 4 * spread.max() / np.sqrt(1500)
    assert drawn.var(axis=0) == pytest.approx(found.variance, rel=0.15)


def test_a_forecast_expects_what_it_tells(small):
    panel, place = small
    found = rates.fit(panel, place, hyper=hyper(2))
    ahead = rates.predict(found, 6, seed=2, draws=1200)
    assert ahead.mean.mean(axis=0) == pytest.approx(6 * found.monthly, rel=0.12)
    assert ahead.size == pytest.approx(6 * np.array(found.hyper.size))


def test_a_forecast_within_the_pandemic_is_at_its_level():
    """Offences fall to a fifth in the last months, which are the pandemic's."""
    count = np.full((4, 24, 1), 10)
    count[:, 18:] = 2
    panel = panel_of(count, regime=np.arange(24) >= 18)
    found = rates.fit(panel, ground(4, [[0, 1], [2, 3]]), hyper=hyper(half_year=0.05))
    usual, limited = (
        rates.predict(found, 6, seed=1, draws=300, regime=share).mean.mean() for share in (0.0, 1.0)
    )
    assert usual == pytest.approx(60, rel=0.15)
    assert limited == pytest.approx(12, rel=0.25)


def test_recent_months_weigh_more():
    """Twelve offences a month for two years, then three a month for a year."""
    count = np.full((3, 36, 1), 12)
    count[:, 24:] = 3
    panel, place = panel_of(count), ground(3)
    spreads = hyper(half_year=0.5)
    even, fading = (
        rates.fit(panel, place, options=rates.Options(half_life_months=life), hyper=spreads)
        for life in (np.inf, 12.0)
    )
    assert fading.monthly.mean() < 0.8 * even.monthly.mean()


def test_totals_expected_are_totals_counted():
    """Where many areas have none: the Gaussian's mean, not the mode's, gives back the counts."""
    rng = np.random.default_rng(8)
    rate = rng.lognormal(-3.0, 1.2, size=(60, 1, 1))
    panel = panel_of(rng.poisson(rate, (60, 24, 1)))
    edges = np.stack([np.arange(59), np.arange(1, 60)], axis=1)
    found = rates.fit(panel, ground(60, edges), hyper=hyper(half_year=0.01, size=(200.0,)))
    assert 24 * found.monthly.sum() == pytest.approx(panel.count.sum(), rel=0.02)


def test_spreads_are_learnt():
    """200 areas in a row drawn from known spreads, three years."""
    rng = np.random.default_rng(11)
    edges = np.stack([np.arange(199), np.arange(1, 200)], axis=1)
    own = rng.normal(0, 0.9, size=(200, 1))
    mean = np.exp(0.3 + own)[:, None, :]
    size = 2.0
    count = rng.poisson(mean * rng.gamma(size, 1 / size, (200, 36, 1)))
    found = rates.fit(panel_of(count), ground(200, edges)).hyper
    spread = np.hypot(found.common, found.own[0])
    assert spread == pytest.approx(0.9, rel=0.15)
    assert found.size[0] == pytest.approx(2.0, rel=0.15)
    assert found.smooth < 0.3


@pytest.mark.parametrize("moved", [0.02, 0.7])
def test_how_far_facts_of_streets_move_rates_is_learnt(moved):
    """200 areas with ten facts each; twelve offences are expected in two years."""
    rng = np.random.default_rng(4)
    facts = rng.normal(size=(200, 10))
    edges = np.stack([np.arange(199), np.arange(1, 200)], axis=1)
    mean = 0.5 * np.exp(facts @ rng.normal(0, moved, size=(10, 1)))
    count = rng.poisson(mean[:, None, :] * np.ones((1, 24, 1)))
    found = rates.fit(panel_of(count), ground(200, edges, facts)).hyper
    assert found.covariates == pytest.approx(moved, rel=0.4, abs=0.05)


def test_without_facts_how_far_they_move_rates_stays_as_declared():
    count = np.random.default_rng(2).poisson(1.0, (6, 12, 1))
    edges = np.stack([np.arange(5), np.arange(1, 6)], axis=1)
    found = rates.fit(panel_of(count), ground(6, edges)).hyper
    declared = assumptions().central()["rates.covariate_sd"]
    assert found.covariates == pytest.approx(declared, rel=0.02)  # half the climb's stride


@pytest.fixture(scope="module")
def blended(small):
    panel, place = small
    return rates.blend(panel, place, hyper=hyper(2))


def test_spreads_are_as_unsure_as_their_prior_where_nothing_was_counted():
    """No offences: nodes spread as far as the declared factors say, and sizes are held."""
    panel, place = panel_of(np.zeros((1, 1, 2))), ground(1, np.zeros((0, 2)))
    options, centre = rates.Options(), hyper(2, smooth=0.5, common=0.5)
    nodes = likely(design_of(panel, place, options), options, centre)
    logs = np.log([[each.smooth, each.common, *each.own, each.half_year] for each in nodes])
    at = np.log([0.5, 0.5, 0.4, 0.4, 0.3])
    assert logs.mean(axis=0) == pytest.approx(at, abs=0.01)
    factors = [4.0, 4.0, 4.0, 4.0, 2.5]
    assert logs.std(axis=0) == pytest.approx(np.log(factors) / 1.96, rel=0.06)
    assert {each.size for each in nodes} == {(4.0, 4.0)}


def test_counts_make_spreads_surer_and_a_term_that_is_off_stays():
    rng = np.random.default_rng(6)
    mean = np.exp(0.5 + rng.normal(0, 0.7, (150, 1, 1)))
    panel = panel_of(rng.poisson(mean, (150, 12, 1)))
    place = ground(150, np.stack([np.arange(149), np.arange(1, 150)], axis=1))
    options, centre = rates.Options(common=False), hyper(own=(0.7,))
    nodes = likely(design_of(panel, place, options), options, centre)
    assert {each.common for each in nodes} == {centre.common}
    assert np.std(np.log([each.own[0] for each in nodes])) < 0.15


def test_a_blend_is_the_mixture_of_its_fits(blended):
    means = [each.log_rate for each in blended.fits]
    within = np.mean([each.variance for each in blended.fits], axis=0)
    assert blended.log_rate == pytest.approx(np.mean(means, axis=0))
    assert blended.variance == pytest.approx(within + np.var(means, axis=0))
    assert np.all(blended.variance > within)
    many = 125 * len(blended.fits)
    drawn = np.array([blended.at(w).log_rate_in_world(4, w) for w in range(many)])
    spread = np.sqrt(blended.variance)
    assert np.abs(drawn.mean(axis=0) - blended.log_rate).max() < 4 * spread.max() / np.sqrt(many)
    assert drawn.var(axis=0) == pytest.approx(blended.variance, rel=0.2)


def test_a_blend_knows_less_than_its_likeliest_fit(blended):
    """Of a half-year to come above all: two half-years hardly tell how far such differ."""
    alone = rates.predict(blended.likeliest, 6, seed=2, draws=800).mean.sum(axis=1)
    together = rates.predict(blended, 6, seed=2, draws=800).mean.sum(axis=1)
    assert np.all(np.log(together).std(axis=0) > np.log(alone).std(axis=0))


@settings(max_examples=6)
@given(order=st.permutations(range(5)))
def test_the_order_of_areas_does_not_matter(order):
    rng = np.random.default_rng(1)
    count = rng.poisson(2.0, (5, 7, 2))
    edges = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [0, 4]])
    place = np.argsort(order)
    moved = np.unique(np.sort(place[edges], axis=1), axis=0)
    one = rates.fit(panel_of(count), ground(5, edges), hyper=hyper(2))
    other = rates.fit(panel_of(count[list(order)]), ground(5, moved), hyper=hyper(2))
    assert other.log_rate == pytest.approx(one.log_rate[list(order)], abs=1e-6)
    assert other.variance == pytest.approx(one.variance[list(order)], rel=1e-6)


def test_a_month_not_seen_is_no_month_without_offences():
    count = np.full((3, 12, 1), 4)
    seen = np.ones((3, 12))
    seen[0, 6:], count[0, 6:] = 0.0, 0
    found = rates.fit(panel_of(count, seen=seen), ground(3), hyper=hyper())
    assert found.monthly[0, 0] == pytest.approx(4.0, rel=0.15)


def test_what_cannot_be_fitted_is_refused():
    with pytest.raises(InputError, match="0 months"):
        rates.fit(panel_of(np.zeros((3, 0, 1))), ground(3))
    with pytest.raises(InputError, match="same"):
        rates.fit(panel_of(np.zeros((2, 4, 1))), ground(3))
    with pytest.raises(InputError, match="finite"):
        rates.fit(panel_of(np.zeros((3, 4, 1))), ground(3), offset=np.full((3, 1), -np.inf))


def test_the_score_is_the_negative_binomials():
    ahead = rates.Forecast(mean=np.array([[[2.0]], [[5.0]]]), size=np.array([3.0]))
    each = [stats.nbinom(3.0, 3.0 / (3.0 + mean)).pmf(4) for mean in (2.0, 5.0)]
    assert rates.log_score(ahead, np.array([[4]]))[0, 0] == pytest.approx(np.log(np.mean(each)))


def test_the_past_fades_where_places_change():
    """The busy end of the row moves over; where it stays, all months count alike."""
    rng = np.random.default_rng(2)
    ends = np.array([8.0, 8.0, 1.0, 1.0]), np.array([1.0, 1.0, 8.0, 8.0])
    place = ground(4, [[0, 1], [1, 2], [2, 3]])
    still = rng.poisson(np.tile(ends[0][:, None, None], (1, 36, 1)))
    moving = still.copy()
    moving[:, 18:] = rng.poisson(np.tile(ends[1][:, None, None], (1, 18, 1)))
    spreads = hyper(smooth=1.0, common=0.8)
    assert rates.best_half_life(panel_of(moving), place, hyper=spreads) <= 24
    assert rates.best_half_life(panel_of(still), place, hyper=spreads) > 24
    assert rates.best_half_life(panel_of(still[:, :12]), place) == np.inf


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000), areas=st.integers(1, 60))
def test_the_inverses_diagonal_is_that_of_the_dense_inverse(seed, areas):
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, areas, (2 * areas, 2))
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    field = field_of(areas, pairs, nearness=0.99)
    by_hand = np.diag(np.linalg.inv(field.precision.toarray()))
    assert inverse_diagonal(factor(field.precision)) == pytest.approx(by_hand, rel=1e-8)
    assert np.exp(np.log(by_hand).mean()) == pytest.approx(1.0)


def test_what_few_areas_have_does_not_run_away(lane, lane_crimes, make):
    """Facts span four at the most, so that one odd area is not tens of deviations off."""
    areas = records.snap_areas(lane, lane_crimes, records.observe(lane, make.town(lane_crimes)))
    facts = rates.ground_of(lane, areas).covariates
    assert np.ptp(facts, axis=0).max() <= 4.0
    rng = np.random.default_rng(4)
    odd = np.zeros((200, 1))
    odd[7] = 4.0
    count = rng.poisson(0.05, (200, 12, 1))
    edges = np.stack([np.arange(199), np.arange(1, 200)], axis=1)
    found = rates.fit(panel_of(count), ground(200, edges, odd))
    assert found.variance.max() < 5.0
    assert 12 * found.monthly.sum() == pytest.approx(count.sum(), rel=0.1)
