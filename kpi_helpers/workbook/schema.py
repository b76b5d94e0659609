"""Every table and column of a workbook: the one source of what a column means.

The readers type columns by it, `kpi glossary` prints it as the data
dictionary, and the KPI functions rely on its names.
"""

from dataclasses import dataclass, field

TEXT, NAME, TIMESTAMP, DATE, NUMBER, MONEY, SECONDS, FLAG, MONTH = (
    "text",
    "name",
    "timestamp",
    "date",
    "number",
    "money",
    "seconds",
    "flag",
    "month",
)  # NAME is text in which "-" or "なし" stands for itself, never for a missing value

WHOLE = (
    "全体",
    "全社",
    "全員",
    "合計",
    "総計",
    "計",
    "all",
    "total",
    "whole",
    "whole company",
    "everybody",
    "everyone",
)
"""What people write for nobody in particular where a rep or a team is asked for."""


@dataclass(frozen=True)
class Column:
    """One canonical column: its name, type and meaning in both languages."""

    name: str
    type: str
    ja: str
    en: str
    required: bool = False
    unit: str | None = None
    values: tuple[str, ...] = ()
    """The values of ours that the column may hold; empty where any text may stand."""
    is_open: bool = False
    """Whether `values` in workbook.yml may name further ones."""


@dataclass(frozen=True)
class Table:
    """One canonical table: its columns, its key and the moment that dates a row."""

    name: str
    ja: str
    en: str
    columns: tuple[Column, ...]
    key: str | None = None
    """The column whose second occurrence makes a row a duplicate."""
    dated_by: str | None = None
    """The column by which a row belongs to a day; None where rows are undated."""
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which the table cannot be read."""
        return tuple(column.name for column in self.columns if column.required)


_COMPANY = (
    Column("company_id", TEXT, "取引先・会社の ID", "id of the company"),
    Column("company_name", NAME, "会社名", "company name"),
    Column(
        "email",
        TEXT,
        "メールアドレス（社数を数える手がかり。表示はしない）",
        "e-mail address, used to tell companies apart, never shown",
    ),
)

_CONTACT = Column("contact_id", TEXT, "取引先責任者・コンタクトの ID", "id of the contact it was with")

_TABLES = (
    Table(
        "leads",
        "リード",
        "leads",
        (
            Column("lead_id", TEXT, "リードの ID", "id of the lead", required=True),
            Column("created_at", TIMESTAMP, "リードの作成日時", "when the lead was created", required=True),
            *_COMPANY,
            Column("channel", NAME, "流入チャネル", "channel through which it came"),
            Column("campaign", NAME, "施策", "campaign that brought it"),
            Column(
                "motion",
                TEXT,
                "区分：反響（inbound）か新規開拓（outbound）か",
                "inbound (it came to us) or outbound (we looked for it); inbound if absent",
                values=("inbound", "outbound"),
            ),
            Column("rep", NAME, "担当者（インサイドセールス）", "inside-sales rep who works it"),
            Column("industry", TEXT, "業種", "industry of the company"),
            Column("department", TEXT, "部署", "department of the person"),
            Column("is_target", FLAG, "ターゲット企業かどうか", "whether it is a target company"),
            Column("employees", NUMBER, "従業員数", "number of employees", unit="count"),
            Column("key_person_at", TIMESTAMP, "キーマンが判明した日時", "when its key person became known"),
            Column(
                "converted_contact_id",
                TEXT,
                "取引の開始で作られた取引先責任者の ID",
                "id of the contact that it was converted to",
            ),
            Column(
                "converted_opportunity_id",
                TEXT,
                "取引の開始で作られた商談の ID",
                "id of the opportunity that it was converted to",
            ),
        ),
        key="lead_id",
        dated_by="created_at",
    ),
    Table(
        "activities",
        "活動",
        "activities",
        (
            Column("activity_id", TEXT, "活動の ID", "id of the activity"),
            Column("started_at", TIMESTAMP, "開始日時", "when it started", required=True),
            Column("rep", NAME, "担当者", "rep who did it", required=True),
            Column(
                "kind",
                TEXT,
                "種別。列がなければ架電（call）。ほかの種別は workbook.yml の values に足せる",
                "what it was; call if absent; further kinds are named under values in workbook.yml",
                values=("call", "email", "meeting", "visit", "task", "incoming", "internal", "transfer", "other"),
                is_open=True,
            ),
            Column(
                "outcome",
                TEXT,
                "結果",
                "what came of it",
                values=("connected", "reception_refused", "absent", "no_answer", "voicemail", "wrong_number"),
            ),
            Column("talk_seconds", SECONDS, "通話時間", "talk time", unit="seconds"),
            Column("lead_id", TEXT, "相手のリード ID", "id of the lead it was with"),
            _CONTACT,
            *_COMPANY,
            Column(
                "status",
                TEXT,
                "状態：実施済み（done）か予定（planned）か（空なら done）。予定は活動に数えない",
                "done or planned; done if absent; what is planned is no activity yet",
                values=("done", "planned"),
            ),
        ),
        key="activity_id",
        dated_by="started_at",
    ),
    Table(
        "opportunities",
        "商談",
        "opportunities",
        (
            Column("opportunity_id", TEXT, "商談の ID", "id of the opportunity", required=True),
            Column("created_at", TIMESTAMP, "商談の作成日時", "when it was created", required=True),
            Column("lead_id", TEXT, "元のリードの ID", "id of the lead it came from"),
            _CONTACT,
            *_COMPANY,
            Column("rep", NAME, "獲得者（インサイドセールス）", "inside-sales rep who won the meeting"),
            Column("owner", NAME, "商談の所有者（営業）", "field-sales owner, shown in lists only"),
            Column("is_target", FLAG, "ターゲット企業かどうか", "whether it is with a target company"),
            Column("temperature", TEXT, "温度感（hot／cold）", "temperature (hot or cold)", values=("hot", "cold")),
            Column("amount", MONEY, "金額", "amount", unit="currency"),
            Column("stage", TEXT, "フェーズ（一覧に表示するだけ）", "stage, shown in lists only"),
            Column("closed_at", TIMESTAMP, "完了日", "when it was closed"),
            Column("is_won", FLAG, "受注（true）・失注（false）・進行中（空）", "true won, false lost, missing open"),
            Column("held", FLAG, "商談が実施されたかどうか", "whether the meeting took place"),
            Column("accepted", FLAG, "営業が商談として受け入れたかどうか", "whether field sales accepted it"),
            Column("lost_reason", TEXT, "失注理由", "why it was lost"),
        ),
        key="opportunity_id",
        dated_by="created_at",
    ),
    Table(
        "accounts",
        "ターゲットリスト",
        "target accounts",
        (
            Column("company_id", TEXT, "取引先・会社の ID", "id of the company", required=True),
            Column("company_name", NAME, "会社名", "company name"),
            Column("email_domain", TEXT, "メールのドメイン", "corporate e-mail domain"),
            Column("segment", TEXT, "セグメント", "segment of the list"),
            Column("rep", NAME, "担当者（BDR）", "rep who works the account"),
        ),
        key="company_id",
    ),
    Table(
        "campaigns",
        "施策",
        "campaigns",
        (
            Column(
                "campaign",
                NAME,
                "施策の ID（リードの campaign と同じ書き方）",
                "id of the campaign, as leads name it",
                required=True,
            ),
            Column("name", NAME, "施策名", "name"),
            Column("kind", TEXT, "種類", "kind"),
            Column("starts_on", DATE, "開始日", "first day"),
            Column("ends_on", DATE, "終了日", "last day"),
            Column("cost", MONEY, "費用", "cost", unit="currency"),
            Column("audience", TEXT, "対象", "audience it is planned for"),
            Column("segment", TEXT, "対象のセグメント（ターゲットリストの）", "segment of target accounts it is for"),
        ),
        key="campaign",
    ),
    Table(
        "visits",
        "サイト訪問",
        "web visits",
        (
            Column("date", DATE, "日付", "day", required=True),
            Column("visitors", NUMBER, "訪問者数", "visitors of the day", required=True, unit="count"),
            Column("channel", NAME, "流入チャネル", "channel"),
        ),
        dated_by="date",
    ),
    Table(
        "targets",
        "目標",
        "targets",
        (
            Column("month", MONTH, "月（2026-11）", "month (2026-11)", required=True),
            Column("metric", TEXT, "指標の ID", "id of the metric", required=True),
            Column("value", NUMBER, "目標値", "target", required=True),
            Column(
                "team",
                TEXT,
                "チーム（workbook.yml の teams のどれか。空、全社、合計なら全体）",
                "one of the teams in workbook.yml; the whole where empty or total",
            ),
            Column(
                "rep",
                NAME,
                "担当者（空、全社、合計なら全体かチーム）",
                "rep; the whole or the team where empty or total",
            ),
        ),
    ),
    Table(
        "companies",
        "会社",
        "companies",
        (
            Column("company_id", TEXT, "取引先・会社の ID", "id of the company", required=True),
            Column("company_name", NAME, "会社名", "company name"),
            Column("email_domain", TEXT, "メールのドメイン", "corporate e-mail domain"),
            Column("industry", TEXT, "業種", "industry"),
            Column("employees", NUMBER, "従業員数", "employees", unit="count"),
        ),
        key="company_id",
    ),
    Table(
        "tallies",
        "日報（件数）",
        "daily tallies",
        (
            Column("date", DATE, "日付", "day", required=True),
            Column("rep", NAME, "担当者", "rep", required=True),
            Column("calls", NUMBER, "架電数", "calls of the day", required=True, unit="count"),
            Column("contacts", NUMBER, "担当者に接触した数", "calls that reached the person", unit="count"),
            Column("appointments", NUMBER, "アポ獲得数", "appointments won", unit="count"),
            Column("hours", NUMBER, "架電に使った時間", "hours spent calling", unit="hours"),
        ),
        dated_by="date",
    ),
    Table(
        "timesheet",
        "稼働時間",
        "timesheet",
        (
            Column("date", DATE, "日付", "day", required=True),
            Column("rep", NAME, "担当者", "rep", required=True),
            Column("hours", NUMBER, "架電に使った時間", "hours spent calling", required=True, unit="hours"),
        ),
        dated_by="date",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}

DEFAULTS = {("leads", "motion"): "inbound", ("activities", "kind"): "call"}
"""What every row of a table is whose column carries nothing: without motions all leads are inbound."""

METRICS: dict[str, str] = {
    "visitors": "count",
    "leads": "count",
    "inbound_leads": "count",
    "outbound_leads": "count",
    "valid_leads": "count",
    "lead_companies": "count",
    "cvr": "share",
    "valid_rate": "share",
    "opportunities": "count",
    "opportunity_rate_slice": "share",
    "opportunity_rate_cohort": "share",
    "won": "count",
    "sales": "currency",
    "win_rate_slice": "share",
    "win_rate_cohort": "share",
    "win_rate_closed": "share",
    "average_deal": "currency",
    "opportunity_rate": "share",
    "win_rate": "share",
    "activities": "count",
    "companies": "count",
    "activities_without_company": "count",
    "companies_per_100": "ratio",
    "activities_per_company": "ratio",
    "companies_in_100": "count",
    "list_coverage": "share",
    "calls": "count",
    "call_hours": "count",
    "cph": "ratio",
    "contact_rate": "share",
    "connected_rate": "share",
    "refused_rate": "share",
    "key_persons": "count",
    "key_persons_per_100_calls": "ratio",
    "att_seconds": "seconds",
    "att_in_range": "share",
    "talk_minutes_per_hour": "ratio",
    "response_seconds_median": "seconds",
    "response_seconds_p90": "seconds",
    "first_response_within_5min": "share",
    "first_response_same_day": "share",
    "unanswered": "count",
    "response_business_seconds_median": "seconds",
}
"""The metrics that `targets` may name, with their units: the KPIs of the tree, of activity, calls and speed."""
