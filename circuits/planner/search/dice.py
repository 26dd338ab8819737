"""Random numbers whose state is an array: a search can be stopped and carried on.

xorshift64* of Marsaglia (2003), "Xorshift RNGs", with the multiplier of Vigna (2016), "An
experimental exploration of Marsaglia's xorshift generators, scrambled". Seeded by splitmix64.
"""

import numpy as np
from numba import njit


def seeded(seed: int) -> np.ndarray:
    """Return the state for a seed."""
    x = (seed + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    x ^= x >> 31
    return np.array([x or 1], np.uint64)


@njit(cache=True, nogil=True)
def uniform(dice: np.ndarray) -> float:
    """Return a number from 0 up to, but not, 1."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return np.float64((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (
        1.0 / 9007199254740992.0
    )


@njit(cache=True, nogil=True)
def below(dice: np.ndarray, count: int) -> int:
    """Return a whole number from 0 up to, but not, ``count``."""
    return int(uniform(dice) * count)


@njit(cache=True, nogil=True)
def uniforms(dice: np.ndarray, count: int) -> np.ndarray:
    """Return many numbers from 0 to 1 in single precision."""
    drawn = np.empty(count, np.float32)
    for k in range(count):
        drawn[k] = uniform(dice)
    return drawn
