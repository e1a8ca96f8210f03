"""Renew the pinned versions in pyproject.toml: ``uv run scripts/refresh_pins.py``.

Asks uv for the newest set of versions that fit together on every supported Python, and writes
their numbers, and nothing of where they came from, to ``[tool.uv] constraint-dependencies``.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINS = re.compile(r"constraint-dependencies = \[.*?\]\n", re.DOTALL)


def newest() -> list[str]:
    """Versions of every package of every group, with the markers that tell Pythons apart."""
    command = ["uv", "export", "--upgrade", "--all-groups", "--all-extras", "--no-hashes"]
    listing = subprocess.run(
        [*command, "--no-annotate", "--no-header", "--no-emit-project"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.strip() for line in listing.stdout.splitlines() if "==" in line]


def main() -> None:
    """Empty the pins, resolve afresh, write the new ones."""
    project = ROOT / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(PINS.sub("constraint-dependencies = []\n", text), encoding="utf-8")
    try:
        pins = newest()
    except subprocess.CalledProcessError as failed:
        project.write_text(text, encoding="utf-8")
        print(failed.stderr)
        raise
    rows = "".join(f"  {_quoted(pin)},\n" for pin in pins)
    renewed = PINS.sub(lambda _: f"constraint-dependencies = [\n{rows}]\n", text)
    project.write_text(renewed, encoding="utf-8")
    print(f"{len(pins)} versions pinned.")


def _quoted(pin: str) -> str:
    escaped = pin.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


if __name__ == "__main__":
    main()
