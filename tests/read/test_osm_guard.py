"""Broken and hostile maps are refused in one plain sentence."""

import bz2
import gzip
import os
import struct
import time
import zlib

import osmium
import pytest

from homeward.errors import SourceError
from homeward.read import _osm_raw, guard
from homeward.read.osm import read_map
from osm_xml import STREET, node, way, write, xml


@pytest.fixture
def refused(tmp_path):
    """Read bytes as a map and give back why they were refused."""

    def refused_for(data: bytes, name: str = "map.osm") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        began = time.monotonic()
        with pytest.raises(SourceError) as fault:
            read_map(path)
        assert time.monotonic() - began < 10
        said = str(fault.value)
        assert said.endswith(".")
        assert "\n" not in said
        assert name in said
        return said

    return refused_for


def pbf(tmp_path) -> bytes:
    """A small whole map in PBF."""
    path = tmp_path / "whole.osm.pbf"
    source = write(tmp_path / "whole.osm", STREET)
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return path.read_bytes()


def blob(raw_size: int, data: bytes, kind: bytes = b"OSMData") -> bytes:
    """A PBF blob that says it unpacks to some size."""

    def whole(number: int) -> bytes:
        out = b""
        while number > 127:
            out, number = out + bytes([number & 127 | 128]), number >> 7
        return out + bytes([number])

    body = b"\x10" + whole(raw_size) + b"\x1a" + whole(len(data)) + data
    header = b"\x0a" + whole(len(kind)) + kind + b"\x18" + whole(len(body))
    return struct.pack(">I", len(header)) + header + body


def test_every_format_gives_the_same_streets(tmp_path):
    text = xml(STREET).encode()
    (tmp_path / "a.osm.pbf").write_bytes(pbf(tmp_path))
    (tmp_path / "b.osm").write_bytes(text)
    (tmp_path / "c.osm.gz").write_bytes(gzip.compress(text))
    (tmp_path / "d.osm.bz2").write_bytes(bz2.compress(text))
    (tmp_path / "misnamed.txt").write_bytes(gzip.compress(text))
    for name in ("a.osm.pbf", "b.osm", "c.osm.gz", "d.osm.bz2", "misnamed.txt"):
        town = read_map(tmp_path / name)
        assert town.ways.node_id.tolist() == [1, 2], name
        assert town.file.path == str(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"There is no file .*nowhere\.osm"):
        read_map(tmp_path / "nowhere.osm")


def test_a_folder_is_no_map(tmp_path):
    with pytest.raises(SourceError, match="is a folder"):
        read_map(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.osm")
    with pytest.raises(SourceError, match="not an ordinary file"):
        read_map(tmp_path / "pipe.osm")


def test_an_empty_file_is_refused(refused):
    assert "is empty (0 bytes)" in refused(b"")


def test_a_web_page_named_pbf_is_called_a_web_page(refused):
    page = b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>"
    assert "is a web page (HTML)" in refused(page, "town.osm.pbf")


def test_json_and_other_xml_are_called_by_name(refused):
    assert "is JSON" in refused(b'{"version": 0.6}')
    assert "but not OpenStreetMap's" in refused(b"<?xml version='1.0'?><gpx/>")
    assert "is not a map" in refused(b"id,lat,lon\n1,2,3\n")


@pytest.mark.parametrize("cut", [3, 20, 200, -30])
def test_a_pbf_cut_short_is_refused(refused, tmp_path, cut):
    said = refused(pbf(tmp_path)[:cut], "cut.osm.pbf")
    assert "ends before it should" in said or "damaged" in said or "is not a map" in said


def test_a_damaged_pbf_is_refused(refused, tmp_path):
    data = bytearray(pbf(tmp_path))
    data[-40:-10] = bytes(30)
    assert "cannot be read as a map" in refused(bytes(data), "bad.osm.pbf")


def test_a_pbf_bomb_is_refused_before_it_is_unpacked(refused):
    zeros = zlib.compress(bytes(2**20), 9)
    bomb = blob(100, zlib.compress(b""), b"OSMHeader") + blob(32 * 2**20, zeros) * 40
    assert "unpacks to" in refused(bomb, "bomb.osm.pbf")


def test_xml_cut_short_is_refused(refused):
    assert "ends before it should" in refused(xml(STREET).encode()[:-30])


def test_xml_with_a_wrong_sign_is_refused(refused):
    assert "its XML is damaged" in refused(xml(STREET).replace("<way", "<<way").encode())


@pytest.mark.parametrize("gap", [0, 5000])
def test_an_entity_bomb_is_refused(refused, gap):
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))]
    head = f'<?xml version="1.0"?><!-- {"x" * gap} --><!DOCTYPE osm [{"".join(lines)}]>'
    body = '<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="a" v="&a9;"/></node></osm>'
    said = refused((head + body).encode())
    assert "entities" in said or "not a map" in said or "not OpenStreetMap's" in said


