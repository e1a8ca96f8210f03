"""The rounds as the contract tells them: what each comes to, with its intervals."""

from typing import Any

from homeward.study.aftermath import Aftermath, aftermath
from homeward.study.beside import Beside
from homeward.study.fixed import ends_within
from homeward.study.moving import Judged
from homeward.study.request import Request
from homeward.study.rounds import Round

__all__ = ["rounds_block"]


def rounds_block(beside: Beside, done: Aftermath, request: Request, unit: str) -> dict[str, Any]:
    """Every round side by side, and which plan was kept.

    Parameters
    ----------
    beside
        The rounds, and where they stand among the plans of `done`.
    done
        All worlds of the plan kept. The other rounds are drawn here on people's new ways, with
        those ways as they are at the centre.
    request
        The aims, and how many worlds there are.
    unit
        Unit of the plan's aim.
    """
    rows, found = [], beside.found
    for at, judged in enumerate(found.plans):
        kept = at == found.kept
        anew = _rerouted_block(found.rounds[at], done if kept else _drawn(judged, request))
        rows.append({**_row(beside, done, at), **anew, "kept": kept})
    return {"rows": rows, "unit": unit, "why": found.why}


def _drawn(judged: Judged, request: Request) -> Aftermath:
    """All worlds of a round that was not kept."""
    return aftermath(judged.setting, request.aims, judged.chosen.scale, request.worlds)


def _row(beside: Beside, done: Aftermath, at: int) -> dict[str, Any]:
    """What a round buys, and what it comes to at today's flows."""
    each, plan = beside.found.rounds[at], beside.of_round(at)
    low, high = done.fixed.of_plan(plan, each.fixed)
    return {
        "round": at + 1,
        "options": len(each.chosen),
        "added": each.added,
        "spent_gbp": each.spent_pence / 100,
        "fixed_flow": each.fixed,
        "fixed_flow_low": low,
        "fixed_flow_high": high,
        "fixed_flow_assumed_share": done.fixed.assumed_of_plan(plan),
    }


def _rerouted_block(each: Round, anew: Aftermath) -> dict[str, float]:
    """What a round comes to on people's new ways."""
    low, high = ends_within(anew.averted, each.rerouted)
    return {
        "rerouted": each.rerouted,
        "rerouted_low": low,
        "rerouted_high": high,
        "rerouted_assumed_share": round(anew.assumed_share, 6),
    }
