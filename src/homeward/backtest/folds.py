"""Which months a model may learn from, and which it is then judged on."""

from dataclasses import dataclass

from homeward.errors import NoPlanError
from homeward.records import Panel, month_text

__all__ = ["FEWEST_FIT", "FOLD_MONTHS", "Fold", "folds_of", "require_months"]

FOLD_MONTHS = 6
"""Months of each fold, and of the locked end."""

FEWEST_FIT = 6
"""Months that must be given before a fold for anything to be learnt (declared)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Months to learn from and months to be judged on, since year 0, both ends included."""

    fit_first: int
    fit_last: int
    first: int
    last: int
    locked: bool

    @property
    def words(self) -> str:
        """The months judged, as people write them."""
        return f"{month_text(self.first)} to {month_text(self.last)}"


def folds_of(panel: Panel, *, locked: bool) -> tuple[Fold, ...]:
    """Six-month folds from the first that can be learnt for, in order of time.

    Parameters
    ----------
    panel
        All months there are, without the locked ones unless they are to be judged on.
    locked
        False for as many folds as fit, the last ending with the last month; True for one fold
        of the last six months, which are the locked ones.

    Returns
    -------
    tuple of Fold
        Each learns from all months before it. Folds do not overlap.

    Raises
    ------
    NoPlanError
        If too few months were given for one fold.
    """
    first, last = int(panel.month[0]), int(panel.month[-1])
    starts = range(last - FOLD_MONTHS + 1, first, -FOLD_MONTHS)
    chosen = list(starts)[:1] if locked else list(starts)[::-1]
    folds = (_fold(first, start, locked=locked) for start in chosen)
    usable = tuple(each for each in folds if _usable(panel, each))
    if not usable:
        needed = FEWEST_FIT + FOLD_MONTHS * (1 if locked else 2)
        given = int((panel.seen > 0).any(axis=0).sum()) + (0 if locked else FOLD_MONTHS)
        raise NoPlanError(_too_few(given, needed, locked=locked))
    return usable


def _fold(first: int, start: int, *, locked: bool) -> Fold:
    last = start + FOLD_MONTHS - 1
    return Fold(fit_first=first, fit_last=start - 1, first=start, last=last, locked=locked)


def _usable(panel: Panel, fold: Fold) -> bool:
    """Whether enough months were given before the fold, and some in it."""
    if fold.fit_last < fold.fit_first:
        return False
    before = panel.between(fold.fit_first, fold.fit_last)
    inside = panel.between(fold.first, fold.last)
    return bool((before.seen > 0).any(axis=0).sum() >= FEWEST_FIT and (inside.seen > 0).any())


def require_months(given: int, *, locked: bool) -> None:
    """Stop where too few months were given in all.

    Parameters
    ----------
    given
        Months of records, the locked ones included.
    locked
        Whether the locked months are to be judged on.

    Raises
    ------
    NoPlanError
        If there are not enough to learn from, to be judged on and to lock away.
    """
    needed = FEWEST_FIT + FOLD_MONTHS * (1 if locked else 2)
    if given < needed:
        raise NoPlanError(_too_few(given, needed, locked=locked))


def _too_few(given: int, needed: int, *, locked: bool) -> str:
    parts = f"{FEWEST_FIT} to learn from and {FOLD_MONTHS} to be judged on"
    if not locked:
        parts += f", with the last {FOLD_MONTHS} locked away"
    return (
        f"A backtest needs at least {needed} months of records: {parts}. {given} were given, or "
        "too few of them in the right place. Give more months, or plan without it: with so few, "
        "nobody can tell how well any model foresees."
    )
