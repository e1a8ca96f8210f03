"""How well the model foresees, in words a councillor follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeward.measures import GROUP_LABELS
from homeward.report.formats import counted, minus, upper_first

__all__ = ["METHODS", "Foreseen", "foreseen", "sentences"]

METHODS = {
    "homeward": "this model",
    "last_year": "last year's count",
    "long_run": "the average of all months",
    "kde": "a heat map",
    "network_kde": "a heat map along streets",
    "pooled": "all kinds of offence added up",
}
"""What each model is called in a sentence."""

OURS, POOLED = "homeward", "pooled"
NAMED = "0.05"
"""Share of street length that is spoken of."""

BETTER, WORSE, LEVEL = "clearly better", "clearly worse", "level"
AHEAD, BEHIND = "ahead, not beyond chance", "behind, not beyond chance"

FEWEST_FOLDS = 5
"""With fewer half-years than these the page says that they say little."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One method on one group, ready to be shown; empty where there is nothing to say."""

    group: str
    method: str
    caught: str
    caught_between: str
    verdict: str
    difference: str
    between: str


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What the page shows of a backtest."""

    says: tuple[str, ...]
    rows: tuple[Row, ...]
    methods: str
    same_files: bool
    command: str


def foreseen(plan: Mapping[str, Any]) -> Foreseen | None:
    """The page's content, or None where no backtest was given.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    Foreseen or None
        Every figure already written out.
    """
    found = plan.get("backtest")
    if not found:
        return None
    return Foreseen(
        says=tuple(found["says"]),
        rows=tuple(_row(block, key) for block in found["groups"] for key in block["models"]),
        methods=_methods(found["groups"]),
        same_files=bool(found["same_files"]),
        command=found["command"],
    )


def _methods(groups: Sequence[Mapping[str, Any]]) -> str:
    """How many methods this model was measured against."""
    return counted(len({key for block in groups for key in block["paired"]}), "simple method")


def _heading(block: Mapping[str, Any]) -> str:
    return upper_first(GROUP_LABELS[block["group"]])


def _row(block: Mapping[str, Any], key: str) -> Row:
    told, pair = block["models"][key], block["paired"].get(key)
    low, high = (_of_a_hundred(each) for each in told["pai_interval"][NAMED])
    return Row(
        group=_heading(block),
        method=METHODS[key],
        caught=_of_a_hundred(told["pai"][NAMED]),
        caught_between=f"{low} to {high}",
        verdict=_verdict(pair) if pair else "",
        difference=_signed(pair["difference"]) if pair else "",
        between=f"{_signed(pair['low'])} to {_signed(pair['high'])}" if pair else "",
    )


def _of_a_hundred(pai: float | None) -> str:
    """Offences of a hundred on the ground named."""
    return "not known" if pai is None else f"{min(100.0, 100 * float(NAMED) * pai):.0f}"


def _signed(value: float | None) -> str:
    """A difference with its sign; what rounds to nought has none."""
    if value is None:
        return "not known"
    return minus(f"{value:+.3f}") if round(value, 3) else "0.000"


def sentences(found: Mapping[str, Any]) -> list[str]:
    """What a backtest says, group by group, whichever way it fell.

    Parameters
    ----------
    found
        What `homeward risk backtest --json` prints.

    Returns
    -------
    list of str
        Whole sentences; the first says what was done.
    """
    said = [_done(found), *(_group(each) for each in found["groups"])]
    said.extend(_ranges(each, len(found["folds"])) for each in found["groups"])
    return said


def _done(found: Mapping[str, Any]) -> str:
    folds = found["folds"]
    span = f"{folds[0]['judged'][0]} to {folds[-1]['judged'][1]}"
    which = "the locked last six months" if found["final"] else counted(len(folds), "half-year")
    few = " So few half-years say little." if len(folds) < FEWEST_FOLDS else ""
    return (
        f"This model and {_methods(found['groups'])} were shown only the months before, and then "
        f"judged on {which} ({span}). A difference is called clear only if chance alone would "
        f"hardly make it (its 95% interval leaves out zero).{few}"
    )


def _group(block: Mapping[str, Any]) -> str:
    name = f"{_heading(block)} ({block['recorded']:,} recorded)"
    rivals = {key: each for key, each in block["models"].items() if key != OURS}
    best = max(rivals, key=lambda key: (rivals[key]["log_score"], key))
    methods = _methods([block])
    said = _against(block["paired"][best], f"the best of the {methods} ({METHODS[best]})")
    if best != "last_year":
        said += f"; {_against(block['paired']['last_year'], METHODS['last_year'])}"
    parts = (f"{name}: this model is {said}.", _added_up(block), _caught(block))
    return " ".join(part for part in parts if part)


def _added_up(block: Mapping[str, Any]) -> str:
    """How much of this model's lead the kinds of offence give when they are merely added up."""
    rivals = [key for key in block["paired"] if key != POOLED]
    score = {key: each["log_score"] for key, each in block["models"].items()}
    alone = max(score[key] for key in rivals)
    lead, gained = score[OURS] - alone, score[POOLED] - alone
    if lead <= 0:
        return ""
    if gained <= 0:
        return (
            "Adding up all kinds of offence is no better here than the best simple method that "
            "looks at one kind alone."
        )
    had = "all" if gained >= lead else f"{gained / lead:.0%}"
    return (
        "Of its lead over the best simple method that looks at one kind of offence alone, "
        f"{had} is had by merely adding up all kinds."
    )


