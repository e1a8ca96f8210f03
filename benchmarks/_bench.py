"""What the benchmarks share: each contender runs alone in a process of its own.

Time is CPU time of that process, its threads and what it started together, the median of
several runs after one that is not counted (numba compiles then). Peak memory is that of the
whole process, with Python, libraries and inputs.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

MAPS = Path(__file__).resolve().parents[2] / "shared" / "data" / "scale"
"""Where the maps are looked for unless ``--maps`` says otherwise."""
LIMIT_S = 240
"""Wall seconds after which a contender is stopped, unless it has a limit of its own."""
BEGAN = "began"
KB_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in."""

Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One way to do the work.

    `prepare` is given the folder of inputs and gives the work to be timed; `facts` says what
    came out of it, as JSON, and is not timed. `package` is the peer's, "" for ours. One that
    asks for more than `most_gb` of memory is refused it, and its row says what happened; one
    that takes more than `limit_s` wall seconds, preparation and all, is stopped.
    """

    prepare: Callable[[Path], Callable[[], Any]]
    facts: Callable[[Any, Path], Facts] = lambda _result, _folder: {}
    package: str = ""
    repeats: int = 3
    warm: bool = True
    most_gb: float | None = None
    limit_s: float = LIMIT_S


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one contender took: median seconds, or why there are none.

    One that was stopped, at so many wall seconds, took more than its seconds say; if it was
    not `ready` by then, they are the seconds of preparing.
    """

    cpu_s: float | None = None
    wall_s: float | None = None
    peak_mb: float | None = None
    facts: Facts = field(default_factory=dict)
    reason: str = ""
    stopped_at_s: float | None = None
    ready: bool = True


