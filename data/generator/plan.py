"""What the invented team plans and lives through: every number a story rests on."""

from __future__ import annotations

AS_OF = "2026-11-20"

# month, inbound leads, outbound leads, opportunities, won, lost, average deal (yen)
MONTHS = [
    ("2025-10", 275, 118, 38, 6, 8, 1_500_000),
    ("2025-11", 270, 110, 52, 10, 20, 1_520_000),
    ("2025-12", 235, 105, 50, 12, 26, 1_610_000),
    ("2026-01", 255, 115, 56, 13, 30, 1_540_000),
    ("2026-02", 285, 125, 62, 15, 34, 1_580_000),
    ("2026-03", 320, 140, 74, 19, 40, 1_660_000),
    ("2026-04", 300, 130, 67, 17, 42, 1_570_000),
    ("2026-05", 270, 120, 61, 15, 40, 1_550_000),
    ("2026-06", 310, 135, 73, 18, 46, 1_620_000),
    ("2026-07", 540, 130, 78, 19, 48, 1_590_000),
    ("2026-08", 255, 115, 60, 15, 42, 1_560_000),
    ("2026-09", 320, 145, 79, 20, 48, 1_640_000),
    ("2026-10", 345, 150, 88, 21, 52, 1_600_000),
    ("2026-11", 266, 116, 62, 8, 44, 1_590_000),
]
LEADS = sum(inbound + outbound for _, inbound, outbound, *_ in MONTHS)
OPPORTUNITIES = sum(month[3] for month in MONTHS)
ACTIVITIES = 30_000
EMAILS = 2_600

# month, visitors, inbound, outbound, valid leads, opportunities, won, sales
TARGETS = [
    ("2026-01", 8_400, 250, 112, 242, 56, 14, 22_400_000),
    ("2026-02", 9_200, 275, 122, 266, 62, 15, 24_000_000),
    ("2026-03", 10_400, 310, 138, 300, 72, 18, 28_800_000),
    ("2026-04", 10_200, 305, 132, 280, 68, 17, 27_200_000),
    ("2026-05", 9_200, 275, 122, 255, 62, 15, 24_000_000),
    ("2026-06", 10_400, 310, 134, 285, 72, 18, 28_800_000),
    ("2026-07", 10_200, 305, 132, 280, 74, 18, 28_800_000),
    ("2026-08", 8_800, 265, 116, 245, 62, 16, 25_600_000),
    ("2026-09", 10_800, 325, 144, 300, 78, 20, 32_000_000),
    ("2026-10", 11_600, 350, 152, 320, 84, 21, 33_600_000),
    ("2026-11", 12_000, 360, 158, 330, 84, 21, 33_600_000),
    ("2026-12", 10_400, 310, 142, 288, 74, 19, 30_400_000),
    ("2027-01", 11_000, 330, 148, 305, 78, 20, 32_000_000),
    ("2027-02", 12_000, 360, 160, 332, 84, 22, 35_200_000),
    ("2027-03", 13_600, 408, 178, 374, 94, 24, 38_400_000),
]

TEAMS = {
    "SDR": ["佐藤", "鈴木", "山本", "中村"],
    "BDR": ["高橋", "伊藤", "小林"],
    "enterprise BDR": ["田中", "渡辺"],
}
REPS = [rep for team in TEAMS.values() for rep in team]
SDRS = TEAMS["SDR"]
FIELD_SALES = ["松本", "井上", "木村", "清水", "森"]

# Story: one rep carries both motions and everybody's targets.
OVERLOADED_REP = "中村"
# Story: one rep keeps calling the same few leads.
NARROW_REP = "鈴木"
NARROW_LEADS = 9
NARROW_SHARE = 0.93

