"""Calls to one lead are not independent: the design effect of a rate over clusters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class ClusterSums:
    """What the design effect of a rate needs of its clusters: six sums, which a database can form.

    A row without a cluster (a call without a known lead) is a cluster of its own.
    Sums of disjoint sets of clusters add up; each may be a number or an array.

    Attributes
    ----------
    hits, cases : array of float
        Σ s and Σ c over the clusters: hits and cases of the rate.
    clusters : array of float
        How many.
    hits_squared, hits_cases, cases_squared : array of float
        Σ s², Σ s·c and Σ c².

    Examples
    --------
    Three leads with 2, 1 and 1 calls, of which 1, 1 and 0 settled:

    >>> sums = ClusterSums.of([1, 1, 0], [2, 1, 1])
    >>> float(sums.hits), float(sums.cases), float(sums.effect)
    (2.0, 4.0, 1.0)
    """

    hits: ArrayLike
    cases: ArrayLike
    clusters: ArrayLike
    hits_squared: ArrayLike
    hits_cases: ArrayLike
    cases_squared: ArrayLike

    @classmethod
    def of(cls, hits: ArrayLike, cases: ArrayLike) -> "ClusterSums":
        """The sums of one group, from the hits and the cases of each of its clusters."""
        s, c = np.asarray(hits, float), np.asarray(cases, float)
        return cls(s.sum(), c.sum(), float(len(s)), (s * s).sum(), (s * c).sum(), (c * c).sum())

    def __add__(self, other: "ClusterSums") -> "ClusterSums":
        return ClusterSums(*(a + b for a, b in zip(self._sums(), other._sums(), strict=True)))

    def __sub__(self, other: "ClusterSums") -> "ClusterSums":
        return ClusterSums(*(a - b for a, b in zip(self._sums(), other._sums(), strict=True)))

    def _sums(self) -> list[NDArray[np.float64]]:
        return [
            np.asarray(each, float)
            for each in (
                self.hits, self.cases, self.clusters, self.hits_squared, self.hits_cases, self.cases_squared,
            )
        ]  # fmt: skip

    @property
    def even_clusters(self) -> NDArray[np.float64]:
        """So many clusters of one size tell as much of how clusters differ: (Σ c)² / Σ c².

        Examples
        --------
        One lead with ten calls beside ten with one each:

        >>> round(float(ClusterSums.of([5] + [0] * 10, [10] + [1] * 10).even_clusters), 1)
        3.6
        """
        _, cases, *_, cases2 = self._sums()
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(cases2 > 0, cases**2 / cases2, np.inf)

    @property
    def effect(self) -> NDArray[np.float64]:
        """The design effect d: an interval over n cases is that of n / d independent ones.

        ``max(1, L / (L − 1) · Σ (s − p·c)² / (n·p·(1 − p)))``; n with fewer than two
        clusters, else 1 where the rate is 0 or 1.

        References
        ----------
        Kish 1965.
        """
        hits, cases, clusters, hits2, cross, cases2 = self._sums()
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = hits / cases
            between = hits2 - 2 * rate * cross + rate**2 * cases2
            found = clusters / (clusters - 1) * between / (cases * rate * (1 - rate))
        settled = (hits <= 0) | (hits >= cases)
        return np.where(clusters < 2, np.maximum(cases, 1.0), np.where(settled, 1.0, np.maximum(found, 1.0)))
