"""The sample is what its generator writes, and the stories its README promises are in the raw files."""

import subprocess
import sys
from math import comb
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = PROJECT / "data" / "sample"
AS_OF = pd.Timestamp("2026-11-20")
END = AS_OF + pd.Timedelta(days=1)
SETTLED = {"担当者接触", "受付ブロック"}
TEXT_FILES = sorted(path.name for path in SAMPLE.iterdir() if path.suffix != ".xlsx" and not path.name.startswith("."))


def generate(out: Path, *options: str) -> None:
    call = [sys.executable, "-W", "error", str(PROJECT / "data" / "generator"), "--out", str(out), *options]
    subprocess.run(call, check=True, timeout=120)


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    generate(out)
    return out


def read(name, **how):
    return pd.read_csv(SAMPLE / name, dtype=str, keep_default_na=False, **how)


def usable(rows, identity, moment):
    """The rows with an id, a readable moment since 2000 and no earlier copy."""
    at = pd.to_datetime(rows[moment], errors="coerce", format="mixed")
    kept = rows.assign(at=at)[at.notna() & (at >= "2000-01-01") & (rows[identity] != "")]
    return kept.drop_duplicates(identity).reset_index(drop=True)


@pytest.fixture(scope="module")
def leads():
    rows = usable(read("リード一覧.csv", encoding="cp932"), "リード ID", "作成日")
    freemail = rows["メール"].str.endswith(("@gmail.com", "@yahoo.co.jp"))
    size = pd.to_numeric(rows["従業員数"])
    old = (rows["メール"] != "") & ~freemail & (size >= 30)
    new = (rows["会社名 / 取引先"] != "") & ~freemail & (size >= 50)
    valid = new.where(rows["at"] >= "2026-04-01", old)
    return rows.assign(
        link=rows["リード ID"].str[:15],
        valid=valid,
        month=rows["at"].dt.strftime("%Y-%m"),
        key=company_key(
            rows["取引先 ID"], rows["メール"].where(~freemail, ""), rows["会社名 / 取引先"], rows["メール"]
        ),
    )


@pytest.fixture(scope="module")
def activities(leads):
    rows = usable(read("応対履歴.csv", encoding="utf-8-sig"), "応対履歴ID", "ダイヤル開始時刻")
    rows = rows[(rows["ユーザー名"] != "") & ~rows["通話時間"].str.startswith("-")]
    rows = rows.assign(
        link=rows["リードID"].str[:15],
        settled=rows["通話結果"].isin(SETTLED),
        hour=rows["at"].dt.hour,
        call=rows["応対種別"] == "外線発信",
    )
    of_lead = rows["link"].map(leads.set_index("link")["key"])
    return rows.assign(key=rows["取引先ID"].where(rows["取引先ID"] != "", of_lead))


@pytest.fixture(scope="module")
def opportunities():
    rows = usable(read("商談レポート.txt", encoding="utf-16", sep="\t"), "商談 ID", "作成日時")
    amount = pd.to_numeric(rows["金額"].str.replace("[¥,]", "", regex=True))
    closed = pd.to_datetime(rows["完了予定日"]).where(rows["状態"] != "進行中")
    return rows.assign(month=rows["at"].dt.strftime("%Y-%m"), amount=amount, closed=closed)


@pytest.fixture(scope="module")
def targets():
    sheet = pd.read_excel(SAMPLE / "予算.xlsx", sheet_name="2026", engine="calamine")
    return sheet.fillna({"チーム": "", "担当": ""})


def company_key(ids, corporate, names, emails):
    """Id, else the one id of the domain, else the one id of the name, else domain, name, address."""
    domain = corporate.str.partition("@")[2]
    name = names.str.normalize("NFKC").str.replace(r"株式会社|有限会社|合同会社|\(株\)|\(有\)|\s", "", regex=True)
    key = ids
    for column in (domain, name):
        known = pd.DataFrame({"at": column, "id": ids})[(ids != "") & (column != "")].drop_duplicates()
        alone = known.drop_duplicates("at", keep=False).set_index("at")["id"]
        key = key.where(key != "", column.map(alone).fillna(""))
    for column in (domain, name, emails):
        key = key.where(key != "", column)
    return key


# The files


