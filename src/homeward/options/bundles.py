"""Bundles: options of one measure that are bought together, made one option."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints, Texts, ragged_positions
from homeward.options.option import Options

__all__ = ["bundled"]


def bundled(options: Options, groups: Sequence[Ints]) -> Options:
    """Options of which some are bought together or not at all.

    Parameters
    ----------
    options
        All options, I of them.
    groups
        Numbers of the options of each bundle, of one measure each; no option is in two.

    Returns
    -------
    Options
        Each bundle is one option in the place of its first, named after it with ``+`` and how
        many more there are. It costs what they cost together and reaches what they reach; where
        several reach one segment, the strongest counts.

    Raises
    ------
    InputError
        If a bundle mixes measures, or an option is in two.
    """
    if not groups:
        return options
    _check(options, groups)
    first = np.arange(len(options), dtype=np.int64)
    for group in groups:
        first[group] = group.min()
    kept, at = np.unique(first, return_inverse=True)
    size = np.bincount(at)
    links = _links(options, at.astype(np.int64))
    return replace(
        options,
        id=_ids(options, kept, size),
        measure=options.measure[kept],
        units=np.bincount(at, options.units).astype(np.float64),
        xy_m=options.xy_m[kept],
        capital_pence=_summed(at, options.capital_pence),
        yearly_pence=_summed(at, options.yearly_pence),
        survey=np.bincount(at, options.survey) > 0,
        moves=options.moves[kept],
        start=np.concatenate([[0], np.cumsum(np.bincount(links[0], minlength=len(kept)))]),
        segment=links[1],
        strength=links[2],
        lights=links[3] > 0,
    )


def _check(options: Options, groups: Sequence[Ints]) -> None:
    """Bundles are of one measure and apart."""
    every = np.concatenate([np.zeros(0, dtype=np.int64), *groups])
    twice = np.flatnonzero(np.bincount(every, minlength=len(options)) > 1)
    if twice.size:
        raise InputError(
            f"An option may be in one bundle; {twice.size} are in more (first: "
            f"{options.id[twice[0]]}). Make one bundle of them, or take it out of one."
        )
    for group in groups:
        found = np.unique(options.measure[group])
        if len(found) > 1:
            raise InputError(
                "A bundle holds options of one measure; one has "
                f"{' and '.join(options.measures[m] for m in found)}. Make a bundle of each."
            )


def _ids(options: Options, kept: Ints, size: Ints) -> Texts:
    names = options.id[kept].tolist()
    named = (
        f"{name}+{count - 1}" if count > 1 else name
        for name, count in zip(names, size.tolist(), strict=True)
    )
    return np.array(list(named), dtype=np.str_)


def _summed(at: Ints, pence: Ints) -> Ints:
    total = np.zeros(int(at.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(total, at, pence)
    return total


def _links(options: Options, at: Ints) -> tuple[Ints, Ints, Floats, Ints]:
    """Links by new option and segment: each pair once, with its largest strength."""
    order = np.argsort(at, kind="stable")
    position = ragged_positions(options.start, order.astype(np.int64))
    owner = np.repeat(at[order], np.diff(options.start)[order])
    segment = options.segment[position]
    alone = np.bincount(at)[owner] == 1
    # Links of options that stay alone keep their order; those of bundles are merged by segment.
    within = np.where(alone, np.arange(len(owner)), segment)
    arranged = np.lexsort((within, owner))
    owner, segment, position = owner[arranged], segment[arranged], position[arranged]
    fresh = np.ones(len(owner), dtype=np.bool_)
    fresh[1:] = (np.diff(owner) != 0) | (np.diff(segment) != 0)
    pair = np.flatnonzero(fresh)
    strength = np.maximum.reduceat(options.strength[position], pair, axis=0)
    lights = np.maximum.reduceat(options.lights[position].astype(np.int64), pair)
    return owner[pair], segment[pair], strength, lights
