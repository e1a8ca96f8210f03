"""A process of its own that makes the PDF, while this one writes the other files."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from subprocess import PIPE

from homeward.errors import InputError
from homeward.report import _printed

__all__ = ["Printer", "has_pdf", "printing"]


def has_pdf() -> bool:
    """Whether the extra ``pdf`` is installed.

    Returns
    -------
    bool
        Whether WeasyPrint is there; the system library it needs may still be missing.
    """
    return find_spec("weasyprint") is not None


@dataclass(frozen=True, eq=False)
class Printer:
    """The process, and the thread that talks with it; `loaded` is done once it can print."""

    process: "subprocess.Popen[bytes]"
    pool: ThreadPoolExecutor
    loaded: "Future[None]"

    @staticmethod
    def of(process: "subprocess.Popen[bytes]", pool: ThreadPoolExecutor) -> "Printer":
        """The printer of a process that has just begun."""
        return Printer(process, pool, pool.submit(_load, process))

    def ready(self) -> None:
        """Wait until it can make a PDF.

        Raises
        ------
        InputError
            If WeasyPrint cannot be loaded, as where the system lacks Pango, which it needs.
        """
        self.loaded.result()

    def check(self) -> None:
        """Raise what `ready` would, if that is known by now; never wait."""
        if self.loaded.done():
            self.ready()

    def begin(self, html: str) -> Callable[[], bytes]:
        """Begin the PDF of a page; what waits for it raises if it could not be made."""
        return self.pool.submit(self._made, html).result

    def _made(self, html: str) -> bytes:
        self.ready()
        made, said = self.process.communicate(html.encode())
        if self.process.returncode:
            raise RuntimeError(f"report.pdf could not be made: {_last_line(self.process, said)}")
        return made


def _load(process: "subprocess.Popen[bytes]") -> None:
    """Wait until a process has said that it can print."""
    if process.stdout is None or process.stdout.readline() == _printed.READY:
        return
    said = _last_line(process, process.communicate()[1])
    raise InputError(
        "A PDF needs the system library Pango, which is not installed or cannot be loaded "
        f"({said}). On Debian, run `apt install libpango-1.0-0 libpangoft2-1.0-0`, or say "
        "`--no-pdf`."
    )


def _last_line(process: "subprocess.Popen[bytes]", said: bytes) -> str:
    """The last line of what a process said of its fault, or how it ended."""
    lines = said.decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return last or f"its process ended with {process.returncode}"


@contextmanager
def printing() -> Iterator[Printer]:
    """A process that loads WeasyPrint while other work goes on, and makes one PDF.

    Yields
    ------
    Printer
        Its process ends with the context, whatever happens.

    Raises
    ------
    InputError
        If WeasyPrint is not installed.

    Notes
    -----
    A thread would gain nothing: WeasyPrint does not leave the interpreter to the rest. A
    `multiprocessing` process would run a user's script again that has no ``__main__`` guard.
    """
    if not has_pdf():
        raise InputError(
            "A PDF needs WeasyPrint, which is not installed. Run `pip install 'homeward[pdf]'`, "
            "or print report.html from a browser."
        )
    # -P: the room's own modules must not stand where the library looks for others.
    program = [sys.executable, "-P", _printed.__file__]
    with (
        subprocess.Popen(program, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process,  # noqa: S603 - our own program
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        try:
            yield Printer.of(process, pool)
        finally:
            process.kill()
