"""Plain sentences that belong beside a plan: what was missing, assumed or moved."""

from homeward.streets import UNKNOWN
from homeward.study.request import Request
from homeward.study.sources import Opened
from homeward.study.worlds import Setting
from homeward.walks import QUANTA_PER_WALKER

__all__ = ["notes_of"]

EDGE_SHARE = 0.10
"""Share of walks cut by the map's edge above which it is said (design, section 6)."""

FEW = 0.25
"""Share of a usual Saturday's walkers below which a night is called quiet."""


def notes_of(source: Opened, setting: Setting, request: Request) -> tuple[str, ...]:
    """Notes from reading, from the models, and about this request."""
    case, danger = setting.case, setting.danger
    rates = danger.rates.notes if danger.rates is not None else ()
    return (
        *source.notes,
        *source.built.town.notes,
        *danger.observed.notes,
        *rates,
        *case.before.demand.notes,
        *_edge(setting),
        *_quiet_night(setting, request),
        *_light(setting),
    )


def _edge(setting: Setting) -> tuple[str, ...]:
    flows = setting.case.before.flows
    leaving = int(flows.leaving_year.sum())
    share = flows.cut_year / leaving if leaving else 0.0
    if share <= EDGE_SHARE:
        return ()
    return (
        f"{share:.0%} of walks go on beyond the map's edge. A larger map would tell more about "
        "where they end.",
    )


def _quiet_night(setting: Setting, request: Request) -> tuple[str, ...]:
    """Says so when hardly anyone leaves a venue on the drawn night."""
    flows = setting.case.before.flows
    tonight = int(flows.leaving_tonight.sum()) / QUANTA_PER_WALKER
    usual = int(flows.leaving_year.sum()) / QUANTA_PER_WALKER / 365
    if usual == 0:
        return ("No venue or station on this map: nobody is known to leave one at night.",)
    if tonight >= FEW * usual:
        return ()
    why = " All venues are shut by law." if request.closures.venues_closed else ""
    return (
        f"On {setting.case.before.tonight.night.date} hardly anyone leaves a venue: "
        f"{tonight / usual:.0%} of a usual night's people.{why} The plan itself is made for the "
        "whole year, with venues open as usual.",
    )


def _light(setting: Setting) -> tuple[str, ...]:
    streets = setting.case.streets
    unknown = streets.share_of_length(streets.lit == UNKNOWN)
    if unknown < 0.5:
        return ()
    return (
        f"For {unknown:.0%} of the streets' length nobody has written down whether they are lit. "
        "A survey of them may be worth more than any lamp: see the options marked survey first.",
    )
