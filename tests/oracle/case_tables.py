"""The rows of a case, as our column names and Python values; what makes them dirty is in `case_writing`."""

from datetime import datetime, time, timedelta

# Two who overdo it: one calls the same few again and again, the other everybody once.
NARROW, WIDE = "上田", "飯田"
CHANNELS = ["ウェビナー", "展示会", "資料請求", "検索広告", None, "-", "未設定", "紹介=A;B 50%"]
INDUSTRIES = ["製造", "IT", "小売", None]
DEPARTMENTS = ["情報システム", "総務", None]
OUTCOMES = ["connected", "reception_refused", "absent", "no_answer", "voicemail", "wrong_number", "?"]
# Seconds until the first answer, on and beside every bound of the response bands.
DELAYS = [0, 59, 299, 300, 301, 600, 601, 1800, 1801, 3600, 3601, 86400, 86401, 14 * 86400, 30 * 86400]
FREE = ["gmail.com", "yahoo.co.jp", "isp.example.ne.jp", "docomo.ne.jp"]


def moment(world, day, hours=(0, 24)):
    """A moment of that day; an hour that a clock change doubles or skips is moved to noon."""
    hour = world.rng.randrange(*hours)
    found = datetime.combine(day, time(hour, world.rng.randrange(60), world.rng.randrange(60)), world.zone)
    return steady(found)


def steady(found):
    """The moment, or noon of its day where the clocks change around it."""
    offsets = {(found + timedelta(hours=step)).utcoffset() for step in (-3, 0, 3)}
    return found if len(offsets) == 1 else found.replace(hour=12)


def day_around(world, back, ahead=40):
    return world.as_of + timedelta(days=world.rng.randint(-back, ahead))


