"""The house stays as tidy as its rules say."""

import ast
import importlib
import re
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import homeward
from homeward.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "homeward"
MODULES = sorted(SOURCE.rglob("*.py"))


def _contract_layers() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return next(each["layers"] for each in contracts if each["type"] == "layers")


def test_architecture_draws_the_layers_that_the_linter_holds():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = re.search(r"<!-- layers -->\n```\n(.*?)```", text, re.DOTALL)
    assert drawn is not None
    assert drawn[1].split("\n")[:-1] == _contract_layers()


def test_every_room_is_described_in_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {name.strip() for layer in _contract_layers() for name in layer.split("|")}
    missing = [room for room in rooms if f"| `{room}` |" not in text]
    assert not missing


def test_every_room_stands_in_a_layer():
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    layered = {name.strip() for layer in _contract_layers() for name in layer.split("|")}
    assert rooms - {"__init__", "__pycache__", "py"} == layered


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_can_be_read_in_one_sitting(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 400


def _body_lines(function: ast.FunctionDef) -> int:
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = function.body[1:] if has_docstring else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_functions_fit_on_a_screen():
    sizes = sorted(
        lines
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (lines := _body_lines(node))
    )
    assert statistics.median(sizes) <= 8
    assert sizes[int(0.9 * (len(sizes) - 1))] <= 25


def test_every_command_is_in_the_documents():
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "ARCHITECTURE.md").read_text(
        encoding="utf-8"
    )
    commands = [command.name for command in app.registered_commands]
    assert commands
    assert all(f"homeward {name}" in text for name in commands)


@pytest.mark.parametrize("room", homeward.__all__)
def test_public_names_are_there(room):
    opened = importlib.import_module(f"homeward.{room}")
    assert opened.__all__
    for name in opened.__all__:
        assert hasattr(opened, name) or importlib.import_module(f"homeward.{room}.{name}")


def test_importing_homeward_opens_no_room():
    code = "import sys, homeward; print(len([m for m in sys.modules if m.startswith('homeward.')]))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"


def test_asking_for_help_loads_nothing_heavy():
    code = (
        "import sys\n"
        "from homeward.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'pandas', 'geopandas', 'scipy', 'shapely', 'osmium'}\n"
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_lock_file_is_not_committed():
    listed = subprocess.run(
        ["git", "ls-files", "uv.lock"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""


def test_pins_record_versions_and_no_hosts():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = project["tool"]["uv"]["constraint-dependencies"]
    assert pins
    assert all(re.match(r"^[A-Za-z0-9._-]+==[0-9][^/@]*$", pin) for pin in pins)
