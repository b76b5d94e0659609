"""Do we mean the same by a valid lead?"""

from dataclasses import replace
from datetime import date

from kpi_helpers.report.marketing_sync.definition import conditions_table, versions_table
from kpi_helpers.report.meetings.marketing_sync import definition
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from tests.report.sections.marketing_worlds import HOSTILE, leads, meeting, shown

OLD = Version(date(2026, 4, 1), "最初の取り決め", ("営業部",), (Condition("email", "is", "present"),))
NEW = Version(
    date(2026, 10, 1),
    "小さな会社が多い",
    ("営業部", "マーケ"),
    (
        Condition("email", "is", "present"),
        Condition("employees", "at_least", 50),
    ),
)
COMING = Version(date(2026, 12, 1), "", (), (Condition("employees", "at_least", 10),))


def world(versions=(OLD, NEW), **options):
    """40 leads: 10 without an address, 16 of fewer than 50 people, 4 of these 16 without an address."""

    def mail(number):
        return None if number <= 10 else f"p{number}@a.example.jp"

    def people(number):
        return 20 if 7 <= number <= 22 else 80

    tables = {"leads": [*leads(40, "2026-11-02 10:00", "L", email=mail, employees=people)]}
    # Three business days later: the leads have not ended.
    return meeting(tables, definitions=Definitions(valid_lead=tuple(versions)), as_of="2026-11-06", **options)


def test_the_sentence_tells_what_the_definition_counts_and_what_it_turns_away():
    """Valid now: 40 − (10 + 16 − 4) = 18; under the old version 40 − 10 = 30; 16 fail the size, 12 only that."""
    section = definition(world())
    for part in (
        "定義は2026-10-01から36日続いており",
        "11月2日〜11月6日のリード40件",
        "18件（45.0%）",
        "前の版（2026-04-01から）なら30件（+12件）",
        "「従業員数が50以上」で16件です",
    ):
        assert part in section.sentence
    english = definition(world(lang="en")).sentence
    for part in (
        "dates from 2026-10-01",
        "18 meet the definition in force (45.0%)",
        "(2026-04-01) it would be 30 (+12)",
        "at least 50”: 16.",
    ):
        assert part in english
    assert "thin" not in english


def test_few_leads_are_called_thin():
    assert "30件に満たない" in definition(meeting()).sentence
    assert "thin" in definition(meeting(lang="en")).sentence


def test_a_version_to_come_says_what_it_will_do():
    """Nobody works in a company of fewer than ten: 40 valid, 22 more than now."""
    assert "2026-12-01からは次の版になり、同じリードで+22件" in definition(world((OLD, NEW, COMING))).sentence
    assert "From 2026-12-01 on the next version holds: +22" in definition(world((OLD, NEW, COMING), lang="en")).sentence


def test_the_log_tells_when_why_which_conditions_and_who_agreed():
    notes = definition(world()).notes
    assert notes[0].startswith(
        "2026-10-01から：メールアドレスが入力されている、従業員数が50以上。理由：小さな会社が多い。合意：営業部・マーケ"
    )
    assert notes[1].startswith("2026-04-01から") and len(notes) == 2


def test_leads_from_before_the_first_definition_are_counted_as_valid_and_said_to_be():
    late = Version(date(2026, 11, 3), "", (), (Condition("email", "is", "present"),))
    assert any("より前に作成されたリード40件は、すべて有効" in note for note in definition(world((late,))).notes)


def test_figures_and_table_hold_the_counts():
    section = definition(world())
    [rejects] = (figure.axes[0] for figure, _ in section.figures)
    assert [bar.get_width() for bar in rejects.patches] == [10, 6, 16, 12]
    assert versions_table(world())["change"].tolist()[1] == 12
    assert conditions_table(world(), NEW)["rejects_alone"].tolist() == [6, 12]
    assert section.table.iloc[1].tolist() == ["従業員数が50以上", "16件", "40.0%", "12件", None]
    assert set(section.numbers["kpi"]) == {"definition_effect", "condition_rejects", "condition_rejects_alone"}