@pytest.mark.parametrize("name", ["bomb.osm.gz", "bomb.osm.bz2"])
def test_a_compression_bomb_is_refused(refused, name):
    """100 MB of blanks behind the beginning of a map: a few hundred kB, or a few kB."""
    pack = gzip.compress if name.endswith("gz") else bz2.compress
    data = pack(b'<osm version="0.6">' + b" " * 100 * 2**20)
    assert "200 times its size" in refused(data, name)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_compressed_map_cut_short_is_refused(refused, pack):
    assert "cannot be unpacked" in refused(pack(xml(STREET).encode())[:-12], "cut.osm.gz")


@pytest.mark.parametrize(
    ("lat", "lon"), [("999", "0"), ("100", "0"), ("51", "181"), ("north", "0"), ("", "")]
)
def test_a_node_off_the_earth_is_refused(refused, lat, lon):
    bad = f'<node id="3" lat="{lat}" lon="{lon}"/>'
    things = (*STREET[:2], bad, way(1, [1, 2, 3], {"highway": "footway"}))
    said = refused(xml(things).encode())
    assert "latitude" in said


def test_a_tagged_node_off_the_earth_is_refused(refused):
    bad = '<node id="3" lat="91" lon="0"><tag k="amenity" v="pub"/></node>'
    assert "node 3 has latitude 91" in refused(xml((*STREET, bad)).encode())


def test_an_id_that_is_no_number_is_refused(refused):
    assert "not a whole number" in refused(xml((node(1, 0, 0).replace('"1"', '"one"'),)).encode())


def test_latin_letters_in_the_wrong_encoding_are_refused(refused):
    bad = node(9, 0, 0, {"name": "Gunter"}).encode().replace(b"Gunter", b"G\xfcnter")
    data = xml(STREET).encode().replace(b"</osm>", bad + b"</osm>")
    assert "its XML is damaged" in refused(data)


def test_sizes_said_in_base_128_are_read():
    message = b"\x0a\x07OSMData\x18\xac\x02"
    assert dict(guard._varints(message)) == {3: 300}


@pytest.mark.parametrize(("limit", "words"), [("MOST_POINTS", "points"), ("MOST_THINGS", "ways")])
def test_a_map_larger_than_memory_should_hold_is_refused(refused, monkeypatch, limit, words):
    monkeypatch.setattr(_osm_raw, limit, 1)
    said = refused(xml((*STREET, way(2, [2, 1], {"highway": "path"}))).encode())
    assert words in said
    assert "Cut it down to one town" in said


@pytest.mark.parametrize("name", ["endless.osm", "endless.osm.gz"])
def test_an_element_without_end_is_refused(refused, name):
    """A name of 3 MB, which would cost the XML library the square of its length."""
    text = b'<osm version="0.6"><node id="1" lat="51" lon="0"><tag k="name" v="'
    data = text + b"x" * 3 * 2**20 + b'"/></node></osm>'
    packed = gzip.compress(data) if name.endswith("gz") else data
    assert "has an element of over 1 MB" in refused(packed, name)
