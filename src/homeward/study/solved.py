"""Everything that was worked out for one plan, carried together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeward.kit.arrays import Floats, Geometries, Ints
from homeward.measures import Values
from homeward.report import Whose
from homeward.study.about import Known
from homeward.study.aftermath import Aftermath
from homeward.study.beside import Beside
from homeward.study.choice import Chosen, Shelf
from homeward.study.counts import Calibrated
from homeward.study.moving import Judged
from homeward.study.passing import Passing
from homeward.study.places import Places
from homeward.study.recorded import Recorded
from homeward.study.request import Request
from homeward.study.spread import Told
from homeward.study.stakes import Stakes
from homeward.study.worlds import Setting
from homeward.study.year import Year

__all__ = ["Solved"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Solved:
    """Everything that was worked out for one plan."""

    request: Request
    known: Known
    places: Places
    made_up: bool
    notes: tuple[str, ...]
    best: Judged
    stakes: Stakes
    done: Aftermath
    beside: Beside
    told: Told
    passing: Passing
    recorded: Recorded
    outlines: Geometries
    chosen_in: Floats
    sensitivity: list[dict[str, Any]]
    calibrated: Calibrated
    what_if: dict[str, Any] | None = None
    further: Mapping[str, Any]
    whose: Whose

    @property
    def setting(self) -> Setting:
        """What the plan rests on."""
        return self.best.setting

    @property
    def shelf(self) -> Shelf:
        """What could be bought."""
        return self.best.shelf

    @property
    def chosen(self) -> Chosen:
        """What was chosen, and from what."""
        return self.best.chosen

    @property
    def bought(self) -> Ints:
        """The options bought, in the order chosen."""
        return self.best.chosen.choice.chosen

    @property
    def before(self) -> Year:
        """The year before the plan."""
        return self.setting.case.before

    @property
    def after(self) -> Year:
        """The year after the plan."""
        return self.setting.case.after

    @property
    def values(self) -> Values:
        """Central values."""
        return self.setting.assumptions.central()
