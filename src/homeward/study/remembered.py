"""What records have taught, kept between runs: the next plan for the same town need not wait."""

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from homeward import read
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Values
from homeward.rates import Ground, Learn, Spreads, spreads_of
from homeward.records import Panel

__all__ = ["remembering"]


def remembering(folder: Path | None) -> Learn:
    """`spreads_of` that looks first whether the same counts were learnt from before.

    Parameters
    ----------
    folder
        The cache's folder; None keeps nothing.

    Returns
    -------
    Learn
        Its answer is that of `spreads_of`: the key holds all that they are learnt from.
    """

    def learn(panel: Panel, ground: Ground, values: Values) -> Spreads:
        key = read.cache.key((), extra=_digest(panel, ground, values))
        kept = read.cache.load(Spreads, key, folder=folder)
        if kept is not None:
            return kept
        made = spreads_of(panel, ground, values)
        read.cache.save(made, key, folder=folder)
        return made

    return learn


def _digest(panel: Panel, ground: Ground, values: Values) -> str:
    """A name for all that spreads are learnt from: counts, facts of areas, priors, the program."""
    priors = sorted((name, each) for name, each in values.items() if name.startswith("rates."))
    digest = hashlib.sha256(f"{_program()}{priors}".encode())
    given: tuple[Bools | Floats | Ints, ...] = (
        panel.count,
        panel.seen,
        panel.month,
        panel.regime,
        ground.covariates,
        ground.edges,
    )
    for each in given:
        digest.update(repr((each.dtype.str, each.shape)).encode())
        digest.update(each.tobytes())
    return digest.hexdigest()


@cache
def _program() -> str:
    """The text of the room that learns, as a digest: what another one taught is not taken over."""
    files = (each for each in resources.files("homeward.rates").iterdir() if each.is_file())
    texts = {each.name: each.read_bytes() for each in files if each.name.endswith(".py")}
    return hashlib.sha256(b"".join(texts[name] for name in sorted(texts))).hexdigest()
