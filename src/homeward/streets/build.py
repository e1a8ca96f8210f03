"""From a town's tables to its streets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, Texts, Tiny, freeze
from homeward.streets import _kernels, gates, graph, kinds, lit, prior, surroundings
from homeward.streets.graph import Graph
from homeward.streets.hours import ALWAYS, hours_rule
from homeward.streets.network import Kind, Streets
from homeward.streets.surroundings import Samples
from homeward.tables import Areas, Town

__all__ = ["build"]

MOST_OF_IT = 0.5
"""A segment lies in an open space if at least this share of it does (assumption)."""

FEWEST_BUILDINGS_PER_KM = 0.5
"""A map with fewer buildings than this to a kilometre of street does not show them (assumption)."""

OPEN_SPACES = frozenset(
    {"park", "common", "recreation_ground", "garden", "nature_reserve", "cemetery"}
    | {"grave_yard", "wood", "forest", "village_green"}
)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Ground:
    """What each segment is and lies in; `unread` counts hours of parks not understood."""

    kind: Tiny
    in_park: Bools
    beside: Ints
    frontage: Floats
    park_rule: Texts
    unread: int

    def __post_init__(self) -> None:
        freeze(self)


def build(town: Town) -> Streets:
    """Build the walkable network of a town, with the rules that hold on it.

    Parameters
    ----------
    town
        Everything known about the place. Its ways must be walkable already.

    Returns
    -------
    Streets
        Nodes in Hilbert order, segments in order of their lower node; the same whatever the
        order of rows in the tables. All parts are kept, also those that nothing joins to the
        rest; `Streets.notes` says how much that is and what could not be read.

    Raises
    ------
    InputError
        If no way has two points in different places.
    """
    shut = gates.gates_of(town.barriers)
    net = graph.of_ways(town.ways, shut.node_id)
    ground = _ground(net, town)
    light, lamps = _light(net, ground, town)
    of_ways = [gates.way_rule(tags) for tags in town.ways.tags]
    gate_rule = gates.rules(net, ground.kind, of_ways, shut, ground.park_rule)
    called = [tags.get("name", "") for tags in town.ways.tags]
    names, name = _table([called[way] for way in net.way.tolist()])
    reasons, reason = _table(light.reason.tolist())
    rules, number = _table([*light.rule.tolist(), *gate_rule.tolist()])
    unread = shut.unread + ground.unread + sum(each is None for each in of_ways)
    return Streets(
        node_id=net.node_id,
        node_xy_m=net.node_xy_m,
        ends=net.ends,
        length_mm=net.length_mm,
        kind=ground.kind,
        in_park=ground.in_park,
        way_id=town.ways.way_id[net.way],
        name=name,
        names=names,
        shape_start=net.shape_start,
        shape_xy_m=net.shape_xy_m,
        lit=light.lit,
        lit_reason=reason,
        reasons=reasons,
        lit_rule=number[: net.segments],
        gate_rule=number[net.segments :],
        rules=rules,
        p_lit=_p_lit(net, ground, light, mapped=_shows_buildings(net, town)),
        lamps=lamps.count,
        old_lamps=lamps.old,
        frontage=ground.frontage,
        zone=_zones(net, town),
        notes=_notes(net, town, unread),
    )


def _ground(net: Graph, town: Town) -> _Ground:
    """Kinds, parks, frontage and roads beside."""
    samples = surroundings.along(net.shape_start, net.shape_xy_m)
    by_tags = kinds.of_ways(town.ways.tags)[net.way]
    by_tags[net.across] = Kind.SQUARE
    in_park = _in_park(samples, town.areas)
    crossing = by_tags == kinds.CROSSING
    asked = crossing | (by_tags == kinds.PATH) | (by_tags == Kind.FOOTWAY)
    roads = np.isin(by_tags, (Kind.MAIN_ROAD, Kind.RESIDENTIAL))
    beside = surroundings.roads_beside(samples, asked, roads, any_way=crossing)
    fronted = surroundings.frontage(samples, town.buildings.shapes)
    maybe = (by_tags == kinds.PATH) & ~in_park & (beside < 0) & (fronted > kinds.MOST)
    shapes = town.buildings.shapes
    walled = surroundings.both_sides(samples, shapes, maybe, kinds.ALLEY_REACH_M)
    park_rule, unread = _park_rules(samples, town.areas)
    return _Ground(
        kind=kinds.decided(by_tags, in_park, beside, walled),
        in_park=in_park,
        beside=beside,
        frontage=fronted,
        park_rule=park_rule,
        unread=unread,
    )


def _in_park(samples: Samples, areas: Areas) -> Bools:
    """Whether each segment lies in open space for at least half its length."""
    counts = np.isin(areas.kind, sorted(OPEN_SPACES))
    point, _ = surroundings.inside(samples, areas.shapes.geometries[counts])
    at = np.zeros(len(samples.segment), dtype=bool)
    at[point] = True
    return np.asarray(surroundings.share(samples, at) >= MOST_OF_IT)


def _park_rules(samples: Samples, areas: Areas) -> tuple[Texts, int]:
    """Hours of the smallest open space with hours around each segment; how many are unread."""
    timed = np.flatnonzero(areas.hours != "")
    read = [hours_rule(each) for each in areas.hours[timed].tolist()]
    rule = np.array([each or ALWAYS for each in read] + [ALWAYS], dtype=np.str_)
    order = np.lexsort((rule[:-1],))  # ties of size go by the text, not by the file's order
    shapes = areas.shapes.geometries[timed[order]]
    around = surroundings.smallest_around(samples, shapes, MOST_OF_IT)
    rank = np.append(order, len(timed))
    return rule[rank[around]], sum(each is None for each in read)


def _light(net: Graph, ground: _Ground, town: Town) -> tuple[lit.Light, lit.Standing]:
    """Light of every segment, and the lamps along it."""
    pairs = surroundings.lamps_by(net, town.lamps, lit.LAMP_OF_STREET_M)
    lamps = lit.standing(town.lamps, pairs, net.segments)
    evidence = lit.Evidence(
        said=lit.said_by(town.ways.tags),
        way=net.way,
        kind=ground.kind,
        length_mm=net.length_mm,
        beside=ground.beside,
        lamps=lamps,
    )
    return lit.light(evidence), lamps


def _p_lit(net: Graph, ground: _Ground, light: lit.Light, *, mapped: bool) -> Floats:
    """Probability of light; where no building is mapped, streets count as built-up."""
    least = prior.declared()["built_up"]["value"]
    return prior.p_lit(
        prior.Setting(
            kind=ground.kind,
            lit=light.lit,
            length_mm=net.length_mm,
            in_park=ground.in_park,
            built_up=(ground.frontage >= least) | (not mapped),
            hint=light.hint,
        )
    )


def _zones(net: Graph, town: Town) -> Ints:
    """Zone of each segment's half-way point, the smallest where several overlap; -1 none."""
    if town.zones is None:
        return np.full(net.segments, -1, dtype=np.int64)
    middle = _kernels.middles(net.shape_start, net.shape_xy_m)
    one_each = np.arange(net.segments + 1, dtype=np.int64)
    points = Samples(
        start=one_each,
        segment=one_each[:-1],
        xy_m=middle,
        lines=net.shape_xy_m,
        before=net.shape_start[:-1].astype(np.int32),
    )
    return surroundings.smallest_around(points, town.zones.shapes.geometries, 1.0)


