-- Fifty KPIs of numbers.csv as an analyst would write them for this one workbook: DuckDB alone, definitions and teams
-- written out, nothing general. It reads the generator's Parquet tables from the folder that it runs in, and shows what
-- the same numbers cost without kpi_helpers. `python benchmarks/by_hand.py` runs both, holds every value of the one
-- against the other, and compares their cost. `as_of` is set before.

-- The days --------------------------------------------------------------------------------------------------------------

CREATE TEMP MACRO as_of() AS getvariable('as_of')::DATE;
CREATE TEMP MACRO month_label(day) AS strftime(day, '%Y-%m');
CREATE TEMP MACRO this_month() AS date_trunc('month', as_of())::DATE;
CREATE TEMP MACRO first_week() AS (date_trunc('week', as_of()) - INTERVAL 7 WEEK)::DATE;

-- Each day with the periods of chapters 4 to 6: its week, of eight, and as_of's month.
CREATE TEMP TABLE days AS
SELECT day::DATE AS day, strftime(day, '%G-W%V') AS period
FROM generate_series(first_week()::TIMESTAMP, as_of()::TIMESTAMP, INTERVAL 1 DAY) AS t(day)
UNION ALL
SELECT day::DATE, month_label(day)
FROM generate_series(this_month()::TIMESTAMP, as_of()::TIMESTAMP, INTERVAL 1 DAY) AS t(day);

CREATE TEMP TABLE months AS
SELECT month::DATE AS month, month_label(month) AS period
FROM generate_series(this_month() - INTERVAL 12 MONTH, this_month()::TIMESTAMP, INTERVAL 1 MONTH) AS t(month);

CREATE TEMP TABLE teams AS
SELECT * FROM (VALUES
    ('佐藤', 'SDR'), ('鈴木', 'SDR'), ('山本', 'SDR'), ('中村', 'SDR'),
    ('高橋', 'BDR'), ('伊藤', 'BDR'), ('小林', 'BDR'),
    ('田中', 'enterprise BDR'), ('渡辺', 'enterprise BDR')
) AS t(rep, team);

-- What was known at the end of as_of -------------------------------------------------------------------------------------

CREATE TEMP TABLE lead_rows AS
SELECT
    row_number() OVER (ORDER BY created_at, lead_id) AS lead_no,
    left(lead_id, 15) AS lead_id, -- what Salesforce writes with 15 or with 18 letters
    created_at,
    created_at::DATE AS day,
    created_at::TIME <> TIME '00:00' AS is_timed,
    nullif(channel, '') AS channel,
    nullif(campaign, '') AS campaign,
    motion,
    nullif(rep, '') AS rep,
    CASE WHEN key_person_at < as_of() + 1 THEN key_person_at::DATE END AS key_person_day,
    nullif(company_id, '') AS company_id,
    nullif(company_name, '') AS company_name,
    lower(nullif(email, '')) AS email,
    employees
FROM 'leads.parquet'
WHERE created_at < as_of() + 1;

CREATE TEMP TABLE opportunity_rows AS
SELECT
    o.opportunity_id,
    o.created_at,
    o.created_at::DATE AS day,
    nullif(o.rep, '') AS rep,
    l.lead_no,
    l.day AS lead_day,
    l.motion,
    l.channel,
    nullif(o.company_id, '') AS company_id,
    nullif(o.company_name, '') AS company_name,
    o.amount,
    CASE WHEN o.closed_at < as_of() + 1 AND o.is_won IS NOT NULL THEN o.closed_at::DATE END AS closed_day,
    o.is_won AND closed_day IS NOT NULL AS is_won
FROM 'opportunities.parquet' AS o
LEFT JOIN lead_rows AS l ON l.lead_id = left(o.lead_id, 15)
WHERE o.created_at < as_of() + 1;

-- Who is the same company ------------------------------------------------------------------------------------------------

CREATE TEMP MACRO name_key(name) AS
    nullif(regexp_replace(lower(name), '株式会社|有限会社|合同会社|\((株|有|同)\)|[㈱㈲]|\s', '', 'g'), '');
CREATE TEMP MACRO domain_of(email) AS
    CASE WHEN split_part(email, '@', 2) NOT IN ('', 'gmail.com', 'yahoo.co.jp') THEN split_part(email, '@', 2) END;

