"""PBF read block by block gives what osmium gives, and no bytes whatever bring it down."""

import random
import struct
import zlib

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import SourceError
from homeward.read import _kernels, _osm_pbf
from homeward.read._osm_blocks import read_blocks
from homeward.read._osm_pbf import is_plain
from homeward.read._osm_stream import read_stream
from homeward.read.guard import MapFile, look_over
from homeward.read.osm import read_map
from osm_xml import node, relation, way, write

HERE = {"highway": "footway", "name": "Kesäkatu"}
SETTINGS = (
    "pbf",
    "pbf,pbf_dense_nodes=false",
    "pbf,pbf_compression=none",
    "pbf,locations_on_ways=true",
)


def packed(tmp_path, things, how="pbf"):
    """Things in a PBF, in the order given."""
    source = write(tmp_path / "plain.osm", things)
    path = tmp_path / "packed.osm.pbf"
    with osmium.SimpleWriter(osmium.io.File(str(path), how), overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return path


def told(raw):
    """All that a raw map says, as plain values."""

    def drawn(ways):
        at = zip(ways.start[:-1].tolist(), ways.start[1:].tolist(), strict=True)
        lines = [(ways.node[a:b].tolist(), ways.xy[ways.spot[a:b]].tolist()) for a, b in at]
        return list(zip(ways.id.tolist(), ways.tags, lines, strict=True))

    return raw.nodes, raw.relations, raw.box, drawn(raw.ways), drawn(raw.members)


def both(path):
    """What the two readers say of a file."""
    source = MapFile(path=path, format="pbf")
    return told(read_blocks(source)), told(read_stream(source))


TAGS = st.dictionaries(
    st.sampled_from(["highway", "amenity", "note", "building", "type", "name", "entrance"]),
    st.sampled_from(["yes", "multipolygon", "boundary", "pub", "ä'\"", "\u202eä", ""]),
    max_size=4,
)


@st.composite
def maps(draw):
    """Things in any order, some of them missing, with ids on both sides of zero."""
    ids = draw(st.lists(st.integers(-9, 40).filter(bool), min_size=1, max_size=12, unique=True))
    nodes = [node(k, 3 * k, -7 * k, draw(TAGS)) for k in ids]
    lines = st.lists(st.sampled_from([*ids, 99]), min_size=1, max_size=6)
    count = draw(st.integers(0, 5))
    ways = [way(k + 1, draw(lines), draw(TAGS)) for k in range(count)]
    members = st.lists(st.tuples(st.integers(1, 7), st.just("outer")), max_size=3)
    areas = [relation(k + 1, draw(members), draw(TAGS)) for k in range(draw(st.integers(0, 3)))]
    return draw(st.permutations([*nodes, *ways, *areas]))


@settings(max_examples=40)
@given(maps(), st.sampled_from(SETTINGS))
def test_blocks_say_what_osmium_says(tmp_path_factory, things, how):
    ours, theirs = both(packed(tmp_path_factory.mktemp("maps"), things, how))
    assert ours == theirs


def test_of_things_with_one_id_the_last_counts(tmp_path):
    things = [node(1, 0, 0), node(2, 9, 0), *(way(5, [1, 2], {"highway": k}) for k in "ab")]
    ours, theirs = both(packed(tmp_path, things))
    assert ours == theirs
    assert [tags for _, tags, _ in ours[3]] == [{"highway": "b"}]


@pytest.mark.parametrize("how", SETTINGS)
def test_marks_of_direction_in_a_name_are_dropped(tmp_path, how):
    things = [
        node(1, 0, 0),
        node(2, 9, 0),
        way(5, [1, 2], HERE | {"name": "Kes\u202e\u00e4katu\u2066"}),
    ]
    ours, theirs = both(packed(tmp_path, things, how))
    assert ours == theirs
    assert [tags for _, tags, _ in ours[3]] == [HERE]


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["london-city/london.osm.pbf", "london-city/moorgate.osm.pbf"])
def test_blocks_of_real_towns_say_what_osmium_says(shared, name):
    assert is_plain(shared / name)
    ours, theirs = both(shared / name)
    assert ours == theirs


