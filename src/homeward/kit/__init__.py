"""Small tools that know nothing of streets: arrays, kernels, random streams, storing."""

__all__ = ["arrays", "jit", "rng", "store"]
