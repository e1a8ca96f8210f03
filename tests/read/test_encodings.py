"""The same real tables in other encodings give the same counts."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from homeward.read.book import Book
from homeward.read.crime import read_crimes
from homeward.read.lights import read_lamps
from small_frame import NO_PRISONS, frame_of

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "cp1252")


@pytest.mark.realdata
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_lamps_of_camden_are_the_same_in_any_encoding(shared, tmp_path, encoding):
    source = shared / "london-city" / "Camden_Street_Lighting.csv.gz"
    text = gzip.decompress(source.read_bytes()).decode("utf-8-sig")
    path = tmp_path / source.name.removesuffix(".gz")
    path.write_bytes(text.replace("Road", "Röad").encode(encoding, errors="replace"))
    first, second = Book(), Book()
    plain, other = (read_lamps(*each) for each in _both(source, path, first, second))
    assert len(plain.led) > 0
    np.testing.assert_array_equal(plain.xy_m, other.xy_m)
    np.testing.assert_array_equal(plain.hours, other.hours)
    assert first.inputs[0].rows == second.inputs[0].rows
    assert len(first.rejects) == len(second.rejects)


@pytest.mark.realdata
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_month_of_the_city_is_the_same_in_any_encoding(shared, tmp_path, encoding):
    source = min((shared / "london-city" / "crime").rglob("*street.csv*"))
    raw = source.read_bytes()
    text = (gzip.decompress(raw) if source.suffix == ".gz" else raw).decode("utf-8-sig")
    path = tmp_path / source.name.removesuffix(".gz")
    path.write_bytes(text.replace("Road", "Röad").encode(encoding))
    plain = read_crimes((source,), frame_of(), None, NO_PRISONS, {}, Book())
    other = read_crimes((path,), frame_of(), None, NO_PRISONS, {}, Book())
    assert len(plain.month) > 100
    np.testing.assert_array_equal(np.sort(plain.state), np.sort(other.state))
    assert plain.count.sum() == other.count.sum()
    assert np.nansum(plain.xy_m) == pytest.approx(np.nansum(other.xy_m))


def _both(source: Path, path: Path, first: Book, second: Book):
    return (source, frame_of(), first), (path, frame_of(), second)
