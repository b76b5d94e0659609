"""What came of a call, and how long it took."""

from __future__ import annotations

import numpy as np
import plan
from clock import DAY
from draws import lognormal, pick_from
from responses import response_band

_SETTLED = {"connected": 0.72, "reception_refused": 0.28}
_UNSETTLED = {"absent": 0.42, "no_answer": 0.41, "voicemail": 0.13, "wrong_number": 0.04}
_TALK_MEDIAN = {
    "佐藤": 340,
    "鈴木": 330,
    "山本": 300,
    "中村": 250,
    "高橋": 320,
    "伊藤": 260,
    "小林": 310,
    "田中": 420,
    "渡辺": 400,
}
# 小売・飲食 are busy in the morning and answer in the afternoon.
_AFTERNOON_INDUSTRY, _AFTERNOON_HOURS = "小売・飲食", (14, 15)


def add_outcomes(rng, activities, leads, companies, opportunities) -> None:
    """Add ``outcome`` and ``talk`` (seconds, -1 without) to the activities."""
    count = len(activities)
    call = (activities["kind"] == "call").to_numpy()
    settled = call & (rng.random(count) < _contact_chance(activities, leads, companies))
    outcome = np.where(settled, pick_from(rng, _SETTLED, count), pick_from(rng, _UNSETTLED, count)).astype(object)
    winning = (activities["purpose"] == "win").to_numpy()
    outcome[winning] = "connected"
    activities["outcome"] = np.where(call, outcome, "")

    median = activities["rep"].map(_TALK_MEDIAN).to_numpy(dtype=float)
    lead = activities["lead"].to_numpy()
    converted = (lead >= 0) & np.isin(lead, opportunities["lead"])
    median = median * np.where(winning, 1.35, np.where(converted, 1.12, 1.0))
    connected = np.clip(lognormal(rng, median, 0.38, count), 25, 2_400)
    refused = np.clip(lognormal(rng, 35, 0.5, count), 5, 180)
    message = np.clip(lognormal(rng, 18, 0.4, count), 3, 60)
    kinds = [outcome == "connected", outcome == "reception_refused", np.isin(outcome, ["voicemail", "absent"])]
    talk = np.select(kinds, [connected, refused, message], 0.0).astype(np.int64)
    activities["talk"] = np.where(call, talk, -1)


def _contact_chance(activities, leads, companies):
    hour = (activities["at"] % DAY // 3_600).to_numpy()
    by_hour = np.array([plan.CONTACT_BY_HOUR.get(h, 0.15) for h in range(24)])
    chance = by_hour[hour]
    lead = activities["lead"].to_numpy()
    company = np.where(lead >= 0, leads["company"].to_numpy()[lead], activities["company"].to_numpy())
    afternoon = (companies["industry"] == _AFTERNOON_INDUSTRY).to_numpy()[company]
    chance = np.where(afternoon, np.where(np.isin(hour, _AFTERNOON_HOURS), 0.55, np.minimum(chance, 0.42)), chance)

    band = response_band(leads)[lead]
    first, later = np.array([values for _, *values in plan.RESPONSE_BANDS]).T
    to_inbound = (lead >= 0) & (leads["motion"] == "inbound").to_numpy()[lead]
    answer = (activities["purpose"] == "answer").to_numpy()
    golden = np.where(np.isin(hour, (9, 10)), 1.7, 0.85)
    chance = np.where(to_inbound & ~answer, chance * later[band], chance)
    return np.where(answer, np.minimum(first[band] * golden, 0.92), chance)
