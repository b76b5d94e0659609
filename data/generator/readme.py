"""The sample's README: the files, what is planted where, in today's numbers of the world."""

from __future__ import annotations

import dirt
import plan
import stories

_HEAD = """\
# サンプルのワークブック（架空のチーム）

**これは `python data/generator --seed 2026` が書いたものです。手で直さず、生成器を直して書き直してください。**
会社・人・数字はすべて架空、ドメインは example.* だけです（個人は実在しえない形の gmail.com / yahoo.co.jp）。
期間は 2025-10-01 から 2026-11-20（金）まで。リード・応対の最終日が既定の as_of になります。

| ファイル | 中身 | 形 |
|---|---|---|
| `リード一覧.csv` | リード {leads:,} 件 | CRM の出力。CP932、CRLF、見出しに空白 |
| `応対履歴.csv` | 架電 {calls:,} 件、メール {emails:,} 件 | 通話ツールの出力。UTF-8（BOM 付き）、通話時間は 0:05:12 |
| `商談レポート.txt` | 商談 {opportunities:,} 件 | UTF-16 のタブ区切り、金額は ¥1,500,000、進行中の行には完了予定日 |
| `ターゲット企業.csv` | ターゲット企業 {accounts:,} 社 | UTF-8 |
| `施策.csv` | 施策 {past} 本、予定 {planned} 本 | UTF-8、費用は 280,000円 |
| `サイト訪問.csv` | 日別・流入元別の訪問者数 | UTF-8 |
| `予算.xlsx` | 2026-01 から 2027-03 の目標 | Excel、シート「2026」、全社・チーム・担当者 |
| `workbook.yml` | 各ファイルの読み方 | プリセットを使わず列と値をすべて明記 |
| `definitions.yml` | 有効リードと商談条件の定義 | それぞれ 2 版 |

チーム: {teams}。

## 仕込んだ話

| # | 話 | どの章のどの数字に出るか |
|---|---|---|
| 1 | 輪切りの商談化率は良く見えるが、新しいコホートは沈んでいる | sales_sync 3: `opportunity_rate_slice`, `cohort_rate_by_age`, `cohort_opportunities` |
| 2 | リードは多いのに会社が少ない施策 | marketing_sync 4: `campaign_leads`, `campaign_companies` |
| 3 | 5分以内の対応は報われる | marketing_sync 6、team_sync 5: `contact_rate_by_response` |
| 4 | ゴールデンタイムは 9〜11 時 | team_sync 2: `contact_rate_by_hour`, `best_hour` |
| 5 | 同じ数社にばかり電話する担当者 | team_sync 4: `companies_in_100`, `area_verdict` |
| 6 | 全員分の目標と両方の型を抱える担当者 | team_sync 6: `kpis_per_rep`, `motion_share`, `role_verdict` |
| 7 | 今月の売上未達はほぼ受注率だけが原因 | sales_sync 1: `gap_contribution` |
| 8 | 放置されたターゲット×温度感高 | sales_sync 4: `quadrant_win_rate`, `quadrant_days_open` |
| 9 | 抱えすぎの担当者の商談は、流れやすく、営業に差し戻されやすい | sales_sync 5: `held_rate`, `accepted_rate`, `lost_reasons` |

上の話から、次のものも読み取れます（どれも会議で聞かれること）。

| 聞かれること | どこに出るか |
|---|---|
| 自分の目標に遅れているのは誰か、商談何件分か | sales_sync 2、team_sync 1: 渡辺さん、チームでは enterprise BDR |
| 7 月は悪かったのか | sales_sync 3: 話 2 の施策を除けば、ほかの月と同じ |
| かける価値のあるリストはどれか | team_sync 2: リスト架電はつながりにくい |
| 今日電話するリードはどれか | team_sync 5: 今月の未対応、新しい順 |
| 止まっている商談は誰のものか | sales_sync 4: 営業担当ごと |
| 「従業員数が50以上」は残すか | marketing_sync 3: これだけで外れたリードはほとんど商談になっていない |
| もう一度やる施策、やめる施策はどれか | marketing_sync 4: 費用に対する売上 |
| 外したリードはその後どうなったか | marketing_sync 3: 90日以内の商談化率 |
"""


