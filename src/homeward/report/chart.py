"""The curve of budgets, as an SVG chart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from markupsafe import Markup

from homeward.report.formats import gbp
from homeward.report.words import Aim, aim_of

__all__ = ["curve_chart"]

WIDTH, HEIGHT = 700, 380
LEFT, RIGHT, TOP, BASE = 90, 650, 50, 320
TICKS = 5


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """What the chart's far corner stands for."""

    most_gbp: float
    top: float

    def x(self, budget_gbp: float) -> float:
        return LEFT + (RIGHT - LEFT) * budget_gbp / self.most_gbp

    def y(self, averted: float) -> float:
        return BASE - (BASE - TOP) * averted / self.top

    def line(self, points: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(budget):.1f},{self.y(averted):.1f}" for budget, averted in points)


def curve_chart(plan: Mapping[str, Any]) -> Markup | None:
    """What each budget would do at today's flows, with the bound above it where one is claimed.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    Markup or None
        An SVG element; None where no budget on the curve does anything, so that there is
        nothing to draw.
    """
    curve = plan["curve"]
    top = max((_highest(point) for point in curve), default=0.0)
    most_gbp = max((point["budget_gbp"] for point in curve), default=0.0)
    if top <= 0 or most_gbp <= 0:
        return None
    frame = _Frame(most_gbp=most_gbp, top=_ticks(top)[-1])
    aim = aim_of(plan)
    return SHELL.format(
        width=WIDTH,
        height=HEIGHT,
        grid=_grid(frame, top, aim),
        budgets=_budgets(frame),
        lines=_lines(frame, curve),
        asked=_asked(frame, plan["budget_gbp"]),
        axis=aim.axis,
        left=LEFT,
        right=RIGHT,
        base=BASE,
        foot=BASE + 46,
    )


SHELL = Markup(
    '<svg class="curve" viewBox="0 0 {width} {height}" role="img" aria-label="What each budget '
    'would do; the table below says the same.">{grid}{budgets}<line class="axis" x1="{left}" '
    'y1="{base}" x2="{right}" y2="{base}"/>{lines}{asked}<text x="4" y="18">{axis}</text><text '
    'x="{right}" y="{foot}" text-anchor="end">budget over the whole life</text></svg>'
)


def _highest(point: Mapping[str, Any]) -> float:
    return float(max(point["averted"], point["bound"] or 0.0))


def _ticks(most: float) -> list[float]:
    """Round numbers from nought to the first at or above `most`."""
    rough_step = most / TICKS
    power = 10.0 ** floor(log10(rough_step))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough_step)
    return [step * count for count in range(ceil(round(most / step, 9)) + 1)]


def _grid(frame: _Frame, top: float, aim: Aim) -> Markup:
    row = Markup(
        '<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/><text x="{at}" '
        'y="{below:.1f}" text-anchor="end">{value}</text>'
    )
    return Markup("").join(
        row.format(
            left=LEFT,
            right=RIGHT,
            y=frame.y(each),
            at=LEFT - 8,
            below=frame.y(each) + 5,
            value=aim.number(each),
        )
        for each in _ticks(top)
    )


def _budgets(frame: _Frame) -> Markup:
    tick = Markup('<text x="{x:.1f}" y="{y}" text-anchor="middle">{value}</text>')
    return Markup("").join(
        tick.format(x=frame.x(each), y=BASE + 22, value=gbp(each))
        for each in _ticks(frame.most_gbp)
        if each <= frame.most_gbp
    )


def _lines(frame: _Frame, curve: Sequence[Mapping[str, Any]]) -> Markup:
    """The bound first and wider, so that it shows as an edge where the two lie together."""
    drawn = {
        "bound": [(each["budget_gbp"], each["bound"]) for each in curve if _bounded(each)],
        "value": [(each["budget_gbp"], each["averted"]) for each in curve],
    }
    line = Markup('<polyline class="{name}" points="{points}"/>')
    return Markup("").join(
        line.format(name=name, points=frame.line(points))
        for name, points in drawn.items()
        if points
    )


def _bounded(point: Mapping[str, Any]) -> bool:
    return point["bound"] is not None


def _asked(frame: _Frame, budget_gbp: float) -> Markup:
    if not 0 <= budget_gbp <= frame.most_gbp:
        return Markup("")
    return Markup(
        '<line class="asked" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{base}"/><text x="{x:.1f}" '
        'y="{above}" text-anchor="{anchor}">asked: {value}</text>'
    ).format(
        x=frame.x(budget_gbp),
        top=TOP - 8,
        base=BASE,
        above=TOP - 14,
        anchor="middle" if budget_gbp < 0.9 * frame.most_gbp else "end",
        value=gbp(budget_gbp),
    )