def _table(texts: Sequence[str]) -> tuple[Texts, Ints]:
    """Distinct texts in order, ``""`` first, and the position of each."""
    distinct = sorted({*texts, ""})
    number = {text: k for k, text in enumerate(distinct)}
    return np.array(distinct), np.array([number[text] for text in texts], dtype=np.int64)


def _shows_buildings(net: Graph, town: Town) -> bool:
    """Whether the map shows enough buildings to judge frontage by."""
    kilometres = float(net.length_mm.sum()) / 1e6
    return len(town.buildings.shapes) >= FEWEST_BUILDINGS_PER_KM * kilometres


def _notes(net: Graph, town: Town, unread: int) -> tuple[str, ...]:
    """Plain sentences about what was left out or assumed."""
    part = graph.parts(net)
    length = np.bincount(part[net.ends[:, 0]], weights=net.length_mm)
    apart = 1 - length.max() / length.sum()
    said = (
        (
            len(length) > 1,
            f"Parts of the network that are not joined to the largest: {len(length) - 1}; they "
            f"hold {apart:.1%} of all length.",
        ),
        (net.contracted > 0, f"Pieces of way without length, contracted: {net.contracted}."),
        (
            unread > 0,
            f"Hours of ways, gates or parks that could not be read: {unread}; those count as open.",
        ),
        (
            not _shows_buildings(net, town),
            "The map hardly shows buildings: frontage is not known, alleys are not told from "
            "paths, and streets of unknown light count as built-up.",
        ),
    )
    return tuple(sentence for holds, sentence in said if holds)