@pytest.mark.parametrize("name", TEXT_FILES)
def test_generating_again_gives_the_same_bytes(again, name):
    assert (again / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_generating_again_gives_the_same_cells(again):
    def cells(folder):
        return list(openpyxl.load_workbook(folder / "予算.xlsx")["2026"].iter_rows(values_only=True))

    assert cells(again) == cells(SAMPLE)


def test_nothing_else_lies_in_the_sample(again):
    written = {path.name for path in again.iterdir()}
    assert {path.name for path in SAMPLE.iterdir() if not path.name.startswith(".")} == written
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 6_000_000


def test_another_seed_gives_another_world(tmp_path):
    generate(tmp_path, "--seed", "7")
    assert (tmp_path / "応対履歴.csv").read_bytes() != (SAMPLE / "応対履歴.csv").read_bytes()


def test_a_larger_world_repeats_no_id_and_keeps_the_canonical_names(tmp_path):
    generate(tmp_path, "--times", "6", "--format", "parquet")  # six: a full chunk of five and a smaller one
    for table, identity, count in (
        ("leads", "lead_id", 6_000),
        ("activities", "activity_id", 30_000),
        ("opportunities", "opportunity_id", 900),
    ):
        ids = pd.read_parquet(tmp_path / f"{table}.parquet", columns=[identity])[identity]
        assert len(ids) == ids.nunique() == 6 * count
    accounts = pd.read_csv(tmp_path / "ターゲット企業.csv")
    assert accounts["取引先ID"].is_unique


def test_the_usable_rows_are_6000_30000_and_900(leads, activities, opportunities):
    assert (len(leads), len(activities), len(opportunities)) == (6_000, 30_000, 900)


def test_one_row_in_two_hundred_cannot_be_used(activities):
    rows = read("応対履歴.csv", encoding="utf-8-sig")
    assert 0.003 < 1 - len(activities) / len(rows) < 0.007


def test_the_newest_lead_and_the_newest_activity_are_of_the_same_friday(leads, activities):
    assert leads["at"].max().normalize() == activities["at"].max().normalize() == AS_OF
    assert AS_OF.day_name() == "Friday"


def test_only_plans_lie_after_that_day(leads, activities, opportunities):
    for moments in (leads["at"], activities["at"], opportunities["at"], opportunities["closed"].dropna()):
        assert moments.max() < END
    visits = read("サイト訪問.csv", encoding="utf-8")
    assert pd.to_datetime(visits["日付"]).max() == AS_OF
    campaigns = read("施策.csv", encoding="utf-8")
    planned = pd.to_datetime(campaigns["開始日"]) > AS_OF
    assert planned.sum() == 5
    assert (campaigns.loc[planned, "対象"] != "").all()


def test_addresses_belong_to_nobody(leads):
    domain = leads["メール"][leads["メール"] != ""].str.partition("@")[2]
    reserved = domain.str.endswith((".example.co.jp", ".example.com", ".example.jp"))
    assert (reserved | domain.isin(["gmail.com", "yahoo.co.jp"])).all()
    # gmail.com allows no hyphen and yahoo.co.jp no leading digit: such addresses cannot exist.
    private = leads["メール"][leads["メール"].str.endswith(("@gmail.com", "@yahoo.co.jp"))]
    assert private.str.fullmatch(r"sample-\d+@gmail\.com|0\d+-sample@yahoo\.co\.jp").all()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>株式会社", "A$_{$社", "=cmd|' /C calc'!A0", "_隠し"])
def test_a_few_leads_bear_a_hostile_name(leads, name):
    assert 1 <= (leads["会社名 / 取引先"] == name).sum() <= 6


def test_opportunity_targets_add_up_from_reps_to_teams_and_from_teams_to_the_company(targets):
    goals = targets[targets["指標"] == "商談数"]
    team_of = dict.fromkeys(["佐藤", "鈴木", "山本", "中村"], "SDR") | dict.fromkeys(["田中", "渡辺"], "enterprise BDR")
    of_reps = goals[goals["担当"] != ""]
    of_reps = of_reps.groupby(["月", of_reps["担当"].map(team_of)])["目標"].sum()
    of_teams = goals[goals["チーム"] != ""].set_index(["月", "チーム"])["目標"]
    assert (of_teams.reindex(of_reps.index) == of_reps).all() and len(of_reps) == 2 * 15
    company = goals[(goals["チーム"] == "") & (goals["担当"] == "")].set_index("月")["目標"]
    assert (of_teams.groupby("月").sum() == company).all()


def test_target_inbound_and_outbound_add_up_to_leads(targets):
    company = targets[(targets["チーム"] == "") & (targets["担当"] == "")].pivot(
        index="月", columns="指標", values="目標"
    )
    assert list(company.index[[0, -1]]) == ["2026-01", "2027-03"]
    assert (company["反響リード数"] + company["新規開拓リード数"] == company["リード数"]).all()


# The stories


def test_the_slice_rate_holds_while_the_newest_cohorts_sink(leads, opportunities):
    valid = leads[leads["valid"]]
    slice_rate = opportunities["month"].value_counts() / valid["month"].value_counts()
    linked = opportunities.merge(valid, on="リード ID", suffixes=("", "_lead"))
    linked["age"] = (linked["at"].dt.normalize() - linked["at_lead"].dt.normalize()).dt.days
    first = linked[linked["age"] >= 0].sort_values("at").drop_duplicates("リード ID")
    within_30 = first[first["age"] <= 30]["month_lead"].value_counts() / valid["month"].value_counts()
    old = first[first["month"] != first["month_lead"]]["month"].value_counts() / first["month"].value_counts()

    usual, newest = ["2026-04", "2026-05", "2026-06"], ["2026-09", "2026-10"]
    assert slice_rate[newest].min() > slice_rate[usual].mean()
    assert within_30[newest].max() < 0.7 * within_30[usual].min()
    assert old["2026-11"] > 0.8 > 0.7 > old[usual].max()


def test_one_campaign_brings_many_leads_of_few_companies(leads):
    recent = leads[(leads["at"] >= "2026-06-01") & (leads["キャンペーン 名"] != "")]
    found = recent.groupby("キャンペーン 名").agg(leads=("key", "size"), companies=("key", "nunique"))
    narrow = found.loc["グループ会社合同勉強会 2026夏"]
    others = found.drop("グループ会社合同勉強会 2026夏")
    assert tuple(narrow) == (240, 9)
    assert narrow["leads"] > others["leads"].max()
    assert (others["leads"] / others["companies"]).max() < 1.2


def test_answers_within_five_minutes_pay(leads, activities):
    inbound = leads[(leads["リード 区分"] == "反響") & (leads["at"] >= END - pd.Timedelta(days=180))]
    both = activities.merge(inbound[["link", "at"]], on="link", suffixes=("", "_lead"))
    both = both[both["at"] >= both["at_lead"]]
    first = both.groupby("link")["at"].min()
    seconds = (first - inbound.set_index("link")["at"].reindex(first.index)).dt.total_seconds()
    reached = both[both["settled"] & (both["at"] <= both["link"].map(first) + pd.Timedelta(days=14))]["link"].unique()
    old = first[first <= END - pd.Timedelta(days=14)].index
    band = pd.cut(seconds[old], [-1, 300, 600, 1_800, 3_600, 86_400, np.inf], labels=False)
    rate = pd.Series(old.isin(reached), index=old).groupby(band).mean()
    assert rate.is_monotonic_decreasing
    assert rate.iloc[0] > 0.65 > 0.3 > rate.iloc[4]


def test_nine_to_eleven_are_golden_hours(activities):
    calls = activities[activities["call"]]
    golden = calls["hour"].isin([9, 10])
    assert 0.60 < calls.loc[golden, "settled"].mean() < 0.70
    assert 0.28 < calls["settled"].mean() < 0.34
    by_hour = calls.groupby("hour")["settled"].mean()
    assert by_hour[[9, 10]].min() > 2 * by_hour.drop([9, 10]).max()


def test_a_rep_calls_ten_to_fourteen_times_in_an_hour_of_calls(activities):
    calls = activities[activities["call"]]
    hours = calls.groupby("ユーザー名")["at"].agg(lambda at: at.dt.floor("h").nunique())
    assert (calls["ユーザー名"].value_counts() / hours).between(10, 14).all()


def test_one_sdr_calls_the_same_few_companies(activities):
    recent = activities[(activities["at"] >= "2026-11-01") & activities["key"].notna()]

    def in_100(keys):
        counts, total = keys.value_counts(), len(keys)
        return sum(1 - comb(total - n, 100) / comb(total, 100) for n in counts)

    found = {rep: in_100(recent[recent["ユーザー名"] == rep]["key"]) for rep in ("佐藤", "鈴木", "山本", "中村")}
    assert found.pop("鈴木") < 45
    assert min(found.values()) > 70


def test_one_rep_carries_both_motions_and_everybodys_targets(leads, activities, targets):
    own = targets[(targets["月"] == "2026-11") & (targets["担当"] != "")].groupby("担当")["指標"].agg(set)
    assert {"架電数", "接触率", "時間あたり架電数", "リード数", "商談数"} <= own.pop("中村")
    assert own.map(len).max() <= 2
    recent = activities[activities["at"] >= "2026-11-01"]
    motion = recent["link"].map(leads.set_index("link")["リード 区分"])
    outbound = (motion == "新規開拓")[motion.notna()].groupby(recent["ユーザー名"]).mean()
    assert 0.3 < outbound.pop("中村") < 0.7
    assert set(outbound) == {0.0, 1.0}


def test_sales_miss_the_plan_through_the_win_rate_alone(leads, opportunities, targets):
    plan = targets[(targets["月"] == "2026-11") & (targets["チーム"] == "") & (targets["担当"] == "")]
    plan = plan.set_index("指標")["目標"] * 14 / 19  # 14 of November's 19 business days
    new = leads[leads["month"] == "2026-11"]
    sold = opportunities[(opportunities["状態"] == "受注") & (opportunities["closed"] >= "2026-11-01")]
    visits = read("サイト訪問.csv", encoding="utf-8")
    visitors = visits.loc[visits["日付"] >= "2026-11-01", "訪問者数"].astype(int).sum()
    found = {
        "訪問者数": visitors,
        "反響リード数": (new["リード 区分"] == "反響").sum(),
        "新規開拓リード数": (new["リード 区分"] == "新規開拓").sum(),
        "有効リード数": new["valid"].sum(),
        "商談数": (opportunities["month"] == "2026-11").sum(),
    }
    for metric, value in found.items():
        assert value == pytest.approx(plan[metric], rel=0.03), metric
    assert sold["amount"].sum() / len(sold) == pytest.approx(plan["売上"] / plan["受注数"], rel=0.03)
    assert len(sold) < 0.6 * plan["受注数"]


def test_hot_opportunities_of_target_companies_are_won_most_and_left_longest(opportunities, activities):
    listed = set(read("ターゲット企業.csv", encoding="utf-8")["取引先ID"])
    named = opportunities["ターゲット"].map({"はい": True, "いいえ": False})
    target = named.where(named.notna(), opportunities["取引先 ID"].isin(listed)).astype(bool)
    known = opportunities[opportunities["温度感"] != "未設定"]
    quadrant = target[known.index].map({True: "target_", False: "other_"}) + known["温度感"]

    recent = known["at"] >= "2026-09-01"
    closed = recent & known["closed"].notna()
    win_rate = (known["状態"] == "受注")[closed].groupby(quadrant[closed]).mean()
    assert win_rate["target_高"] > win_rate.drop("target_高").max() + 0.2

    still = known[known["状態"] == "進行中"]
    age = (AS_OF - still["at"].dt.normalize()).dt.days.groupby(quadrant[still.index]).median()
    assert age["target_高"] > 3 * age.drop("target_高").max()
    last = still["取引先 ID"].map(activities.groupby("key")["at"].max())
    quiet = (AS_OF - last.dt.normalize()).dt.days.groupby(quadrant[still.index]).median()
    assert quiet["target_高"] > 30 > quiet.drop("target_高").max()


def test_the_meetings_of_the_rep_who_does_everything_fall_through(opportunities):
    recent = opportunities[opportunities["at"] >= "2026-08-21"]
    own = recent["アポ獲得者"].eq("中村")
    met, told = recent["面談"].eq("実施"), recent["面談"].ne("")
    taken = recent["営業判断"].eq("承認")
    assert (met & own).sum() / (told & own).sum() < 0.85 < 0.9 < (met & ~own).sum() / (told & ~own).sum()
    assert (taken & own).sum() / (met & own).sum() < 0.75 < 0.85 < (taken & ~own).sum() / (met & ~own).sum()
    won, lost = opportunities["状態"].eq("受注"), opportunities["状態"].eq("失注")
    assert opportunities.loc[won, "営業判断"].eq("承認").all() and opportunities.loc[~lost, "失注理由"].eq("").all()
    assert opportunities.loc[lost, "失注理由"].ne("").mean() > 0.8
