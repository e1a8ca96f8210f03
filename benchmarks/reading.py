"""From an OpenStreetMap file to a walkable graph: ours against osmnx and pyrosm.

Porto's map holds roads alone; Helsinki's (looked for in a folder `helsinki` beside the others)
and Milan's hold buildings and venues too.
"""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
from _bench import Bench, Contender, Go, Rows, Run, main, row

PORTO, MILAN, HELSINKI = (
    f"{name}.osm.pbf" for name in ("porto_portugal", "milan_italy_small", "helsinki")
)
XML = "highways of "
"""What the file of a map's highways begins with; its map's name follows."""

Work = Callable[[], Any]


def prepare(maps: Path, folder: Path) -> None:
    """The maps, and for osmnx, which reads no pbf, highways of two as XML (not timed)."""
    for source in (maps / PORTO, maps / MILAN, maps.parent / "helsinki" / HELSINKI):
        if source.exists():
            shutil.copy(source, folder / source.name)
    for name in (PORTO, MILAN):
        _keep_highways(folder / name, _xml(folder, name))


def _xml(folder: Path, name: str) -> Path:
    """Where a map's highways lie as XML."""
    return folder / f"{XML}{name.removesuffix('.pbf')}"


def _keep_highways(source: Path, target: Path) -> None:
    """A map's highways alone, with the points that they run through."""
    keep = osmium.filter.KeyFilter("highway")
    with osmium.BackReferenceWriter(
        str(target), ref_src=str(source), overwrite=True, remove_tags=False
    ) as out:
        for way in osmium.FileProcessor(str(source), osmium.osm.WAY).with_filter(keep):
            out.add_way(way)


def ours(name: str) -> Callable[[Path], Work]:
    """Everything on a map, and its streets with light, gates, parks and frontage."""

    def ready(folder: Path) -> Work:
        from homeward import read, streets

        return lambda: streets.build(read.town(folder / name))

    return ready


def ours_tables(folder: Path) -> Work:
    """The tables of the map: ways with their points and tags, barriers, venues, ends."""
    from homeward.read.osm import read_map

    return lambda: read_map(folder / PORTO)


def ours_graph(name: str) -> Callable[[Path], Work]:
    """Nodes and segments with lengths and lines, and nothing worked out about them."""

    def ready(folder: Path) -> Work:
        import numpy as np

        from homeward.read.osm import read_map
        from homeward.streets.graph import of_ways

        return lambda: of_ways(read_map(folder / name).ways, np.zeros(0, dtype=np.int64))

    return ready


def ours_bare(folder: Path) -> Work:
    """The streets alone: no building, park or lamp is laid over them."""
    import numpy as np

    from homeward import streets
    from homeward.read.osm import read_map
    from homeward.tables import Areas, Shapes, Town

    def work() -> Any:
        found = read_map(folder / PORTO)
        none, text = Shapes.of(np.zeros(0, dtype=object)), np.zeros(0, dtype=np.str_)
        names = {each.name for each in dataclasses.fields(Town)} - {"notes"}
        things = {name: getattr(found, name) for name in names if hasattr(found, name)}
        things["areas"] = Areas(shapes=none, kind=text, name=text, hours=text)
        things["buildings"] = dataclasses.replace(
            found.buildings, shapes=none, kind=text, levels=np.zeros(0)
        )
        return streets.build(Town(**things))

    return work


def osmnx(name: str) -> Callable[[Path], Work]:
    """Every highway as a simplified graph, all parts kept."""

    def ready(folder: Path) -> Work:
        import osmnx as ox

        ox.settings.useful_tags_way += ["lit", "access", "foot", "opening_hours"]
        return lambda: ox.graph_from_xml(_xml(folder, name), retain_all=True)

    return ready


def pyrosm_edges(folder: Path) -> Work:
    """Nodes and edges as tables, no graph."""
    import pyrosm

    return lambda: pyrosm.OSM(str(folder / PORTO)).get_network("walking", nodes=True)


def pyrosm_graph(name: str) -> Callable[[Path], Work]:
    """Nodes and edges as tables, and an igraph made of them."""

    def ready(folder: Path) -> Work:
        import pyrosm

        def work() -> Any:
            source = pyrosm.OSM(str(folder / name))
            nodes, edges = source.get_network("walking", nodes=True)
            return source.to_graph(nodes, edges, graph_type="igraph", retain_all=True)

        return work

    return ready


def pyrosm_all(name: str) -> Callable[[Path], Work]:
    """An igraph, and buildings and points of interest as tables."""

    def ready(folder: Path) -> Work:
        import pyrosm

        def work() -> Any:
            source = pyrosm.OSM(str(folder / name))
            nodes, edges = source.get_network("walking", nodes=True)
            source.get_buildings()
            source.get_pois({"amenity": True, "tourism": True, "leisure": True})
            return source.to_graph(nodes, edges, graph_type="igraph", retain_all=True)

        return work

    return ready


