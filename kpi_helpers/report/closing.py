"""The end of a page: decisions and actions, definitions, what the data did not allow."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.metric import Metric
from kpi_helpers.report.bearing_notes import bearing_notes
from kpi_helpers.report.blocks import action_table, block, bullets, definitions
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.language import words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.opening import OWNERS, table_name
from kpi_helpers.report.section import notes_element
from kpi_helpers.report.tables import table_element
from kpi_helpers.workbook.engine import epoch_day, under_one_another
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.reading import TableReport, reason_text, warning_text
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

_CALL_RATES = frozenset({"contact_rate", "contact_rate_by_hour", "contact_rate_by_response"})


def decisions(meeting: Meeting) -> Element:
    """Empty rows for what this meeting decides; what was open before stands at the top.

    Parameters
    ----------
    meeting : Meeting

    Returns
    -------
    Element
        A block.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "<table" in str(decisions(Meeting("sales_sync", wb)))
    True
    """
    return block("actions", words(meeting.lang)["actions"], action_table(lang=meeting.lang))


def glossary(meeting: Meeting) -> Element:
    """The definition of every KPI on the page, printed from where it is coded.

    Parameters
    ----------
    meeting : Meeting

    Returns
    -------
    Element
        A block.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "その月に受注した商談の金額の合計" in str(glossary(Meeting("sales_sync", wb)))
    True
    """
    kpis = MEETINGS[meeting.name].kpis.union(*meeting.made.values())
    shown = [record for record in CATALOGUE.values() if record.id in kpis]
    terms = {record.label(meeting.lang): list(_entry(meeting, record)) for record in shown}
    summary = meeting.say(
        f"このページの{len(terms)}指標の定義を見る", f"Show the definitions of this page's {len(terms)} numbers"
    )
    return block(
        "glossary",
        words(meeting.lang)["glossary"],
        el("details", el("summary", summary), definitions(terms)),
        notes_element(_reading_notes(meeting, shown), meeting.lang),
    )


def _entry(meeting: Meeting, record: Metric) -> Iterator[str]:
    say, lang = meeting.say, meeting.lang
    yield record.definition(lang)
    owner = OWNERS[record.owner][lang == "en"]
    said = say(f"担当：{owner}。", f"Owned by {owner}.")
    if record.benchmark:
        said += say(f"参考値：{reference(meeting, record)}。", f" Reference value: {reference(meeting, record)}.")
    yield said
    if record.gamed(lang):
        yield say(f"見かけだけ良くなる例：{record.gamed(lang)}", f"How it flatters: {record.gamed(lang)}")


def reference(meeting: Meeting, record: Metric) -> str:
    """The reference value of a KPI, as shown."""
    value = meeting.wb.config.benchmarks[record.benchmark]
    unit = "seconds" if record.benchmark.endswith("seconds") else "share" if record.unit == "share" else ""
    written = [
        meeting.write(each, unit) if unit else f"{each:g}" for each in (value if isinstance(value, list) else [value])
    ]
    return meeting.say("〜", "–").join(written)


def _reading_notes(meeting: Meeting, shown: list[Metric]) -> Iterator[str]:
    say = meeting.say
    ids = {record.id for record in shown}
    yield say(
        f"率には95%信頼区間（Wilson）を付けています。{THIN_BELOW}件に満たない率は灰色で示し、判断には使いません。",
        f"Rates come with a 95% Wilson interval. A rate on fewer than {THIN_BELOW} cases is greyed and decides nothing.",
    )
    if _CALL_RATES & ids:
        yield say(
            "同じリードへの架電は互いに独立ではないため、架電の率の区間はその分だけ広く取っています。",
            "Calls to the same lead are not independent; the intervals of call rates are widened accordingly.",
        )
    if any(record.benchmark for record in shown):
        yield say(
            "「参考値」は国内のインサイドセールスでよく使われる目安で、目標ではありません。チームの時期（初期・中期・後期）に合わせ、チームごと・いつからの値に替えられます。",
            "A reference value is a rule of thumb of Japanese inside sales, not a target; it can be replaced, by team and from a date on, as a team grows.",
        )
    if {"opportunity_rate_cohort", "win_rate_cohort"} & ids:
        yield say(
            "終わってから180日たっていない月の「追っかけ」はまだ伸びるため、集計途中の月として区別しています。",
            "Cohort rates of months that ended less than 180 days ago still rise: those months are marked young.",
        )


def data_notes(meeting: Meeting) -> Element:
    """What was read, what was set aside and why, what is odd, and what cannot be said.

    Parameters
    ----------
    meeting : Meeting

    Returns
    -------
    Element
        A block.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "6社" in str(data_notes(Meeting("sales_sync", wb)))
    True
    """
    notes = [*_lacking(meeting), *_before_first_definition(meeting), *_companies(meeting), *bearing_notes(meeting)]
    read = [*_set_aside(meeting), *_odd(meeting)]
    rows, details = _rows(meeting), None
    if rows or read:
        summary = meeting.say("読み込んだ行・除いた行・気になる値", "Rows read, rows set aside, odd values")
        details = el("details", el("summary", summary), rows, bullets(read) if read else None)
    return block("notes", words(meeting.lang)["notes"], bullets(notes) if notes else None, details)


def _reports(meeting: Meeting) -> list[TableReport]:
    return list(meeting.wb.loaded.reports.values()) if meeting.wb.loaded else []


def _rows(meeting: Meeting) -> Element | None:
    say, reports = meeting.say, _reports(meeting)
    if not reports:
        return None
    rows = [
        (
            table_name(report.table, meeting.lang),
            f"{report.read:,}",
            f"{report.kept:,}",
            f"{sum(report.set_aside.values()):,}",
            ", ".join(report.files),
        )
        for report in reports
    ]
    columns = [
        say("表", "Table"),
        say("読んだ行", "Rows read"),
        say("使った行", "Kept"),
        say("除いた行", "Set aside"),
        say("ファイル", "File"),
    ]
    return table_element(
        pd.DataFrame(rows, columns=columns), caption=say("読み込んだ行", "Rows of each table"), numeric=columns[1:4]
    )


def _set_aside(meeting: Meeting) -> Iterator[str]:
    for report in _reports(meeting):
        if report.set_aside:
            told = meeting.say("、", ", ").join(
                reason_text(code, meeting.lang) + meeting.say(f"{count:,}行", f" {count:,}")
                for code, count in sorted(report.set_aside.items(), key=lambda item: -item[1])
            )
            name = table_name(report.table, meeting.lang)
            yield meeting.say(
                f"{name}で除いた行：{told}。rejected.csvにあります。",
                f"Set aside from {name}: {told}; see rejected.csv.",
            )


def _odd(meeting: Meeting) -> Iterator[str]:
    for report in _reports(meeting):
        for code, warned in report.warnings.items():
            name, text = table_name(report.table, meeting.lang), warning_text(code, meeting.lang)
            # An example quotes the export, in which names may stand.
            example = (
                "" if meeting.mask_names else meeting.say(f"（例：{warned.example}）", f" (e.g. {warned.example})")
            )
            yield meeting.say(
                f"{name}：{text} {warned.count:,}件{example}", f"{name}: {text}: {warned.count:,}{example}"
            )


def _lacking(meeting: Meeting) -> Iterator[str]:
    there = {name for name in TABLES if meeting.wb.has(name)}
    for topic, missing in MEETINGS[meeting.name].lacking(there):
        names = meeting.say("・", ", ").join(table_name(name, meeting.lang) for name in missing)
        yield meeting.say(
            f"「{topic.ja}」は、{names}の表がないため答えられません。",
            f"“{topic.en}” cannot be answered without the table of {names}.",
        )


def _before_first_definition(meeting: Meeting) -> Iterator[str]:
    wb = meeting.wb
    versions = wb.definitions.valid_lead
    if not versions or not wb.has("leads"):
        return
    since = versions[0]
    count = int(wb.cached(_leads_before, epoch_day(since.since))["n"].iloc[0])
    if count:
        yield meeting.say(
            f"最初の定義（{since.label}）より前に作成されたリード{count:,}件は、有効として数えています。",
            f"Counted as valid: {count:,} leads from before the first definition ({since.label}).",
        )


def _leads_before(wb: Workbook, day: int) -> pd.DataFrame:
    return wb.run(wb.leads.agg(n=wb.leads.count(where=wb.leads.created_day < day)))


def _companies(meeting: Meeting) -> Iterator[str]:
    total, on_id = map(int, meeting.wb.cached(_companies_by_basis).iloc[0])
    if total and on_id in (0, total):
        yield meeting.say(
            f"会社{total:,}社は、どれも{'取引先IDで' if on_id else '会社名・メールのドメインからの推定で'}数えています。",
            f"{total:,} companies, all {'identified by an ID' if on_id else 'guessed from name or e-mail domain'}.",
        )
    elif total:
        yield meeting.say(
            f"会社は{total:,}社です。うち{on_id:,}社は取引先ID、{total - on_id:,}社は会社名・メールのドメインからの推定で数えています。",
            f"{total:,} companies: {on_id:,} identified by an ID, {total - on_id:,} guessed from name or e-mail domain.",
        )


def _companies_by_basis(wb: Workbook) -> pd.DataFrame:
    tables = [getattr(wb, name) for name in ("leads", "activities", "opportunities") if wb.has(name)]
    if not tables:
        return pd.DataFrame({"total": [0], "on_id": [0]})
    known = under_one_another(*(table.select("company_key", "company_basis") for table in tables))
    of_id = known.company_key.nunique(where=known.company_basis == "id")
    return wb.run(known.agg(total=known.company_key.nunique(), on_id=of_id))
