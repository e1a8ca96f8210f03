"""The example town's counters, whose truth is known: what a fit to some says of the others.

The true walks have another form than ours (`homeward.example.flows`). A counter counts those who
set out for home from venues and from the station, and all who go to and from shops and cafés.
The true scale is how many of the first there truly are at the counters, over how many our walks
alone say; the fit sees only sums of both, with the noise of real counters.
"""

import csv
import dataclasses
import json
from dataclasses import dataclass

import numpy as np
import pytest

from homeward import example, measures
from homeward.example import counters, flows, folder
from homeward.night import of_date
from homeward.read import Sources
from homeward.study import Request, opened
from homeward.study.counts import _counted, calibrate
from homeward.walks import fit_to_counts
from homeward.walks.fit import _solved, _without

TURNS = range(1, 9)
"""Other noise at the same counters."""
FOR_HOME = slice(0, flows.SORTS.index("shopping"))
HOURS = 12


@dataclass(frozen=True, kw_only=True)
class Aldermere:
    """The example, opened; its true counters; and our walks there by hour of each kind of night."""

    files: object
    request: Request
    built: object
    true: counters.Counters
    counted: object
    recount: object


@pytest.fixture(scope="module")
def aldermere(tmp_path_factory):
    files = example.write(tmp_path_factory.mktemp("aldermere"))
    request = Request(map_path=files.map, sources=Sources(counts=files.counts, people=files.people))
    built = opened(request).built
    town = folder._built(folder.SEED)
    walks = flows.walk(town.layout, town.houses, town.venues, folder.SEED)
    return Aldermere(
        files=files,
        request=request,
        built=built,
        true=counters.count(town, walks, folder.SEED),
        counted=_counted(built, request, measures.assumptions().central())[1],
        recount=lambda turn: counters.count(town, walks, folder.SEED, turn=turn).people,
    )


def beside_flows(town, people):
    """Our rows with other people: a mean for each kind of night, counter and hour; (K, D, 24)."""
    people = np.where(town.true.people < 0, np.nan, people)[np.argsort(town.true.name)]
    by_hour = people.reshape(len(people), -1)
    sums = {}
    for night in range(-1, len(town.true.days())):
        day = counters.FIRST_DAY + counters.timedelta(days=night)
        kind = of_date(day, town.built.town.place).kind
        for hour in range(HOURS):
            at = 24 * night + 18 + hour
            if 0 <= at < by_hour.shape[1]:
                sums.setdefault((kind, hour), []).append(by_hour[:, at])
    means = {key: np.nanmean(each, axis=0) for key, each in sums.items()}
    kinds = sorted({kind for kind, _ in means})
    rows = [np.stack([means[kind, hour] for hour in range(HOURS)], axis=1) for kind in kinds]
    return dataclasses.replace(town.counted, people=np.ravel(rows))


def true_scale(town):
    home = np.tile(town.true.mean[FOR_HOME].sum(axis=0), (1, counters.WEEKS, 1))
    rows = beside_flows(town, home)
    return (rows.people * rows.times).sum() / (rows.flow * rows.times).sum()


def missed(rows, scale, background):
    """Mean error over people counted."""
    wrong = np.abs(scale * rows.flow + background[rows.hour] - rows.people)
    return (wrong * rows.times).sum() / (rows.people * rows.times).sum()


def test_the_rows_are_those_of_the_files(aldermere):
    assert beside_flows(aldermere, aldermere.true.people).people == pytest.approx(
        aldermere.counted.people
    )
    assert len(np.unique(aldermere.counted.counter)) == 36


def test_the_true_scale_is_in_the_files_of_the_truth(aldermere):
    """Whoever has the files alone can check a fit: the same true walkers stand in a table."""
    with (aldermere.files.truth / "counters.csv").open(encoding="utf-8", newline="") as text:
        told = list(csv.DictReader(text))
    home = sum(
        float(row[f"h{hour:02d}"])
        for row in told
        if row["walk"] != "shopping"
        for hour in range(24)
    )
    assert home == pytest.approx(aldermere.true.mean[FOR_HOME].sum(), rel=1e-3)


def test_the_plan_says_that_the_counts_bear_the_walks_out(aldermere):
    made = calibrate(aldermere.built, aldermere.request, measures.assumptions(), strict=True)
    assert made.fit.low < true_scale(aldermere) < made.fit.high
    assert made.fit.held_out < made.fit.held_out_without - 0.1
    assert "calibrated to counts at 36 places: 1.6 times" in made.sentence
    json.dumps(made.block(), allow_nan=False)


@pytest.mark.parametrize("turn", TURNS)
def test_whatever_the_noise_the_fit_holds_the_true_scale(aldermere, turn):
    fit = fit_to_counts(beside_flows(aldermere, aldermere.recount(turn)))
    assert fit.tells
    assert fit.low < true_scale(aldermere) < fit.high
    assert fit.high / fit.low < 5


@pytest.mark.parametrize("turn", TURNS)
def test_a_fit_to_two_thirds_of_the_counters_foretells_the_others(aldermere, turn):
    rows = beside_flows(aldermere, aldermere.recount(turn))
    part = np.isin(rows.counter, np.random.default_rng(turn).permutation(36)[:24])
    fit, rest = fit_to_counts(rows.rows(part)), rows.rows(~part)
    alone = _solved(_without(rows.rows(part)), HOURS)[0]
    assert fit.low < true_scale(aldermere) < fit.high
    assert missed(rest, fit.scale, fit.background) < missed(rest, 0.0, alone[1:])


def test_walks_foretold_for_other_streets_are_not_borne_out(aldermere):
    """The proof can fail: by chance alone about one exchange of streets in thirteen tells."""
    rows = beside_flows(aldermere, aldermere.recount(1))
    ours, others = fit_to_counts(rows), []
    for turn in TURNS:
        other = np.random.default_rng(turn).permutation(36)
        flow = rows.flow.reshape(-1, 36, HOURS)[:, other].ravel()
        others.append(fit_to_counts(dataclasses.replace(rows, flow=flow)))
    assert sum(each.tells for each in others) <= 2
    assert min(each.held_out for each in others) > ours.held_out
