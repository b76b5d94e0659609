"""Section 4: does the activity cover the field?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.activity_area import draw_activity_area
from kpi_helpers.kpis import activity, coverage
from kpi_helpers.kpis.teams import BDR, role_of, team_of
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import past_day
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import ended_tables, window_said
from kpi_helpers.report.team_sync.phrases import in_team_order, people, said_rep

VERDICTS = {
    "healthy": ("役割どおり", "fits the role"),
    "narrow": ("同じ会社に偏る", "the same few"),
    "uncovered": ("リストの未接触が多い", "list not covered"),
    "shallow": ("浅い", "one touch only"),
    "too_few": ("件数不足", "too few to judge"),
    "": ("判定の対象外", "not judged"),
}


def area_table(meeting: Meeting) -> pd.DataFrame:
    """Each rep's area of as_of's month, as `draw_activity_area` reads it, with what the verdict rests on."""
    wb, month = meeting.wb, meeting.month

    def by_rep(numbers: pd.DataFrame, column: str = "value") -> dict[str, float]:
        return dict(
            zip((segment_parts(written)["rep"] for written in numbers["segment"]), numbers[column], strict=True)
        )

    count = by_rep(activity.activities(wb, by="rep", period=month))
    cover = coverage.list_coverage(wb, by="rep")
    table = pd.DataFrame({"rep": in_team_order(meeting, count)})
    for name, column in (
        ("activities", count),
        ("companies", by_rep(activity.companies(wb, by="rep", period=month))),
        ("activities_per_company", by_rep(activity.activities_per_company(wb, by="rep", period=month))),
        ("companies_in_100", by_rep(activity.companies_in_100(wb, by="rep", period=month))),
        ("coverage", by_rep(cover)),
        ("touched", by_rep(cover, "numerator")),
        ("accounts", by_rep(cover, "denominator")),
    ):
        table[name] = table["rep"].map(column).astype("float64")
    verdicts = {segment_parts(claim.subject)["rep"]: coverage.area_word(claim) for claim in coverage.area_claims(wb)}
    return table.assign(
        role=[team_of(wb, rep) for rep in table["rep"]],
        verdict=[verdicts.get(rep, "") for rep in table["rep"]],
    )


def _sentence(meeting: Meeting, table: pd.DataFrame) -> str:
    judged = table[~table["verdict"].isin(["", "too_few"])]
    few = int(table["verdict"].eq("too_few").sum())
    name = meeting.month_name(meeting.month)
    if judged.empty:
        total, reason = table["activities"].sum(), _unjudged_words(meeting, table)
        said = meeting.say(
            f"{name}の活動は{len(table)}人で{meeting.write(total, 'count')}です。{reason[0]}",
            f"{name} has {meeting.write(total, 'count')} activities of {len(table)} {'rep' if len(table) == 1 else 'reps'}. {reason[1]}",
        )
        return points(said, _coverage_words(meeting))
    over = meeting.wb.month.is_over
    wide = ("広がっていました", "covered") if over else ("広がっています", "")
    weak, fine = judged[judged["verdict"].ne("healthy")], int(judged["verdict"].eq("healthy").sum())
    if weak.empty:
        said = meeting.say(
            f"{name}は、判定した{len(judged)}人の活動が{'すべて' if len(judged) > 1 else ''}役割どおりに{wide[0]}。",
            f"In {name} "
            + ("the one rep judged " if len(judged) == 1 else f"all {len(judged)} reps judged ")
            + (wide[1] or ("covers" if len(judged) == 1 else "cover"))
            + " the field as the role requires.",
        )
    else:
        who = people(meeting, [said_rep(meeting, rep) for rep in weak["rep"]])
        said = meeting.say(
            f"{name}の結果から手を打つのは{who}です。" if over else f"{name}に手を打つのは{who}です。",
            f"{name}: {len(weak)} of {len(judged)} reps {'needs' if len(weak) == 1 else 'need'} attention ({who}). ",
        )
        said += "".join(_weak_words(meeting, kind, rows) for kind, rows in weak.groupby("verdict", sort=False)).rstrip()
        if fine:
            said += meeting.say(
                f"ほかの{fine}人は役割どおりに{wide[0]}。",
                f" The other {'rep' if fine == 1 else fine} {wide[1] or ('covers' if fine == 1 else 'cover')} the field as the role requires.",
            )
    if few:
        said += meeting.say(f"{few}人は件数が足りず、まだ判断できません。", f" {few} had too few activities to judge.")
    return points(said, _coverage_words(meeting))


def _unjudged_words(meeting: Meeting, table: pd.DataFrame) -> tuple[str, str]:
    """Why nobody is judged, in both languages."""
    for _, last in ended_tables(meeting, ("activities",)):
        return (
            f"活動の記録が{past_day(meeting, last, 'ja')}で止まっているため、面の判定はしていません。",
            f"The data of activities end on {past_day(meeting, last, 'en')}, so nobody is judged.",
        )
    if table["verdict"].eq("too_few").any():
        return "件数が少なく、面の広がりはまだ判断できません。", "Too few to judge their area yet."
    if _short_bdrs(meeting, table):
        return "活動の記録が短く、面の広がりはまだ判断できません。", "Too short a record to judge their area yet."
    return (
        "役割（SDR・BDR・enterprise BDR）のチームがないため、面の判定はしていません。",
        "Without teams named SDR, BDR or enterprise BDR nobody is judged.",
    )


def _short_bdrs(meeting: Meeting, table: pd.DataFrame) -> bool:
    """Whether BDRs are not judged since the activities cover less than the days of the list's coverage."""
    unjudged = [role_of(row.role) == BDR and not row.verdict for row in table.itertuples(index=False)]
    return any(unjudged) and meeting.wb.has("accounts") and coverage.is_short(meeting.wb)


