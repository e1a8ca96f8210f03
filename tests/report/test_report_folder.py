import errno
import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from homeward.errors import InputError
from homeward.report import folder as folders
from homeward.report.folder import MANIFEST, filled


def _fill(folder: Path, **files: str) -> None:
    with filled(folder) as work:
        for name, text in files.items():
            (work / name).write_text(text)


def _fill_half(folder: Path, fault: BaseException) -> None:
    with filled(folder) as work:
        (work / "plan").write_text("half")
        raise fault


def _held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_finished_folder_has_a_manifest_that_matches_every_file(tmp_path):
    _fill(tmp_path / "out", plan="one", report="two")
    listed = json.loads((tmp_path / "out" / MANIFEST).read_text())["files"]
    assert listed == {
        name: hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest()
        for name in ("plan", "report")
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_missing_parents_are_made(tmp_path):
    _fill(tmp_path / "a" / "b" / "out", plan="one")
    assert (tmp_path / "a" / "b" / "out" / "plan").read_text() == "one"


def test_a_fault_while_writing_leaves_the_earlier_folder_as_it_was(tmp_path):
    _fill(tmp_path / "out", plan="one", report="two")
    before = _held(tmp_path / "out")
    with pytest.raises(RuntimeError):
        _fill_half(tmp_path / "out", RuntimeError())
    assert _held(tmp_path / "out") == before


def test_a_fault_while_writing_makes_no_new_folder(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        _fill_half(tmp_path / "out", KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


def test_a_stop_between_two_moves_leaves_no_manifest(tmp_path, monkeypatch):
    _fill(tmp_path / "out", plan="one", report="two")
    moves, rename = [], Path.replace

    def stop(path, target):
        moves.append(target)
        if len(moves) == 2:
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(folders.Path, "replace", stop)
    with pytest.raises(OSError, match="Input/output"):
        _fill(tmp_path / "out", plan="three", report="four")
    assert not (tmp_path / "out" / MANIFEST).exists()
    assert not list((tmp_path / "out").glob(".homeward-*"))


def test_the_manifest_moves_last(tmp_path, monkeypatch):
    moved, rename = [], Path.replace

    def note(path, target):
        moved.append(path.name)
        return rename(path, target)

    monkeypatch.setattr(folders.Path, "replace", note)
    _fill(tmp_path / "out", zebra="z", A="a")
    assert moved == ["A", "zebra", MANIFEST]


def test_files_of_an_earlier_plan_go_and_other_files_stay(tmp_path):
    _fill(tmp_path / "out", plan="one", rejects="bad rows")
    (tmp_path / "out" / "my-notes.txt").write_text("mine")
    _fill(tmp_path / "out", plan="two")
    assert set(_held(tmp_path / "out")) == {"plan", "my-notes.txt", MANIFEST}


@pytest.mark.parametrize(
    "manifest",
    [
        '{"files": {"../keep.txt": "", "/etc/hostname": ""}}',
        '{"files": 7}',
        "[]",
        "not json",
        '{"other": {}}',
    ],
)
def test_a_manifest_from_elsewhere_removes_nothing_outside(tmp_path, manifest):
    (tmp_path / "keep.txt").write_text("kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_text(manifest)
    _fill(tmp_path / "out", plan="one")
    assert (tmp_path / "keep.txt").read_text() == "kept"
    assert set(_held(tmp_path / "out")) == {"plan", MANIFEST}


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match=r"`--out` must be a folder; .*out is a file\."):
        _fill(tmp_path / "out", plan="one")
    assert (tmp_path / "out").read_text() == "a file"


def test_a_parent_that_is_a_file_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("a file")
    with pytest.raises(InputError, match=r"must be a folder that can be written in"):
        _fill(tmp_path / "file" / "out", plan="one")


def test_a_parent_that_cannot_be_written_in_is_said_in_one_sentence(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(folders.tempfile, "mkdtemp", refuse)
    with pytest.raises(InputError, match=r"can be written in; .*out cannot: Permission denied\."):
        _fill(tmp_path / "out", plan="one")


def test_a_link_to_a_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    _fill(tmp_path / "link", plan="one")
    assert (tmp_path / "real" / "plan").read_text() == "one"
    assert (tmp_path / "link").is_symlink()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 KiB, where this machine allows one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("at_root", [True, False], ids=["the disk itself", "a folder on it"])
def test_a_full_disk_leaves_the_earlier_folder_as_it_was(small_disk, at_root):
    out = small_disk if at_root else small_disk / "out"
    _fill(out, plan="one")
    before = _held(out)
    with pytest.raises(OSError, match="No space left"):
        _fill(out, plan="two", report="x" * 200_000)
    assert _held(out) == before
