"""How well the model foresees, in words a councillor follows."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeward.report.formats import counted

__all__ = ["MODEL_NAMES", "sentences"]

MODEL_NAMES = {
    "homeward": "this model",
    "last_year": "last year's count",
    "long_run": "the average of all years",
    "kde": "a heat map",
    "network_kde": "a heat map along streets",
}
"""What each model is called in a sentence."""

OURS = "homeward"
NAMED = "0.05"


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
    return (
        f"Each model was shown only the months before, and then judged on {which} ({span}). "
        "A difference is called clear only if its 95% interval leaves out zero."
    )


def group_words(group: str) -> str:
    """A group's name with a capital."""
    return {
        "robbery": "Robbery",
        "theft_from_person": "Theft from the person",
        "violence_sexual": "Violence and sexual offences",
    }.get(group, group)


def _group(block: Mapping[str, Any]) -> str:
    name = f"{group_words(block['group'])} ({block['recorded']:,} recorded)"
    rivals = {key: each for key, each in block["models"].items() if key != OURS}
    best = max(rivals, key=lambda key: (rivals[key]["log_score"], key))
    said = f"{name}: {_against(block['paired'][best], MODEL_NAMES[best], best=True)}"
    if best != "last_year":
        said += f"; {_against(block['paired']['last_year'], MODEL_NAMES['last_year'])}"
    return f"{said}. {_caught(block)}"


def _against(pair: Mapping[str, Any], name: str, *, best: bool = False) -> str:
    """One comparison in words."""
    rival = f"the best of the simple methods ({name})" if best else name
    if pair["low"] > 0:
        return f"clearly better than {rival}"
    if pair["high"] < 0:
        return f"clearly worse than {rival}"
    way = "ahead of" if pair["difference"] > 0 else "behind"
    return (
        f"a little {way} {rival}, but not beyond chance"
        if pair["difference"]
        else (f"level with {rival}")
    )


def _caught(block: Mapping[str, Any]) -> str:
    """What lay on the ground it would have named, in offences of a hundred."""
    ours = block["models"][OURS]
    pai, pei = ours["pai"][NAMED], ours["pei"][NAMED]
    if pai is None or not pei:
        return "None lay on the ground it would have named."
    share = float(NAMED) * pai
    return (
        f"On the {float(NAMED):.0%} of street length it would have named first lay "
        f"{100 * share:.0f} of every 100; the most that as much street could have held was "
        f"{100 * share / pei:.0f}."
    )


def _ranges(block: Mapping[str, Any], folds: int) -> str:
    """How often what came lay in the range foreseen."""
    town, zones = block["coverage"]["town"], block["coverage"]["zones"]
    held = round(town["90"] * folds)
    low, high = zones["expected_90"]
    inside = low <= zones["90"] <= high
    verdict = "as it should" if inside else ("too seldom" if zones["90"] < low else "too often")
    return (
        f"{group_words(block['group'])}: the town's total lay in the range foreseen (nine chances "
        f"in ten) in {held} of {counted(folds, 'half-year')}; totals of parts of the town in "
        f"{zones['90']:.0%}, {verdict} ({low:.0%} to {high:.0%} if the model were true)."
    )


def rows(found: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row for each group and model, for a table."""
    return [
        {
            "group": group_words(block["group"]),
            "model": MODEL_NAMES[name],
            "key": name,
            **each,
            "paired": block["paired"].get(name),
        }
        for block in found["groups"]
        for name, each in block["models"].items()
    ]