def _against(pair: Mapping[str, Any], rival: str) -> str:
    """One comparison in words."""
    return {
        BETTER: f"clearly better than {rival}",
        WORSE: f"clearly worse than {rival}",
        LEVEL: f"level with {rival}",
        AHEAD: f"ahead of {rival}, but not beyond chance",
        BEHIND: f"behind {rival}, but not beyond chance",
    }[_verdict(pair)]


def _verdict(pair: Mapping[str, Any]) -> str:
    """Whether this model is better, and whether that can be told from chance."""
    if pair["low"] > 0:
        return BETTER
    if pair["high"] < 0:
        return WORSE
    if not pair["difference"]:
        return LEVEL
    return AHEAD if pair["difference"] > 0 else BEHIND


def _caught(block: Mapping[str, Any]) -> str:
    """What lay on the ground it would have named, in offences of a hundred."""
    ours = block["models"][OURS]
    pai, pei = ours["pai"][NAMED], ours["pei"][NAMED]
    if pai is None or not pei:
        return "None lay on the ground it would have named."
    return (
        f"On the {float(NAMED):.0%} of street length it would have named first lay "
        f"{_of_a_hundred(pai)} of every 100; {_caught_by_best(block)}; the most that as much "
        f"street could have held was {_of_a_hundred(pai / pei)}."
    )


def _caught_by_best(block: Mapping[str, Any]) -> str:
    """The same of the simple method that named best, and whether the two can be told apart."""
    pais = {key: block["models"][key]["pai"][NAMED] for key in block["paired"]}
    best = max(pais, key=lambda key: (pais[key], key))
    pair = block["paired"][best]["pai"][NAMED]
    chance = "" if pair["low"] > 0 or pair["high"] < 0 else ", a difference that may be chance"
    same = _of_a_hundred(pais[best]) == _of_a_hundred(block["models"][OURS]["pai"][NAMED])
    return (
        f"on that of the simple method that named best ({METHODS[best]}), "
        f"{'as many' if same else _of_a_hundred(pais[best]) + chance}"
    )


def _ranges(block: Mapping[str, Any], folds: int) -> str:
    """How often what came lay in the range foreseen."""
    town, zones = block["coverage"]["town"], block["coverage"]["zones"]
    low, high = zones["expected_90"]
    verdict = _held(zones["90"], low, high)
    return (
        f"{_heading(block)}: the range that should hold nine of ten "
        f"totals held the town's total in {round(town['90'] * folds)} of "
        f"{counted(folds, 'half-year')}, and {zones['90']:.0%} of the totals of about ten parts of "
        f"the town: {verdict} ({low:.0%} to {high:.0%} if the model were true).{_half(zones)}"
    )


def _half(zones: Mapping[str, Any]) -> str:
    """What the narrower range held, where a true model's would hold more or fewer."""
    share, (low, high) = zones["50"], zones["expected_50"]
    if low <= share <= high:
        return ""
    return (
        f" The range that should hold half of these held {share:.0%}: {_held(share, low, high)} "
        f"({low:.0%} to {high:.0%} if the model were true)."
    )


def _held(share: float, low: float, high: float) -> str:
    if share < low:
        return "fewer than it should, so the model is too sure of itself here"
    return (
        "more than it should, so the model is less sure than it could be"
        if share > high
        else ("as it should")
    )