CREATE TEMP TABLE clues AS
SELECT DISTINCT company_id, name_key(company_name) AS name_key, domain_of(email) AS domain FROM lead_rows
UNION
SELECT DISTINCT company_id, name_key(company_name), NULL FROM opportunity_rows
UNION
SELECT 取引先ID, name_key(企業名), ドメイン FROM read_csv('ターゲット企業.csv', all_varchar = true);

-- A domain or a name tells an id where it is exactly one, and no company at all where it joins more than twenty of the other.
CREATE TEMP TABLE by_domain AS
SELECT domain, CASE WHEN count(DISTINCT company_id) = 1 THEN min(company_id) END AS id FROM clues WHERE domain IS NOT NULL
GROUP BY domain HAVING count(DISTINCT name_key) <= 20;
CREATE TEMP TABLE by_name AS
SELECT name_key, CASE WHEN count(DISTINCT company_id) = 1 THEN min(company_id) END AS id FROM clues WHERE name_key IS NOT NULL
GROUP BY name_key HAVING count(DISTINCT domain) <= 20;

CREATE TEMP TABLE keyed_leads AS
SELECT
    l.lead_no,
    coalesce('i' || coalesce(l.company_id, d.id, n.id), 'd' || d.domain, 'n' || n.name_key, 'm' || l.email)
        AS key
FROM lead_rows AS l
LEFT JOIN by_domain AS d ON d.domain = domain_of(l.email)
LEFT JOIN by_name AS n ON n.name_key = name_key(l.company_name);

CREATE TEMP TABLE keyed_opportunities AS
SELECT
    o.opportunity_id,
    coalesce('i' || coalesce(o.company_id, n.id), 'n' || n.name_key, k.key) AS key
FROM opportunity_rows AS o
LEFT JOIN by_name AS n ON n.name_key = name_key(o.company_name)
LEFT JOIN keyed_leads AS k ON k.lead_no = o.lead_no;

-- Numbers in the place of texts, for the many rows to come.
CREATE TEMP TABLE companies AS
SELECT key, row_number() OVER () AS company FROM (
    SELECT key FROM keyed_leads UNION SELECT key FROM keyed_opportunities
    UNION SELECT DISTINCT 'i' || company_id FROM 'activities.parquet' WHERE company_id <> ''
) WHERE key IS NOT NULL;

-- Leads, opportunities, activities ---------------------------------------------------------------------------------------

CREATE TEMP TABLE leads AS
SELECT
    l.* EXCLUDE (company_id, company_name, email, employees),
    c.company,
    month_label(l.day) AS month,
    CASE
        WHEN l.day >= DATE '2026-04-01'
            THEN l.company_name IS NOT NULL AND l.employees >= 50
                AND coalesce(split_part(l.email, '@', 2), '') NOT IN ('gmail.com', 'yahoo.co.jp')
        WHEN l.day >= DATE '2025-10-01'
            THEN l.employees >= 30 AND l.email IS NOT NULL
                AND split_part(l.email, '@', 2) NOT IN ('gmail.com', 'yahoo.co.jp')
        ELSE true
    END IS TRUE AS is_valid
FROM lead_rows AS l
LEFT JOIN keyed_leads USING (lead_no)
LEFT JOIN companies AS c USING (key);

CREATE TEMP TABLE opportunities AS
WITH linked AS (
    SELECT
        o.* EXCLUDE (company_id, company_name),
        c.company,
        month_label(o.day) AS month,
        month_label(o.closed_day) AS closed_month,
        CASE
            WHEN o.lead_no IS NULL THEN 'no_lead'
            WHEN o.day < o.lead_day THEN 'before_lead'
            WHEN NOT l.is_valid THEN 'invalid_lead'
            ELSE 'follows'
        END AS link
    FROM opportunity_rows AS o
    LEFT JOIN leads AS l USING (lead_no)
    LEFT JOIN keyed_opportunities USING (opportunity_id)
    LEFT JOIN companies AS c USING (key)
)
SELECT
    * REPLACE (
        CASE
            WHEN link <> 'follows' THEN link
            WHEN row_number() OVER (PARTITION BY lead_no, link ORDER BY created_at, opportunity_id) = 1 THEN 'first'
            ELSE 'repeat'
        END AS link
    ),
    company IS NOT NULL
        AND row_number() OVER (PARTITION BY company ORDER BY created_at, opportunity_id) > 1 AS repeats_company
FROM linked;