def _weak_words(meeting: Meeting, verdict: str, rows: pd.DataFrame) -> str:
    goals = meeting.wb.config.benchmarks
    if verdict == "narrow":
        told = people(
            meeting,
            [
                meeting.say(
                    f"{said_rep(meeting, row.rep)}は活動{row.activities:,.0f}件で{row.companies:,.0f}社、100件に直すと{row.companies_in_100:,.0f}社",
                    f"{said_rep(meeting, row.rep)} touched {row.companies:,.0f} companies with {row.activities:,.0f} activities, "
                    f"{row.companies_in_100:,.0f} in 100",
                )
                for row in rows.itertuples(index=False)
            ],
        )
        goal = f"{goals['companies_per_100']:g}"
        return meeting.say(
            f"{told}（参考値{goal}社）で、同じ会社に偏っています。",
            f"{told} (reference value {goal}): the same few companies. ",
        )
    if verdict == "uncovered":
        told = people(meeting, _uncovered_words(meeting, rows))
        goal = meeting.write(meeting.benchmark("list_coverage"), "share")
        return meeting.say(f"{told}と、目標の{goal}に届きません。", f"{told}, short of the goal of {goal}. ")
    told = people(
        meeting,
        [
            f"{said_rep(meeting, row.rep)}{meeting.say('は', ' ')}{meeting.write(row.activities_per_company, 'ratio')}"
            for row in rows.itertuples(index=False)
        ],
    )
    goal = f"{goals['activities_per_company']:g}"
    return meeting.say(
        f"1社あたりの活動が{told}と浅く、参考値の{goal}に届きません。",
        f"Activities per company are shallow: {told} (reference value {goal}). ",
    )


def _uncovered_words(meeting: Meeting, rows: pd.DataFrame) -> list[str]:
    """Reps by their own accounts; those whom no account names together, by their team's."""
    when_ja, when_en = window_said(meeting, coverage.COVERAGE_DAYS, "activities")
    own, shared = rows[rows["coverage"].notna()], rows[rows["coverage"].isna()]
    told = [
        meeting.say(
            f"{said_rep(meeting, row.rep)}は{when_ja}担当リスト{row.accounts:,.0f}社のうち{row.touched:,.0f}社（{meeting.write(row.coverage, 'share')}）",
            f"{said_rep(meeting, row.rep)} reached {row.touched:,.0f} of {row.accounts:,.0f} listed companies {when_en} "
            f"({meeting.write(row.coverage, 'share')})",
        )
        for row in own.itertuples(index=False)
    ]
    by_team = coverage.list_coverage(meeting.wb, by="team").set_index("segment")
    for role, members in shared.groupby("role", sort=False):
        team = by_team.loc[segment(team=role)]
        names = people(meeting, [said_rep(meeting, rep) for rep in members["rep"]])
        told.append(
            meeting.say(
                f"{role}（{names}）はチームとして{when_ja}リスト{team['denominator']:,.0f}社のうち{team['numerator']:,.0f}社（{meeting.write(team['value'], 'share')}）",
                f"{role} ({names}) reached {team['numerator']:,.0f} of {team['denominator']:,.0f} listed companies {when_en} as a team "
                f"({meeting.write(team['value'], 'share')})",
            )
        )
    return told


def _coverage_words(meeting: Meeting) -> str:
    """How much of the target list anybody has reached."""
    whole = coverage.list_coverage(meeting.wb)
    if whole.empty:
        return ""
    row, (when_ja, when_en) = whole.iloc[0], window_said(meeting, coverage.COVERAGE_DAYS, "activities")
    return meeting.say(
        f"ターゲットリスト全体では、{when_ja}{row['denominator']:,.0f}社のうち{row['numerator']:,.0f}社（{meeting.write(row['value'], 'share')}）に接触しました。",
        f" Touched {when_en}: {row['numerator']:,.0f} of the {row['denominator']:,.0f} companies of the whole target list "
        f"({meeting.write(row['value'], 'share')}).",
    )


