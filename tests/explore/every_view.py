"""Every value of every control of every section: what its view shows is what the whole says of that part."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_helpers.explore.choices import ALL, NARROWING, options_of
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import segment
from kpi_helpers.report.agenda import Topic
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.part import part_name

Choice = tuple[Topic, str, str]


def choices(meeting: Meeting) -> Iterator[Choice]:
    """Every section of a meeting with every value of each control that narrows it."""
    for topic in MEETINGS[meeting.name].topics:
        for control in NARROWING:
            for _, value in options_of(control, meeting):
                if value is not ALL:
                    yield topic, control, value


def differences(meeting: Meeting, choice: Choice) -> list[str]:
    """What a section says for a choice and the whole, split so, does not; and where it does not name itself."""
    topic, control, value = choice
    found, said = [], f"{topic.key} {control}={value}"
    seen = meeting.view(**{control: value})
    made = topic(seen)
    if made.failure:
        return [f"{said}: {made.failure}"]
    named = part_name(seen) if control in topic.controls else meeting.say("全体", "All")
    titles = [figure.title for figure, _ in made.figures if getattr(figure, "title", "")]
    for text in (made.sentence, *(alt for _, alt in made.figures), *titles):
        if named not in text[: len(named) + 1]:
            found.append(f"{said}: not named in {text!r}")
    if control not in topic.controls:
        whole = topic(meeting)
        if made.sentence.partition(meeting.say("】", "] "))[2] != whole.sentence:
            found.append(f"{said}: another sentence than the whole's")
        return found
    for kpi in topic.kpis:
        metric = CATALOGUE[kpi]
        if {control, "all"} <= set(metric.by) and metric.is_there(seen.wb) and value:
            parts = metric(meeting.wb, by=control, period=meeting.month)
            own = parts.loc[parts["segment"].eq(segment(**{control: value})), "value"].tolist()
            shown = metric(seen.wb, by="all", period=meeting.month)["value"].tolist()
            if own and (not shown or abs(own[0] - shown[0]) > 1e-9):
                found.append(f"{said}: {kpi} is {shown}, of the whole {own}")
    return found
