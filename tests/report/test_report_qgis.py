"""The GeoPackage opened and drawn by Debian's QGIS, without a screen."""

import json
import os
import re
import sqlite3
import subprocess
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest

from homeward.report import write
from report.by_hand import findings

PYTHON = Path("/usr/bin/python3")
DRAW = Path(__file__).with_name("qgis_draw.py")
LAYERS = ("plan", "segments", "areas", "walks", "venues")


def _ask(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Debian's Python, without the paths of this one."""
    env = {"HOME": more.pop("home", "/nonexistent"), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    command = [str(PYTHON), *map(str, words)]
    return subprocess.run(
        command,
        env=env | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _has_qgis() -> bool:
    return PYTHON.exists() and _ask("-c", "import qgis.core").returncode == 0


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The package of a plan of two options, and what QGIS made of each layer."""
    if not _has_qgis():
        pytest.skip("needs QGIS for /usr/bin/python3 (Debian's package python3-qgis)")
    folder = tmp_path_factory.mktemp("qgis")
    write(folder / "out", findings())
    package = folder / "out" / "plan.gpkg"
    ended = _ask(DRAW, package, folder, *LAYERS, home=str(folder))
    assert ended.returncode == 0, ended.stderr
    return package, json.loads(ended.stdout.strip().splitlines()[-1])


def _style(package, layer):
    """The style that the package holds for a layer."""
    with closing(sqlite3.connect(package)) as database:
        found = database.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = ?", (layer,)
        ).fetchone()
    return ET.fromstring(found[0])  # noqa: S314 - our own file


@pytest.mark.parametrize("layer", LAYERS)
def test_qgis_opens_every_layer_and_draws_it_in_the_style_beside_it(drawn, layer):
    package, told = drawn
    found, style = told[layer], _style(package, layer)
    assert found["valid"]
    assert found["errors"] == []
    assert found["crs"] == "EPSG:4326"
    assert found["features"] == len(gpd.read_file(package, layer=layer))
    assert found["renderer"] == style.find("renderer-v2").get("type")
    assert found["labels"] == (style.get("labelsEnabled") == "1")
    colours = {
        "#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", option.get("value"))[:3]))
        for option in style.find("renderer-v2").iter("Option")
        if option.get("name") in {"color", "line_color", "outline_color"}
    }
    # QGIS gives a layer without a style a colour of its own choice.
    assert sum(found["colours"].get(each, 0) for each in colours) > 20