def of_streets(streets: Any, _folder: Path) -> dict[str, Any]:
    """How large our network is."""
    return {"size": f"{streets.nodes:,} nodes, {streets.segments:,} segments"}


def of_net(graph: Any, _folder: Path) -> dict[str, Any]:
    """How large our bare graph is."""
    return {"size": f"{len(graph.node_id):,} nodes, {graph.segments:,} segments"}


def of_town(town: Any, _folder: Path) -> dict[str, Any]:
    """How large our tables are."""
    return {"size": f"{len(town.ways.node_id):,} points, {len(town.ways.way_id):,} ways"}


def of_networkx(graph: Any, _folder: Path) -> dict[str, Any]:
    """How large osmnx's is."""
    return {"size": f"{len(graph):,} nodes, {graph.number_of_edges():,} directed edges"}


def of_tables(tables: Any, _folder: Path) -> dict[str, Any]:
    """How large pyrosm's tables are."""
    return {"size": f"{len(tables[0]):,} nodes, {len(tables[1]):,} edges"}


def of_igraph(graph: Any, _folder: Path) -> dict[str, Any]:
    """How large pyrosm's graph is."""
    return {"size": f"{graph.vcount():,} nodes, {graph.ecount():,} directed edges"}


def an_igraph(work: Callable[[Path], Work]) -> Contender:
    """A way for pyrosm to make a graph."""
    return Contender(prepare=work, facts=of_igraph, package="pyrosm", repeats=1)


def a_networkx(name: str) -> Contender:
    """Osmnx on one of the maps, once."""
    once = {"repeats": 1, "warm": False}
    return Contender(prepare=osmnx(name), facts=of_networkx, package="osmnx", **once)


CONTENDERS = {
    "tables": Contender(prepare=ours_tables, facts=of_town),
    "graph": Contender(prepare=ours_graph(PORTO), facts=of_net),
    "graph of Milan": Contender(prepare=ours_graph(MILAN), facts=of_net),
    "streets alone": Contender(prepare=ours_bare, facts=of_streets),
    "all of Porto": Contender(prepare=ours(PORTO), facts=of_streets),
    "all of Milan": Contender(prepare=ours(MILAN), facts=of_streets),
    "all of Helsinki": Contender(prepare=ours(HELSINKI), facts=of_streets),
    "osmnx": a_networkx(PORTO),
    "osmnx Milan": a_networkx(MILAN),
    "pyrosm": Contender(prepare=pyrosm_edges, facts=of_tables, package="pyrosm", repeats=1),
    "pyrosm graph": an_igraph(pyrosm_graph(PORTO)),
    "pyrosm graph of Milan": an_igraph(pyrosm_graph(MILAN)),
    "pyrosm Milan": an_igraph(pyrosm_all(MILAN)),
    "pyrosm Helsinki": an_igraph(pyrosm_all(HELSINKI)),
}


def rows(go: Go) -> Rows:
    """Ours beside each peer, first where the work is most alike."""
    drawn, tables, graph = go("osmnx"), go("pyrosm"), go("pyrosm graph")
    bare = go("streets alone")

    def line(mine: Run, peer: Run, name: str, work: str, note: str) -> dict[str, Any]:
        sizes = f"{mine.facts.get('size')}; peer: {peer.facts.get('size')}"
        return row(work, mine, peer, name, note=f"{note} Ours: {sizes}.")

    xml = "The peer reads XML of the highways alone, made beforehand and not timed."
    net, alone = "Porto pbf to a graph", "Porto pbf to streets with kinds, light and gates"
    more = "The peer makes an igraph and tables of buildings and points of interest."
    end = "pbf to streets with buildings, parks, lamps and venues"
    other, milan = "Milan pbf to a graph", go("graph of Milan")
    igraph = "The peer makes an igraph."
    return [
        line(go("tables"), tables, "pyrosm", "Porto pbf to tables", "Neither makes a graph."),
        line(mine := go("graph"), graph, "pyrosm", net, igraph),
        line(mine, drawn, "osmnx", net, xml),
        line(milan, go("pyrosm graph of Milan"), "pyrosm", other, igraph),
        line(milan, go("osmnx Milan"), "osmnx", other, xml),
        line(bare, graph, "pyrosm", alone, "The peer makes an igraph and works out none of it."),
        line(bare, drawn, "osmnx", alone, f"The peer works out none of it. {xml}"),
        line(go("all of Porto"), drawn, "osmnx", f"Porto {end}", f"The peer reads none. {xml}"),
        line(go("all of Milan"), go("pyrosm Milan"), "pyrosm", f"Milan {end}", more),
        line(go("all of Helsinki"), go("pyrosm Helsinki"), "pyrosm", f"Helsinki {end}", more),
    ]


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=prepare, rows=rows))
