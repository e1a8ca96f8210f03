"""How far spreads are known: others as likely as those learnt.

Letters used for shapes: G groups, H spreads (of the smooth term, the common one, each group's
own, half-years and facts of areas), K nodes.
"""

from collections.abc import Callable

import numpy as np
from scipy.linalg import hadamard

from homeward.kit.arrays import Bools, Floats
from homeward.rates.design import Design, Hyper, Options, prior_of
from homeward.rates.learn import flat, hyper_of, is_on, log_marginal, prior_sd, rounded
from homeward.rates.posterior import Terms, start

__all__ = ["likely"]

APART = 0.25
"""How far spreads are moved to see how the likelihood bends, logarithm: far enough for the
bend to be well above the error of a mode."""


def likely(design: Design, options: Options, hyper: Hyper) -> tuple[Hyper, ...]:
    """Spreads that stand for all that are likely, each for an equal part of the chance.

    Parameters
    ----------
    design
        Counts and what is given.
    options
        Which terms there are; one that is switched off keeps its spread.
    hyper
        The likeliest spreads. Sizes are held: totals of a place hardly depend on them.

    Returns
    -------
    tuple of Hyper
        K of them, a power of two above H.

    Notes
    -----
    Logarithms of spreads are taken to be normal about the likeliest, with the curvature of
    the marginal likelihood times their prior. The nodes are that normal's typical points
    [1]_: in its principal directions each lies one standard deviation up or down, by the
    signs of a Hadamard matrix, so that mean and covariance are exactly the normal's. Counts
    cannot make a spread less known than its prior: where the likelihood bends upwards it is
    taken as flat.

    References
    ----------
    .. [1] H. Rue, S. Martino, N. Chopin (2009), Approximate Bayesian inference for latent
       Gaussian models by using integrated nested Laplace approximations, Journal of the Royal
       Statistical Society B 71, 319-392, section 6.5.
       https://doi.org/10.1111/j.1467-9868.2008.00700.x
    """
    logs, names = flat(hyper, design.groups)
    sure = np.array([name == "size" or not is_on(name, options) for name in names])
    prior = prior_sd(names, options)[~sure]
    root = _root(_bend(_marginal(design, options, (logs, sure), hyper), len(prior)), prior)
    signs = hadamard(1 << len(prior).bit_length())[:, 1 : len(prior) + 1]
    found = np.repeat(logs[None, :], len(signs), axis=0)
    found[:, ~sure] += signs @ root.T
    return tuple(rounded(hyper_of(each, design.groups)) for each in found)


def _marginal(
    design: Design, options: Options, at: tuple[Floats, Bools], hyper: Hyper
) -> Callable[[Floats], float]:
    """The log marginal likelihood by how far the unsure logarithms are moved."""
    logs, sure = at
    begin: Terms = start(design, prior_of(design, hyper, options))
    _, nearest = log_marginal(design, options, hyper, begin)

    def value(moved: Floats) -> float:
        there = logs.copy()
        there[~sure] += moved
        return log_marginal(design, options, hyper_of(there, design.groups), nearest)[0]

    return value


def _bend(value: Callable[[Floats], float], many: int) -> Floats:
    """Minus its second derivatives at nought, by differences, shape (H, H)."""
    ahead = np.eye(many) * APART
    here = value(np.zeros(many))
    up, down = (np.array([value(side * each) for each in ahead]) for side in (1.0, -1.0))
    bend = np.diag(up + down - 2.0 * here)
    for i, j in zip(*np.tril_indices(many, -1), strict=True):
        bend[i, j] = bend[j, i] = value(ahead[i] + ahead[j]) - up[i] - up[j] + here
    return np.asarray(-bend / APART**2)


def _root(bend: Floats, prior: Floats) -> Floats:
    """A root of the covariance, no wider than the prior's standard deviations, (H, H)."""
    told, along = np.linalg.eigh(prior[:, None] * bend * prior)
    known = (along / (1.0 + np.maximum(told, 0.0))) @ along.T
    return np.asarray(np.linalg.cholesky(prior[:, None] * known * prior))
