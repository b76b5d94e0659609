"""Random draws built on uniform numbers alone: numpy keeps that stream stable between versions."""

from __future__ import annotations

import numpy as np


def stream(seed: int, part: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, part])))


def pick(rng, options, weights, size):
    """Draw ``size`` of ``options`` with replacement."""
    bounds = np.cumsum(np.asarray(weights, dtype=float))
    index = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right")
    return np.asarray(options)[np.minimum(index, len(options) - 1)]


def pick_from(rng, mapping, size):
    return pick(rng, list(mapping), list(mapping.values()), size)


def choose(rng, candidates, weights, size):
    """Draw ``size`` distinct ``candidates``, heavier ones sooner."""
    keys = -np.log1p(-rng.random(len(candidates))) / np.asarray(weights, dtype=float)
    return np.asarray(candidates)[np.argsort(keys, kind="stable")[:size]]


def integers(rng, low, high, size=None):
    """Whole numbers in ``[low, high)``; the bounds may be arrays."""
    low, high = np.asarray(low), np.asarray(high)
    draws = rng.random(size if size is not None else np.broadcast(low, high).shape)
    return (low + np.floor(draws * (high - low))).astype(np.int64)


def lognormal(rng, median, sigma, size):
    """Log-normal numbers by Box and Muller."""
    radius = np.sqrt(-2 * np.log1p(-rng.random(size)))
    return np.asarray(median) * np.exp(sigma * radius * np.cos(2 * np.pi * rng.random(size)))


def apportion(total, shares):
    """Split a whole number by shares, largest remainders first."""
    exact = total * np.asarray(shares, dtype=float) / np.sum(shares)
    parts = np.floor(exact).astype(int)
    rest = total - parts.sum()
    parts[np.argsort(parts - exact, kind="stable")[:rest]] += 1
    return parts