CREATE TEMP TABLE activities AS
SELECT
    a.activity_id,
    a.started_at,
    a.started_at::DATE AS day,
    a.started_at::TIME <> TIME '00:00' AS is_timed,
    nullif(a.rep, '') AS rep,
    a.kind = 'call' AS is_call,
    a.outcome IN ('connected', 'reception_refused') AS is_settled,
    a.outcome = 'connected' AS is_connected,
    a.outcome = 'reception_refused' AS is_refused,
    a.talk_seconds,
    l.lead_no,
    l.motion,
    l.channel,
    l.campaign,
    coalesce(c.company, l.company) AS company
FROM 'activities.parquet' AS a
LEFT JOIN leads AS l ON l.lead_id = left(a.lead_id, 15)
LEFT JOIN companies AS c ON c.key = 'i' || nullif(a.company_id, '')
WHERE a.started_at < as_of() + 1;

-- The triangle's events, and the first answer to each lead.
CREATE TEMP TABLE firsts AS
SELECT lead_no, min(day) AS day FROM opportunities WHERE link = 'first' GROUP BY lead_no;

CREATE TEMP TABLE answers AS
SELECT
    a.lead_no,
    epoch(min(a.started_at)) - epoch(any_value(l.created_at)) AS seconds
FROM activities AS a
JOIN leads AS l USING (lead_no)
WHERE a.is_timed AND l.is_timed AND a.started_at >= l.created_at
GROUP BY a.lead_no;

CREATE TEMP TABLE called AS
SELECT lead_no, bool_or(is_settled) AS settled, bool_or(is_connected) AS connected
FROM activities WHERE is_call AND lead_no IS NOT NULL GROUP BY lead_no;

-- Chapter 1: the tree ----------------------------------------------------------------------------------------------------

CREATE TEMP MACRO by_lead(is_all, by_motion, motion, channel) AS
    CASE WHEN is_all THEN 'all' WHEN by_motion THEN 'motion=' || coalesce(motion, '') ELSE 'channel=' || coalesce(channel, '') END;

CREATE TEMP TABLE tree_leads AS
SELECT
    month AS period,
    by_lead(grouping(motion, channel) = 3, grouping(motion) = 0, motion, channel) AS segment,
    count(*) AS leads,
    count(*) FILTER (motion = 'inbound') AS inbound_leads,
    count(*) FILTER (motion = 'outbound') AS outbound_leads,
    count(*) FILTER (is_valid) AS valid_leads,
    count(DISTINCT company) AS lead_companies,
    count(*) FILTER (is_valid AND f.lead_no IS NOT NULL) AS chased
FROM leads
LEFT JOIN firsts AS f USING (lead_no)
WHERE month IN (SELECT period FROM months)
GROUP BY GROUPING SETS ((month), (month, motion), (month, channel));

CREATE TEMP TABLE tree_made AS
SELECT
    month AS period,
    by_lead(grouping(motion, channel) = 3, grouping(motion) = 0, motion, channel) AS segment,
    count(*) AS opportunities,
    count(*) FILTER (is_won) AS won_of_cohort,
    count(*) FILTER (repeats_company) AS repeats
FROM opportunities
WHERE month IN (SELECT period FROM months)
GROUP BY GROUPING SETS ((month), (month, motion), (month, channel));

CREATE TEMP TABLE tree_closed AS
SELECT
    closed_month AS period,
    by_lead(grouping(motion, channel) = 3, grouping(motion) = 0, motion, channel) AS segment,
    count(*) FILTER (is_won) AS won,
    coalesce(sum(amount) FILTER (is_won), 0) AS sales,
    count(*) AS closed
FROM opportunities
WHERE closed_month IN (SELECT period FROM months)
GROUP BY GROUPING SETS ((closed_month), (closed_month, motion), (closed_month, channel));

CREATE TEMP TABLE visitors AS
SELECT
    month_label(日付) AS period,
    CASE WHEN grouping(流入元) = 1 THEN 'all' ELSE 'channel=' || 流入元 END AS segment,
    sum(訪問者数) AS visitors
FROM read_csv('サイト訪問.csv')
WHERE 日付 <= as_of() AND month_label(日付) IN (SELECT period FROM months)
GROUP BY GROUPING SETS ((month_label(日付)), (month_label(日付), 流入元));

CREATE TEMP TABLE tree AS
SELECT
    period,
    segment,
    v.visitors,
    l.* EXCLUDE (period, segment),
    m.* EXCLUDE (period, segment),
    c.* EXCLUDE (period, segment)