def _table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    write = meeting.write
    return pd.DataFrame(
        {
            meeting.say("担当", "Rep"): [meeting.person(rep) for rep in table["rep"]],
            meeting.say("チーム", "Team"): [role or None for role in table["role"]],
            meeting.say("活動", "Activities"): [write(value, "count") for value in table["activities"]],
            meeting.say("社数", "Companies"): [write(value, "companies") for value in table["companies"]],
            meeting.say("1社あたり", "Per company"): [
                write(value, "ratio") for value in table["activities_per_company"]
            ],
            meeting.say("100件あたり社数（抽出）", "Companies in 100"): [
                write(round(value) if pd.notna(value) else None, "companies") for value in table["companies_in_100"]
            ],
            meeting.say("担当リストの接触率", "Coverage of own list"): [
                None
                if pd.isna(row.coverage)
                else f"{write(row.coverage, 'share')} ({row.touched:,.0f}/{row.accounts:,.0f})"
                for row in table.itertuples(index=False)
            ],
            meeting.say("判定", "Verdict"): [meeting.say(*VERDICTS[verdict]) for verdict in table["verdict"]],
        }
    )


def _without_companies(meeting: Meeting, name: str) -> str:
    if reason := lack_for(meeting, activity.companies.needs):
        return without_words(meeting, reason, "活動の面（会社の数）", "the area of the activity, its companies,")
    return meeting.say(
        f"{name}の活動には会社のわかるものがないため、活動の面（会社の数）は出せません。",
        f"No activity of {name} tells its company, so its area cannot be shown.",
    )


def _alt(meeting: Meeting, table: pd.DataFrame) -> str:
    """What the figure shows, naming nobody."""
    known, reps = table["companies"].dropna(), len(table)
    low, high = known.min(), known.max()
    span = f"{low:,.0f}" if low == high else meeting.say("〜", "–").join((f"{low:,.0f}", f"{high:,.0f}"))
    return meeting.say(
        f"担当者{reps}人、1人{span}社", f"{reps} {'rep' if reps == 1 else 'reps'} with {span} companies each"
    )


def area(meeting: Meeting) -> Section:
    """One rectangle per rep with the verdict by role, and the coverage of the target list."""
    table = area_table(meeting)
    name = meeting.month_name(meeting.month)
    if table.empty:
        return Section(meeting.say(f"{name}の活動はまだありません。", f"{name} has no activity yet."))
    if not table["companies"].sum():
        # Frames without a width would look like people who touch no company.
        return Section(_without_companies(meeting, name))
    sentence = _sentence(meeting, table)
    title = meeting.say(
        f"活動の面：会社の数 × 1社あたりの活動（{name}）", f"Activity as an area: companies × activities each, {name}"
    )
    ax = draw_activity_area(
        table.assign(rep=[meeting.person(rep) for rep in table["rep"]]), lang=meeting.lang, title=title
    )
    goals = meeting.wb.config.benchmarks
    notes = [
        meeting.say(
            f"判定は役割で変わります。SDRは100件あたりの社数（参考値{goals['companies_per_100']:g}社）、BDRは90日のリスト接触率"
            f"（{meeting.write(meeting.benchmark('list_coverage'), 'share')}）、enterprise BDRは1社あたりの活動（参考値{goals['activities_per_company']:g}）で見ます。"
            "100件あたりは、無作為に100件を抜き出したときの社数の期待値で、活動量の違う人を比べられます。",
            f"Judged by role: SDR by companies in 100 activities (reference value {goals['companies_per_100']:g}), BDR by coverage of the list in "
            f"90 days ({meeting.write(meeting.benchmark('list_coverage'), 'share')}), enterprise BDR by activities per company (reference value "
            f"{goals['activities_per_company']:g}). Companies in 100: expected in 100 activities drawn at random, so that volumes compare.",
        )
    ]
    unknown = meeting.value(activity.activities_without_company(meeting.wb, period=meeting.month))
    if unknown:
        notes.append(
            meeting.say(
                f"会社のわからない活動が{meeting.write(unknown, 'count')}あり、社数に入っていません。",
                f"{meeting.write(unknown, 'count')} activities tell no company and widen nobody's area.",
            )
        )
    if _short_bdrs(meeting, table):
        notes.append(
            meeting.say(
                f"活動の記録が{coverage.COVERAGE_DAYS}日に足りないため、リスト接触率が目標に届かないBDRは判定していません。",
                f"The activities on record are less than {coverage.COVERAGE_DAYS} days: a BDR below the goal for coverage is not judged.",
            )
        )
    if any(role_of(role) == BDR for role in table["role"]) and not meeting.wb.has("accounts"):
        notes.append(
            meeting.say(
                "ターゲット企業（accounts）の表がないため、BDRのリスト接触率は出せません。",
                "Without the table accounts BDRs are not judged.",
            )
        )
    return Section(
        sentence,
        ax.figure,
        alt=_alt(meeting, table),
        table=_table(meeting, table),
        table_caption=meeting.say("担当者ごとの活動の面", "Area by rep"),
        notes=notes,
        claims=coverage.area_claims(meeting.wb),
    )