def message(number, body):
    """A field that holds bytes."""
    return bytes([number << 3 | 2]) + length(len(body)) + body


def length(size):
    """A number in base 128."""
    out = b""
    while size > 127:
        out, size = out + bytes([size & 127 | 128]), size >> 7
    return out + bytes([size])


def blob(kind, raw, how=3):
    """A blob, its contents under the field for their packing."""
    inner = zlib.compress(raw) if how == 3 else raw
    body = b"\x10" + length(len(raw)) + message(how, inner)
    head = message(1, kind) + b"\x18" + length(len(body))
    return struct.pack(">I", len(head)) + head + body


def unpacked(path):
    """Header and blocks of a file, without their packing."""
    return [_osm_pbf._unpacked(body) for _, body in _osm_pbf._blobs(path)]


def test_other_packings_and_features_are_left_to_osmium(tmp_path):
    path = packed(tmp_path, [node(1, 0, 0), node(2, 9, 0), way(5, [1, 2], HERE)])
    head, *blocks = unpacked(path)
    things = b"".join(blob(b"OSMData", each) for each in blocks)
    other, history = tmp_path / "other.osm.pbf", tmp_path / "history.osm.pbf"
    other.write_bytes(blob(b"OSMHeader", head) + blob(b"OSMData", blocks[0], how=6))
    history.write_bytes(blob(b"OSMHeader", head + message(4, b"HistoricalInformation")) + things)
    assert not is_plain(other)
    assert not is_plain(history)
    with pytest.raises(SourceError, match="cannot be read as a map"):
        read_map(other)
    assert read_map(history).ways.node_id.tolist() == [1, 2]


def test_a_blob_that_is_not_as_long_as_it_says_is_refused(tmp_path):
    path = packed(tmp_path, [node(1, 0, 0), node(2, 9, 0), way(5, [1, 2], HERE)])
    head, nodes, *_ = unpacked(path)
    whole = blob(b"OSMData", nodes)
    for size in (len(nodes) - 1, len(nodes) + 1):
        wrong = whole.replace(b"\x10" + length(len(nodes)), b"\x10" + length(size), 1)
        path.write_bytes(blob(b"OSMHeader", head) + wrong)
        with pytest.raises(SourceError, match="cannot be read as a map"):
            read_map(path)


@pytest.mark.parametrize("how", SETTINGS[:2])
def test_no_bytes_bring_the_reader_down(tmp_path, how):
    """Blocks with bytes changed, cut or put in are read or refused, never worse."""
    things = [
        *(
            node(k, 5 * k, 5 * (k % 3), {"amenity": "pub"} if k % 4 == 0 else {})
            for k in range(1, 9)
        ),
        *(way(k, [k, k + 1, 1], HERE) for k in range(1, 8)),
        relation(3, [(1, "outer"), (2, "inner")], {"type": "multipolygon", "building": "yes"}),
    ]
    path = packed(tmp_path, things, how)
    head, *blocks = unpacked(path)
    chance = random.Random(7)  # noqa: S311 - not for secrets
    refused = 0
    for _ in range(250):
        worse = bytearray(chance.choice(blocks))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(worse))
            worse[at : at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
        path.write_bytes(blob(b"OSMHeader", head) + blob(b"OSMData", bytes(worse)))
        try:
            read_blocks(look_over(path))
        except (SourceError, RuntimeError, ValueError):
            refused += 1
    assert 60 < refused < 250


@given(st.lists(st.integers(-50, 50), unique=True), st.lists(st.integers(-60, 60)))
def test_places_are_those_of_a_plain_search(ids, wanted):
    rising = sorted(ids)
    found = _kernels.places(np.array(rising, dtype=np.int64), np.array(wanted, dtype=np.int64))
    assert found.tolist() == [rising.index(k) if k in ids else -1 for k in wanted]