FROM tree_leads AS l
FULL JOIN tree_made AS m USING (period, segment)
FULL JOIN tree_closed AS c USING (period, segment)
FULL JOIN visitors AS v USING (period, segment);

CREATE TEMP TABLE numbers AS
UNPIVOT (
    SELECT
        period,
        segment,
        visitors::DOUBLE AS visitors,
        leads::DOUBLE AS leads,
        inbound_leads::DOUBLE AS inbound_leads,
        outbound_leads::DOUBLE AS outbound_leads,
        valid_leads::DOUBLE AS valid_leads,
        lead_companies::DOUBLE AS lead_companies,
        inbound_leads / visitors AS cvr,
        valid_leads / leads AS valid_rate,
        opportunities::DOUBLE AS opportunities,
        opportunities / nullif(valid_leads, 0) AS opportunity_rate_slice,
        chased / nullif(valid_leads, 0) AS opportunity_rate_cohort,
        won::DOUBLE AS won,
        sales::DOUBLE AS sales,
        coalesce(won, 0) / opportunities AS win_rate_slice,
        won_of_cohort / opportunities AS win_rate_cohort,
        CASE WHEN segment = 'all' THEN won / closed END AS win_rate_closed,
        CASE WHEN segment = 'all' THEN sales / nullif(won, 0) END AS average_deal,
        CASE WHEN segment = 'all' THEN repeats::DOUBLE END AS repeat_company_opportunities
    FROM tree
) ON COLUMNS(* EXCLUDE (period, segment)) INTO NAME kpi VALUE value;

-- Chapter 3: the triangle ------------------------------------------------------------------------------------------------

INSERT INTO numbers BY NAME
SELECT 'cohort_opportunities' AS kpi, l.month AS period, 'month=' || month_label(f.day) AS segment, count(*)::DOUBLE AS value
FROM firsts AS f JOIN leads AS l USING (lead_no)
WHERE month_label(f.day) IN (SELECT period FROM months)
GROUP BY ALL
UNION ALL
SELECT 'cohort_unlinked', month, 'reason=' || link, count(*)
FROM opportunities WHERE link <> 'first' AND month IN (SELECT period FROM months)
GROUP BY ALL;

CREATE TEMP TABLE company_cohorts AS
WITH first_leads AS (
    SELECT company, min(day) AS day FROM leads WHERE is_valid AND company IS NOT NULL GROUP BY company
), last_opportunities AS (
    SELECT company, max(day) AS last_day FROM opportunities GROUP BY company
)
SELECT month_label(day) AS period, count(*) AS companies, count(*) FILTER (last_day >= day) AS with_opportunity
FROM first_leads LEFT JOIN last_opportunities USING (company)
WHERE month_label(day) IN (SELECT period FROM months)
GROUP BY ALL;

INSERT INTO numbers BY NAME
SELECT 'all' AS segment, * FROM (
    UNPIVOT (
        SELECT
            period,
            companies::DOUBLE AS company_cohort,
            with_opportunity::DOUBLE AS company_opportunities,
            with_opportunity / companies AS company_rate_cohort
        FROM company_cohorts
    ) ON COLUMNS(* EXCLUDE (period)) INTO NAME kpi VALUE value
);

-- Chapters 4 and 5: activities and calls by team and rep, calls by the motion of their lead too ---------------------------

CREATE TEMP MACRO by_person(is_all, by_team, by_rep, team, rep, motion) AS
    CASE
        WHEN is_all THEN 'all'
        WHEN by_team THEN 'team=' || coalesce(team, '')
        WHEN by_rep THEN 'rep=' || coalesce(rep, '')
        ELSE 'motion=' || coalesce(motion, '')
    END;

CREATE TEMP TABLE recent AS
SELECT a.*, d.period, t.team
FROM activities AS a JOIN days AS d USING (day) LEFT JOIN teams AS t USING (rep);

CREATE TEMP TABLE worked AS
SELECT
    period,
    by_person(grouping(team, rep, motion) = 7, grouping(team) = 0, grouping(rep) = 0, team, rep, motion) AS segment,
    count(*) AS activities,
    count(DISTINCT company) AS companies,
    count(*) FILTER (company IS NULL) AS without_company,
    count(*) FILTER (is_call) AS calls,
    count(*) FILTER (is_call AND is_settled) AS settled,
    count(*) FILTER (is_call AND is_connected) AS connected,
    count(*) FILTER (is_call AND is_refused) AS refused,
    count(DISTINCT (rep, date_trunc('hour', started_at))) FILTER (is_call AND is_timed) AS hours,
    sum(talk_seconds) FILTER (is_call AND is_connected) AS talk_seconds,
    count(talk_seconds) FILTER (is_call AND is_connected) AS talks,
    count(*) FILTER (is_call AND is_connected AND talk_seconds BETWEEN 300 AND 480) AS talks_in_range
