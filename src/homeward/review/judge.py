"""What may be said of a review's counts, in plain words, and what may not."""

from dataclasses import dataclass, replace

from homeward.review.areas import Area, Design
from homeward.review.difference import Difference, wdd
from homeward.review.quotient import Quotient, wdq

__all__ = [
    "FALL",
    "NOT_DISTINGUISHABLE",
    "NO_CONTROL",
    "RISE",
    "Judgement",
    "judge",
    "judgement_text",
]

FALL = "a fall beyond chance"
RISE = "a rise beyond chance"
NOT_DISTINGUISHABLE = "not distinguishable from chance"
NO_CONTROL = "no control: cannot be said"

BY_CHANCE = (
    "Counts were taken to vary by chance alone (Poisson); if they vary more, the interval is too "
    "narrow."
)
BAD_YEAR = (
    "Places chosen after a bad year fall by themselves; only a control whose year was as bad "
    "shows how far."
)
REPORTING = (
    "More offences recorded may be more offences reported: a rise is no proof that the measure "
    "failed."
)
OWN_CONTROL = (
    "The buffer has no control of its own, so it stands in the quotient and not in the difference."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a review found: `verdict` in a few words, `why` in sentences.

    `difference` and `quotient` are None where there is no control to take them from.
    """

    verdict: str
    why: tuple[str, ...]
    confidence: float
    difference: Difference | None = None
    quotient: Quotient | None = None


def judge(design: Design, confidence: float = 0.95) -> Judgement:
    """What counts before and after say of a measure, and why no more.

    Parameters
    ----------
    design
        The areas and times. Without a control, or with one where nothing was recorded, the
        verdict is `NO_CONTROL`, however large the change.
    confidence
        Of the interval: a change is told from chance where it misses zero.

    Raises
    ------
    InputError
        If the confidence is out of its range.
    """
    if design.control is None or not _recorded(design.control):
        bare = replace(design, control=Area(before=0, after=0), buffer=None, buffer_control=None)
        why = _without_control(design, wdd(bare, confidence), confidence)
        return Judgement(verdict=NO_CONTROL, why=why, confidence=confidence)
    difference, quotient = wdd(design, confidence), wdq(design)
    verdict = _verdict(difference)
    return Judgement(
        verdict=verdict,
        why=_why(design, verdict, (difference, quotient), confidence),
        confidence=confidence,
        difference=difference,
        quotient=quotient,
    )


def _recorded(area: Area) -> bool:
    return area.before + area.after > 0


def _verdict(difference: Difference) -> str:
    if difference.high < 0:
        return FALL
    return RISE if difference.low > 0 else NOT_DISTINGUISHABLE


def _without_control(design: Design, bare: Difference, confidence: float) -> tuple[str, ...]:
    """Why a change without a control says nothing."""
    treated, given = design.treated, design.control is not None
    why = [
        f"The treated area went from {treated.before:,} to {treated.after:,} recorded offences"
        f"{_in_per_cent(design)}.",
        "In the control area nothing was recorded, before or after, so it shows no trend."
        if given
        else "There is no control area, so nobody can say what would have happened anyway.",
    ]
    if _verdict(bare) == NOT_DISTINGUISHABLE:
        why.append(f"Counts this small change as much by chance ({confidence:.0%} interval).")
    return (*why, BAD_YEAR)


def _in_per_cent(design: Design) -> str:
    """The change of the treated area's rate, in brackets; nothing where it began at zero."""
    before = design.treated.before / design.time_before
    after = design.treated.after / design.time_after
    by_time = "" if design.time_before == design.time_after else " by unit of time"
    return f" ({after / before - 1:+.0%}{by_time})" if before else ""


def _why(
    design: Design, verdict: str, found: tuple[Difference, Quotient], confidence: float
) -> tuple[str, ...]:
    """The reasons for a verdict, what they rest on, and what they leave open."""
    difference, quotient = found
    why = [_said(design, difference, confidence)]
    if verdict == NOT_DISTINGUISHABLE and _could_not_be_told(design, confidence):
        why.append(
            "Even no offence at all in the treated area afterwards could not have been told from "
            "chance: there are too few."
        )
    if design.buffer is not None:
        why.append(_spread(quotient))
        why += [OWN_CONTROL] if design.buffer_control is None else []
    why += {FALL: [BAD_YEAR], RISE: [REPORTING]}.get(verdict, [])
    return (*why, BY_CHANCE)


def _said(design: Design, difference: Difference, confidence: float) -> str:
    """The difference and its interval in a sentence."""
    unit = "offences by unit of time and size" if design.in_rates else "offences"
    whose = "treated area" if design.buffer_control is None else "treated area and its buffer"
    return (
        f"Against control, the {whose} changed by {difference.wdd:+,.1f} {unit}; the "
        f"{confidence:.0%} interval is {difference.low:+,.1f} to {difference.high:+,.1f}."
    )


def _could_not_be_told(design: Design, confidence: float) -> bool:
    """Whether even an end to all offences in the treated area would be no sure fall."""
    ended = replace(design, treated=replace(design.treated, after=0))
    return _verdict(wdd(ended, confidence)) != FALL


def _spread(quotient: Quotient) -> str:
    """What the quotient says of the buffer, in a sentence, where it may be read."""
    if quotient.net is None:
        return "There is no quotient: the control recorded nothing before or after."
    if quotient.wdq is None or quotient.net <= 0:
        return "The quotient is not to be read: the treated area did no better than its control."
    beside = _beside(quotient.wdq)
    return f"The quotient is {quotient.wdq:.2f}: the buffer {beside}. It has no interval."


def _beside(quotient: float) -> str:
    """What became of the buffer where the treated area did better than its control."""
    if quotient == 0:
        return "went the way of the control"
    did = "gained too" if quotient > 0 else "lost"
    if abs(quotient) == 1:
        return f"{did}, as much as the treated area gained"
    return f"{did}, {'more' if abs(quotient) > 1 else 'less'} than the treated area gained"


def judgement_text(judgement: Judgement) -> str:
    """The verdict and its reasons, a sentence a line."""
    verdict = judgement.verdict[0].upper() + judgement.verdict[1:]
    return "\n".join([f"{verdict}.", *(f"  {each}" for each in judgement.why)])