def companies(world):
    """Names, domains and ids, some shared by two companies, some companies without an id."""
    rng, found = world.rng, []
    for number in range(max(12, world.size // 3)):
        latin = rng.random() < 0.1
        word = rng.choice(
            ["Hinoki", "Matsu"] if latin else ["カエデ", "イズミ", "ナゴミ", "サクラ", "ヒカリ", "ケヤキ"]
        )
        company = {
            "id": f"C{number:04d}" if rng.random() < 0.85 else None,
            "name": f"{word}{number}{'' if latin else rng.choice(['工業', '物流', '商事'])}",
            "domain": f"co{number}.example.co.jp",
            "latin": latin,
            "industry": rng.choice(INDUSTRIES),
            "employees": rng.choice([None, 5, 29, 30, 31, 50, 120, 800, 801, 1036]),
        }
        if found and rng.random() < 0.08:
            company["domain"] = found[-1]["domain"]
        if found and rng.random() < 0.08:
            company["name"], company["latin"] = found[-1]["name"], found[-1]["latin"]
        found.append(company)
    return found


def spelled(world, company):
    """The company's name as one of several people would type it."""
    name = company["name"]
    if company["latin"]:
        return world.rng.choice([f"{name} Co., Ltd.", f"{name.upper()} Inc.", name, f"{name.lower()} LLC"])
    legal = ["株式会社{}", "{}株式会社", "(株){}", "㈱{}", "株式会社 {}", "（株） {}", "{}有限会社", "{}"]
    return world.rng.choice(legal).format(name)


def mail(world, company, number):
    chance = world.rng.random()
    if chance < 0.15:
        return f"u{number}@{world.rng.choice(FREE)}"
    if chance < 0.25:
        return f"U{number}@{company['domain'].upper()}"
    return f"u{number}@{company['domain']}"


def traces(world, company, number, share=0.8):
    """company_id, company_name and email, each there or not."""
    return {
        "company_id": company["id"] if world.often(0.5) else None,
        "company_name": spelled(world, company) if world.often(share) else None,
        "email": mail(world, company, number) if world.often(share) else None,
    }


def leads(world):
    rng, rows = world.rng, []
    for number in range(world.size):
        company = rng.choice(world.companies)
        day = day_around(world, 500 if world.often(0.5) else 120)
        created = datetime.combine(day, time(), world.zone) if world.often(0.05) else moment(world, day)
        row = {
            "lead_id": f"L{number:05d}",
            "created_at": created,
            **traces(world, company, number),
            "channel": rng.choice(CHANNELS),
            "campaign": rng.choice([None, None, *(f"CP{place:02d}" for place in range(8)), "未設定"]),
            "motion": rng.choice(["inbound"] * 6 + ["outbound"] * 3 + ["?"] * world.often(0.3)),
            "rep": rng.choice([*world.reps, None]),
            "industry": company["industry"],
            "department": rng.choice(DEPARTMENTS),
            "employees": company["employees"],
            "is_target": rng.choice([None, None, True, False]),
            "key_person_at": moment(world, day + timedelta(days=rng.randint(0, 60))) if world.often(0.4) else None,
            "予算": rng.choice(["A", "B", "C", "D", "1", None]),
        }
        rows.append({column: value for column, value in row.items() if kept(world, column)})
    return rows


def kept(world, column):
    flags = {"rep": "lead_rep", "is_target": "lead_target", "key_person_at": "key_person"}
    return world.has.get(flags.get(column, column), True)


def activities(world):
    rng = world.rng
    rows = [row for lead in world.tables["leads"] for row in on_lead(world, lead)]
    busy = rng.sample(world.reps, k=3)
    for number in range(200 + 2 * world.size):
        rep = rng.choice(busy if world.often(0.6) else world.reps)
        lead = rng.choice(world.tables["leads"]) if world.often(0.6) else None
        rows.append(one(world, rep, moment(world, day_around(world, 75, 5), (8, 19)), lead))
        if world.often(0.2):
            company = rng.choice(world.companies[:40])
            rows[-1] |= traces(world, company, number) if world.has["activity_company"] else {}
    for team in world.teams.values():
        rows += narrow(world) if NARROW in team else wide(world) if WIDE in team else []
    for ghost in range(5):
        when = moment(world, day_around(world, 40, 0))
        rows.append(one(world, rng.choice(world.reps), when, {"lead_id": f"GHOST{ghost}"}))
    rng.shuffle(rows)
    for number, row in enumerate(rows):
        row["activity_id"] = f"A{number:06d}"
    return rows


def narrow(world):
    """Somebody who calls the same dozen leads all month."""
    few = world.tables["leads"][:12]
    days = [world.as_of - timedelta(days=world.rng.randrange(40)) for _ in range(220)]
    return [one(world, NARROW, moment(world, day, (8, 19)), world.rng.choice(few)) for day in days]


def wide(world):
    """Somebody who writes to everybody once."""
    leads, days = world.tables["leads"], [world.as_of - timedelta(days=back) for back in range(4)]
    names = {lead["company_name"]: lead for lead in leads if lead["company_name"]}
    some = list(names.values())[:45]
    return [one(world, WIDE, moment(world, world.rng.choice(days), (8, 19)), lead) for lead in some]


def on_lead(world, lead):
    """The answer to one lead, what followed, and now and then a call from before it came."""
    rng = world.rng
    if world.often(0.2):
        return []
    delay = rng.choice(DELAYS) if world.often(0.6) else rng.randrange(4 * 86400)
    rep = lead.get("rep") or rng.choice(world.reps)
    first = later(lead["created_at"], delay)
    rows = [one(world, rep, first, lead)]
    for _ in range(rng.randrange(4)):
        gap = rng.choice([0, 3600, 14 * 86400, rng.randrange(20 * 86400)])
        rows.append(one(world, rng.choice([rep, *world.reps]), later(first, gap), lead))
    if world.often(0.1):
        rows.append(one(world, rep, later(lead["created_at"], -rng.choice([1, 3600, 90000])), lead))
    return rows


def later(when, seconds):
    return datetime.fromtimestamp(when.timestamp() + seconds, when.tzinfo)


def one(world, rep, when, lead):
    kind = "call" if not world.has["kind"] or world.often(0.85) else world.rng.choice(["email", "visit"])
    call = kind == "call"
    talk = world.rng.choice([None, 0, 60, 299, 300, 301, 480, 481, world.rng.randrange(1500)])
    return {
        "started_at": when,
        "rep": rep,
        "kind": kind,
        "outcome": world.rng.choice(OUTCOMES) if call else None,
        "talk_seconds": talk if call else None,
        "lead_id": lead["lead_id"] if lead else None,
    }


def opportunities(world):
    rng, rows = world.rng, []
    for number in range(max(30, world.size // 3)):
        lead = rng.choice(world.tables["leads"])
        gap = rng.choice([0, 0, 1, 7, 14, 30, 31, 60, -1, -20, rng.randrange(200)])
        day = min(lead["created_at"].date() + timedelta(days=gap), world.as_of + timedelta(days=50))
        row = opportunity(world, lead, moment(world, day))
        if world.often(0.08):
            row["lead_id"] = rng.choice([None, f"GHOST{number}"])
        rows.append(row)
        if world.often(0.15):
            again = later(row["created_at"], rng.choice([60, 86400, 40 * 86400]))
            rows.append(opportunity(world, lead, steady(again)))
    for number, row in enumerate(rows):
        row["opportunity_id"] = f"O{number:05d}"
    return rows


def opportunity(world, lead, created):
    rng = world.rng
    is_won = rng.choice([True, True, False, False, None])
    closes = created.date() + timedelta(days=rng.choice([0, 1, 10, 30, 60, 90]))
    row = {
        "created_at": created,
        "lead_id": lead["lead_id"],
        "rep": rng.choice([*world.reps, None]),
        "owner": rng.choice(["原", "林", "森"]),
        "is_target": rng.choice([None, None, True, False]),
        "temperature": rng.choice(["hot", "cold", "cold", None]),
        "amount": rng.choice([300000, 800000, 1500000, 4000000, None]),
        "closed_at": closes if is_won is not None and not world.often(0.06) or world.often(0.1) else None,
        "is_won": is_won,
    }
    if world.has["meetings"]:
        row |= {"held": rng.choice([True, True, False, None]), "accepted": rng.choice([True, False, None])}
    if world.has["lost_reason"]:
        row["lost_reason"] = rng.choice([None, "価格", "時期=未定", "競合"]) if is_won is False else None
    company = rng.choice(world.companies)
    if world.has["opportunity_company"] and world.often(0.5):
        row |= {name: value for name, value in traces(world, company, rng.randrange(1000)).items() if name != "email"}
    if world.has["opportunity_email"] and world.often(0.3):
        row["email"] = mail(world, company, rng.randrange(1000))
    return row


def accounts(world):
    rows = []
    for company in world.companies:
        if company["id"] and world.often(0.4):
            row = {"company_id": company["id"], "company_name": spelled(world, company)}
            if world.has["account_domain"]:
                row["email_domain"] = company["domain"] if world.often(0.7) else None
            if world.has["account_rep"]:
                row["rep"] = world.rng.choice([*world.reps, None])
            rows.append(row)
    return rows


def campaigns(world):
    start = world.as_of - timedelta(days=260)
    rows = []
    for place in range(10):
        starts = start + timedelta(days=world.rng.randrange(300))
        cost = world.rng.choice([0, 300000, 1200000, None])
        rows.append({"campaign": f"CP{place:02d}", "name": f"施策{place}", "cost": cost, "starts_on": starts})
    rows[0]["starts_on"] = None
    return rows


def visits(world):
    """Daily visitors of 15 months, a stretch missing, and sometimes none at all in as_of's month."""
    rng, rows = world.rng, []
    empty = world.often(0.1)
    for back in range(-10, 450):
        day = world.as_of - timedelta(days=back)
        if (empty and (day.year, day.month) == (world.as_of.year, world.as_of.month)) or 200 <= back < 240:
            continue
        for channel in rng.sample(CHANNELS[:5], k=3) if world.has["visit_channel"] else [None]:
            row = {"date": day, "visitors": rng.choice([0, rng.randrange(40, 400), rng.randrange(900, 1500)])}
            rows.append({**row, "channel": channel} if world.has["visit_channel"] else row)
    return rows
