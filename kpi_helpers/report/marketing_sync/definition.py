"""Section 3: do we mean the same by a valid lead?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.condition_rejects import draw_condition_rejects
from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME, THIN, Claim, Rate, among, compare_rates
from kpi_helpers.kpis.cohorts import valid_lead_days
from kpi_helpers.kpis.definition_outcome import DAYS, definition_outcome, outcome_counts
from kpi_helpers.kpis.lead_quality import definition_counts
from kpi_helpers.kpis.tidy import segment
from kpi_helpers.report.figures.findings import most
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import condition_on_page, is_thin, listed, span_of
from kpi_helpers.report.section import Section, points
from kpi_helpers.workbook.definitions import Condition, Version, version_column
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.limits import THIN_BELOW


def versions_table(meeting: Meeting) -> pd.DataFrame:
    """Valid leads under each version, the newest on top."""
    wb = meeting.wb
    counts, held = definition_counts(wb).iloc[0], wb.definitions.in_force("valid_lead", wb.as_of)
    rows = [
        {"version": version.label, "valid_leads": float(counts[version_column(place)]), "in_force": version is held}
        for place, version in enumerate(wb.definitions.valid_lead)
    ]
    table = pd.DataFrame(rows[::-1])
    base = table.loc[table["in_force"], "valid_leads"]
    change = table["valid_leads"] - base.iloc[0] if len(base) else float("nan")
    return table.assign(change=change).assign(change=lambda made: made["change"].where(~made["in_force"]))


def conditions_table(meeting: Meeting, held: Version) -> pd.DataFrame:
    """Leads that fail each condition of the definition in force, as `draw_condition_rejects` reads them."""
    counts = definition_counts(meeting.wb).iloc[0]
    return pd.DataFrame(
        [
            {
                "condition": condition_on_page(meeting, condition),
                "rejects": float(counts[f"rejects_{number}"]),
                "rejects_alone": float(counts[f"alone_{number}"]),
            }
            for number, condition in enumerate(held.conditions)
        ]
    )


def _sentence(meeting: Meeting, held: Version, versions: pd.DataFrame, conditions: pd.DataFrame) -> str:
    counts = definition_counts(meeting.wb).iloc[0]
    window, leads = span_of(meeting, counts["period"]), float(counts["leads"])
    valid = versions.loc[versions["in_force"], "valid_leads"].iloc[0]
    write = meeting.write
    age = _age_words(meeting, held)
    if not leads:
        return points(
            age, meeting.say(f"{window}に作成されたリードはありません。", f"No lead was created in {window}.")
        )
    counted = meeting.say(
        f"{window}のリード{write(leads, 'count')}のうち、今の定義で有効なのは{write(valid, 'count')}（{write(valid / leads, 'share')}）",
        f"Of {write(leads, 'count')} leads of {window} {write(valid, 'count')} meet the definition in force ({write(valid / leads, 'share')})",
    )
    older = versions[versions["version"] < held.label]
    if len(older):
        row = older.iloc[0]
        count, change = write(row["valid_leads"], "count"), meeting.write_signed(row["change"], "count")
        counted += meeting.say(
            f"、前の版（{row['version']}から）なら{count}（{change}）でした。",
            f"; under the previous version ({row['version']}) it would be {count} ({change}).",
        )
    else:
        counted += meeting.say("です。", ".")
    outcome, age = _outcome_words(meeting, held), age + _coming(meeting, versions, held)
    return points(
        *([outcome, _condition_words(meeting, held)] if outcome else [age]),
        counted + _worst_condition(meeting, conditions, leads),
        *([age] if outcome else []),
    )


def _age_words(meeting: Meeting, held: Version) -> str:
    """How long the definition has stood, and when somebody last looked at it."""
    days, reviewed = f"{(meeting.wb.as_of - held.since).days:,}", held.reviewed
    if reviewed is None or reviewed > meeting.wb.as_of:
        ja, en = "見直した日の記録はありません", "no review is recorded"
    else:
        since = f"{(meeting.wb.as_of - reviewed).days:,}"
        ja, en = f"最後に見直したのは{reviewed}（{since}日前）です", f"last reviewed on {reviewed} ({since} days ago)"
    return meeting.say(
        f"今の有効リードの定義は{held.label}から{days}日続いており、{ja}。",
        f"The definition in force dates from {held.label} and has stood for {days} days; {en}.",
    )


def outcome_claims(meeting: Meeting) -> list[Claim]:
    """Whether leads that meet the definition become opportunities more, or less, often than those that miss it.

    The first is of all that miss it, the others of those that one condition alone rejects.
    """
    found = definition_outcome(meeting.wb).set_index("segment")
    if not {"meets=yes", "meets=no"} <= set(found.index):
        return []
    rates = {name: Rate(row["numerator"], row["denominator"]) for name, row in found.iterrows()}
    meets = rates.pop("meets=yes")
    against = {"meets=yes": rates.pop("meets=no")} | {f"{name};meets=yes": rate for name, rate in rates.items()}
    return among(
        compare_rates("definition_outcome", name, meets, misses, "rest" if name == "meets=yes" else name.split(";")[0])
        for name, misses in against.items()
    )


def _condition_words(meeting: Meeting, held: Version) -> str:
    """Of each condition whether what it alone turns away becomes opportunities less often: whether it should stay."""
    told: dict[str, list[str]] = {}
    counts = _counts(meeting)
    for claim in outcome_claims(meeting)[1:]:
        place = int(claim.against.rpartition("#")[2]) - 1
        name, rate = condition_on_page(meeting, held.conditions[place]), claim.other
        assert isinstance(rate, Rate)
        value, (empty, taken, came) = (
            meeting.write(rate.share, "share"),
            counts.loc[claim.against, ["blank", "before", "before_came"]],
        )
        parts = [(f"うち未入力{empty:,}件", f"{empty:,} of them without a value")] if empty else []
        if before := _before(meeting, held, held.conditions[place]):
            parts.append(
                (
                    f"前の版の「{before}」なら有効だった{taken:,}件からの商談は{came:,}件",
                    f"{came:,} of the {taken:,} that met “{before}” of the previous version",
                )
            )
        told.setdefault(claim.verdict, []).append(
            meeting.say(
                f"「{name}」{value}（{'、'.join([f'{rate.cases:,.0f}件', *(ja for ja, _ in parts)])}）",
                f"“{name}” {value} ({', '.join([f'n = {rate.cases:,.0f}', *(en for _, en in parts)])})",
            )
        )
    ends = {
        HIGHER: (
            "満たすリードより商談になっておらず、条件を残す理由になります",
            "leads that meet every condition become opportunities more often, a reason to keep it",
        ),
        LOWER: (
            "満たすリードより商談になっており、条件を見直す理由になります",
            "more often than leads that meet every condition, a reason to reconsider it",
        ),
        SAME: (
            "満たすリードと差があるとは言えません",
            "no difference beyond chance from leads that meet every condition",
        ),
    }
    said = [
        meeting.say(f"{listed(meeting, told[verdict])}は、{ja}。", f" {listed(meeting, told[verdict])}: {en}.")
        + (_worked_words(meeting) if verdict == HIGHER else "")
        for verdict, (ja, en) in ends.items()
        if verdict in told
    ]
    if not said:
        return ""
    return meeting.say(
        "その条件だけで外れたリードで見ると、",
        " By the one condition that turned a lead away, these became opportunities:",
    ) + "".join(said)


def _before(meeting: Meeting, held: Version, condition: Condition) -> str:
    """What the version before asked of the same column, where that was something else; empty without."""
    older = [version for version in meeting.wb.definitions.valid_lead if version.since < held.since]
    asked = [each for each in older[-1].conditions if each.column == condition.column] if older else []
    return condition_on_page(meeting, asked[0]) if asked and condition not in asked else ""


def _worked_words(meeting: Meeting) -> str:
    """That rejected leads are worked otherwise, with the calls where they are known: the rates alone settle nothing."""
    calls = (_counts(meeting)["calls"] / _counts(meeting)["leads"]).loc[["meets=yes", "meets=no"]]
    if calls.isna().any():
        return meeting.say(
            "ただし外したリードはあまり追いかけないため、この差だけでは決められません。",
            " But rejected leads are worked less, so this difference alone does not settle it.",
        )
    meets, misses = (f"{each:,.1f}" for each in calls)
    return meeting.say(
        f"ただし架電は満たすリードが1件あたり{meets}回、外したリードが{misses}回で、追いかけ方の違いも含む差です。",
        f" But those that meet it were called {meets} times each and those turned away {misses} times: part of the "
        "difference may be how they were worked.",
    )


def _counts(meeting: Meeting) -> pd.DataFrame:
    """What the outcome rests on, by segment."""
    return outcome_counts(meeting.wb).set_index("segment")


def _outcome_words(meeting: Meeting, held: Version) -> str:
    """Whether leads that meet the definition become opportunities more often, and what became of both; empty without."""
    found = definition_outcome(meeting.wb).set_index("segment")
    if not {"meets=yes", "meets=no"} <= set(found.index):
        return ""
    meets, misses = (
        Rate(found.loc[name, "numerator"], found.loc[name, "denominator"]) for name in ("meets=yes", "meets=no")
    )
    window = span_of(meeting, found["period"].iloc[0])
    told = [meeting.write(side.share, "share") for side in (meets, misses)]
    orders, won = _counts(meeting)["orders"].loc[["meets=yes", "meets=no"]], ("", "")
    if orders.notna().all():
        yes, no = (f"{count:,.0f}" for count in orders)
        won = f"（受注は{yes}件と{no}件）", f" ({yes} and {no} orders by now)"
    en_name = f"the definition of a valid lead (from {held.label})"
    ja, en = {
        HIGHER: (
            "を満たすリードのほうが商談になっています",
            f"Leads that meet {en_name} become opportunities more often than those that miss it",
        ),
        LOWER: (
            "を満たさないリードのほうが商談になっています",
            f"Leads that meet {en_name} become opportunities less often than those that miss it",
        ),
        THIN: (
            "を満たすリードと満たさないリードは、件数が少なく比べられません",
            f"Too few leads meet or miss {en_name} to compare what became of them",
        ),
    }.get(
        outcome_claims(meeting)[0].verdict,
        (
            "を満たすかどうかで、商談になる割合に差があるとは言えません",
            f"Whether leads meet {en_name} makes no difference beyond chance to how many become opportunities",
        ),
    )
    return meeting.say(
        f"有効リードの定義（{held.label}から）{ja}。"
        f"{window}のリードのうち{DAYS}日以内に商談になったのは、満たす{meets.cases:,.0f}件の{told[0]}、"
        f"満たさない{misses.cases:,.0f}件の{told[1]}{won[0]}です。",
        f"{en}. Of the leads of {window}, {told[0]} of {meets.cases:,.0f} that meet it and {told[1]} of {misses.cases:,.0f} that miss it "
        f"became one within {DAYS} days{won[1]}.",
    )


def _worst_condition(meeting: Meeting, conditions: pd.DataFrame, leads: float) -> str:
    worst = conditions.loc[conditions["rejects"].idxmax()]
    if not worst["rejects"]:
        return meeting.say("条件で外れたリードはありません。", " No condition turns a lead away.")
    count = meeting.write(worst["rejects"], "count")
    said = meeting.say(
        f"いちばん多く外しているのは「{worst['condition']}」で{count}です。",
        f" The condition that turns most away is “{worst['condition']}”: {count}.",
    )
    if is_thin(leads):
        said += meeting.say(
            f"リードが{THIN_BELOW}件に満たないので、参考程度に見てください。",
            f" With fewer than {THIN_BELOW} leads this is thin.",
        )
    return said


def _coming(meeting: Meeting, versions: pd.DataFrame, held: Version) -> str:
    ahead = versions[versions["version"] > held.label]
    if ahead.empty:
        return ""
    row = ahead.iloc[-1]
    change = meeting.write_signed(row["change"], "count")
    return meeting.say(
        f"{row['version']}からは次の版になり、同じリードで{change}です。",
        f" From {row['version']} on the next version holds: {change} on the same leads.",
    )


def _log(meeting: Meeting) -> list[str]:
    """Every version, newest first: when, why, which conditions, who agreed."""
    lines = []
    for version in reversed(meeting.wb.definitions.valid_lead):
        words = [condition_on_page(meeting, condition) for condition in version.conditions]
        agreed = meeting.say("・", ", ").join(version.agreed_by)
        lines.append(
            meeting.say(
                f"{version.label}から：{'、'.join(words)}。理由：{version.why or '記載なし'}。合意：{agreed or '記載なし'}。",
                f"From {version.label}: {'; '.join(words)}. Why: {version.why or 'not given'}. Agreed by: {agreed or 'not given'}.",
            )
        )
    return lines


def _before_the_first(meeting: Meeting) -> list[str]:
    first = meeting.wb.definitions.valid_lead[0]
    days = valid_lead_days(meeting.wb)
    early = days.loc[days["created_day"] < epoch_day(first.since), "leads"].sum()
    return (
        [
            meeting.say(
                f"最初の定義（{first.label}）より前に作成されたリード{early:,}件は、すべて有効として数えています。",
                f"Counted as valid: {early:,} leads created before the first definition ({first.label}).",
            )
        ]
        if early
        else []
    )


def _table(meeting: Meeting, held: Version, conditions: pd.DataFrame) -> pd.DataFrame:
    leads = float(definition_counts(meeting.wb).iloc[0]["leads"])
    alone = definition_outcome(meeting.wb).set_index("segment")
    names = [segment(condition=f"{held.label}#{number}") for number in range(1, len(held.conditions) + 1)]
    table = pd.DataFrame(
        {
            meeting.say("条件", "Condition"): conditions["condition"],
            meeting.say("満たさないリード", "Leads that fail it"): [
                meeting.write(count, "count") for count in conditions["rejects"]
            ],
            meeting.say("リードに占める割合", "Share of leads"): [
                meeting.write(count / leads, "share") for count in conditions["rejects"]
            ],
            meeting.say("この条件だけで外れるリード", "Fail only this one"): [
                meeting.write(count, "count") for count in conditions["rejects_alone"]
            ],
            meeting.say(
                f"そのうち{DAYS}日以内の商談化率（12か月）", f"Of these, an opportunity in {DAYS} days (12 months)"
            ): [
                None
                if name not in alone.index
                else f"{meeting.write(alone.loc[name, 'value'], 'share')} (n={alone.loc[name, 'denominator']:,.0f})"
                for name in names
            ],
        }
    )
    if alone.empty:
        return table
    counts = _counts(meeting).loc[names]
    beside = {
        meeting.say("同：受注", "Orders of these"): (counts["orders"], 0),
        meeting.say("同：1件あたりの架電（回）", "Calls to each of these"): (counts["calls"] / counts["leads"], 1),
    }
    return table.assign(
        **{
            heading: [None if pd.isna(value) else f"{value:,.{digits}f}" for value in values]
            for heading, (values, digits) in beside.items()
        }
    )


def definition(meeting: Meeting) -> Section:
    """The definition in force, its log, what each version would count and which condition rejects how many."""
    wb = meeting.wb
    if not wb.definitions.valid_lead:
        return Section(
            meeting.say(
                "有効リードの定義（definitions.yml の valid_lead）がまだ登録されていないため、すべてのリードを有効として数えています。",
                "No definition of a valid lead is written down yet (valid_lead in definitions.yml): every lead counts as valid.",
            )
        )
    held = wb.definitions.in_force("valid_lead", wb.as_of)
    notes = [*_log(meeting), *_before_the_first(meeting)]
    if held is None:
        first = wb.definitions.valid_lead[0].label
        return Section(
            meeting.say(
                f"今はまだ有効リードの定義がなく、すべてのリードを有効として数えています。最初の定義は{first}からです。",
                f"No definition is in force yet and every lead counts as valid; the first holds from {first}.",
            ),
            notes=notes,
        )
    if definition_counts(wb).empty:
        return Section(
            meeting.say(
                "この3か月のリードがないため、定義の影響は出せません。",
                "There are no leads of these three months by which to judge the definition.",
            ),
            notes=notes,
        )
    versions, conditions = versions_table(meeting), conditions_table(meeting, held)
    sentence = _sentence(meeting, held, versions, conditions)
    leads = float(definition_counts(wb).iloc[0]["leads"])
    if not leads:
        return Section(sentence, notes=notes)
    rejects_title = meeting.say("どの条件が何件を外しているか", "Which condition turns how many leads away")
    rejects = draw_condition_rejects(conditions, lang=meeting.lang, title=rejects_title)
    figures = [(rejects.figure, most(meeting, conditions["condition"], conditions["rejects"]))]
    return Section(
        sentence,
        figures,
        table=_table(meeting, held, conditions),
        notes=notes,
        claims=outcome_claims(meeting),
        table_caption=meeting.say("今の定義の条件ごとの件数", "Leads by condition of the definition in force"),
    )
