"""A smooth term on the network of areas: a proper conditional autoregression.

Letters used for shapes: A areas, E pairs of neighbours.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, diags_array
from scipy.sparse.linalg import SuperLU, splu

from homeward.kit.arrays import Floats, Ints, freeze
from homeward.rates import _kernels

__all__ = ["Field", "factor", "field_of", "inverse_diagonal", "log_determinant", "solved"]

TOGETHER = 8
"""Columns solved at once: with some more the library hands its small blocks to several threads,
which then wait for each other longer than one alone would take (ten times as long)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Field:
    """Precision of the smooth term at standard deviation 1.

    Attributes
    ----------
    precision
        Sparse and symmetric, shape (A, A); the geometric mean of its inverse's diagonal is
        1, so that a standard deviation means the same on any network [1]_.
    edges
        Pairs of neighbours, shape (E, 2).
    link
        Precision of the difference across one pair.
    own
        Precision of each area's own value beyond that, above zero, shape (A,).

    References
    ----------
    .. [1] S. H. Sorbye and H. Rue (2014), Scaling intrinsic Gaussian Markov random field
       priors in spatial modelling, Spatial Statistics 8, 39-51.
       https://doi.org/10.1016/j.spasta.2013.06.004
    """

    precision: csc_array
    edges: Ints
    link: float
    own: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.own)

    @cached_property
    def diagonal(self) -> Ints:
        """Where the diagonal stands among the precision's stored values, shape (A,)."""
        column = np.repeat(np.arange(len(self)), np.diff(self.precision.indptr))
        return np.flatnonzero(self.precision.indices == column)

    def with_counts(self, scale: float, seen: Floats) -> SuperLU:
        """Factors of `scale` times the precision and `seen` (A,) on its diagonal."""
        matrix = self.precision.copy()
        matrix.data *= scale
        matrix.data[self.diagonal] += seen
        return factor(matrix)

    @cached_property
    def log_determinant(self) -> float:
        """Of the precision."""
        return log_determinant(factor(self.precision))

    def noise(self, pairs: Floats, singles: Floats) -> Floats:
        """A draw with this precision as its covariance, from standard normal (E,) and (A,)."""
        drawn = np.sqrt(self.own) * singles
        across = np.sqrt(self.link) * pairs
        np.add.at(drawn, self.edges[:, 0], across)
        np.add.at(drawn, self.edges[:, 1], -across)
        return np.asarray(drawn)


def field_of(areas: int, edges: Ints, *, nearness: float) -> Field:
    """The smooth term of a network of areas.

    Parameters
    ----------
    areas
        How many, A.
    edges
        Pairs of neighbours, each once, shape (E, 2).
    nearness
        How nearly an area's value is the mean of its neighbours', below 1 (1 is improper).

    Returns
    -------
    Field
        Given its neighbours, an area's value has mean `nearness` times their mean and a variance
        that falls with their number; an area without neighbours stands alone.
    """
    degree = np.bincount(edges.reshape(-1), minlength=areas).astype(np.float64)
    own = np.where(degree > 0, (1.0 - nearness) * degree, 1.0)
    bare = _precision(areas, edges, nearness, own)
    scale = _typical_variance(bare)
    return Field(
        precision=csc_array(bare * scale), edges=edges, link=nearness * scale, own=own * scale
    )


def _precision(areas: int, edges: Ints, link: float, own: Floats) -> csc_array:
    """``own`` on the diagonal, and `link` times the graph's Laplacian."""
    a, b = edges.T
    degree = np.bincount(edges.reshape(-1), minlength=areas)
    joined = csc_array(
        (np.full(2 * len(edges), -link), (np.concatenate([a, b]), np.concatenate([b, a]))),
        shape=(areas, areas),
    )
    return csc_array(joined + diags_array(own + link * degree, format="csc"))


def _typical_variance(precision: csc_array) -> float:
    """Geometric mean of the areas' variances."""
    return float(np.exp(np.log(inverse_diagonal(factor(precision))).mean()))


def factor(matrix: csc_array) -> SuperLU:
    """Sparse factors of a symmetric, positive definite matrix."""
    options = {"SymmetricMode": True}
    return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)


def solved(factors: SuperLU, columns: Floats) -> Floats:
    """The factored matrix's inverse times columns, shape (A, N)."""
    parts = np.split(columns, range(TOGETHER, columns.shape[1], TOGETHER), axis=1)
    return np.concatenate([factors.solve(each) for each in parts], axis=1)


def log_determinant(factors: SuperLU) -> float:
    """Of a factored positive definite matrix."""
    return float(np.log(np.abs(factors.U.diagonal())).sum())


def inverse_diagonal(factors: SuperLU) -> Floats:
    """Diagonal of the inverse of a factored positive definite matrix, shape (A,).

    From the factors alone, without a column of the inverse [1]_.

    References
    ----------
    .. [1] K. Takahashi, J. Fagan, M.-S. Chen (1973), Formation of a sparse bus impedance
       matrix and its application to short circuit study, Proceedings of the PICA Conference,
       63-69.
    """
    lower = csc_array(factors.L)
    lower.sort_indices()
    start, row = lower.indptr.astype(np.int64), lower.indices.astype(np.int64)
    pivot = np.asarray(factors.U.diagonal(), dtype=np.float64)
    by_pivot = _kernels.inverse_on_diagonal(start, row, lower.data, pivot)
    return np.asarray(by_pivot[factors.perm_c])
