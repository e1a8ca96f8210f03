"""The streams of random numbers: numpy's own Philox, keyed by what the numbers are for."""

import hashlib

import numpy as np

from homeward.kit.rng import stream


def test_stream_is_philox_with_the_hash_as_its_key() -> None:
    text = "7\x1frisk\x1frate.robbery\x1f3"
    key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")
    plain = np.random.Generator(np.random.Philox(key=key))

    ours = stream(7, "risk", "rate.robbery", world=3)

    # Whole and half words, so that the buffer and the kept half must start empty.
    assert (
        ours.integers(1000, size=5, dtype=np.uint32).tolist()
        == plain.integers(1000, size=5, dtype=np.uint32).tolist()
    )
    assert ours.normal(size=9).tolist() == plain.normal(size=9).tolist()


def test_two_streams_share_nothing() -> None:
    first, second = stream(7, "risk", "rate", 1), stream(7, "risk", "rate", 1)
    first.random(100)
    assert second.random() == stream(7, "risk", "rate", 1).random()
