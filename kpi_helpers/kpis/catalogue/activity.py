"""Records of chapter 4, activity as an area."""

from kpi_helpers.kpis import activity, coverage
from kpi_helpers.kpis.catalogue.record import INSIDE_SALES, Record

_EVERY = ("all", "team", "rep")
_ACTIVE = ("activities",)

ACTIVITY = (
    Record(
        "activities", "活動件数", "Activities", "count", "high", "その期間の活動（架電・メールなど、種類を問わない）の件数。", INSIDE_SALES,
        activity.activities, _ACTIVE, _EVERY, additive=True,
        gamed_ja="つながらない時間帯の架電や一斉メールで増える。活動社数・接触率と合わせて見る。",
        gamed_en="Calls at dead hours and mass mail raise it; read it with companies and contact rate.",
    ),
    Record(
        "companies", "活動社数", "Companies touched", "count", "high", "その期間に活動した、重複を除いた会社数。", INSIDE_SALES,
        activity.companies, _ACTIVE, _EVERY,
        gamed_ja="会社名の表記揺れが多いと大きく見える。1社1回の浅い活動でも増える。",
        gamed_en="Spelling variants count twice, and one shallow call to each company raises it.",
    ),
    Record(
        "activities_without_company", "会社不明の活動件数", "Activities without a company", "count", "low",
        "どの会社への活動か分からない活動の件数。", INSIDE_SALES, activity.activities_without_company, _ACTIVE, _EVERY, additive=True,
        gamed_ja="活動をリードに紐付けないと増え、社数に表れない。",
        gamed_en="Work that is not linked to a lead hides here, outside the area.",
    ),
    Record(
        "companies_per_100", "100件あたりの社数", "Companies per 100 activities", "ratio", "",
        "活動100件あたりの、重複を除いた会社数（100 × 社数 ÷ 活動件数）。", INSIDE_SALES,
        activity.companies_per_100, _ACTIVE, _EVERY, benchmark="companies_per_100",
        gamed_ja="活動が少ないほど高く出る。件数の違う人や期間を比べるときは「100件抽出時の社数」を使う。",
        gamed_en="The fewer the activities the higher it is; compare unequal volumes by companies in 100.",
    ),
    Record(
        "activities_per_company", "1社あたりの活動件数", "Activities per company", "ratio", "", "活動件数 ÷ 社数。", INSIDE_SALES,
        activity.activities_per_company, _ACTIVE, _EVERY, benchmark="activities_per_company",
        gamed_ja="かけやすい会社に繰り返し架電するだけで上がる。", gamed_en="Calling the same easy companies again raises it.",
    ),
    Record(
        "companies_in_100", "100件抽出時の社数", "Companies in 100 activities", "count", "",
        "会社の分かる活動から無作為に100件を抜き出したときに含まれる会社数の期待値（100件未満は出さない）。", INSIDE_SALES,
        activity.companies_in_100, _ACTIVE, _EVERY, benchmark="companies_per_100",
        gamed_ja="1社1回だけの活動で上がる。大手を深く追う役割では高いほど良いとは限らない。",
        gamed_en="One call to each company raises it; for those who work large companies deeply high is not good.",
    ),
    Record(
        "list_coverage", "リスト接触率", "List coverage", "share", "high",
        "ターゲット企業のうち、基準日までの90日間に活動のあった割合。", INSIDE_SALES,
        coverage.list_coverage, ("accounts", "activities"), _EVERY, benchmark="list_coverage",
        gamed_ja="つながらない電話1本でも「接触済み」になる。リストを短くしても上がる。",
        gamed_en="One unanswered call covers a company, and a shorter list raises it.",
    ),
    Record(
        "area_verdict", "活動の面の判定", "Verdict on the area", "text", "",
        "当月の活動の広さと深さが役割（SDR・BDR・エンタープライズBDR）に合っているかの判定。", INSIDE_SALES,
        coverage.area_verdict, _ACTIVE,
        gamed_ja="役割はチーム名で決まる。チーム分けが実態と違うと判定も違う。",
        gamed_en="The role is told by the team's name: a rep in the wrong team is judged wrongly.",
    ),
)
