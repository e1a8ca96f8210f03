"""Random numbers keyed by what they are for, never by the order in which they are asked."""

import hashlib

import numpy as np

__all__ = ["stream"]

NO_SEED = np.random.SeedSequence(0)
"""Not used, for the key is all that counts; without it numpy asks the system for one each time."""

ZEROS = np.zeros(4, dtype=np.uint64)


def stream(seed: int, room: str, quantity: str, world: int = 0) -> np.random.Generator:
    """Random numbers for one quantity of one room in one world.

    Parameters
    ----------
    seed
        The run's seed.
    room, quantity
        What the numbers are for, such as ``"risk"`` and ``"rate.robbery"``.
    world
        Which joint draw this is.

    Returns
    -------
    numpy.random.Generator
        A Philox generator [1]_ whose key is a hash of the four arguments, so that the same
        quantity gets the same numbers however the work is ordered or split.

    References
    ----------
    .. [1] J. K. Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3,
       SC '11. https://doi.org/10.1145/2063384.2063405

    Examples
    --------
    >>> a = stream(7, "risk", "rate.robbery", world=3).random()
    >>> b = stream(7, "risk", "rate.robbery", world=3).random()
    >>> a == b
    True
    """
    text = f"{seed}\x1f{room}\x1f{quantity}\x1f{world}".encode()
    key = np.frombuffer(hashlib.sha256(text).digest()[:16], dtype="<u8")
    generator = np.random.Philox(NO_SEED)
    # As Philox(key=...) leaves it before its first number.
    generator.state = {
        "bit_generator": "Philox",
        "state": {"counter": ZEROS, "key": key},
        "buffer": ZEROS,
        "buffer_pos": len(ZEROS),
        "has_uint32": 0,
        "uinteger": 0,
    }
    return np.random.Generator(generator)
