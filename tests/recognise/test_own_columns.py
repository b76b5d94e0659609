"""`kpi init` of columns that users add to a tool's own, of rows that are planned, and of months across."""

import pytest

CALLS = "通話の種類,通話の開始時刻,通話時間,通話の担当者,通話結果,メール,会社名,担当者メール\n" + "".join(
    f"発信,2026-11-{day:02d} 09:05:00,02:00,{rep},{outcome},a{day}@b.example,株式会社{day},{rep}@us.example\n"
    for day, (rep, outcome) in enumerate([("佐藤", "担当者接触"), ("鈴木", "不在")] * 5, start=2)
)


def test_columns_that_a_known_tool_does_not_have_are_taken_where_they_say_what_they_are(desk):
    activities = desk.begin(desk.put("calls.csv", CALLS, "cp932"))["tables"]["activities"]
    assert activities["preset"] == "zoho-ja"
    own = {name: activities["columns"][name] for name in ("outcome", "email", "company_name")}
    assert own == {"outcome": "通話結果", "email": "メール", "company_name": "会社名"}
    assert activities["values"]["outcome"] == {"connected": ["担当者接触"], "absent": ["不在"]}
    assert "email: メール" in desk.text and desk.text.split("email: メール")[1].splitlines()[0].endswith("# 要確認")


TALKS = [0, 35, 240, 0, 0, 612, 48, 0, 180, 0, 95, 0]


def test_talk_times_that_a_user_added_to_salesforce_s_tasks_are_taken(desk):
    head = "割り当て先,活動 ID,件名,期日,種別,状況,コール結果,通話時間（秒）,リード ID,会社名 / 取引先\n"
    rows = "".join(
        f"佐藤,T{day},架電,2026/11/{day},電話,完了,不在,{talk},L{day},株式会社{day}\n"
        for day, talk in enumerate(TALKS, start=2)
    )
    activities = desk.begin(desk.put("活動レポート.csv", head + rows, "cp932"))["tables"]["activities"]
    assert activities["preset"] == "salesforce-ja"
    assert activities["columns"]["talk_seconds"] == "通話時間（秒）"
    assert desk.table("activities")["talk_seconds"].tolist() == TALKS


def test_the_address_of_the_owner_of_a_deal_is_no_lead_s(desk):
    rows = "".join(
        f"D{day},A,2026-11-{day:02d},{owner},{owner}@us.example,100\n"
        for day, owner in zip(range(2, 12), ("sato", "mori") * 5, strict=True)
    )
    book = desk.begin(desk.put("deals.csv", "Deal ID,Company,Created,Owner,Email,Amount\n" + rows))
    columns = book["tables"]["opportunities"]["columns"]
    assert columns["owner"] == "Owner" and "email" not in columns


def test_what_is_to_be_done_and_has_no_date_yet_is_planned(desk):
    rows = "".join(f"{day},Done,Call,2026-11-{day:02d} 09:05:00,Sato,A{day}\n" for day in range(2, 12))
    log = "Activity - ID,Activity - Done,Activity - Type,Activity - Marked as done time,Activity - Assigned to user,Activity - Organization\n"
    activities = desk.begin(desk.put("activities.csv", log + rows + "12,To do,Call,,Sato,A12\n"))["tables"][
        "activities"
    ]
    assert activities["values"]["status"] == {"done": ["Done"], "planned": ["To do"]}
    assert desk.run("check", desk.book)[0] == 0  # one row in eleven would be too many to lose
    assert len(desk.table("activities")) == 10


@pytest.mark.parametrize(
    ("months", "year"),
    [("10月,11月,12月,1月", 2026), ("12月,1月,2月,3月", 2025), ("2026-10,2026-11,2026-12,2027-01", None)],
)
def test_a_plan_with_its_months_across_is_read(desk, monkeypatch, months, year):
    """The first month is the last of its number that has come: of 28 November 2026, December is 2025's."""
    monkeypatch.setenv("KPI_TODAY", "2026-11-28")
    plan = f"項目,{months},計\n架電数,800,780,700,700,2980\n売上（万円）,500,520,500,480,2000\n"
    targets = desk.begin(desk.put("予算.csv", plan))["tables"]["targets"]
    assert targets.get("year") == year and targets["values"]["metric"]["sales"] == ["売上（万円）"]
    assert desk.table("targets")["value"].tolist() == [800, 780, 700, 700, 5e6, 5.2e6, 5e6, 4.8e6]


def test_counts_of_people_with_months_across_are_no_targets(desk):
    counts = "担当者,4月,5月,6月\n佐藤,3,4,5\n鈴木,2,2,6\n"
    assert "its header is a row of dates" in desk.refused("init", desk.book, desk.put("実績.csv", counts))


def test_a_list_of_inquiries_with_the_day_of_their_first_call_is_leads(desk):
    """In full-width digits and years of Reiwa, with a total below."""
    rows = "".join(
        f"Ｒ－００{n},令和８年11月{n}日,{n + 8}時{n}分,サクラ{n % 3},{n}様,{channel},{rep},2026/11/{n} 15:05,済\n"
        for n, (channel, rep) in enumerate([("Web", "佐藤"), ("紹介", "鈴木")] * 4, start=2)
    )
    head = "管理番号,受付日,受付時間,会社名,お客様氏名,経路,対応者,初回架電日時,ヒアリング\n"
    leads = desk.begin(desk.put("反響一覧.csv", f"2026年度 反響管理表\n{head}{rows}合計,,,,,,,,8件\n", "cp932"))[
        "tables"
    ]
    assert list(leads) == ["leads"] and leads["leads"]["columns"] == {
        "lead_id": "管理番号",
        "created_at": {"date": "受付日", "time": "受付時間"},
        "company_name": "会社名",
        "channel": "経路",
        "rep": "対応者",
    }
    read = desk.table("leads")
    assert read["created_at"].dt.strftime("%Y-%m-%d %H:%M").tolist()[:2] == ["2026-11-02 10:02", "2026-11-03 11:03"]
    assert len(read) == 8
