"""Fail when a test was skipped that the committed list does not name."""

import re
import sys
from pathlib import Path

SKIPPED = re.compile(r"^SKIPPED \[\d+\] (?P<where>[^:]+)(?::\d+)?: (?P<why>.*)$")


def main(log: str, listed: str) -> int:
    """Compare the log's skips with the list: one ``path: reason`` a line, ``#`` for comments."""
    lines = Path(listed).read_text(encoding="utf-8").splitlines()
    allowed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    found = [SKIPPED.match(line) for line in Path(log).read_text(encoding="utf-8").splitlines()]
    skips = {f"{each['where']}: {each['why']}" for each in found if each}
    surprises = sorted(skips - allowed)
    for surprise in surprises:
        print(f"skipped, and not in {listed}: {surprise}")
    return 1 if surprises else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