def followed(met, missed, lang="ja"):
    """In May 60 leads with an address and 60 without, so many of them with an opportunity after 20 days."""
    tables = {
        "leads": [
            *leads(60, "2026-05-11 10:00", "A", email=lambda n: f"p{n}@a.example.jp", employees=80),
            *leads(60, "2026-05-11 10:00", "B", email=None, employees=80),
            *leads(10, "2026-11-02 10:00", "N", email="a@b.example.jp", employees=80),
        ],
        "opportunities": [
            {"opportunity_id": "first", "created_at": "2026-05-01 10:00", "lead_id": None},
            *(
                {"opportunity_id": f"O{prefix}{n}", "created_at": "2026-05-31 10:00", "lead_id": f"{prefix}{n}"}
                for prefix, count in (("A", met), ("B", missed))
                for n in range(1, count + 1)
            ),
            {"opportunity_id": "last", "created_at": "2026-11-16 10:00", "lead_id": None},
        ],
    }
    return meeting(tables, definitions=Definitions(valid_lead=(OLD, NEW)), lang=lang)


def worked(lang="ja", old=OLD):
    """In May 60 leads that meet the definition, 24 with an opportunity and two of these won; each called twice.

    Of 40 more, without an opportunity and called once, 30 do not tell the employees and ten are of small companies.
    """
    day = "2026-05-11 10:00"
    tables = {
        "leads": [
            *leads(60, day, "A", email="p@a.example.jp", employees=80),
            *leads(40, day, "B", email="p@b.example.jp", employees=lambda n: 20 if n > 30 else None),
            *leads(10, "2026-11-16 10:00", "N", email="a@b.example.jp", employees=80),
        ],
        "activities": [
            {"activity_id": f"{lead}-{call}", "started_at": day, "kind": "call", "rep": "佐藤", "lead_id": lead}
            for prefix, count, calls in (("A", 60, 2), ("B", 40, 1))
            for lead in (f"{prefix}{n}" for n in range(1, count + 1))
            for call in range(calls)
        ]
        + [{"activity_id": "now", "started_at": "2026-11-16 10:00", "kind": "call", "rep": "佐藤", "lead_id": "N1"}],
        "opportunities": [
            {"opportunity_id": "first", "created_at": day, "lead_id": None, "is_won": None, "closed_at": None},
            *(
                {
                    "opportunity_id": f"O{n}",
                    "created_at": "2026-05-31 10:00",
                    "lead_id": f"A{n}",
                    "is_won": True if n <= 2 else None,
                    "closed_at": "2026-11-16" if n <= 2 else None,
                }
                for n in range(1, 25)
            ),
        ],
    }
    return definition(meeting(tables, definitions=Definitions(valid_lead=(old, NEW)), lang=lang))


def test_how_the_rejected_were_worked_and_what_they_bought_stands_beside():
    """24 of 60 against none of 40, of which 30 say nothing of their size; 120 calls ÷ 60 = 2.0, 40 ÷ 40 = 1.0."""
    section, english = worked(), worked("en").sentence
    assert "満たす60件の40.0%、満たさない40件の0.0%（受注は2件と0件）です。" in section.sentence
    assert (
        "「従業員数が50以上」0.0%（40件、うち未入力30件）は、満たすリードより商談になっておらず、条件を残す理由になります。"
        "ただし架電は満たすリードが1件あたり2.0回、外したリードが1.0回で、追いかけ方の違いも含む差です。"
        in section.sentence
    )
    assert "(2 and 0 orders by now)" in english and "(n = 40, 30 of them without a value)" in english
    # Had the version before asked for 20 employees, it would have taken in the ten small ones.
    stricter = replace(OLD, conditions=(*OLD.conditions, Condition("employees", "at_least", 20)))
    assert (
        "（40件、うち未入力30件、前の版の「従業員数が20以上」なら有効だった10件からの商談は0件）"
        in worked(old=stricter).sentence
    )
    assert "called 2.0 times each and those turned away 1.0 times" in english
    assert section.table.iloc[1].tolist()[-3:] == ["0.0% (n=40)", "0", "1.0"]


