"""Plan: which options to buy for a budget, and what is proven of the choice.

`choose` for aims with diminishing returns; `lit_walks` for whole walks. Either with a bound.
Pure mathematics over what there is to gain and what it costs.
"""

from homeward.plan.choose import Choice, choose
from homeward.plan.given import as_given
from homeward.plan.greedy import evaluate, gains, remaining
from homeward.plan.knowing import Knowing, affordable, rechosen, value_of_knowing, worth
from homeward.plan.lit import lit_curve, lit_walks
from homeward.plan.model import Limits, Problem, felt_problem, harm_problem, mixed
from homeward.plan.needs import DarkWalksLike, completed
from homeward.plan.questions import (
    SHARES,
    CurvePoint,
    chosen_in,
    curve,
    next_bought,
    next_pound,
    price_to_be_chosen,
)
from homeward.plan.row import Row
from homeward.plan.rows import easily_kept

__all__ = [
    "SHARES",
    "Choice",
    "CurvePoint",
    "DarkWalksLike",
    "Knowing",
    "Limits",
    "Problem",
    "Row",
    "affordable",
    "as_given",
    "choose",
    "chosen_in",
    "completed",
    "curve",
    "easily_kept",
    "evaluate",
    "felt_problem",
    "gains",
    "harm_problem",
    "lit_curve",
    "lit_walks",
    "mixed",
    "next_bought",
    "next_pound",
    "price_to_be_chosen",
    "rechosen",
    "remaining",
    "value_of_knowing",
    "worth",
]
