"""How the sentences of every meeting write days, names, counts, hours, conditions and landings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

import pandas as pd

from kpi_helpers.charts.formats import SIGNS, current_currency
from kpi_helpers.charts.hiding import without_hidden
from kpi_helpers.kpis.claims import LOWER, Claim, Rate, against_rest
from kpi_helpers.kpis.landing.backtest import BUSINESS_DAYS
from kpi_helpers.kpis.landing.outlook import outlook
from kpi_helpers.kpis.speed import first_response_within_5min
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.report.language import kept_apart
from kpi_helpers.report.masking import hidden_pattern
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.definitions import Condition
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.schema import MONEY, TABLES

_WEEKDAYS = ("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, lang: str) -> str:
    """A day with year and weekday.

    >>> day_text(date(2026, 11, 20), "ja"), day_text(date(2026, 11, 20), "en")
    ('2026年11月20日（金）', 'Fri 20 Nov 2026')
    """
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[0][day.weekday()]}）"
    return f"{_WEEKDAYS[1][day.weekday()]} {short_day(day, lang)} {day.year}"


def short_day(day: date, lang: str) -> str:
    """A day of a year that everybody knows.

    >>> short_day(date(2026, 11, 20), "ja"), short_day(date(2026, 11, 20), "en")
    ('11月20日', '20 Nov')
    """
    return f"{day.month}月{day.day}日" if lang == "ja" else f"{day.day} {_MONTHS[day.month - 1]}"


def past_day(meeting: Meeting, day: date, lang: str = "") -> str:
    """A day as it is said on the day of the view: with its year where that is another."""
    lang = lang or meeting.lang
    if day.year == meeting.wb.as_of.year:
        return short_day(day, lang)
    return f"{day.year}年{short_day(day, lang)}" if lang == "ja" else f"{short_day(day, lang)} {day.year}"


def span(meeting: Meeting, first: object, last: object) -> str:
    """From one day to another, both included; the years where they differ."""
    start, end = pd.Timestamp(first).date(), pd.Timestamp(last).date()
    if start.year == end.year:
        return f"{short_day(start, meeting.lang)}{meeting.say('〜', '–')}{short_day(end, meeting.lang)}"
    return meeting.say(
        f"{start.year}年{short_day(start, 'ja')}〜{end.year}年{short_day(end, 'ja')}",
        f"{short_day(start, 'en')} {start.year}–{short_day(end, 'en')} {end.year}",
    )


def span_of(meeting: Meeting, label: str) -> str:
    """A window such as ``2026-06-01..2026-11-20`` as it is said."""
    period = Period.parse(label)
    return span(meeting, period.start, period.end - DAY)


_COUNTERS = {"lead_companies": "companies", "companies": "companies", "visitors": "people"}


def counter_of(kpi: str, unit: str) -> str:
    """The unit by which a KPI's number is written: companies and people have counters of their own.

    >>> counter_of("visitors", "count"), counter_of("leads", "count")
    ('people', 'count')
    """
    return _COUNTERS.get(kpi, unit)


def shortened(name: str, longest: int = 40) -> str:
    """A name of the export, cut where it would swallow the sentence.

    >>> shortened("Spring campaign", 8)
    'Spring …'
    """
    name = kept_apart(without_hidden(name))
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def listed(meeting: Meeting, parts: Sequence[str]) -> str:
    """Several things, one after another."""
    return meeting.say("、", ", ").join(parts)


def cases(meeting: Meeting, count: float, hits: float | None = None) -> str:
    """How many cases a number rests on, in brackets; behind a share of them, how many it is a share by."""
    if hits is None:
        return meeting.say(f"（{count:,.0f}件）", f" (n = {count:,.0f})")
    return meeting.say(f"（{count:,.0f}件中{hits:,.0f}件）", f" ({hits:,.0f} of {count:,.0f})")


def is_thin(count: float) -> bool:
    """Whether something rests on too few cases to be called a tendency."""
    return pd.isna(count) or count < THIN_BELOW


def minutes(meeting: Meeting, seconds: float) -> str:
    """A reference time as it is said: 5分, 5 minutes."""
    if seconds % 60:
        return meeting.write(seconds, "seconds")
    return meeting.say(f"{seconds / 60:.0f}分", f"{seconds / 60:.0f} minutes")


def column_in_words(name: str, lang: str) -> str:
    """A column as it is called in conversation; one of the export's own keeps its name.

    Examples
    --------
    >>> column_in_words("employees", "ja"), column_in_words("予算感", "ja")
    ('従業員数', '予算感')
    """
    for table in TABLES.values():
        if name in table.by_name:
            column = table.by_name[name]
            # What follows a bracket or a comma explains the column; a phrase has no room for it.
            return re.split("（|, | \\(", column.ja if lang == "ja" else column.en)[0]
    return name


def condition_in_words(condition: Condition, lang: str) -> str:
    """One condition of a definition as a phrase.

    Examples
    --------
    >>> condition_in_words(Condition("employees", "at_least", 50), "ja")
    '従業員数が50以上'
    >>> condition_in_words(Condition("amount", "at_least", 800_000), "ja")
    '金額が80万円以上'
    >>> condition_in_words(Condition("email", "is_not", "freemail"), "en")
    'e-mail address is not a free-mail address'
    """
    name = column_in_words(condition.column, lang)
    value = condition.value
    if value == "present":
        told = {"is": ("が入力されている", " is filled in"), "is_not": ("が空欄", " is empty")}
    elif value == "freemail":
        told = {
            "is": ("がフリーメール", " is a free-mail address"),
            "is_not": ("がフリーメールではない", " is not a free-mail address"),
        }
    else:
        shown = _limit_in_words(condition.column, value, lang)
        if isinstance(value, list):
            shown = ("・" if lang == "ja" else ", ").join(str(item) for item in value)
        told = {
            "is": (f"が{shown}", f" is {shown}"),
            "is_not": (f"が{shown}ではない", f" is not {shown}"),
            "in": (f"が{shown}のいずれか", f" is one of {shown}"),
            "not_in": (f"が{shown}のどれでもない", f" is none of {shown}"),
            "at_least": (f"が{shown}以上", f" is at least {shown}"),
            "at_most": (f"が{shown}以下", f" is at most {shown}"),
            "matches": (f"が「{shown}」の形に合う", f" matches “{shown}”"),
        }
    return name + told[condition.test][0 if lang == "ja" else 1]


def condition_on_page(meeting: Meeting, condition: Condition) -> str:
    """A condition as a page of the meeting tells it."""
    return condition_in_words(hidden_pattern(condition) if meeting.mask_names else condition, meeting.lang)


def _limit_in_words(name: str, value: object, lang: str) -> object:
    """A limit to the last digit, which the rounding of amounts elsewhere would move."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    if not any(table.by_name[name].type == MONEY for table in TABLES.values() if name in table.by_name):
        return f"{value:,}"
    currency = current_currency()
    if lang == "ja" and currency == "JPY":
        return f"{value / 10_000:,.0f}万円" if value and value % 10_000 == 0 else f"{value:,}円"
    return f"{SIGNS.get(currency, f'{currency} ')}{value:,}"


