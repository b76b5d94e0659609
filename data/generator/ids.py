"""Identifiers of the shape that Salesforce gives: 15 characters, or 18 with a checksum."""

from __future__ import annotations

import numpy as np

_BASE62 = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
_CHECK = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"))


def salesforce_ids(prefix: str, numbers) -> np.ndarray:
    """18-character ids for distinct whole numbers."""
    numbers = np.asarray(numbers, dtype=np.int64) * 7 + 1_000_003
    digits = np.stack([_BASE62[numbers // 62**place % 62] for place in range(7, -1, -1)], axis=1)
    head = np.tile(np.array(list(prefix + "5i00")), (len(numbers), 1))
    letters = np.concatenate([head, digits], axis=1)
    upper = (letters >= "A") & (letters <= "Z")
    groups = upper.reshape(len(numbers), 3, 5) @ (1 << np.arange(5))
    letters = np.concatenate([letters, _CHECK[groups]], axis=1)
    return np.ascontiguousarray(letters).view(f"<U{letters.shape[1]}").ravel().astype(object)