FROM recent
GROUP BY GROUPING SETS ((period), (period, team), (period, rep), (period, motion));

CREATE TEMP TABLE known_persons AS
SELECT
    period,
    by_person(grouping(team, rep) = 3, grouping(team) = 0, grouping(rep) = 0, team, rep, NULL) AS segment,
    count(*) AS key_persons
FROM leads AS l JOIN days AS d ON d.day = l.key_person_day LEFT JOIN teams AS t USING (rep)
GROUP BY GROUPING SETS ((period), (period, team), (period, rep));

INSERT INTO numbers BY NAME
UNPIVOT (
    SELECT
        period,
        segment,
        CASE WHEN segment NOT LIKE 'motion=%' THEN activities::DOUBLE END AS activities,
        CASE WHEN segment NOT LIKE 'motion=%' THEN companies::DOUBLE END AS companies,
        CASE WHEN segment NOT LIKE 'motion=%' THEN without_company::DOUBLE END AS activities_without_company,
        CASE WHEN segment NOT LIKE 'motion=%' THEN 100 * companies / activities END AS companies_per_100,
        CASE WHEN segment NOT LIKE 'motion=%' THEN activities / nullif(companies, 0) END AS activities_per_company,
        calls::DOUBLE AS calls,
        hours::DOUBLE AS call_hours,
        calls / nullif(hours, 0) AS cph,
        settled / nullif(calls, 0) AS contact_rate,
        connected / nullif(calls, 0) AS connected_rate,
        refused / nullif(calls, 0) AS refused_rate,
        talk_seconds / nullif(talks, 0) AS att_seconds,
        talks_in_range / nullif(talks, 0) AS att_in_range,
        talk_seconds / 60 / nullif(hours, 0) AS talk_minutes_per_hour,
        CASE WHEN segment NOT LIKE 'motion=%' THEN key_persons::DOUBLE END AS key_persons,
        CASE WHEN segment NOT LIKE 'motion=%' THEN 100 * coalesce(key_persons, 0) / nullif(calls, 0) END AS key_persons_per_100_calls
    FROM worked FULL JOIN known_persons USING (period, segment)
) ON COLUMNS(* EXCLUDE (period, segment)) INTO NAME kpi VALUE value;

-- Calls by their number on the lead, where the first fell into the last 180 days and each has a time of day.
INSERT INTO numbers BY NAME
WITH calls AS (
    SELECT
        row_number() OVER w AS attempt,
        min(day) OVER (PARTITION BY lead_no) AS first_day,
        bool_and(is_timed) OVER (PARTITION BY lead_no) AS all_timed,
        is_settled,
        is_connected
    FROM activities
    WHERE is_call AND lead_no IS NOT NULL
    WINDOW w AS (PARTITION BY lead_no ORDER BY started_at, activity_id)
), attempts AS (
    SELECT
        'attempt=' || CASE WHEN attempt >= 7 THEN '7+' ELSE attempt::VARCHAR END AS segment,
        avg(is_settled::INT) AS contact_rate_by_attempt,
        avg(is_connected::INT) AS connected_by_attempt
    FROM calls WHERE all_timed AND first_day > as_of() - 180
    GROUP BY ALL
)
SELECT kpi, strftime(as_of() - 179, '%Y-%m-%d') || '..' || as_of() AS period, segment, value
FROM (UNPIVOT attempts ON contact_rate_by_attempt, connected_by_attempt INTO NAME kpi VALUE value);

-- The way of a list: leads of this month and the five before.
CREATE TEMP MACRO last_six_months() AS strftime(this_month() - INTERVAL 5 MONTH, '%Y-%m-%d') || '..' || as_of();

CREATE TEMP TABLE lists AS
SELECT
    last_six_months() AS period,
    CASE WHEN grouping(campaign) = 0 THEN 'campaign=' || coalesce(campaign, '') ELSE 'channel=' || coalesce(channel, '') END AS segment,
    count(*)::DOUBLE AS list_leads,
    count(c.lead_no)::DOUBLE AS list_called,
    count(*) FILTER (c.settled)::DOUBLE AS list_settled,
    count(*) FILTER (c.connected)::DOUBLE AS list_connected,
    count(key_person_day)::DOUBLE AS list_key_person,
    count(o.lead_no)::DOUBLE AS list_opportunity
