"""Whose walks use each street, packed for the map's cards and its list.

Letters used for shapes: S segments, N places listed, K kinds of end, B bands.
"""

from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.report._encode import distinct
from homeward.report.findings import Whose

__all__ = ["FEWEST", "whose_block"]

FEWEST = 12.0
"""Walkers a year, one a month, below which a street's users are not told apart."""


def whose_block(whose: Whose | None) -> dict[str, Any] | None:
    """Shares in whole per cent by segment; None where they were not worked out.

    Parameters
    ----------
    whose
        Whose walks use each segment.

    Returns
    -------
    dict or None
        ``rows`` are the rows that differ and ``of`` which of them each segment has, -1 where
        hardly anyone walks. A row holds: each place and its share, the share of each kind of
        end, of cautious walkers, and of each band.
    """
    if whose is None:
        return None
    walked = np.flatnonzero(whose.walkers >= FEWEST)
    rows, which = distinct(_rows(whose, walked))
    of = np.full(len(whose.walkers), -1, dtype=np.int64)
    of[walked] = which
    return {
        "places": list(whose.places),
        "listed": whose.origin.shape[1],
        "ends": list(whose.ends),
        "bands": list(whose.bands),
        "rows": rows,
        "of": of.tolist(),
    }


def _rows(whose: Whose, walked: Ints) -> Ints:
    from_origin = _per_cent(whose.from_origin[walked])
    places = np.where(from_origin > 0, whose.origin[walked], -1)
    # Not -1: where nobody walks there is no row to tell the width from.
    pairs = np.stack([places, from_origin], axis=2).reshape(len(walked), 2 * places.shape[1])
    return np.hstack(
        [
            pairs,
            _per_cent(whose.by_end[walked]),
            _per_cent(whose.cautious[walked][:, None]),
            _per_cent(whose.by_band[walked]),
        ]
    )


def _per_cent(part: Floats) -> Ints:
    return np.rint(100.0 * part).astype(np.int64)
