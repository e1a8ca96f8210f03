"""The risk model against its rivals on months it has not seen, from files to findings."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from homeward import __version__
from homeward import backtest as room
from homeward.backtest import FOLD_MONTHS, OURS, Between, Coverage, Fold, Judged, Told
from homeward.errors import InputError, NoPlanError
from homeward.measures import assumptions
from homeward.rates import ground_of
from homeward.records import month_text, observe, panel, snap_areas
from homeward.report import foresee
from homeward.study.about import inputs_block
from homeward.study.built import Built
from homeward.study.request import Request
from homeward.study.sources import opened
from homeward.tables import Crimes

__all__ = ["backtest", "backtest_text"]

LOG = "backtest-final.log"
"""Where looks at the locked months are written down, in the cache's folder or as asked."""

DIGITS = 6


def backtest(
    request: Request, *, final: bool, log: Path | None = None, today: date | None = None
) -> dict[str, Any]:
    """Judge the risk model and its rivals on held-out months.

    Parameters
    ----------
    request
        The map, the crime files and the seed.
    final
        Whether to read the locked last six months, and judge on them alone.
    log
        File to which a line is added for a look at the locked months; None takes
        ``backtest-final.log`` in the cache's folder.
    today
        The date for that line.

    Returns
    -------
    dict
        What `homeward risk backtest --json` prints (schema ``backtest``).

    Raises
    ------
    InputError
        If no crime file was given, or a look at the locked months cannot be written down.
    NoPlanError
        If no street is observed, or too few months were given.
    """
    book = _book(request, log) if final else None
    source = opened(request)
    months = np.unique(_crimes(source.built).supplied_month)
    room.require_months(len(months), locked=final)
    built = _unlocked(source.built, final=final)
    judged, folds = _judged(built, request, final=final)
    found = {
        "homeward": __version__,
        "made_up": source.made_up,
        "town": built.town.place.name,
        "final": final,
        "locked": _locked(_crimes(source.built)),
        "folds": [_fold_block(each, at, judged) for at, each in enumerate(folds)],
        "groups": [_group_block(each) for each in judged],
        "says": [],
        "final_runs": [],
        "inputs": inputs_block(built.town.inputs),
        "seed": request.seed,
        "command": request.command,
    }
    found["says"] = foresee.sentences(found)
    if book is not None:
        found["final_runs"] = _logged(found, book, today)
    return found


def _crimes(built: Built) -> Crimes:
    if built.town.crimes is None:
        raise InputError(
            "A backtest needs recorded crimes; none were given. Give police.uk files with --crimes."
        )
    return built.town.crimes


def _lock(crimes: Crimes) -> int:
    """The first locked month."""
    return int(crimes.supplied_month.max()) - FOLD_MONTHS + 1


def _locked(crimes: Crimes) -> list[str]:
    first = _lock(crimes)
    return [month_text(first), month_text(first + FOLD_MONTHS - 1)]


def _unlocked(built: Built, *, final: bool) -> Built:
    """The town without the rows of the locked months, unless they are asked for."""
    crimes = _crimes(built)
    lock = _lock(crimes)
    if final:
        return built
    row, given = crimes.month < lock, crimes.supplied_month < lock
    by_row = {
        field.name: getattr(crimes, field.name)[given if "supplied" in field.name else row]
        for field in dataclasses.fields(crimes)
    }
    town = dataclasses.replace(built.town, crimes=Crimes(**by_row))
    return dataclasses.replace(built, town=town)


def _judged(
    built: Built, request: Request, *, final: bool
) -> tuple[tuple[Judged, ...], tuple[Fold, ...]]:
    crimes, streets, values = _crimes(built), built.streets, assumptions().central()
    observed = observe(streets, built.town, values=values)
    if not observed.seen.any():
        raise NoPlanError(
            "No street on this map is known to be policed by a force whose crime files were "
            "given, so nothing can be judged. Give the files of the force that covers it."
        )
    request.tell("Finding the areas that records stand for")
    areas = snap_areas(streets, crimes, observed, values=values)
    recorded = panel(areas, observed, crimes, values)
    folds = room.folds_of(recorded, locked=final)
    request.tell("Spreading records along streets")
    ours = room.Ours(ground=ground_of(streets, areas, built.town.venues), seed=request.seed)
    judged = room.compare(
        recorded,
        room.places_of(streets, areas),
        models=room.Models(ours=ours, rivals=room.rivals(streets, areas)),
        folds=folds,
        seed=request.seed,
        tell=request.tell,
    )
    return judged, folds