def hours_in_words(meeting: Meeting, hours: Sequence[int]) -> str:
    """Hours in order, neighbours joined: 8時台・17〜18時台; 8:00–9:00, 17:00–19:00."""
    breaks = [(early, late) for early, late in pairwise(hours) if late > early + 1]
    starts, ends = [hours[0], *(late for _, late in breaks)], [*(early for early, _ in breaks), hours[-1]]
    return meeting.say("・", ", ").join(
        meeting.say(f"{start}時台" if start == end else f"{start}〜{end}時台", f"{start}:00–{end + 1}:00")
        for start, end in zip(starts, ends, strict=True)
    )


def hours_table(meeting: Meeting) -> pd.DataFrame:
    """Inbound leads of 180 days by hour of arrival, as `draw_answers_by_hour` reads them, with the interval of the share."""
    rates = first_response_within_5min(meeting.wb, by="hour")
    return pd.DataFrame(
        {
            "hour": [int(segment_parts(written)["hour"]) for written in rates["segment"]],
            "leads": rates["denominator"].astype(int),
            "within_5min": rates["numerator"].astype(int),
            "share": rates["value"],
            "low": rates["low"],
            "high": rates["high"],
        }
    )


def hour_claims(hours: pd.DataFrame) -> list[Claim]:
    """Each hour of arrival against all other hours, for `among` the comparisons of a section."""
    rates = {segment(hour=row.hour): Rate(row.within_5min, row.leads) for row in hours.itertuples(index=False)}
    return against_rest("first_response_within_5min", rates)


def slow_hours(hours: pd.DataFrame, claims: Iterable[Claim]) -> pd.DataFrame:
    """The hours at which leads are answered in time less often than at the others, beyond chance."""
    slow = {claim.subject for claim in claims if claim.verdict == LOWER}
    return hours[[segment(hour=hour) in slow for hour in hours["hour"]]]


def landing_of(meeting: Meeting, metric: str) -> pd.Series | None:
    """The row of `outlook` for a metric; None where it cannot be landed."""
    table = outlook(meeting.wb)
    rows = table[table["metric"] == metric]
    return rows.iloc[0] if len(rows) else None


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
    held, whole = (row[f"{name}{'_run_rate' if plain else ''}"] for name in ("held", "months_held"))
    note = meeting.say(
        f"直近{row['months']:.0f}か月の5・10・15営業日目の見込み{row['forecasts']:.0f}回では、平均{meeting.write(error, 'share')}外れ、"
        f"80%の幅に入ったのは{held:.0f}回でした（3回とも入った月は{row['months']:.0f}か月のうち{whole:.0f}か月）。",
        f"In the last {row['months']:.0f} months, forecast at business days 5, 10 and 15, such landings were off by "
        f"{meeting.write(error, 'share')} on average; {held:.0f} of {row['forecasts']:.0f} outcomes lay inside the interval "
        f"(all of a month's in {whole:.0f} of {row['months']:.0f} months).",
    )
    if plain:
        return note + meeting.say(
            f"単純な日割り（実績÷経過営業日×月の営業日）のほうが当たっていたため、それを先に示しています（モデルの外れは{meeting.write(other, 'share')}）。",
            f" The plain run rate did better than the model ({meeting.write(other, 'share')} off), so it is what is shown.",
        )
    if other < error:
        return note + meeting.say(
            f"単純な日割りの外れは{meeting.write(other, 'share')}でしたが、{BUSINESS_DAYS[0]}営業日目より前や実績0件のうちは当てにならないため、使っていません。",
            f" The plain run rate was off by {meeting.write(other, 'share')}, but proves nothing before business day "
            f"{BUSINESS_DAYS[0]} or while there is nothing to date, so it is not what is shown.",
        )
    return note + meeting.say(
        f"単純な日割りの外れは{meeting.write(other, 'share')}です。",
        f" The plain run rate was off by {meeting.write(other, 'share')}.",
    )
