"""What the landing's method was set to; `benchmarks/landing` tells on which months, and judges it on the others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Windows and weights of the method.

    Attributes
    ----------
    hazard_days : int
        Days whose first opportunities by lead age make the hazard.
    inflow_days : int
        Days whose leads come on as they came.
    level_days : int
        Business days whose first opportunities set the level of the hazard.
    level_prior : float
        First opportunities that hold the level at 1.
    pace_weight : float
        Weight of the run rate beside what the leads are expected to bring.
    steady_days : int
        Business days before the month that steady its run rate.
    steady_variation : float
        How much the rate of one month differs from that of the days before, as a share, where
        no history tells: the more it does, and the more events there are, the less those days count.
    steady_blocks : int
        Times as many business days, further back, from which that is learnt.
    correction_months : int
        Past months that a month's end must be learnt from at least.
    correction_limit : float
        Logarithm of the most that one month may count for.
    correction_certainty : float
        Squared standard errors by which the months' mean is drawn back to nothing.
    """

    hazard_days: int = 21
    inflow_days: int = 14
    level_days: int = 10
    level_prior: float = 20.0
    pace_weight: float = 0.5
    steady_days: int = 20
    steady_variation: float = 0.5
    steady_blocks: int = 12
    correction_months: int = 3
    correction_limit: float = 1.0
    correction_certainty: float = 4.0


SETTINGS = Settings()
