"""Section 5: which channels' leads mature?"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from kpi_helpers.charts.channel_rates import draw_channel_rates
from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME, THIN, Rate, named
from kpi_helpers.kpis.cohorts import POOLED_MONTHS, cohort_rate_by_age
from kpi_helpers.kpis.company_cohorts import company_rate_cohort
from kpi_helpers.kpis.crowded import channels_of, crowded_months
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.kpis.windows import months_as_one
from kpi_helpers.report.figures.findings import extremes
from kpi_helpers.report.marketing_sync.phrases import channel_name, quoted, said_channel
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, is_thin, listed
from kpi_helpers.report.section import Section, points
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.periods import Period

_AGES = (90, 60, 30, 14, 7)
"""Ages at which channels are compared: the oldest at which two of them have been followed in numbers."""


def curves(meeting: Meeting) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The curve of all leads of the twelve months, and of each channel."""
    window = months_as_one(POOLED_MONTHS)(meeting.wb)[0].label
    rates = cohort_rate_by_age(meeting.wb, by=("all", "channel"), period=window)
    parts = [segment_parts(written) for written in rates["segment"]]
    table = pd.DataFrame(
        {
            "channel": [part.get("channel") for part in parts],
            "age_days": [int(part["age"]) for part in parts],
            "rate": rates["value"],
            "low": rates["low"],
            "high": rates["high"],
            "at_risk": rates["denominator"],
        }
    )
    whole = table["channel"].isna()
    return table[whole], table[~whole]


def compared(whole: pd.DataFrame, channels: pd.DataFrame) -> tuple[int, pd.DataFrame] | None:
    """Each channel at one age against all others, best first; None where no two were followed in numbers.

    ``verdict`` is "higher" or "lower" where the difference is beyond chance under a false discovery rate of 5% over the
    channels, "thin" below 30 leads, else "same".
    """
    for age in _AGES:
        there = channels[channels["age_days"] == age]
        if (~there["at_risk"].map(is_thin)).sum() < 2:
            continue
        usual = whole[whole["age_days"] == age].iloc[0]
        everyone = Rate(usual["rate"] * usual["at_risk"], usual["at_risk"])
        groups = {}
        for row in there.itertuples(index=False):
            own = Rate(row.rate * row.at_risk, row.at_risk)
            # The whole's curve also knows leads not followed so long: the rest never has fewer than none nor more than all.
            cases = max(everyone.cases - own.cases, 0.0)
            groups[segment(channel=row.channel)] = own, Rate(min(max(everyone.hits - own.hits, 0.0), cases), cases)
        claims = named("cohort_rate_by_age", groups)
        there = there.assign(verdict=[claim.verdict for claim in claims], claim=claims)
        return age, there.sort_values("rate", ascending=False, kind="stable")
    return None


def told_channels(meeting: Meeting, at_age: pd.DataFrame, verdict: str) -> str:
    """The channels of a verdict with their rates, the furthest from the others first."""
    rows = at_age[at_age["verdict"] == verdict]
    rows = rows if verdict == HIGHER else rows[::-1]
    return listed(
        meeting,
        [
            f"{said_channel(meeting, row.channel)}{meeting.say('', ' ')}{meeting.write(row.rate, 'share')}"
            f"{cases(meeting, row.at_risk)}"
            for row in rows.itertuples()
        ],
    )


