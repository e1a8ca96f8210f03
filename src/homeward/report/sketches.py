"""What each of the report's charts shows, and how it is drawn on matplotlib's axes."""

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.report.formats import counted, gbp, minus, rough, share
from homeward.report.months import missing_months
from homeward.report.plain import plain
from homeward.report.spend import by_year
from homeward.report.words import aim_of, at_centre

__all__ = ["INK", "Sketch", "sketches"]

Axes = Any
"""Matplotlib's: not named outright, because it loads only when something is drawn."""

INK = "#1b1b1f"
BLUE, ORANGE, TEAL, AMBER, GREY = "#0072b2", "#d55e00", "#0b7a75", "#d08a00", "#77777f"
"""Apart for colour-blind eyes (after Okabe and Ito), and clear on white and on black paper."""

GRID = "#77777f55"
LABEL_CHARACTERS = 44


MOST_MONTHS = 7
"""Months that an axis names: as many as stand beside each other without touching."""


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """What to draw, and on how much paper: height in inches, left margin as a share."""

    name: str
    title: str
    alt: str
    draw: Callable[[Axes], None]
    height_in: float = 3.6
    left: float = 0.13


def sketches(plan: Mapping[str, Any]) -> tuple[Sketch, ...]:
    """What there is to draw, in the report's order."""
    made = (
        _curve(plan),
        _months(plan),
        _light(plan),
        _by_hour(plan),
        _sensitivity(plan),
        _costs(plan),
    )
    return tuple(each for each in made if each is not None)


def _wrapped(text: str) -> str:
    lines = textwrap.wrap(plain(text), LABEL_CHARACTERS)
    return "\n".join([*lines[:2], "…"] if len(lines) > 3 else lines)


