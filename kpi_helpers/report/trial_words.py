"""What `kpi try` says: leads gained and lost by a change of the definition, and what such leads became."""

from __future__ import annotations

import json

from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME
from kpi_helpers.kpis.definition_outcome import DAYS
from kpi_helpers.kpis.definition_trial import Trial, trial_needs, weigh
from kpi_helpers.report.lack_words import lack_in_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import condition_on_page, span_of
from kpi_helpers.workbook.definitions import Condition, Version
from kpi_helpers.workbook.errors import WorkbookError

_GROUPS = {
    "both": ("どちらでも有効", "valid either way"),
    "gained": ("新しく入る", "gained"),
    "lost": ("外れる", "lost"),
    "neither": ("どちらでも無効", "valid in neither"),
}


def trial_lines(meeting: Meeting, tried: Version) -> list[str]:
    """The answer, line by line.

    Raises
    ------
    WorkbookError
        Where leads cannot say what the version asks for.
    """
    lack = meeting.wb.lacks(trial_needs(tried))
    if lack is not None:
        raise WorkbookError(
            ja=f"試せません：{lack_in_words(lack, 'ja')}。", en=f"Nothing to try it on: {lack_in_words(lack, 'en')}."
        )
    trial = weigh(meeting.wb, tried)
    told = meeting.say(
        "合意したら definitions.yml の valid_lead に加える項目：",
        "Once agreed, the entry for valid_lead in definitions.yml:",
    )
    return [
        *_versions(meeting, trial),
        *_counts(meeting, trial),
        *_outcome(meeting, trial),
        "",
        told,
        *entry_lines(tried),
    ]


def _versions(meeting: Meeting, trial: Trial) -> list[str]:
    say, none = meeting.say, meeting.say("なし（すべて有効）", "none (every lead is valid)")
    held = none if trial.held is None else _conditions(meeting, trial.held)
    since = "" if trial.held is None else say(f"（{trial.held.label}から）", f" (since {trial.held.label})")
    return [
        say(f"今の定義{since}：{held}", f"In force{since}: {held}"),
        say(f"試す定義：{_conditions(meeting, trial.tried)}", f"On trial: {_conditions(meeting, trial.tried)}"),
    ]


def _conditions(meeting: Meeting, version: Version) -> str:
    words = [condition_on_page(meeting, condition) for condition in version.conditions]
    return meeting.say("、", "; ").join(words)


def _counts(meeting: Meeting, trial: Trial) -> list[str]:
    say, groups = meeting.say, trial.groups["recent"]
    if trial.recent is None or not groups.sum():
        return [say("この3か月のリードはありません。", "There is no lead of the last three months.")]
    window, leads = span_of(meeting, trial.recent.label), int(groups.sum())
    before, after = trial.valid_before, trial.valid_after
    change = meeting.write_signed(after - before, "count")
    said = [
        say(
            f"{window}のリード{leads:,}件のうち有効：{before:,}件 → {after:,}件（{change}。新しく入る{groups['gained']:,}件、外れる{groups['lost']:,}件）",
            f"Of {leads:,} leads of {window} valid: {before:,} → {after:,} ({change}: {groups['gained']:,} gained, {groups['lost']:,} lost)",
        )
    ]
    if trial.business_days:
        per_day = [count / trial.business_days for count in (before, after)]
        said.append(
            say(
                f"1営業日に対応する有効リード：{per_day[0]:,.1f}件 → {per_day[1]:,.1f}件",
                f"Valid leads to work per business day: {per_day[0]:,.1f} → {per_day[1]:,.1f}",
            )
        )
    return said


def _outcome(meeting: Meeting, trial: Trial) -> list[str]:
    """What became of the leads of each group, and whether those gained or lost did worse than those valid either way."""
    say = meeting.say
    if trial.followed is None or not trial.groups["leads"].sum():
        return [say(f"{DAYS}日追えたリードがまだありません。", f"No lead has been followed for {DAYS} days yet.")]
    said = [
        say(
            f"{DAYS}日以内に商談になった割合（{span_of(meeting, trial.followed.label)}のリード、括弧内は95%の幅）：",
            f"Share with an opportunity within {DAYS} days (leads of {span_of(meeting, trial.followed.label)}; 95% interval):",
        )
    ]
    for group, row in trial.groups.iterrows():
        name, share = say(*_GROUPS[str(group)]), "–"
        if row["leads"]:
            share = f"{100 * row['share']:.1f}% ({100 * row['low']:.1f}–{100 * row['high']:.1f})"
        said.append(say(f"  {name}：{row['leads']:,.0f}件、{share}", f"  {name}: {row['leads']:,.0f}, {share}"))
    said += [text for group in ("gained", "lost") if (text := _verdict(meeting, trial, group))]
    note = say(
        "外したリードはあまり追いかけないため、その分だけ商談になりにくく見えます。",
        "Rejected leads are worked less, and become opportunities less often for that alone.",
    )
    return [*said, note]


def _verdict(meeting: Meeting, trial: Trial, group: str) -> str:
    if not trial.groups.at[group, "leads"]:
        return ""
    ja, en = {"gained": ("新しく入るリード", "The leads gained"), "lost": ("外れるリード", "The leads lost")}[group]
    told = {
        LOWER: ("は、どちらでも有効なリードより商談になっていません", "became opportunities less often"),
        HIGHER: ("は、どちらでも有効なリードより商談になっています", "became opportunities more often"),
        SAME: ("は、どちらでも有効なリードと差があるとは言えません", "do not differ beyond chance"),
    }
    ja_end, en_end = told.get(
        trial.against_both(group).verdict, ("は、件数が少なく比べられません", "are too few to compare")
    )
    return meeting.say(f"{ja}{ja_end}。", f"{en} {en_end} (against those valid either way).")


def entry_lines(tried: Version) -> list[str]:
    """The entry for ``valid_lead`` in ``definitions.yml`` once it is agreed.

    Examples
    --------
    >>> from datetime import date
    >>> for line in entry_lines(Version(date(2026, 11, 18), "", (), (Condition("employees", "at_least", 30),))):
    ...     print(line.strip())
    - from: 2026-11-18
    why: ""
    agreed_by: []
    conditions:
    - {column: "employees", at_least: 30}
    """
    head = [f"  - from: {tried.label}", '    why: ""', "    agreed_by: []", "    conditions:"]
    return [*head, *(f"      - {_written(condition)}" for condition in tried.conditions)]


def _written(condition: Condition) -> str:
    return f"{{column: {json.dumps(condition.column, ensure_ascii=False)}, {condition.test}: {json.dumps(condition.value, ensure_ascii=False)}}}"