def _sentence(meeting: Meeting, whole: pd.DataFrame, age: int, at_age: pd.DataFrame) -> str:
    usual = whole[whole["age_days"] == age].iloc[0]
    whole_said = meeting.say(
        f"この12か月の有効リード全体では、{age}日以内に{meeting.write(usual['rate'], 'share')}が商談になりました"
        f"（{age}日追えたリード{usual['at_risk']:,.0f}件）。",
        f"Of the valid leads of the last twelve months {meeting.write(usual['rate'], 'share')} became an opportunity within "
        f"{age} days ({usual['at_risk']:,.0f} followed that long).",
    )
    up, down = (told_channels(meeting, at_age, verdict) for verdict in (HIGHER, LOWER))
    said = ""
    if up:
        said += meeting.say(
            f"{age}日以内に商談になる割合がほかより高いのは{up}",
            f"{up} {'matures' if _count(at_age, HIGHER) == 1 else 'mature'} better than the others",
        )
        said += meeting.say("、" if down else "です。", "; " if down else ".")
    if down:
        said += meeting.say(
            f"低いのは{down}です。",
            f"{down} {'matures' if _count(at_age, LOWER) == 1 else 'mature'} worse{'' if up else ' than the others'}.",
        )
    # Where no channel differs, that comes first.
    undecided = _undecided(meeting, at_age, float(usual["rate"]))
    first, second, further = (said, whole_said, undecided) if said else (undecided, whole_said, "")
    return points(meeting.say("", " ").join((first.strip(), second)), further)


def _count(at_age: pd.DataFrame, verdict: str) -> int:
    return int((at_age["verdict"] == verdict).sum())


def _undecided(meeting: Meeting, at_age: pd.DataFrame, usual: float) -> str:
    same, thin, apart = _count(at_age, SAME), _count(at_age, THIN), _apart_words(meeting, at_age, usual)
    said = ""
    if same == len(at_age) - thin:
        said += meeting.say(
            f"チャネルの間に、差があると言えるものはありません{apart}。", f" No channel differs beyond chance{apart}."
        )
    elif same:
        said += meeting.say(
            f"ほかの{same}チャネルは、残りのチャネルと差があるとは言えません{apart}。",
            f" The other {same} do not differ beyond chance{apart}.",
        )
    if thin:
        said += meeting.say(
            f"{thin}チャネルは追えたリードが{THIN_BELOW}件未満で、まだ判断できません。",
            f" {thin} more had fewer than {THIN_BELOW} leads followed: too early to say.",
        )
    return said


def _apart_words(meeting: Meeting, at_age: pd.DataFrame, usual: float) -> str:
    """Of a channel drawn clear of the line of all, yet without a verdict: why there is none."""
    clear = (at_age["high"] < usual) | (at_age["low"] > usual)
    rows = at_age[clear & at_age["verdict"].eq(SAME)]
    if rows.empty:
        return ""
    names = listed(meeting, [said_channel(meeting, name) for name in rows["channel"]])
    many = len(at_age) - _count(at_age, THIN)
    return meeting.say(
        f"（{names}の帯は全体の線にかかりませんが、{many}チャネルを一度に比べれば偶然でも起こる差です）",
        f" (the bands of {names} do not touch the line of all, which can happen by chance where {many} are compared)",
    )