FROM leads AS l
LEFT JOIN called AS c USING (lead_no)
LEFT JOIN (SELECT DISTINCT lead_no FROM opportunities) AS o USING (lead_no)
WHERE l.day >= this_month() - INTERVAL 5 MONTH
GROUP BY GROUPING SETS ((campaign), (channel));

INSERT INTO numbers BY NAME
UNPIVOT lists ON COLUMNS(* EXCLUDE (period, segment)) INTO NAME kpi VALUE value;

-- Chapter 6: speed to lead -----------------------------------------------------------------------------------------------

-- An unanswered lead is longer than any answer: a percentile that would take one of them is missing.
CREATE TEMP TABLE speed AS
SELECT
    period,
    CASE
        WHEN grouping(channel, rep) = 3 THEN 'all'
        WHEN grouping(channel) = 0 THEN 'channel=' || coalesce(channel, '')
        ELSE 'rep=' || coalesce(rep, '')
    END AS segment,
    quantile_cont(coalesce(a.seconds, 'infinity'::DOUBLE), 0.5) AS response_seconds_median,
    quantile_cont(coalesce(a.seconds, 'infinity'::DOUBLE), 0.9) AS response_seconds_p90,
    count(*) FILTER (a.seconds <= 300) / count(*) AS first_response_within_5min,
    (count(*) FILTER (a.seconds IS NULL))::DOUBLE AS unanswered
FROM leads AS l JOIN days AS d USING (day) LEFT JOIN answers AS a USING (lead_no)
WHERE l.motion = 'inbound' AND l.is_timed
GROUP BY GROUPING SETS ((period), (period, channel), (period, rep));

INSERT INTO numbers BY NAME
SELECT * FROM (UNPIVOT speed ON COLUMNS(* EXCLUDE (period, segment)) INTO NAME kpi VALUE value) WHERE isfinite(value);

INSERT INTO numbers BY NAME
SELECT
    'leads_by_response' AS kpi,
    strftime(as_of() - 179, '%Y-%m-%d') || '..' || as_of() AS period,
    'response=' || CASE
        WHEN seconds IS NULL THEN 'none'
        WHEN seconds <= 300 THEN '<=5min'
        WHEN seconds <= 600 THEN '5-10min'
        WHEN seconds <= 1800 THEN '10-30min'
        WHEN seconds <= 3600 THEN '30-60min'
        WHEN seconds <= 86400 THEN '1-24h'
        ELSE 'later'
    END AS segment,
    count(*)::DOUBLE AS value
FROM leads LEFT JOIN answers USING (lead_no)
WHERE motion = 'inbound' AND is_timed AND day > as_of() - 180
GROUP BY ALL;

-- Chapters 7 to 9: campaigns, and who won the meetings -------------------------------------------------------------------

CREATE TEMP TABLE first_of_company AS
SELECT company, min(lead_no) AS lead_no FROM leads WHERE company IS NOT NULL GROUP BY company;

INSERT INTO numbers BY NAME
UNPIVOT (
    SELECT
        last_six_months() AS period,
        CASE WHEN grouping(campaign) = 0 THEN 'campaign=' || coalesce(campaign, '') ELSE 'channel=' || coalesce(channel, '') END AS segment,
        count(*)::DOUBLE AS campaign_leads,
        count(*) FILTER (is_valid)::DOUBLE AS campaign_valid_leads,
        count(DISTINCT l.company)::DOUBLE AS campaign_companies,
        count(f.lead_no)::DOUBLE AS campaign_new_companies
    FROM leads AS l LEFT JOIN first_of_company AS f USING (lead_no)
    WHERE l.day >= this_month() - INTERVAL 5 MONTH
    GROUP BY GROUPING SETS ((campaign), (channel))
) ON COLUMNS(* EXCLUDE (period, segment)) INTO NAME kpi VALUE value;

INSERT INTO numbers BY NAME
SELECT 'rep_opportunities' AS kpi, period, 'rep=' || coalesce(rep, '') AS segment, count(*)::DOUBLE AS value
FROM opportunities JOIN days USING (day)
GROUP BY ALL;

SELECT kpi, segment, period, value FROM numbers WHERE value IS NOT NULL ORDER BY ALL;
