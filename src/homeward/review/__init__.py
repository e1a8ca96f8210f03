"""Review: did it work? Counts before and after, set against those of places left alone."""

from homeward.review.areas import Area, Design
from homeward.review.difference import Difference, wdd
from homeward.review.judge import (
    FALL,
    NO_CONTROL,
    NOT_DISTINGUISHABLE,
    RISE,
    Judgement,
    judge,
    judgement_text,
)
from homeward.review.quotient import Quotient, wdq

__all__ = [
    "FALL",
    "NOT_DISTINGUISHABLE",
    "NO_CONTROL",
    "RISE",
    "Area",
    "Design",
    "Difference",
    "Judgement",
    "Quotient",
    "judge",
    "judgement_text",
    "wdd",
    "wdq",
]