def _table(
    meeting: Meeting, whole: pd.DataFrame, channels: pd.DataFrame, order: list[str], compared_at: int
) -> pd.DataFrame:
    everyone = meeting.say("全体", "All")
    rows = []
    for name, curve in [
        (everyone, whole),
        *((channel_name(meeting, one), channels[channels["channel"] == one]) for one in order),
    ]:
        at = curve.set_index("age_days")
        row: dict[str, str | None] = {
            meeting.say("チャネル", "Channel"): name,
            meeting.say("有効リード", "Valid leads"): f"{at['at_risk'].iloc[0]:,.0f}",
        }
        for age in sorted(set(whole["age_days"]) - {0}):
            row[meeting.say(f"{age}日", f"{age} days")] = (
                _cell(meeting, at.loc[age], age, compared_at) if age in at.index else None
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(meeting: Meeting, row: pd.Series, age: int, compared_at: int) -> str:
    """The rate, at the age of comparison with its interval and the leads followed that long."""
    rate = meeting.write(row["rate"], "share")
    return (
        rate
        if age != compared_at
        else f"{rate} ({100 * row['low']:.1f}–{100 * row['high']:.1f}, n={row['at_risk']:,.0f})"
    )


def maturing(meeting: Meeting) -> Section:
    """The share of leads with an opportunity by age, per channel, with the number at risk."""
    whole, channels = curves(meeting)
    found = compared(whole, channels)
    if found is None:
        return Section(
            meeting.say(
                f"この12か月では、{THIN_BELOW}件以上のリードを7日以上追えたチャネルが2つ以上なく、まだ比べられません。",
                f"In the last twelve months no two channels have {THIN_BELOW} leads followed for a week or more: too early to compare.",
            )
        )
    age, at_age = found
    sentence = _sentence(meeting, whole, age, at_age)
    title = meeting.say(
        f"チャネル別：{age}日以内に商談になった割合", f"Share with an opportunity within {age} days, per channel"
    )
    usual = float(whole.loc[whole["age_days"] == age, "rate"].iloc[0])
    ax = draw_channel_rates(at_age, usual=usual, lang=meeting.lang, title=title)
    early = [name for name in dict.fromkeys(channels["channel"]) if name not in set(at_age["channel"])]
    notes = [
        meeting.say(
            "まだその日数に届かないリードも、追えたところまで数えています。括弧内は95%信頼区間と、その日数まで追えたリード数です。差は、そのチャネルとほかのチャネルを合わせたものとを比べ、比べた数も考えて偶然とは言えないときだけ言います。",
            "Leads too young for an age count as far as they were followed; in brackets the 95% interval and the leads followed that long. A "
            "channel is held against all others together, and differs only beyond chance given how many are compared.",
        )
    ]
    notes += [*_by_company(meeting), *few_companies(meeting, age)]
    return Section(
        sentence,
        ax.figure,
        alt=extremes(meeting, at_age["channel"], at_age["rate"], at_age["at_risk"]),
        table=_table(meeting, whole, channels, [*at_age["channel"], *early], age),
        table_caption=meeting.say("チャネル別・経過日数別の商談化率", "Opportunity rate by channel and age"),
        claims=at_age["claim"].tolist(),
        notes=notes,
    )


def _by_company(meeting: Meeting) -> list[str]:
    """The rate of all by company, beside that by lead (1社1商談)."""
    found = company_rate_cohort(meeting.wb)
    if found.empty:
        return []
    met, begun = found["numerator"].sum(), found["denominator"].sum()
    rate = meeting.write(met / begun, "share")
    return [
        meeting.say(
            f"会社単位（1社1商談）では、この13か月に初めて有効リードが生まれた{begun:,.0f}社のうち{met:,.0f}社（{rate}）が商談になっています。",
            f"With an opportunity, by company however many leads it has: {met:,.0f} of the {begun:,.0f} companies whose first "
            f"valid lead came in these 13 months ({rate}).",
        )
    ]


def few_companies(meeting: Meeting, age: int) -> list[str]:
    """The list of few companies, of those that have been followed so long, that pulls its channel down (1社1商談)."""
    wb = meeting.wb
    window, known = months_as_one(POOLED_MONTHS)(wb)[0], wb.as_of - timedelta(days=age)
    found = [
        one
        for one in crowded_months(wb)
        if window.start <= Period.parse(one.month).start and Period.parse(one.month).end <= known
    ]
    if not found:
        return []
    one = found[0]
    channels = [
        said_channel(meeting, name) for name in (channels_of(wb, one) if one.split == "campaign" else [one.name])
    ]
    where, count = listed(meeting, channels), f"{one.own.cases:,.0f}"
    of = quoted(meeting, one.name)
    return [
        meeting.say(
            f"{where}には{of}の{one.companies:,}社だけから来た{count}件が含まれ、リード単位の割合はその分だけ低く出ています。",
            f"{where} holds the {count} leads that only {one.companies:,} companies gave {of}: by lead its rate is lower for that.",
        )
    ]
