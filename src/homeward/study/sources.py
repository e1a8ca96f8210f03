"""Where the files of a request come from: the user's own, or the built-in example's."""

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path

from homeward import __version__
from homeward import example as example_room
from homeward.read import Sources
from homeward.study.built import Built, built_town
from homeward.study.request import Request

__all__ = ["Opened", "example", "opened"]

MADE_UP = "This town is made up: its streets, people and crimes were invented as an example."


@dataclass(frozen=True, eq=False, kw_only=True)
class Opened:
    """A built town, whether it is the made-up one, and notes to show with it."""

    built: Built
    made_up: bool
    notes: tuple[str, ...]


def opened(request: Request) -> Opened:
    """Read and build the request's town; without a map, the example's."""
    if request.map_path is not None:
        return Opened(built=built_town(request, request.map_path), made_up=False, notes=())
    if request.cache is None:
        with tempfile.TemporaryDirectory(prefix="homeward-example-") as folder:
            return _example(request, Path(folder))
    return _example(request, request.cache / f"example-{__version__}")


def _example(request: Request, folder: Path) -> Opened:
    if not example_room.is_whole(folder):
        request.tell("Drawing the made-up town")
        example_room.write(folder)
    files = example_room.files(folder)
    sources = Sources(
        crimes=(files.crimes,),
        lights=files.lights,
        people=files.people,
        counts=files.counts,
        tell=request.tell,
    )
    asked = dataclasses.replace(request, map_path=files.map, sources=sources)
    return Opened(built=built_town(asked, files.map), made_up=True, notes=(MADE_UP,))


def example(folder: Path) -> list[str]:
    """Write the example's files into a folder; names of what was written."""
    example_room.write(folder)
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
