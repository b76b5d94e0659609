"""Leads: who came when, through what, and which rep got them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plan
from clock import DAY, WORKDAYS, month_end, month_start, months, seconds
from draws import integers, pick, pick_from
from ids import salesforce_ids
from marketing import campaign_of

_INBOUND_CHANNELS = {
    "自然検索": 0.24,
    "検索広告": 0.2,
    "ウェビナー": 0.2,
    "比較サイト": 0.12,
    "展示会": 0.1,
    "メールマガジン": 0.05,
    "SNS広告": 0.04,
    "紹介": 0.03,
    "": 0.02,
}
_OUTBOUND_CHANNELS = {"リスト架電": 0.68, "手紙": 0.2, "フォーム送信": 0.12}
_DEPARTMENTS = {
    "営業企画": 0.26,
    "情報システム": 0.22,
    "人事": 0.14,
    "総務": 0.14,
    "経営企画": 0.1,
    "製造": 0.08,
    "": 0.06,
}
_PRIVATE, _FREEMAIL, _NO_NAME = 0.05, 0.08, 0.03


def make_leads(rng, companies: pd.DataFrame, shifts: pd.DataFrame, scale: int, before: int) -> pd.DataFrame:
    """All leads of one chunk in order of creation; ``before`` teams were written before it."""
    parts = [_group_campaign(rng, companies, scale)]
    for month, inbound, outbound, *_ in plan.MONTHS:
        inbound -= plan.GROUP_CAMPAIGN_LEADS if month == plan.GROUP_CAMPAIGN_DAYS[0][:7] else 0
        parts.append(_inbound(rng, companies, month, inbound * scale))
        parts.append(_outbound(rng, companies, shifts, month, outbound * scale))
    leads = pd.concat(parts, ignore_index=True)
    _plant_hostile(rng, leads, companies)
    leads = leads.sort_values("created", kind="stable", ignore_index=True)
    leads["lead_id"] = salesforce_ids("00Q", before * plan.LEADS + np.arange(len(leads)))
    _describe(rng, leads, companies, before)
    leads["valid"] = is_valid(leads)
    return leads


def _inbound(rng, companies, month, count):
    days = np.arange(month_start(month), month_end(month), DAY)
    weight = np.where(np.isin(days, WORKDAYS), 1.0, 0.12)
    hour = pick_from(rng, plan.ARRIVAL_HOURS, count).astype(int)
    created = pick(rng, days, weight, count) + hour * 3_600 + integers(rng, 0, 3_600, count)
    created = np.minimum(created, seconds(plan.AS_OF) + 17 * 3_600 + integers(rng, 0, 3_000, count))
    channel = pick_from(rng, _INBOUND_CHANNELS, count).astype(object)
    popularity = companies["popularity"].to_numpy()
    return pd.DataFrame(
        {
            "created": created,
            "motion": "inbound",
            "channel": channel,
            "campaign": campaign_of(channel, created),
            "company": pick(rng, companies.index, popularity, count),
            "rep": "",
        }
    )


def _outbound(rng, companies, shifts, month, count):
    """People found by calling: created within a calling hour of their rep, mostly at listed companies."""
    frames = []
    inside = shifts[(shifts["start"] >= month_start(month)) & (shifts["start"] < month_end(month))]
    reps = pick_from(rng, plan.OUTBOUND_SHARE, count)
    for rep in plan.OUTBOUND_SHARE:
        number = int((reps == rep).sum())
        starts = inside.loc[inside["rep"] == rep, "start"].to_numpy()
        own = worked_accounts(companies, rep)
        listed = rng.random(number) < (0.55 if len(own) else 0.0)
        anyone = pick(rng, companies.index, companies["popularity"], number)
        company = np.where(listed, pick(rng, own, np.ones(len(own)), number) if len(own) else anyone, anyone)
        created = pick(rng, starts, np.ones(len(starts)), number) + integers(rng, 60, 3_500, number)
        channel = pick_from(rng, _OUTBOUND_CHANNELS, number).astype(object)
        frames.append(
            pd.DataFrame(
                {
                    "created": created,
                    "motion": "outbound",
                    "channel": channel,
                    "campaign": campaign_of(channel, created),
                    "company": company,
                    "rep": rep,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def worked_accounts(companies, rep) -> np.ndarray:
    """The part of the rep's target list that the rep works at all."""
    own = companies.index[companies["account_rep"] == rep].to_numpy()
    return own[: round(len(own) * plan.WORKED_LIST.get(rep, 0))]


