"""What field sales say of each meeting: whether it took place, whether they took it on, and why it was lost."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd
import plan

_HELD, _ACCEPTED = (0.93, 0.91), (0.74, 0.72)
"""Share of meetings held, and of these accepted: of everybody, and of the rep who does everything."""
_REASONS = {
    "予算が合わない": 0.28,
    "時期が先": 0.26,
    "競合に決定": 0.18,
    "決裁者に会えない": 0.11,
    "ニーズ不一致": 0.09,
    "": 0.08,
}
_STILL_TO_COME = pd.Timedelta(days=5)


def handover(opportunities: pd.DataFrame) -> pd.DataFrame:
    """``held``, ``accepted`` and ``lost_reason`` as written, by draws that hang on the id alone: no other draw moves."""
    won, lost = (opportunities["is_won"].eq(result) for result in (True, False))
    chances = np.where(opportunities["rep"].eq(plan.OVERLOADED_REP).to_numpy()[:, None], _ACCEPTED, _HELD)
    held = won | (_draws(opportunities, "held") < chances[:, 0])
    accepted = won | (held & (_draws(opportunities, "accepted") < chances[:, 1]))
    end = pd.Timestamp(plan.AS_OF) + pd.Timedelta(days=1)
    known = won | lost | (opportunities["created_at"] < end - _STILL_TO_COME)
    bounds = np.cumsum(list(_REASONS.values()))
    reason = np.array(list(_REASONS))[
        np.searchsorted(bounds / bounds[-1], _draws(opportunities, "reason"), side="right")
    ]
    return pd.DataFrame(
        {
            "held": held.map({True: "実施", False: "未実施"}).where(known, ""),
            "accepted": accepted.map({True: "承認", False: "差戻し"}).where(known & held, ""),
            "lost_reason": np.where(lost, reason, ""),
        }
    )


def _draws(opportunities: pd.DataFrame, salt: str) -> np.ndarray:
    ids = (f"{salt}{identity}" for identity in opportunities["opportunity_id"])
    return np.array([zlib.crc32(text.encode()) for text in ids]) / 2**32