def test_what_the_rejected_became_is_told():
    """Up to 2026-08-20, 90 days before as_of. 24 of 60 (40%) against 6 of 60 (10%) differ, 8 of 60 against 6 do not."""
    section = definition(followed(24, 6))
    assert (
        "有効リードの定義（2026-10-01から）を満たすリードのほうが商談になっています。"
        "5月11日〜8月20日のリードのうち90日以内に商談になったのは、満たす60件の40.0%、満たさない60件の10.0%です。\n"
        in section.sentence
    )
    assert section.table.iloc[0].tolist()[-3:] == ["10.0% (n=60)", None, None]
    assert "more often" in definition(followed(24, 6, "en")).sentence
    assert "差があるとは言えません" in definition(followed(8, 6)).sentence
    assert "満たさないリードのほうが" in definition(followed(6, 24)).sentence
    assert "no difference beyond chance" in definition(followed(8, 6, "en")).sentence


def test_each_condition_answers_whether_it_should_stay():
    """The 60 without an address miss that condition alone: 10% against 40%, the other way round, and 10% against 13%."""
    said = definition(followed(24, 6)).sentence
    assert (
        "「メールアドレスが入力されている」10.0%（60件）は、満たすリードより商談になっておらず、条件を残す理由になります。"
        "ただし外したリードはあまり追いかけないため、この差だけでは決められません。" in said
    )
    assert "条件を見直す理由になります" in definition(followed(6, 24)).sentence
    assert "10.0%（60件）は、満たすリードと差があるとは言えません" in definition(followed(8, 6)).sentence
    assert "a reason to keep it" in definition(followed(24, 6, "en")).sentence


def test_how_long_it_stands_and_when_it_was_reviewed_is_told():
    """1 October to 6 November: 36 days; a review on 2 November is 4 days ago, one still to come is none yet."""
    assert "36日続いており、見直した日の記録はありません。" in definition(world()).sentence
    seen = world((replace(NEW, reviewed=date(2026, 11, 2)),))
    assert "36日続いており、最後に見直したのは2026-11-02（4日前）です。" in definition(seen).sentence
    ahead = world((replace(NEW, reviewed=date(2026, 12, 1)),), lang="en")
    assert "dates from 2026-10-01 and has stood for 36 days; no review is recorded." in definition(ahead).sentence


def test_one_version_alone_is_held_against_nothing():
    section = definition(world((OLD,)))
    assert "前の版" not in section.sentence and len(section.figures) == 1


def test_without_a_definition_every_lead_is_said_to_count():
    assert "すべてのリードを有効" in definition(world(())).sentence
    assert "every lead counts as valid" in definition(world((), lang="en")).sentence
    assert "最初の定義は2026-12-01から" in definition(world((COMING,))).sentence


def test_a_window_without_leads_has_no_figure():
    held = Definitions(valid_lead=(OLD,))
    old = meeting(
        {"leads": [*leads(1, "2025-06-02 10:00", "K", email="a@a.example.jp"), *leads(1, "2026-05-11 10:00", "L")]},
        definitions=held,
    )
    section = definition(old)
    assert "作成されたリードはありません" in section.sentence and not section.figures
    ended = meeting({"leads": [*leads(1, "2026-01-05 10:00", "L", email="a@a.example.jp")]}, definitions=held)
    assert "3か月のリードがない" in definition(ended).sentence


def test_hostile_reasons_and_values_are_text():
    bad = Version(date(2026, 4, 1), HOSTILE, (HOSTILE,), (Condition("email", "is", HOSTILE),))
    assert "<script" not in shown(definition(world((bad,))))
