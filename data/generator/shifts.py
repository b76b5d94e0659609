"""The clock hours in which each rep sits at the phone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plan
from clock import DAY, WORKDAYS
from draws import pick_from


def make_shifts(rng) -> pd.DataFrame:
    """One row per rep, business day and calling hour, with its first second, in order of time per rep."""
    frames = []
    for rep in plan.REPS:
        mean = plan.CALL_HOURS_PER_DAY[rep]
        hours = np.floor(mean + rng.random(len(WORKDAYS))).astype(int)
        hours = np.where(rng.random(len(WORKDAYS)) < 0.05, 0, hours)
        day = np.repeat(WORKDAYS, hours)
        hour = pick_from(rng, plan.CALLING_HOURS, len(day)).astype(int)
        start = np.unique(day + hour * 3_600)
        frames.append(pd.DataFrame({"rep": rep, "start": start}))
    shifts = pd.concat(frames, ignore_index=True)
    shifts["day"] = shifts["start"] // DAY * DAY
    shifts["hour"] = shifts["start"] % DAY // 3_600
    return shifts


def next_shift(starts: np.ndarray, when, skip=0) -> np.ndarray:
    """First second of the rep's next calling hour after ``when``; -1 where there is none."""
    index = np.searchsorted(starts, when, side="right") + skip
    return np.where(index < len(starts), starts[np.minimum(index, len(starts) - 1)], -1)
