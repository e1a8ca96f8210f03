"""When each segment can be walked: its way's hours, gates on it, the park it lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Ints, Texts, Tiny, freeze
from homeward.streets.graph import Graph
from homeward.streets.hours import (
    ALWAYS,
    NEVER,
    OPEN_VALUES,
    SHUT_VALUES,
    conditional_rule,
    hours_rule,
)
from homeward.streets.kinds import is_path_like
from homeward.streets.network import Kind
from homeward.tables import Barriers

__all__ = ["Gates", "barrier_rule", "gates_of", "rules", "way_rule"]

Tags = Mapping[str, str]

STOPS_WALKERS = frozenset(
    {"gate", "wicket_gate", "kissing_gate", "hampshire_gate", "turnstile", "door", "wall"}
    | {"full-height_turnstile", "fence", "entrance", "sally_port", "swing_gate", "yes"}
)
"""Barriers that a closed `access` shuts to walkers too. Bollards, cycle barriers and lift gates are
walked round unless `foot` says otherwise."""


SHUT_ELSE = frozenset({"yes", "permissive", "public"})
"""Values that, tagged for some hours, mean that the way is shut in the others."""

RIGHTS = frozenset({"yes", "designated", "official"})
"""Values of `foot` that no rule for everybody (`access:conditional`) takes away."""

STANDING: Mapping[int, int] = {Kind.MAIN_ROAD: 0, Kind.RESIDENTIAL: 1, Kind.SERVICE: 2}
"""Streets by standing; all kinds of paths come last."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Gates:
    """Barrier nodes with a rule of their own, and how many rules could not be read."""

    node_id: Ints
    rule: Texts
    unread: int

    def __post_init__(self) -> None:
        freeze(self)


def way_rule(tags: Tags) -> str | None:
    """When a way can be walked.

    Parameters
    ----------
    tags
        The tags of a way, or of a barrier.

    Returns
    -------
    str or None
        The rule of ``foot:conditional``, ``access:conditional`` or ``opening_hours``, the
        first that holds for walkers; None where it cannot be read.

    Examples
    --------
    >>> way_rule({"highway": "footway", "access:conditional": "no @ (22:00-06:00)"})
    '24/7; 22:00-06:00 off'
    """
    for key in ("foot:conditional", "access:conditional"):
        if key in tags and not (key.startswith("access") and tags.get("foot") in RIGHTS):
            return conditional_rule(tags[key], open_else=_open_else(tags, key))
    return hours_rule(tags.get("opening_hours", ""))


def barrier_rule(tags: Tags) -> str | None:
    """When a walker can pass a barrier node; None where its hours cannot be read.

    Parameters
    ----------
    tags
        The node's tags.

    Returns
    -------
    str or None
        ``"off"`` for a locked gate, or one that `access` or `foot` closes.

    Examples
    --------
    >>> barrier_rule({"barrier": "gate", "access": "private"})
    'off'
    >>> barrier_rule({"barrier": "bollard", "access": "no"})
    ''
    """
    rule = way_rule(tags)
    if rule != ALWAYS:
        return rule
    return NEVER if _bars_walkers(tags) else ALWAYS


def gates_of(barriers: Barriers) -> Gates:
    """Barriers that carry a rule, one row a node, in order of node id.

    Parameters
    ----------
    barriers
        Nodes that may stop a walker.

    Returns
    -------
    Gates
        Those with hours, or closed to walkers.
    """
    found = {}
    unread = 0
    for node, tags in zip(barriers.node_id.tolist(), barriers.tags, strict=True):
        rule = barrier_rule(tags)
        unread += rule is None
        if rule:
            found[node] = rule
    ordered = sorted(found)
    return Gates(
        node_id=np.array(ordered, dtype=np.int64),
        rule=np.array([found[node] for node in ordered], dtype=np.str_),
        unread=unread,
    )


def rules(
    graph: Graph, kind: Tiny, of_ways: Sequence[str | None], gates: Gates, park_rule: Texts
) -> Texts:
    """When each segment can be walked.

    Parameters
    ----------
    graph
        The network, with S segments.
    kind
        Kind of each segment.
    of_ways
        Rule of each row of the table of ways.
    gates
        Barriers with rules.
    park_rule
        Hours of the open space each segment lies in, ``""`` none, shape (S,).

    Returns
    -------
    Texts
        One rule each, shape (S,): of the gate it leads through, else of its way, else of
        the park (for paths only); a gate that is never open goes before all.

    Notes
    -----
    A gate stands on a node. Where streets of one standing meet there (all paths, say), it
    shuts all of them but the longest, so that one can walk up to it and not through; else it
    shuts the lesser ones: a gate drawn on a road bars the lane that leaves it. No gate shuts
    a main road.
    """
    own = np.array([each or ALWAYS for each in of_ways], dtype=np.str_)[graph.way]
    path = is_path_like(kind)
    found = np.where((own == ALWAYS) & path, park_rule, own).astype(object)
    rule_of = dict(zip(gates.node_id.tolist(), gates.rule.tolist(), strict=True))
    for node, meeting in _meeting(graph, gates.node_id).items():
        shut = _behind(graph, np.array(meeting), kind)
        found[[k for k in shut if found[k] != NEVER]] = rule_of[node]
    return found.astype(np.str_)


def _meeting(graph: Graph, nodes: Ints) -> dict[int, list[int]]:
    """The segments that meet at each of the nodes that are in the network, in order of id."""
    gated = np.isin(graph.node_id, nodes)
    at = np.flatnonzero(gated[graph.ends].any(axis=1))
    found: dict[int, list[int]] = {}
    for segment, ends in zip(at.tolist(), graph.ends[at], strict=True):
        for end in set(ends[gated[ends]].tolist()):
            found.setdefault(int(graph.node_id[end]), []).append(segment)
    return dict(sorted(found.items()))


def _behind(graph: Graph, meeting: Ints, kind: Tiny) -> list[int]:
    """Of the segments that meet at a gate, those that it shuts."""
    rank = np.array([STANDING.get(int(kind[k]), len(STANDING)) for k in meeting])
    lesser = rank > rank.min()
    if lesser.any() or rank.min() == STANDING[Kind.MAIN_ROAD]:
        return [int(k) for k in meeting[lesser]]
    longest = int(meeting[graph.length_mm[meeting].argmax()])
    return [int(k) for k in meeting if k != longest]


def _open_else(tags: Tags, key: str) -> bool:
    """Whether a way can be walked when none of a tag's conditions holds.

    A tag that says when a way is open says that it is shut outside those hours.
    """
    opening = tags[key].partition("@")[0].strip().lower() in SHUT_ELSE
    return not opening and tags.get("foot", tags.get("access", "")) not in SHUT_VALUES


def _bars_walkers(tags: Tags) -> bool:
    """Whether a barrier is never open to walkers."""
    if "foot" in tags:
        return tags["foot"] in SHUT_VALUES
    if tags.get("access", "") in OPEN_VALUES | {"destination"}:
        return False
    stops = tags.get("barrier", "yes" if "entrance" not in tags else "") in STOPS_WALKERS
    return stops and (tags.get("access", "") in SHUT_VALUES or tags.get("locked") == "yes")