def _fold_block(fold: Fold, at: int, judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "fit": [month_text(fold.fit_first), month_text(fold.fit_last)],
        "judged": [month_text(fold.first), month_text(fold.last)],
        "locked": fold.locked,
        "areas": judged[0].areas[at],
        "recorded": {each.group: each.recorded[at] for each in judged},
        "expected": {each.group: _number(each.models[OURS].expected[at]) for each in judged},
    }


def _group_block(judged: Judged) -> dict[str, Any]:
    return {
        "group": judged.group,
        "recorded": sum(judged.recorded),
        "models": {name: _model_block(each) for name, each in judged.models.items()},
        "paired": {
            name: {**_paired_block(each), "pai": _named_block(judged.named_apart[name])}
            for name, each in judged.paired.items()
        },
        "pit": [_number(each) for each in judged.pit.tolist()],
        "coverage": {"zones": _coverage_block(judged.zones), "town": _coverage_block(judged.town)},
    }


def _model_block(told: Told) -> dict[str, Any]:
    return {
        "log_score": _number(told.log),
        "log_score_given_total": _number(told.log_given_total),
        "crps": _number(told.crps),
        "pai": {f"{share:g}": _number(each.value) for share, each in told.pai.items()},
        "pei": {f"{share:g}": _number(each.value) for share, each in told.pei.items()},
        "pai_interval": {f"{share:g}": _ends(each) for share, each in told.pai.items()},
        "pei_interval": {f"{share:g}": _ends(each) for share, each in told.pei.items()},
        "settings": list(told.settings),
    }


def _paired_block(paired: Mapping[str, Between]) -> dict[str, Any]:
    return {
        **_difference(paired["log"]),
        "given_total": _difference(paired["log_given_total"]),
        "crps": _difference(paired["crps"]),
    }


def _named_block(apart: Mapping[float, Between]) -> dict[str, Any]:
    return {f"{share:g}": _difference(each) for share, each in apart.items()}


def _difference(between: Between) -> dict[str, Any]:
    low, high = _ends(between)
    return {"difference": _number(between.value), "low": low, "high": high}


def _coverage_block(found: Mapping[int, Coverage]) -> dict[str, Any]:
    shares = {f"{wide}": _number(each.share) for wide, each in found.items()}
    ranges = {
        f"expected_{wide}": [_number(end) for end in each.expected] for wide, each in found.items()
    }
    return {**shares, **ranges}


def _ends(between: Between) -> list[float | None]:
    return [_number(between.low), _number(between.high)]


def _number(value: float) -> float | None:
    """A figure to six decimals; None where there is none."""
    return round(float(value), DIGITS) if math.isfinite(value) else None


def _book(request: Request, log: Path | None) -> Path:
    """The file that looks are written down in, known before anything is looked at."""
    if log is not None:
        return log
    if request.cache is None:
        raise InputError(
            "A look at the locked months must be written down, and no cache folder is kept here. "
            "Name a file with --log."
        )
    return request.cache / LOG


def _logged(found: Mapping[str, Any], log: Path, today: date | None) -> list[str]:
    """Add a line for this look; every line there is, this one last."""
    ours = "; ".join(
        f"{each['group']} {each['models'][OURS]['log_score']}" for each in found["groups"]
    )
    when = today.isoformat() if today else "no date"
    line = f"{when}, {found['town']}, {' to '.join(found['locked'])}, log score: {ours}"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return log.read_text(encoding="utf-8").splitlines()


def backtest_text(found: Mapping[str, Any]) -> str:
    """The same for people to read in a terminal."""
    title = f"{found['town']}: how well the risk model foresees recorded crime"
    made_up = ["This town is made up: nothing here is about a real place."]
    lines = [title, *(made_up if found["made_up"] else []), *found["says"]]
    if found["final_runs"]:
        looks = len(found["final_runs"])
        lines.append(f"Looks at locked months written down so far, this one included: {looks}.")
    return "\n".join(f"  {each}" if at else each for at, each in enumerate(lines))
