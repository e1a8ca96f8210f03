"""What is kept between runs, under which name, and for how long."""

import os
import threading
from dataclasses import dataclass

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.read import cache


@dataclass(frozen=True, eq=False, kw_only=True)
class Thing:
    """Something to keep."""

    values: np.ndarray


def test_what_is_kept_comes_back(tmp_path):
    assert cache.save(Thing(values=np.arange(3)), "abc1", tmp_path) == ""
    assert cache.load(Thing, "abc1", tmp_path).values.tolist() == [0, 1, 2]
    assert cache.load(Thing, "abc2", tmp_path) is None


def test_the_key_follows_contents_order_and_extra(tmp_path):
    a, b, c = (tmp_path / each for each in "abc")
    a.write_text("1", "utf-8")
    b.write_text("2", "utf-8")
    c.write_text("1", "utf-8")
    assert cache.key([a, b], "x") == cache.key([c, b], "x")
    assert (
        len(
            {cache.key(*each) for each in (([a, b], "x"), ([b, a], "x"), ([a, b], "y"), ([a], "x"))}
        )
        == 4
    )


def test_the_key_of_a_folder_follows_all_its_files(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.csv").write_text("1", "utf-8")
    before = cache.key([tmp_path], "")
    (tmp_path / "deep" / "b.csv").write_text("1", "utf-8")
    assert cache.key([tmp_path], "") != before


def test_a_missing_file_is_a_plain_error(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        cache.key([tmp_path / "none"], "")


def test_a_folder_that_cannot_be_written_is_a_note_and_no_crash(tmp_path):
    file = tmp_path / "file"
    file.write_text("in the way", "utf-8")
    assert "was not kept for next time" in cache.save(Thing(values=np.zeros(1)), "abc", file)
    assert cache.load(Thing, "abc", file) is None


def test_no_folder_keeps_nothing(monkeypatch):
    monkeypatch.setenv("HOMEWARD_CACHE", "")
    assert cache.default_folder() is None
    assert cache.save(Thing(values=np.zeros(1)), "abc", None) == ""
    assert cache.load(Thing, "abc", None) is None


def test_the_environment_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOMEWARD_CACHE", str(tmp_path))
    assert cache.default_folder() == tmp_path
    monkeypatch.delenv("HOMEWARD_CACHE")
    assert "homeward" in str(cache.default_folder())


def test_the_longest_unused_go_and_strangers_stay(tmp_path):
    (tmp_path / "photos").mkdir()
    for i in range(cache.MOST_ENTRIES + 3):
        cache.save(Thing(values=np.array([i])), f"key{i}", tmp_path)
        os.utime(tmp_path / f"thing-key{i}", (i, i))
        if i == 10:
            assert cache.load(Thing, "key0", tmp_path) is not None
    kept = {each.name for each in tmp_path.iterdir()}
    assert len(kept) == cache.MOST_ENTRIES + 1
    assert {"photos", "thing-key0"} <= kept
    assert "thing-key1" not in kept


def test_many_savers_and_readers_at_once_never_meet_half_an_entry(tmp_path):
    seen = set()

    def work(number: int) -> None:
        for _ in range(5):
            assert cache.save(Thing(values=np.full(1000, number)), "same", tmp_path) == ""
            found = cache.load(Thing, "same", tmp_path)
            seen.add(None if found is None else len(set(found.values.tolist())))

    threads = [threading.Thread(target=work, args=(each,)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen <= {None, 1}
    assert [each.name for each in tmp_path.iterdir()] == ["thing-same"]
