"""Options: every measure at every place where it could go, with its cost, reach and strength.

A measure without its figures gives none, and says which figure is missing.
"""

from homeward.options.bundles import bundled
from homeward.options.ground import MINIMUM_RUN_M, Choices
from homeward.options.offer import MeasureLine, Offer, make
from homeward.options.option import Options

__all__ = ["MINIMUM_RUN_M", "Choices", "MeasureLine", "Offer", "Options", "bundled", "make"]
