"""Plain sentences that belong beside a plan: what was missing, assumed or moved."""

from collections.abc import Mapping

from homeward.kit.arrays import Floats
from homeward.report.formats import in_unit
from homeward.risk import Hours
from homeward.streets import UNKNOWN
from homeward.study.about import not_open
from homeward.study.aftermath import interval
from homeward.study.request import Request
from homeward.study.sources import Opened
from homeward.study.stakes import FELT_UNIT, HARM_UNIT
from homeward.study.worlds import Setting, Worlds
from homeward.walks import QUANTA_PER_WALKER

__all__ = ["by_aim", "moved", "notes_of", "of_hours"]

EDGE_SHARE = 0.10
"""Share of walks cut by the map's edge above which it is said (design, section 6)."""

TELLING = 0.05
"""Change by re-routing, as a share of the figure at fixed flow, above which it is explained."""

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
        *not_open(source.built.town),
        *rates,
        *of_hours(danger.hours),
        *case.before.demand.notes,
        *_edge(setting),
        *_quiet_night(setting, request),
        *_light(setting),
    )


def moved(aims: Mapping[str, float], at_fixed_flow: float, expected: float) -> str:
    """Why the figure after people have chosen their ways anew is another; ``""`` if it is not."""
    if abs(expected - at_fixed_flow) <= TELLING * abs(at_fixed_flow) or len(aims) > 1:
        return ""
    change = "less" if expected < at_fixed_flow else "more"
    why = _WHY[next(iter(aims))]
    return f"The plan does {change} once people have chosen their ways anew: {why}"


_WHY = {
    "harm": (
        "lit streets draw walkers, harm follows people in part, and effects are drawn and not "
        "only taken at their mean."
    ),
    "felt": (
        "before, it is counted on the walks people would make if they did not fear the dark; "
        "after, on the walks they make."
    ),
    "lit-walks": (
        "a street that becomes lit draws people off other ways, onto walks of which another "
        "part may be dark."
    ),
}


def by_aim(worlds: Worlds, aims: Mapping[str, float]) -> tuple[str, ...]:
    """For a mix of aims, what the plan comes to for each of them, in its own unit."""
    if len(aims) == 1:
        return ()
    told = {"harm": (worlds.harm_gbp, HARM_UNIT), "felt": (worlds.felt_km, FELT_UNIT)}
    return tuple(_of_aim(aim, *told[aim]) for aim in aims)


def _of_aim(aim: str, drawn: Floats, unit: str) -> str:
    expected, low, high = interval(drawn)
    short = unit.partition(" ")[0]
    return (
        f"Of the mix, for {aim} alone: {in_unit(expected, unit)} averted; the true figure may lie "
        f"anywhere from {in_unit(low, short)} to {in_unit(high, short)}."
    )


def of_hours(hours: Hours | None) -> tuple[str, ...]:
    """How many dated records say when in the day they happened, and how many do not."""
    if hours is None or not hours.dated:
        return ()
    if not hours.untold:
        return (
            f"{hours.dated} of {hours.dated} offences with a date of their own tell of the hour; "
            "the hours are learnt from them, over what is declared.",
        )
    rest = (
        "All hours are as declared."
        if hours.untold == hours.dated
        else "The hours are learnt from the others."
    )
    return (
        f"{hours.untold} of {hours.dated} offences with a date of their own told nothing of the "
        "hour: a date without a time, midnight sharp, or a span of about a day or more. "
        f"{rest}",
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
    closed = request.closures.venues_closed
    if tonight >= FEW * usual and not closed:
        return ()
    few = "hardly anyone leaves a venue" if tonight < FEW * usual else "fewer people set out"
    why = " All venues are shut by law." if closed else ""
    return (
        f"On {setting.case.before.tonight.night.date} {few}: {tonight / usual:.0%} of a usual "
        f"night's people.{why} {_whole_year(request)}",
    )


def _whole_year(request: Request) -> str:
    if request.scenario is None:
        return "The plan itself is made for the whole year, with venues open as usual."
    return "The plan itself is made for the whole year, with venues as the scenario has them."


def _light(setting: Setting) -> tuple[str, ...]:
    streets = setting.case.streets
    unknown = streets.share_of_length(streets.lit == UNKNOWN)
    if unknown < 0.5:
        return ()
    return (
        f"For {unknown:.0%} of the streets' length nobody has written down whether they are lit. "
        "A survey of them may be worth more than any lamp: see the options marked survey first.",
    )