def readme(world, campaigns, visits, targets) -> str:
    """The whole text; every number is worked out by ``stories`` and by no KPI of the package."""
    planned = (campaigns["starts_on"] > plan.AS_OF).sum()
    head = _HEAD.format(
        leads=len(world.leads),
        calls=(world.activities["kind"] == "call").sum(),
        emails=(world.activities["kind"] == "email").sum(),
        opportunities=len(world.opportunities),
        accounts=len(world.accounts),
        past=len(campaigns) - planned,
        planned=planned,
        teams="、".join(f"{team}（{'・'.join(reps)}）" for team, reps in plan.TEAMS.items()),
    )
    sections = [
        _cohorts(world),
        _campaigns(world),
        _responses(world),
        _contact(world),
        _areas(world),
        _roles(world, targets),
        _gap(world, visits, targets),
        _quadrants(world),
        _handover(world),
        _oddities(world),
    ]
    return head + "".join(f"\n{section}" for section in sections)


def _table(headers, rows) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def _share(value) -> str:
    return f"{value * 100:.1f} %"


def _cohorts(world):
    rows = [
        (month, f"{row.valid:.0f}", f"{row.opportunities:.0f}", _share(row.slice), f"{row.own:.0f}", _share(row.age_30))
        for month, row in stories.cohorts(world).iterrows()
    ]
    return (
        "### 1. 輪切りは横ばい、コホートは沈む\n\n9 月から、商談の多くを古いリードの掘り起こしで埋めています。"
        "7 月は話 2 の施策が分母を膨らませます。10 月と 11 月の「30日以内」はまだ途中です。\n\n"
        + _table(["月", "有効リード", "商談", "輪切り", "うち当月リードの初回商談", "30日以内に商談化"], rows)
    )


def _campaigns(world):
    rows = [
        (name, row.leads, row.companies, f"{row.leads / row.companies:.1f}")
        for name, row in stories.campaigns(world).iterrows()
    ]
    return f"### 2. 「{plan.GROUP_CAMPAIGN}」\n\n2026-06-01 以降に作られたリードです。\n\n" + _table(
        ["施策", "リード", "会社", "1社あたり"], rows[:6]
    )


def _responses(world):
    rows = [
        (band, f"{row.leads:.0f}", f"{row.cases:.0f}", _share(row.rate))
        for band, row in stories.responses(world).iterrows()
    ]
    return "### 3. 5分以内の対応\n\n直近 180 日の反響リード。接触率は最初の対応から 14 日以内です。\n\n" + _table(
        ["最初の対応", "リード", "14日たったもの", "接触率"], rows
    )


def _contact(world):
    found = stories.contact(world)
    return (
        "### 4. ゴールデンタイム\n\n"
        f"全期間の接触率は {_share(found['all'])}、9 時台と 10 時台は {_share(found['golden'])}、"
        f"ほかは {_share(found['rest'])}。1 時間あたり {found['cph']:.1f} 件。小売・飲食だけは 14〜15 時台のほうがつながります。\n"
    )


def _areas(world):
    coverage = stories.coverage(world)
    rows = [
        (
            rep,
            f"{row.activities:.0f}",
            f"{row.companies:.0f}",
            f"{row.in_100:.0f}",
            _share(coverage[rep]) if rep in coverage else "",
        )
        for rep, row in stories.areas(world).iterrows()
    ]
    return (
        f"### 5. {plan.NARROW_REP}さんは同じ数社に電話している\n\n2026-11 の応対。"
        "BDR の伊藤さんはターゲットリストの半分も回っていません（90 日のカバー率）。\n\n"
        + _table(["担当", "応対", "会社", "100件あたり会社数", "リストのカバー率"], rows)
    )


def _roles(world, targets):
    rows = [(rep, f"{row.metrics:.0f}", _share(row.outbound)) for rep, row in stories.roles(world, targets).iterrows()]
    return (
        f"### 6. {plan.OVERLOADED_REP}さんは抱えすぎ\n\n2026-11 の目標の数と、新規開拓リードへの応対の割合。\n\n"
        + _table(["担当", "目標の数", "新規開拓"], rows)
    )