def _group_campaign(rng, companies, scale):
    count = plan.GROUP_CAMPAIGN_LEADS * scale
    listed = companies.index[companies["account_rep"].isin(plan.TEAMS["enterprise BDR"])].to_numpy()
    group = listed[: plan.GROUP_CAMPAIGN_COMPANIES]
    day = pick(rng, seconds(plan.GROUP_CAMPAIGN_DAYS), [1, 1, 1], count)
    return pd.DataFrame(
        {
            "created": day + 17 * 3_600 + 1_800 + integers(rng, 0, 600, count),
            "motion": "inbound",
            "channel": "ウェビナー",
            "campaign": plan.GROUP_CAMPAIGN,
            "company": pick(rng, group, 1 / np.arange(1, len(group) + 1), count),
            "rep": "",
        }
    )


def _plant_hostile(rng, leads, companies):
    """Hand three late leads of each motion's usual kind to every company with a hostile name."""
    hostile = companies.index[companies["popularity"] == 0]
    late = leads.index[(leads["created"] >= seconds("2026-08-01")) & (leads["campaign"] != plan.GROUP_CAMPAIGN)]
    spread = late[integers(rng, 0, len(late), len(hostile) * 4)]
    leads.loc[spread, "company"] = np.repeat(hostile, 4)


def _describe(rng, leads, companies, before):
    """Fill in what the form or the list says about the person and the company."""
    count = len(leads)
    company = companies.loc[leads["company"]].reset_index(drop=True)
    outbound = (leads["motion"] == "outbound").to_numpy()
    usual = ((leads["campaign"] != plan.GROUP_CAMPAIGN) & (company["popularity"] > 0)).to_numpy()
    draw = rng.random(count)
    private = usual & ~outbound & (draw < _PRIVATE)
    freemail = usual & ~outbound & (draw >= _PRIVATE) & (draw < _PRIVATE + _FREEMAIL)
    unnamed = usual & (draw >= 0.5) & (draw < 0.5 + _NO_NAME)
    listed = company["account_rep"].notna().to_numpy()
    no_email = outbound & (rng.random(count) < 0.35)
    with_id = (rng.random(count) < 0.6) | freemail | unnamed | (no_email & ~listed)

    number = np.char.mod("%06d", before * plan.LEADS + np.arange(count)).astype(object)
    gmail = rng.random(count) < 0.6
    free = np.where(gmail, "sample-" + number + "@gmail.com", "0" + number + "-sample@yahoo.co.jp")
    email = np.where(private | freemail, free, "tanto" + number + "@" + company["domain"].to_numpy(dtype=object))
    leads["email"] = np.where(no_email, "", email)
    leads["company_id"] = np.where(private | ~with_id, "", company["company_id"])
    leads["company_name"] = np.where(private | unnamed, "", written_name(rng, company))
    leads["key"] = np.where(private, email, company["company_id"])
    leads["industry"] = np.where(private, "", company["industry"])
    without_size = (leads["campaign"] == plan.GROUP_CAMPAIGN) & (rng.random(count) < plan.GROUP_CAMPAIGN_WITHOUT_SIZE)
    leads["employees"] = company["employees"].where(~(private | without_size | (rng.random(count) < 0.04)))
    leads["department"] = pick_from(rng, _DEPARTMENTS, count)


def written_name(rng, company) -> np.ndarray:
    """The company's name with its legal form, now and then spelt in another way."""
    forms = np.array(["株式会社{}", "{}株式会社", "{}合同会社", "有限会社{}"], dtype=object)
    variants = np.array(["(株){}", "{}㈱", "{} 合同会社", "(有){}"], dtype=object)
    form = company["legal_form"].to_numpy()
    chosen = np.where(rng.random(len(company)) < 0.2, variants[form], forms[form])
    chosen = np.where(form < 0, "{}", chosen)
    return np.array([f.replace("{}", n) for f, n in zip(chosen, company["name"], strict=False)], dtype=object)


def is_valid(leads) -> np.ndarray:
    """The two versions of the agreement in definitions.yml."""
    email, employees = leads["email"], leads["employees"]
    free = email.str.endswith("@gmail.com") | email.str.endswith("@yahoo.co.jp")
    first = (email != "") & ~free & (employees >= 30)
    second = (leads["company_name"] != "") & ~free & (employees >= 50)
    return np.where(months(leads["created"]) >= "2026-04", second, first)
