"""Homeward: where to spend money on safer streets for the walk home.

Rooms open when first named, so that ``import homeward`` stays quick::

    import homeward as hw
    town = hw.read.town("town.osm.pbf")
"""

import importlib
from types import ModuleType

__all__ = [
    "backtest",
    "errors",
    "example",
    "kit",
    "measures",
    "night",
    "options",
    "plan",
    "rates",
    "read",
    "records",
    "report",
    "review",
    "risk",
    "streets",
    "study",
    "tables",
    "walks",
]

__version__ = "0.4.0"


def __getattr__(name: str) -> ModuleType:
    """Open a room when it is first named."""
    if name in __all__:
        return importlib.import_module(f"homeward.{name}")
    message = f"module 'homeward' has no room named {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """Rooms and version."""
    return [*__all__, "__version__"]
