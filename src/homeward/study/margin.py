"""What the next pound would bring, with its interval: the plan and one step more, side by side."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.plan import CurvePoint, Limits, next_bought, next_pound
from homeward.study.choice import Chosen
from homeward.study.fixed import Fixed, assumed_of, ends_within

__all__ = ["Margin", "margin_of"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Margin:
    """One step more than a plan: what is bought before and after it, and at what price.

    `value` is what each of its `pounds` gains at today's flows and mean effects. Where nothing
    more can be gained the step buys nothing and `value` is 0.
    """

    before: Ints
    after: Ints
    pounds: float
    value: float

    @property
    def plans(self) -> tuple[Ints, Ints]:
        """Both plans, each as its options, to be worked out in every world."""
        return self.before, self.after

    def block(self, fixed: Fixed, number: int, unit: str) -> dict[str, Any]:
        """The content of ``next_pound``.

        Parameters
        ----------
        fixed
            All worlds at today's flows, with both `plans` among them.
        number
            Number of the first of the two.
        unit
            Unit of the plan's aim.
        """
        free, held = (self._by_pound(each, number) for each in (fixed.plans, fixed.held))
        low, high = ends_within(free, self.value)
        return {
            "averted": self.value,
            "averted_low": low,
            "averted_high": high,
            "averted_assumed_share": round(assumed_of(free, held), 6),
            "unit": f"{unit}, for one pound more",
        }

    def _by_pound(self, plans: Floats, number: int) -> Floats:
        """What one pound of the step gains in every world, (W,)."""
        found: Floats = (plans[:, number + 1] - plans[:, number]) / self.pounds
        return found


def margin_of(chosen: Chosen, limits: Limits) -> Margin:
    """The step that the next pound would go to.

    Parameters
    ----------
    chosen, limits
        A plan, and what it keeps to.

    Returns
    -------
    Margin
        The option with most gain for its price among those left out. Walks lit all the way have
        no gain of one option alone: there it is the step to the curve's next larger budget.
    """
    if chosen.problem is None:
        return _next_budget(chosen.curve, int(limits.budget_pence.sum()))
    bought, value = chosen.choice.chosen, next_pound(chosen.problem, limits, chosen.choice)
    option = next_bought(chosen.problem, limits, chosen.choice)
    if option is None:
        return Margin(before=bought, after=bought, pounds=1.0, value=0.0)
    return Margin(
        before=bought,
        after=np.append(bought, option),
        pounds=float(limits.cost_pence[:, option].sum()) / 100,
        value=value,
    )


def _next_budget(points: tuple[CurvePoint, ...], asked: int) -> Margin:
    """From the curve's point at the budget asked for to the next larger one."""
    here = [point for point in points if int(point.budget_pence.sum()) <= asked][-1]
    more = [point for point in points if int(point.budget_pence.sum()) > asked]
    then = more[0] if more and more[0].value > here.value else None
    if then is None:
        return Margin(before=here.chosen, after=here.chosen, pounds=1.0, value=0.0)
    pounds = (int(then.budget_pence.sum()) - int(here.budget_pence.sum())) / 100
    return Margin(
        before=here.chosen,
        after=then.chosen,
        pounds=pounds,
        value=(then.value - here.value) / pounds,
    )
