"""From an OpenStreetMap file to a walkable graph: ours against osmnx and pyrosm, on Porto."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
from _bench import Bench, Contender, Go, Rows, Run, main, row

MAP = "porto_portugal.osm.pbf"
XML = "highways.osm"


def prepare(maps: Path, folder: Path) -> None:
    """The map, and for osmnx, which reads no pbf, its highways as XML (not timed)."""
    shutil.copy(maps / MAP, folder / MAP)
    keep = osmium.filter.KeyFilter("highway")
    with osmium.BackReferenceWriter(
        str(folder / XML), ref_src=str(folder / MAP), overwrite=True, remove_tags=False
    ) as out:
        for way in osmium.FileProcessor(str(folder / MAP), osmium.osm.WAY).with_filter(keep):
            out.add_way(way)


def ours(folder: Path) -> Callable[[], Any]:
    """Everything on the map, and its streets with light, gates, parks and frontage."""
    from homeward import read, streets

    return lambda: streets.build(read.town(folder / MAP))


def ours_bare(folder: Path) -> Callable[[], Any]:
    """The streets alone: no building, park or lamp is laid over them."""
    import numpy as np

    from homeward import streets
    from homeward.read.osm import read_map
    from homeward.tables import Areas, Shapes, Town

    def work() -> Any:
        found = read_map(folder / MAP)
        none, text = Shapes.of(np.zeros(0, dtype=object)), np.zeros(0, dtype=np.str_)
        names = {each.name for each in dataclasses.fields(Town)} - {"notes"}
        things = {name: getattr(found, name) for name in names if hasattr(found, name)}
        things["areas"] = Areas(shapes=none, kind=text, name=text, hours=text)
        things["buildings"] = dataclasses.replace(
            found.buildings, shapes=none, kind=text, levels=np.zeros(0)
        )
        return streets.build(Town(**things))

    return work


def osmnx(folder: Path) -> Callable[[], Any]:
    """Every highway as a simplified graph, all parts kept."""
    import osmnx as ox

    ox.settings.useful_tags_way += ["lit", "access", "foot", "opening_hours"]
    return lambda: ox.graph_from_xml(folder / XML, retain_all=True)


def pyrosm_edges(folder: Path) -> Callable[[], Any]:
    """Nodes and edges as tables, no graph."""
    import pyrosm

    def work() -> Any:
        return pyrosm.OSM(str(folder / MAP)).get_network("walking", nodes=True)

    return work


def pyrosm_graph(folder: Path) -> Callable[[], Any]:
    """Nodes and edges as tables, and an igraph made of them."""
    import pyrosm

    def work() -> Any:
        source = pyrosm.OSM(str(folder / MAP))
        nodes, edges = source.get_network("walking", nodes=True)
        return source.to_graph(nodes, edges, graph_type="igraph", retain_all=True)

    return work


def of_streets(streets: Any, _folder: Path) -> dict[str, Any]:
    """How large our network is."""
    return {"size": f"{streets.nodes:,} nodes, {streets.segments:,} segments"}


def of_networkx(graph: Any, _folder: Path) -> dict[str, Any]:
    """How large osmnx's is."""
    return {"size": f"{len(graph):,} nodes, {graph.number_of_edges():,} directed edges"}


def of_tables(tables: Any, _folder: Path) -> dict[str, Any]:
    """How large pyrosm's tables are."""
    return {"size": f"{len(tables[0]):,} nodes, {len(tables[1]):,} edges"}


def of_igraph(graph: Any, _folder: Path) -> dict[str, Any]:
    """How large pyrosm's graph is."""
    return {"size": f"{graph.vcount():,} nodes, {graph.ecount():,} directed edges"}


CONTENDERS = {
    "streets alone": Contender(prepare=ours_bare, facts=of_streets),
    "all that is on the map": Contender(prepare=ours, facts=of_streets),
    "osmnx": Contender(prepare=osmnx, facts=of_networkx, package="osmnx", repeats=1, warm=False),
    "pyrosm": Contender(prepare=pyrosm_edges, facts=of_tables, package="pyrosm", repeats=1),
    "pyrosm graph": Contender(prepare=pyrosm_graph, facts=of_igraph, package="pyrosm", repeats=1),
}


def rows(go: Go) -> Rows:
    """Ours twice, against each peer."""
    bare, whole = go("streets alone"), go("all that is on the map")
    drawn, tables, graph = go("osmnx"), go("pyrosm"), go("pyrosm graph")

    def line(mine: Run, peer: Run, name: str, work: str, note: str) -> dict[str, Any]:
        sizes = f"{mine.facts.get('size')}; peer: {peer.facts.get('size')}"
        return row(work, mine, peer, name, note=f"{note} Ours: {sizes}.")

    alone = "Porto pbf to walkable streets"
    xml = "The peer reads XML of the highways alone, made beforehand and not timed."
    return [
        line(bare, drawn, "osmnx", alone, xml),
        line(bare, graph, "pyrosm", f"{alone}, to a graph", "The peer makes an igraph."),
        line(bare, tables, "pyrosm", f"{alone}, peer tables only", "The peer makes no graph."),
        line(
            whole,
            drawn,
            "osmnx",
            "Porto pbf to streets with parks, buildings, lamps and venues",
            f"The peer reads streets only. {xml}",
        ),
    ]


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=prepare, rows=rows))