def _gap(world, visits, targets):
    found = stories.gap(world, visits, targets)
    rows = [(factor, f"{value / 10_000:+,.0f}万円") for factor, value in found["shares"].items()]
    counts = [(name, f"{found['actual'][name]:,}", f"{found['goal'][name]:,.1f}") for name in found["actual"]]
    return (
        "### 7. 売上の未達は受注率から\n\n"
        f"2026-11 は 20 日までの目標に対して {found['gap'] / 10_000:+,.0f}万円（LMDI で分けたもの）。\n\n"
        "目標は暦日で日割りにしたものです。ページは例月の進み方と比べ、月ごとのばらつきも見るので、差はこれより小さく出ます。\n\n"
        + _table(["要因", "寄与"], rows)
        + "\n"
        + _table(["項目", "実績", "日割り目標"], counts)
    )


def _quadrants(world):
    rows = [
        (
            name,
            f"{row.new:.0f}",
            f"{row.closed:.0f}",
            _share(row.win_rate),
            f"{row.open:.0f}",
            f"{row.amount / 10_000:,.0f}万円",
            f"{row.age:.0f}",
            f"{row.quiet:.0f}",
        )
        for name, row in stories.quadrants(world).iterrows()
    ]
    headers = [
        "象限",
        "9〜11月の商談",
        "うち完了",
        "受注率",
        "進行中",
        "金額",
        "経過日数の中央値",
        "最終応対からの日数の中央値",
    ]
    return "### 8. ターゲット×高が眠っている\n\n" + _table(headers, rows)


def _handover(world):
    rows = [
        (rep, f"{row.told:.0f}", _share(row.held), _share(row.accepted))
        for rep, row in stories.handovers(world).iterrows()
    ]
    return (
        "### 9. 抱えすぎの商談は流れやすい\n\n直近 3 か月に作られた商談。受け入れは実施されたもののうち。\n\n"
        + _table(["担当", "結果のわかる商談", "実施", "受け入れ"], rows)
    )


def _oddities(world):
    leads, activities, opportunities = world.leads, world.activities, world.opportunities
    known = set(leads["lead_id"].str[:15])
    linked = activities["lead_id"] != ""
    unknown = linked & ~activities["lead_id"].str[:15].isin(known)
    created = opportunities["lead_id"].map(leads.set_index("lead_id")["created_at"])
    rows = [
        *(
            (table, fault, max(1, round(count * share)))
            for table, count, faults in (
                ("リード", len(leads), dirt.LEADS),
                ("応対", len(activities), dirt.ACTIVITIES),
                ("商談", len(opportunities), dirt.OPPORTUNITIES),
            )
            for fault, (share, *_) in faults.items()
        ),
        ("応対", "使える: unknown lead", unknown.sum()),
        ("応対", "使える: 15 桁のリード ID", (activities["lead_id"].str.len() == 15).sum()),
        ("応対", "使える: 名前のない結果（折返し待ち）", (activities["outcome"] == "other").sum()),
        (
            "商談",
            "使える: リードより前の日付",
            (opportunities["created_at"].dt.normalize() < created.dt.normalize()).sum(),
        ),
        (
            "商談",
            "使える: 受注なのに金額なし",
            (opportunities["is_won"].eq(True) & opportunities["amount"].isna()).sum(),
        ),
    ]
    hostile = [
        (f"`{name}`", leads["company_name"].eq(name).sum(), opportunities["company_name"].eq(name).sum())
        for name in plan.HOSTILE_NAMES
    ]
    return (
        "## 汚れた行と手ごわい名前\n\n使えない行は良い行の間に余分に入れてあります（良い行は上の件数どおり残ります）。\n\n"
        + _table(["表", "内容", "行数"], rows)
        + "\n"
        + _table(["会社名", "リード", "商談"], hostile)
        + "\n## 大きな世界\n\n`python data/generator --out 行き先 --times 1000 --format parquet` は同じ世界を 1,000 倍"
        "（リード 600 万、応対 3,000 万）で書きます。担当者・日付・施策は同じまま会社とリードが増えるので、"
        "1 時間あたり架電数だけは現実離れします。Parquet には汚れた行がありません。"
        "生成器は Excel を書くのに openpyxl を使うので、テストの環境で動かします。\n"
    )