def _ticks(axis: Axes, words: Callable[[float], str]) -> None:
    """Few round ticks, in words."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as above

    axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(lambda value, _: minus(words(value)))


def _curve(plan: Mapping[str, Any]) -> Sketch | None:
    """What each budget would do, and the most that any plan could."""
    curve, aim = plan["curve"], aim_of(plan)
    if max((point["averted"] for point in curve), default=0.0) <= 0:
        return None
    budget = [point["budget_gbp"] for point in curve]
    bounded = [point for point in curve if point["bound"] is not None]
    low, high = ([each[f"averted_{end}"] for each in curve] for end in ("low", "high"))

    def draw(axes: Axes) -> None:
        axes.fill_between(
            budget, low, high, color=TEAL, alpha=0.18, linewidth=0, label="95% of draws"
        )
        axes.plot(
            [point["budget_gbp"] for point in bounded],
            [point["bound"] for point in bounded],
            color=ORANGE,
            linewidth=6,
            alpha=0.45,
            label="the most any plan could do" if bounded else None,
        )
        axes.plot(budget, [each["averted"] for each in curve], color=TEAL, marker="o", label="plan")
        axes.axvline(plan["budget_gbp"], color=INK, linestyle=":", label="the budget asked for")
        axes.set(xlabel="budget, £", ylabel=aim.axis, xlim=(0, 1.02 * max(budget)))
        axes.set_ylim(min(0.0, *low), None)
        axes.grid(color=GRID)
        _ticks(axes.xaxis, gbp)
        _ticks(axes.yaxis, aim.number)

    said = "; ".join(
        f"{aim.said(curve[at]['averted'])} ({aim.number(low[at])} to {aim.number(high[at])}) for "
        f"{gbp(curve[at]['budget_gbp'])}"
        for at in sorted({len(curve) // 4, len(curve) // 2, len(curve) - 1})
    )
    return Sketch(
        name="curve",
        title="What each budget would do, and the most that any plan could do with it.",
        alt=minus(f"At today's flows, with 95% of draws: {said}."),
        draw=draw,
    )


def _months(plan: Mapping[str, Any]) -> Sketch | None:
    """Recorded offences by month; a month without files is a gap, never nought."""
    profile = plan.get("profile")
    if not profile or not profile["months"]:
        return None
    months, counts = profile["months"], profile["counts"]
    missing = missing_months(profile)
    place = range(len(months))

    def draw(axes: Axes) -> None:
        looks = zip((BLUE, ORANGE, TEAL, GREY), ("-", "--", "-.", ":"), strict=True)
        for group, (colour, dash) in zip(counts, looks, strict=False):
            shown = [np.nan if count is None else count for count in group["counts"]]
            label = group["label"]
            axes.plot(place, shown, color=colour, linestyle=dash, marker=".", label=label)
        for at, month in enumerate(months):
            if month in missing:
                axes.axvspan(at - 0.5, at + 0.5, facecolor="none", edgecolor=GREY, hatch="///")
        ticks = list(place)[:: -(-len(months) // MOST_MONTHS)]
        axes.set_xticks(ticks, [months[at] for at in ticks])
        axes.set(xlabel="month", ylabel="offences recorded in the month", ylim=(0, None))
        axes.grid(color=GRID, axis="y")

    totals = [f"{group['label']} {_known(group)}" for group in counts]
    gaps = " Gaps are months held back." if any(group["held_back"] for group in counts) else ""
    return Sketch(
        name="months",
        title=f"Offences the police recorded here, month by month.{gaps}",
        alt=f"{months[0]} to {months[-1]}; in all: {', '.join(totals)}. Months without files: "
        f"{len(missing)}.",
        draw=draw,
    )


def _known(group: Mapping[str, Any]) -> str:
    """The sum of what is shown of a group, and of how many months more it is held back."""
    held = len(group["held_back"])
    more = f" and what is held back of {counted(held, 'month')}" if held else ""
    return f"{sum(each or 0 for each in group['counts']):,.0f}{more}"


def _light(plan: Mapping[str, Any]) -> Sketch:
    """Known lit, known dark and not written down, as one bar."""
    lit = plan["town"]["lit"]
    parts = (("known to be lit", "yes"), ("known to be dark", "no"), ("not known", "unknown"))
    looks = ((AMBER, ""), (BLUE, ""), ("none", "///"))

    def draw(axes: Axes) -> None:
        begins = 0.0
        for (label, key), (colour, hatch) in zip(parts, looks, strict=True):
            axes.barh(
                0,
                100 * lit[key],
                left=begins,
                color=colour,
                edgecolor=GREY,
                hatch=hatch,
                label=f"{label}: {share(lit[key])}",
            )
            begins += 100 * lit[key]
        axes.set(xlabel="share of the streets' length, %", xlim=(0, 100), yticks=[])

    said = ", ".join(f"{label} {share(lit[key])}" for label, key in parts)
    return Sketch(
        name="light",
        title=f"For {share(lit['unknown'])} of the streets' length nobody has written down whether "
        "it is lit.",
        alt=f"Share of the streets' length: {said}.",
        draw=draw,
        height_in=1.7,
        left=0.03,
    )


def _by_hour(plan: Mapping[str, Any]) -> Sketch | None:
    """Walks made and walks wished for, by half-hour, with their intervals."""
    told = plan["walks"]["by_half_hour"]
    rows, whole = told["rows"], told["whole_night"]
    if max((row["desired_km"] for row in rows), default=0.0) <= 0:
        return None
    place, begins = range(len(rows)), [plain(row["from"]) for row in rows]
    by_name = {name: [row[name] for row in rows] for name in whole}

    def draw(axes: Axes) -> None:
        axes.bar(place, by_name["walked_km"], color=TEAL, label="walked")
        ends = by_name["walked_km_low"], by_name["walked_km_high"]
        axes.vlines(place, *ends, color=INK, linewidth=1, label="walked, 95%")
        axes.step(place, by_name["desired_km"], where="mid", color=ORANGE, label="without fear")
        ends = by_name["desired_km_low"], by_name["desired_km_high"]
        axes.fill_between(
            place,
            *ends,
            step="mid",
            color=ORANGE,
            alpha=0.18,
            linewidth=0,
            label="without fear, 95%",
        )
        axes.set_xticks(list(place)[::4], begins[::4])
        axes.set(xlabel="half-hour from, local time", ylabel="km by everyone, in half an hour")
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.grid(color=GRID, axis="y")

    most = max(place, key=by_name["walked_km"].__getitem__)
    return Sketch(
        name="hours",
        title=f"Most is walked in the half-hour from {begins[most]}.",
        alt=f"Over the night {_km(whole, 'walked_km')} are walked by everyone together, and "
        f"{_km(whole, 'desired_km')} would be if nobody kept away out of fear.",
        draw=draw,
    )


def _km(whole: Mapping[str, float], name: str) -> str:
    low, high = rough(whole[f"{name}_low"]), rough(whole[f"{name}_high"])
    return f"{rough(whole[name])} km ({low} to {high} in 95% of draws)"


def _sensitivity(plan: Mapping[str, Any]) -> Sketch | None:
    """How far each uncertain figure alone moves the result, all others at their centre."""
    rows, aim, centre = plan["sensitivity"], aim_of(plan), at_centre(plan)
    if not rows or not plan["options"] or centre is None:
        return None

    def draw(axes: Axes) -> None:
        for at, row in enumerate(rows):
            for end, colour, off in (("low", BLUE, -0.19), ("high", ORANGE, 0.19)):
                label = f"figure at its {end} end" if at == 0 else None
                moved = row[f"at_{end}"] - centre
                axes.barh(at + off, moved, 0.38, left=centre, color=colour, label=label)
        axes.axvline(centre, color=INK, linewidth=1)
        axes.axvline(0, color=INK, linewidth=1, linestyle=":")
        axes.set_yticks(range(len(rows)), [_wrapped(row["text"]) for row in rows], fontsize=8)
        axes.set(xlabel=aim.axis, ylim=(len(rows) - 0.4, -0.6))
        axes.grid(color=GRID, axis="x")
        _ticks(axes.xaxis, aim.number)

    first = rows[0]
    return Sketch(
        name="sensitivity",
        title="The figures that move the result most, each alone at the ends of its range.",
        alt=minus(
            f"Most by “{plain(first['text'])}”: {aim.whole(first['at_low'])} at its low end, "
            f"{aim.whole(first['at_high'])} at its high end, {aim.whole(centre)} in the middle."
        ),
        draw=draw,
        height_in=1.0 + 0.42 * len(rows),
        left=0.46,
    )


def _costs(plan: Mapping[str, Any]) -> Sketch | None:
    """Buying and running by financial year."""
    rows = by_year(plan)
    if not plan["options"]:
        return None
    running = [row.running_gbp for row in rows]

    def draw(axes: Axes) -> None:
        years = [row.year for row in rows]
        axes.bar(years, running, color=BLUE, label="running")
        buying = [row.capital_gbp for row in rows]
        axes.bar(years, buying, bottom=running, color=ORANGE, hatch="///", label="buying")
        axes.tick_params(axis="x", labelsize=8)
        axes.set(xlabel="financial year", ylabel="£, not discounted")
        axes.grid(color=GRID, axis="y")
        _ticks(axes.yaxis, gbp)

    return Sketch(
        name="costs",
        title="What is bought falls in the first years; running costs stay.",
        alt=f"{gbp(sum(row.capital_gbp for row in rows))} to buy and {gbp(running[0])} a year to "
        f"run, from {rows[0].year} to {rows[-1].year}.",
        draw=draw,
        left=0.15,
    )
