"""What is said of a month's landing, and of how far such forecasts were off."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.kpis.landing.outlook import outlook
from kpi_helpers.report.meeting import Meeting


def landing_of(meeting: Meeting, metric: str) -> pd.Series | None:
    """The row of `outlook` for a metric; None where it cannot be landed."""
    table = outlook(meeting.wb)
    rows = table[table["metric"] == metric]
    return rows.iloc[0] if len(rows) else None


def verdict_sentence(meeting: Meeting, metric: str, named: tuple[str, str], target: float) -> str:
    """Whether the month makes its target, as the first thing said; empty without a target or a landing.

    Parameters
    ----------
    named : (str, str)
        What is landed, in Japanese and English: "11月の売上", "Sales of Nov 2026".
    """
    row = landing_of(meeting, metric)
    if row is None or pd.isna(target):
        return ""
    ja, en = named
    written = meeting.write(target, row["unit"])
    if row["expected_high"] < target:
        return meeting.say(
            f"{ja}は、目標{written}に届かない見込みです。", f"{en} will fall short of the target of {written}."
        )
    if row["expected_low"] >= target:
        return meeting.say(f"{ja}は、目標{written}に届く見込みです。", f"{en} will reach the target of {written}.")
    if row["expected"] >= target:
        return meeting.say(
            f"{ja}は、目標{written}に届きそうですが、確実ではありません。",
            f"{en} should reach the target of {written}, but not for certain.",
        )
    return meeting.say(
        f"{ja}は、目標{written}に届かなそうですが、可能性は残っています。",
        f"{en} will more likely miss the target of {written} than reach it.",
    )


def landing_sentence(meeting: Meeting, metric: str) -> str:
    """Where the month lands, and between what; empty where it cannot be said."""
    row = landing_of(meeting, metric)
    if row is None:
        return ""
    unit = row["unit"]
    value, low, high = (
        meeting.write(row[name] if unit == "currency" else round(row[name]), unit)
        for name in ("expected", "expected_low", "expected_high")
    )
    return meeting.say(
        f"着地見込みは{value}（80 %の見込み幅 {low}〜{high}）です。",
        f" The month is expected to land at {value} (80 % interval {low} to {high}).",
    )


def error_note(meeting: Meeting, metric: str) -> str:
    """How far such landings were off in the last closed months, and which way leads; empty without history."""
    row = landing_of(meeting, metric)
    if row is None:
        return ""
    if not row["months"]:
        return meeting.say(
            "締めた月がまだないため、この見込みがどれだけ当たるかは確かめられていません。",
            "No month has been closed yet, so nobody knows how good this forecast is.",
        )
    plain = row["leading"] == "run_rate"
    error, other = (row["error_run_rate"], row["error"]) if plain else (row["error"], row["error_run_rate"])
    held = row["held_run_rate"] if plain else row["held"]
    note = meeting.say(
        f"直近{row['months']:.0f}か月の5・10・15営業日目の見込み{row['forecasts']:.0f}回では、平均{meeting.write(error, 'share')}外れ、"
        f"80 %の幅に入ったのは{held:.0f}回でした。",
        f"In the last {row['months']:.0f} months, forecast at business days 5, 10 and 15, such landings were off by "
        f"{meeting.write(error, 'share')} on average; {held:.0f} of {row['forecasts']:.0f} outcomes lay inside the interval.",
    )
    if plain:
        return note + meeting.say(
            f"単純な日割り（実績÷経過営業日×月の営業日）のほうが当たっていたため、それを先に示しています（モデルの外れは{meeting.write(other, 'share')}）。",
            f" The plain run rate did better than the model ({meeting.write(other, 'share')} off), so it is what is shown.",
        )
    return note + meeting.say(
        f"単純な日割りの外れは{meeting.write(other, 'share')}です。",
        f" The plain run rate was off by {meeting.write(other, 'share')}.",
    )