INBOUND_SHARE = {"佐藤": 0.35, "鈴木": 0.14, "山本": 0.35, "中村": 0.16}
OUTBOUND_SHARE = {"高橋": 0.25, "伊藤": 0.24, "小林": 0.23, "田中": 0.09, "渡辺": 0.08, "中村": 0.11}
CALL_HOURS_PER_DAY = {
    "佐藤": 1.1,
    "鈴木": 1.05,
    "山本": 1.05,
    "中村": 1.0,
    "高橋": 1.1,
    "伊藤": 1.0,
    "小林": 1.05,
    "田中": 0.75,
    "渡辺": 0.7,
}
# Share of a rep's follow-ups that go to outbound leads and to listed accounts; the rest goes to inbound leads.
FOLLOW_UP_MIX = {
    "佐藤": (0.0, 0.0),
    "鈴木": (0.0, 0.0),
    "山本": (0.0, 0.0),
    "中村": (0.75, 0.0),
    "高橋": (0.55, 0.45),
    "伊藤": (0.6, 0.4),
    "小林": (0.55, 0.45),
    "田中": (0.4, 0.6),
    "渡辺": (0.4, 0.6),
}
# Share of a rep's own target accounts that are ever called.
WORKED_LIST = {"高橋": 0.9, "伊藤": 0.42, "小林": 0.78, "田中": 0.95, "渡辺": 0.85}
ACCOUNTS = {"高橋": 80, "伊藤": 80, "小林": 72, "田中": 30, "渡辺": 26, "": 12}

CALLING_HOURS = {9: 0.11, 10: 0.12, 11: 0.13, 12: 0.03, 13: 0.14, 14: 0.15, 15: 0.13, 16: 0.11, 17: 0.08}
ARRIVAL_HOURS = {
    0: 0.006,
    7: 0.01,
    8: 0.03,
    9: 0.09,
    10: 0.13,
    11: 0.12,
    12: 0.06,
    13: 0.11,
    14: 0.12,
    15: 0.1,
    16: 0.09,
    17: 0.06,
    18: 0.02,
    20: 0.02,
    21: 0.02,
    22: 0.014,
}
# Story: golden hours. Chance that a follow-up call reaches somebody.
CONTACT_BY_HOUR = {9: 0.72, 10: 0.74, 11: 0.2, 12: 0.1, 13: 0.16, 14: 0.17, 15: 0.16, 16: 0.15, 17: 0.12}

# Story: answers within five minutes. Upper bound in seconds, contact on the first call, factor on later calls.
RESPONSE_BANDS = [
    (300, 0.70, 1.25),
    (600, 0.5, 1.1),
    (1_800, 0.39, 1.05),
    (3_600, 0.19, 0.75),
    (86_400, 0.17, 0.85),
    (float("inf"), 0.09, 0.6),
]
UNANSWERED = 0.06

# Share of a month's first opportunities by age of their lead in months (0, 1, 2, 3, older).
AGES_USUAL = (0.46, 0.27, 0.13, 0.08, 0.06)
# Story: the newest cohorts sink while old leads are harvested, so that the slice still looks fine.
AGES_HARVEST = {
    "2026-09": (0.27, 0.22, 0.13, 0.10, 0.28),
    "2026-10": (0.20, 0.14, 0.11, 0.11, 0.44),
    "2026-11": (0.15, 0.12, 0.09, 0.10, 0.54),
}
# Opportunities that are not the first of a valid lead.
NO_LEAD, INVALID_LEAD, REPEAT = 0.07, 0.05, 0.05
BEFORE_LEAD = 6
WON_WITHOUT_AMOUNT = ("2026-02", "2026-05", "2026-08")

# Story: target_hot is won most often and left open longest. Weight to be won, weight to be lost.
QUADRANT_WEIGHTS = {
    ("target", "hot"): (1.3, 0.35),
    ("target", "cold"): (0.9, 1.2),
    ("other", "hot"): (1.3, 1.2),
    ("other", "cold"): (0.35, 1.6),
}
NEGLECTED_AFTER_DAYS = 6

# Story: one campaign with many leads and few companies.
GROUP_CAMPAIGN = "グループ会社合同勉強会 2026夏"
GROUP_CAMPAIGN_DAYS = ["2026-07-08", "2026-07-09", "2026-07-10"]
GROUP_CAMPAIGN_LEADS = 240
GROUP_CAMPAIGN_COMPANIES = 9
GROUP_CAMPAIGN_WITHOUT_SIZE = 0.6

COMPANIES = 2_600
HOSTILE_NAMES = ["<script>alert(1)</script>株式会社", "A$_{$社", "=cmd|' /C calc'!A0", "_隠し"]
CVR = 0.030

DAYS_OFF = [
    "2025-12-29",
    "2025-12-30",
    "2025-12-31",
    "2026-01-02",
    "2026-08-13",
    "2026-08-14",
    "2026-12-29",
    "2026-12-30",
    "2026-12-31",
]