Rows = list[dict[str, Any]]
Go = Callable[[str], Run]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A script: its contenders, what is written for all of them, and how rows are made."""

    script: str
    contenders: Mapping[str, Contender]
    prepare: Callable[[Path, Path], None]
    rows: Callable[[Go], Iterable[dict[str, Any]]]


def main(bench: Bench) -> None:
    """Run all contenders and print the rows; or, inside a child, one contender."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    parser.add_argument("--markdown", action="store_true", help="print rows as the docs have them")
    parser.add_argument("--maps", type=Path, default=MAPS, help="folder with the .osm.pbf files")
    parser.add_argument("--child", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        _child(bench.contenders[asked.child[0]], Path(asked.child[1]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        bench.prepare(asked.maps, folder)
        rows = list(bench.rows(lambda name: _run(bench, name, folder)))
    if asked.json:
        print(json.dumps(rows, indent=1))
    else:
        print(_markdown(rows) if asked.markdown else _table(rows))


def row(work: str, ours: Run, peer: Run, peer_name: str, **more: object) -> dict[str, Any]:
    """One row; CPU seconds unless `unit` among the extra keys begins with "wall".

    The ratio is null only where one of the two could not run at all. A peer that was stopped
    at its limit has the ratio of its time until then, and the note says so.
    """
    unit = str(more.pop("unit", "CPU s"))
    wall = unit.startswith("wall")
    mine, theirs = (ours.wall_s, peer.wall_s) if wall else (ours.cpu_s, peer.cpu_s)
    reason = ours.reason or peer.reason or str(more.pop("reason", ""))
    package = str(more.pop("package", peer_name))
    late = ours if ours.stopped_at_s else peer
    if late.stopped_at_s:
        who = "Ours was" if late is ours else "The peer was"
        bound = "at most" if late is ours else "at least"
        when = "" if late.ready else ", not yet prepared; its seconds are those of preparing"
        limit = f"its limit of {late.stopped_at_s:g} wall seconds{when}"
        said = f"{who} stopped at {limit}: the ratio is {bound} this."
        more["note"] = f"{more.get('note', '')} {said}".strip()
    return {
        "work": work,
        "ours": _rounded(mine),
        "peer": peer_name,
        "peer_version": metadata.version(package),
        "ratio": None if reason or not mine or theirs is None else _rounded(theirs / mine),
        "unit": unit,
        "peak_mb": _rounded(ours.peak_mb),
        "peer_took": _rounded(theirs),
        "peer_peak_mb": _rounded(peer.peak_mb),
        **({"stopped": True} if late.stopped_at_s else {}),
        **({"reason": reason} if reason else {}),
        **more,
    }


def _run(bench: Bench, name: str, folder: Path) -> Run:
    """One contender in a process of its own."""
    print(f"{Path(bench.script).name}: {name} ...", file=sys.stderr, flush=True)
    package, limit_s = bench.contenders[name].package, bench.contenders[name].limit_s
    command = [sys.executable, str(Path(bench.script).resolve()), "--child", name, str(folder)]
    try:
        metadata.version(package or "homeward")
    except metadata.PackageNotFoundError:
        return Run(reason=f"{package} is not installed")
    before_s = _children_s()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it:
        try:
            said, faults = it.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            peak_mb = _peak_mb(str(it.pid))
            it.kill()
            said, _ = it.communicate()
            return replace(_stopped(said, _children_s() - before_s, limit_s), peak_mb=peak_mb)
    if it.returncode:
        last = (faults.strip().splitlines() or [""])[-1]
        return Run(reason=f"exit {it.returncode}: {last[:200]}")
    return Run(**json.loads(said.strip().splitlines()[-1]))


def _stopped(said: str, cpu_s: float, limit_s: float) -> Run:
    """What is known of a contender stopped at the limit: how long its last run had lasted."""
    began = [line.split()[1:] for line in said.splitlines() if line.startswith(BEGAN)]
    if not began:
        return Run(cpu_s=cpu_s, wall_s=limit_s, stopped_at_s=limit_s, ready=False)
    clock_s, used_s = (float(each) for each in began[-1])
    return Run(cpu_s=cpu_s - used_s, wall_s=time.time() - clock_s, stopped_at_s=limit_s)


def _children_s() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _used_s() -> float:
    """CPU seconds of this process and of solvers it started and waited for."""
    return time.process_time() + _children_s()


def _begin() -> None:
    """Say that a run begins, for the parent that may have to stop it."""
    print(f"{BEGAN} {time.time()} {_used_s()}", flush=True)


def _child(contender: Contender, folder: Path) -> None:
    """Time one contender and print what it took."""
    if contender.most_gb is not None:
        resource.setrlimit(resource.RLIMIT_AS, (int(contender.most_gb * 2**30),) * 2)
    work = contender.prepare(folder)
    _begin()
    if contender.warm:
        work()
    cpu, wall = [], []
    result = None
    for _ in range(contender.repeats):
        result = None  # so that no peak counts two results
        _begin()
        began = _used_s(), time.perf_counter()
        result = work()
        cpu.append(_used_s() - began[0])
        wall.append(time.perf_counter() - began[1])
    took = {"cpu_s": statistics.median(cpu), "wall_s": statistics.median(wall)}
    took["peak_mb"] = _peak_mb()
    print("\n" + json.dumps({**took, "facts": contender.facts(result, folder)}))


def _peak_mb(process: str = "self") -> float | None:
    """Peak memory of a process; Linux counts its parent's in `ru_maxrss`, not in VmHWM.

    None where it cannot be known of another process.
    """
    status = Path("/proc") / process / "status"
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM")) / 1024
    if process != "self":
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB


def _rounded(value: float | None) -> float | None:
    """Four significant figures."""
    return None if value is None else float(f"{value:.4g}")


def _table(rows: Rows) -> str:
    """The rows for a reader."""
    lines = [f"{'work':<66} {'ours':>9} {'peer':>9} {'ratio':>8}  unit    MB  peer"]
    for each in rows:
        figures = (_text(each[key]) for key in ("ours", "peer_took", "ratio"))
        ours, peer, ratio = figures
        lines.append(
            f"{each['work'][:66]:<66} {ours:>9} {peer:>9} {ratio:>8}  {each['unit']:<6} "
            f"{_text(each['peak_mb']):>4} {each['peer']} {each['peer_version']}"
        )
        lines += [f"    {key}: {each[key]}" for key in each if key in {"reason", "note", "check"}]
    return "\n".join(lines)


def _markdown(rows: Rows) -> str:
    """The rows as they stand in docs/benchmarks.md."""
    return "\n".join(f"| {' | '.join(_cells(each))} |" for each in rows)


def _cells(each: dict[str, Any]) -> tuple[str, ...]:
    """What a line of the docs' table holds."""
    ours, took, ratio = (_text(each[key]) for key in ("ours", "peer_took", "ratio"))
    stopped = " (stopped)" if each.get("stopped") else ""
    memory = " / ".join(
        "-" if each[key] is None else f"{each[key]:,.0f}" for key in ("peak_mb", "peer_peak_mb")
    )
    peer = f"{each['peer']} {each['peer_version']}"
    return (each["work"], ours, peer, took + stopped, ratio, each["unit"], memory)


def _text(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
