"""Things kept on disk come back as they were, or not at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from homeward.kit import store
from homeward.kit.arrays import freeze


@dataclass(frozen=True, kw_only=True)
class Note:
    """A plain inner thing."""

    text: str
    line: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Inner:
    """A thing with an array, that freezes itself."""

    xy_m: np.ndarray

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Outer:
    """One of everything."""

    name: str
    xy_m: np.ndarray
    words: np.ndarray
    when: np.ndarray
    flags: np.ndarray
    tags: tuple[Mapping[str, str], ...]
    inner: Inner
    maybe: Inner | None = None
    notes: tuple[Note, ...] = ()
    mixed: tuple[object, ...] = ()
    day: date | None = None
    share: float = 0.5


@pytest.fixture
def outer() -> Outer:
    """One of everything, filled."""
    return Outer(
        name="Mile End, \u00a3 and \u20ac",
        xy_m=np.arange(6.0).reshape(3, 2),
        words=np.array(["", "a", "h\u00e9llo"]),
        when=np.array(["2020-02-08T23:30", "NaT"], dtype="datetime64[m]"),
        flags=np.array([True, False]),
        tags=({"highway": "steps"}, {}, MappingProxyType({"lit": "yes"})),
        inner=Inner(xy_m=np.zeros((0, 2))),
        notes=(Note(text="one", line=1), Note(text="two", line=2)),
        mixed=(1, (2.5, [3, None]), {"a": (4,)}),
        day=date(2020, 2, 8),
    )


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def test_everything_comes_back_as_it_was(outer, tmp_path):
    store.save(outer, tmp_path / "town")
    back = store.load(Outer, tmp_path / "town")
    assert back is not None
    for name in ("xy_m", "words", "when", "flags"):
        assert same(getattr(back, name), getattr(outer, name))
    assert back.inner.xy_m.shape == (0, 2)
    assert (back.maybe, back.day, back.share, back.name) == (None, outer.day, 0.5, outer.name)
    assert back.notes == outer.notes
    assert back.mixed == outer.mixed
    assert [dict(each) for each in back.tags] == [dict(each) for each in outer.tags]


def test_arrays_come_back_read_only_and_aligned(outer, tmp_path):
    store.save(outer, tmp_path / "town")
    back = store.load(Outer, tmp_path / "town")
    for array in (back.xy_m, back.words, back.when, back.flags, back.inner.xy_m):
        assert not array.flags.writeable
    assert back.words.__array_interface__["data"][0] % 64 == 0


KINDS = st.one_of(
    hnp.integer_dtypes(),
    hnp.floating_dtypes(),
    hnp.boolean_dtypes(),
    hnp.unicode_string_dtypes(max_len=5),
    hnp.datetime64_dtypes(),
)


@given(array=hnp.arrays(KINDS, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0)))
def test_any_array_comes_back(array, tmp_path_factory):
    folder = tmp_path_factory.mktemp("store") / "inner"
    store.save(Inner(xy_m=array), folder)
    back = store.load(Inner, folder).xy_m
    assert back.shape == array.shape
    native = array.astype(array.dtype.newbyteorder("="))
    assert back.dtype == native.dtype
    assert back.tobytes() == native.tobytes()


@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), which=st.booleans())
def test_a_flipped_bit_gives_none_or_the_same(at, bit, which, tmp_path_factory):
    folder = tmp_path_factory.mktemp("store") / "inner"
    store.save(Inner(xy_m=np.arange(50.0)), folder)
    file = folder / (store.ARRAYS if which else store.INDEX)
    content = bytearray(file.read_bytes())
    content[int(at * len(content))] ^= 1 << bit
    file.write_bytes(content)
    back = store.load(Inner, folder)
    assert back is None or same(back.xy_m, np.arange(50.0))


@pytest.mark.parametrize("name", [store.ARRAYS, store.INDEX])
def test_a_cut_file_gives_none(name, outer, tmp_path):
    store.save(outer, tmp_path / "town")
    file = tmp_path / "town" / name
    file.write_bytes(file.read_bytes()[:-10])
    assert store.load(Outer, tmp_path / "town") is None


def test_another_version_or_class_gives_none(outer, tmp_path):
    store.save(outer, tmp_path / "town")
    assert store.load(Inner, tmp_path / "town") is None
    file = tmp_path / "town" / store.INDEX
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"format": 99}), "utf-8")
    assert store.load(Outer, tmp_path / "town") is None


def test_nothing_there_gives_none(tmp_path):
    assert store.load(Outer, tmp_path / "nowhere") is None


def test_an_index_cannot_name_code_to_run(tmp_path):
    store.save(Inner(xy_m=np.zeros(3)), tmp_path / "inner")
    file = tmp_path / "inner" / store.INDEX
    index = json.loads(file.read_text("utf-8"))
    index["fields"]["xy_m"] = ["thing", ["pathlib.Path", {}]]
    index["check"] = store.zlib.crc32(store._dumps(index["fields"]))
    file.write_text(json.dumps(index), "utf-8")
    assert store.load(Inner, tmp_path / "inner") is None


@pytest.mark.parametrize("value", [np.array([{}], dtype=object), {1, 2}, lambda: None])
def test_what_cannot_be_stored_is_refused_by_name_and_leaves_nothing(value, outer, tmp_path):
    with pytest.raises(TypeError, match=r"`(name|xy_m)` (holds|is)"):
        store.save(replace(outer, name=value), tmp_path / "town")
    assert list(tmp_path.iterdir()) == []


def test_saving_again_replaces_and_old_maps_stay_readable(tmp_path):
    store.save(Inner(xy_m=np.zeros(9)), tmp_path / "inner")
    old = store.load(Inner, tmp_path / "inner")
    store.save(Inner(xy_m=np.ones(9)), tmp_path / "inner")
    assert store.load(Inner, tmp_path / "inner").xy_m.sum() == 9
    assert old.xy_m.sum() == 0
    assert [each.name for each in tmp_path.iterdir()] == ["inner"]
