"""A report of 20,000 segments in a browser: when it can be used, and how large it is.

Ours is the page that `homeward plan` writes: map, every street's figures by half-hour, charts,
lists and words, one file. The peer is the same MapLibre with the same streets and figures as
plain GeoJSON inside the page, and nothing else: no words, no list, no card, no chart. Both are
opened from disk in headless chromium, which draws without a graphics card, in a tab of their
own each time; ready is when the map has drawn what it was asked to. The town is the high street
of the tests, side by side.

    uv run --group dev benchmarks/opening.py [--json | --markdown]

It needs Debian's package chromium.
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
from _bench import Bench, Contender, Facts, Go, main, row

SEGMENTS = 20_000
LIMIT_S, LIMIT_BYTES = 4.0, 3_000_000
"""What the report promises of a town of that size."""
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking")
SCREEN = {"width": 1280, "height": 900}
WAIT_MS = 90_000

PLAIN = """<!doctype html><meta charset="utf-8"><title>Plain</title><style>{style}
#canvas {{ position: absolute; inset: 0 }}</style><div id="canvas"></div>
<script>{library}</script><script>
const streets = {streets};
const map = new maplibregl.Map({{ container: "canvas", bounds: {bounds}, style: {{ version: 8,
  sources: {{ streets: {{ type: "geojson", data: streets, maxzoom: 16 }} }},
  layers: [{{ id: "streets", type: "line", source: "streets", paint: {{ "line-width": 2,
    "line-color": ["match", ["at", 8, ["get", "light"]], 0, "#1f3264", 1, "#d08a00", "#77777f"]
  }} }}] }} }});
map.once("idle", () => {{ document.getElementById("canvas").dataset.ready = "yes"; }});
</script>
"""


def _town() -> Any:
    """The findings of the tests' high street many times over."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from report.by_hand import high_street, side_by_side

    return side_by_side(-(-SEGMENTS // high_street()[1].segments))


def prepare(_maps: Path, folder: Path) -> None:
    """Write both pages; that is not timed."""
    from homeward.report.page import page

    town = _town()
    (folder / "ours.html").write_text(page(town), encoding="utf-8")
    (folder / "plain.html").write_text(_plain(town), encoding="utf-8")


def _plain(town: Any) -> str:
    """The same streets and figures as GeoJSON, with the map library beside them."""
    spec = util.find_spec("maplibre")
    library = Path(spec.submodule_search_locations[0]) / "srcjs"
    lines = _lines(town)
    lonlat = np.array([point for line in lines for point in line])
    features = [_feature(town, street, line) for street, line in enumerate(lines)]
    bounds = [lonlat.min(axis=0).tolist(), lonlat.max(axis=0).tolist()]
    return PLAIN.format(
        style=(library / "maplibre-gl.css").read_text(encoding="utf-8"),
        library=(library / "maplibre-gl.js")
        .read_text(encoding="utf-8")
        .replace("</script", "<\\/"),
        streets=json.dumps({"type": "FeatureCollection", "features": features}),
        bounds=json.dumps(bounds),
    )


def _lines(town: Any) -> list[list[list[float]]]:
    from homeward.report.shapes import segment_lines

    shapes = segment_lines(town.streets, town.town.place.crs)
    return [np.round(np.array(line.coords), 6).tolist() for line in shapes]


def _feature(town: Any, street: int, line: list[list[float]]) -> dict[str, Any]:
    """One street with its figures of every half-hour, to three figures."""
    streets, tonight = town.streets, town.tonight
    told = {
        "name": str(streets.names[streets.name[street]]),
        "kind": int(streets.kind[street]),
        "length_m": round(float(streets.length_m[street])),
        "reason": str(streets.reasons[streets.lit_reason[street]]),
        "light": tonight.light[street].tolist(),
        "walkers": _short(town.walkers[street]),
        "desired": _short(town.desired[street]),
        "walkers_ends": [_short(each[street]) for each in town.walkers_interval],
        "desired_ends": [_short(each[street]) for each in town.desired_interval],
        "felt": _short(tonight.felt[:, street].ravel()),
        "felt_ends": [_short(each[:, street].ravel()) for each in tonight.felt_interval],
    }
    shape = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "id": street, "properties": told, "geometry": shape}


def _short(figures: np.ndarray) -> list[float]:
    return [float(f"{each:.3g}") for each in figures.tolist()]


def opened(name: str, ready: str) -> Callable[[Path], Callable[[], Any]]:
    """A contender that opens a page in a new tab and waits until it is ready."""

    def prepared(folder: Path) -> Callable[[], Any]:
        from playwright.sync_api import sync_playwright

        browser = sync_playwright().start().chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        path = folder / name

        def work() -> Facts:
            tab = browser.new_page(viewport=SCREEN)
            tab.goto(path.as_uri())
            tab.wait_for_selector(ready, timeout=WAIT_MS)
            tab.close()
            return {"bytes": path.stat().st_size}

        return work

    return prepared


def _facts(result: Facts, _folder: Path) -> Facts:
    return result


def rows(go: Go) -> Iterable[dict[str, Any]]:
    """One row, with the sizes of both pages and whether ours keeps its promises."""
    # What is written of memory is Python's, and the page lives in the browser's.
    ours, plain = (replace(go(name), peak_mb=None) for name in ("ours", "plain"))
    sizes = f"{ours.facts.get('bytes', 0):,} bytes, the peer's {plain.facts.get('bytes', 0):,}"
    within = (ours.wall_s or np.inf) <= LIMIT_S and ours.facts.get("bytes", np.inf) <= LIMIT_BYTES
    yield row(
        f"Report of {SEGMENTS:,} segments, ready in a browser",
        ours,
        plain,
        "maplibre, plain GeoJSON in the page",
        package="maplibre",
        unit="wall s",
        note=f"Ours has {sizes}.",
        check=f"within {LIMIT_S:g} s and {LIMIT_BYTES:,} bytes: {'yes' if within else 'NO'}",
    )


BENCH = Bench(
    script=__file__,
    contenders={
        "ours": Contender(
            prepare=opened("ours.html", "#live-map[data-ready=yes]"), facts=_facts, repeats=5
        ),
        "plain": Contender(
            prepare=opened("plain.html", "#canvas[data-ready=yes]"),
            facts=_facts,
            package="maplibre",
            repeats=5,
        ),
    },
    prepare=prepare,
    rows=rows,
)

if __name__ == "__main__":
    main(BENCH)
