"""Made by `python -m tests.public_names`: what `__init__.py` looks up by name, for editors and type checkers."""

from collections.abc import Sequence

from pandas import DataFrame

from kpi_helpers import explore as explore
from kpi_helpers.kpis.catalogue import CATALOGUE as CATALOGUE
from kpi_helpers.kpis.catalogue import all_numbers as all_numbers
from kpi_helpers.report import frame as frame
from kpi_helpers.report.agenda import section as section
from kpi_helpers.report.meeting import Meeting as Meeting
from kpi_helpers.report.meetings import marketing_sync as marketing_sync
from kpi_helpers.report.meetings import sales_sync as sales_sync
from kpi_helpers.report.meetings import team_sync as team_sync
from kpi_helpers.report.section import Section as Section
from kpi_helpers.workbook.errors import WorkbookError as WorkbookError
from kpi_helpers.workbook.example import example as example
from kpi_helpers.workbook.workbook import Workbook as Workbook

_Of = Workbook | Meeting
_Names = str | Sequence[str]

def visitors(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Visitors: Sum of the visitors of the web site in a period."""

def leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Leads: Leads created in a period."""

def inbound_leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Inbound leads: Leads created in a period that came to us."""

def outbound_leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Outbound leads: Leads created in a period that we looked for ourselves."""

def valid_leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Valid leads: Leads created in a period that meet the valid-lead definition in force on their creation date."""

def lead_companies(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies among leads: Distinct companies among the leads created in a period."""

def cvr(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """CVR (visitor to lead): Inbound leads of a period over its visitors."""

def valid_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Valid rate: Valid leads of a period over its leads."""

def opportunities(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunities: Opportunities created in a period, whatever lead they come from."""

def opportunity_rate_slice(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunity rate (slice): Slice: opportunities of a period over valid leads of the same period."""

def opportunity_rate_cohort(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunity rate (cohort): Cohort: share of a period's valid leads that have led to a first opportunity by as_of."""

def won(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Won: Opportunities that are won and closed in a period."""

def sales(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Sales: Amount of the opportunities won and closed in a period."""

def win_rate_slice(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Win rate (slice): Opportunities won in a period over opportunities created in it."""

def win_rate_cohort(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Win rate (cohort): Share of the opportunities created in a period that are won by as_of."""

def win_rate_closed(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Win rate (closed): Won over won and lost, of the opportunities closed in a period."""

def average_deal(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Average deal: Sales over won of a period."""

def gap_contribution(of: _Of) -> DataFrame:
    """Contribution to the sales gap: What each factor of the tree contributes to sales to date minus what is usual of its target by now."""

def actual(of: _Of) -> DataFrame:
    """Actual: What a metric of the tree has reached in as_of's month, to date."""

def target(of: _Of) -> DataFrame:
    """Target: The target of a metric for as_of's month."""

def attainment(of: _Of) -> DataFrame:
    """Attainment: Actual to date over the target of the month."""

def pace(of: _Of) -> DataFrame:
    """Pace: Actual to date over what is expected by now: the target × the usual share."""

def needed_per_day(of: _Of) -> DataFrame:
    """Needed per business day: What is still missing to the target, per business day left."""

def usual_share(of: _Of) -> DataFrame:
    """Usual share by now: The share of a month that is usually there by now."""

def expected_to_date(of: _Of) -> DataFrame:
    """Expected to date: What the target comes to by now, along the usual course of a month."""

def landing(of: _Of) -> DataFrame:
    """Landing: What the month will reach by its end: to date, then, of opportunities, 50% run rate by business day and 50% what the leads are expected to bring (conversion by lead age of the last 21 days at the level of the last 10 business days, new leads as in the last 14 days) and others at their rate; of deals, sales and leads the run rate steadied by the 20 business days before the month, the less the more months have differed (sales at the mean amount of 180 days); all that is to come times what the six months before still had left at this stage beyond such a forecast, as far as they agree; once the last business day is over, days off at the rate of a year's days off; with an 80% interval."""

def landing_run_rate(of: _Of) -> DataFrame:
    """Landing at the plain pace: What as_of's month reaches at its plain daily pace, with an 80% interval: what a page leads with where that did better."""

def landing_part(of: _Of) -> DataFrame:
    """What the landing is made of: What the landing is made of; the parts sum to it exactly."""

def landing_error(of: _Of) -> DataFrame:
    """Error of the landing: Error (WAPE) of the landing over the last six closed months."""

def landing_error_run_rate(of: _Of) -> DataFrame:
    """Error of the plain run rate: Error (WAPE) of the plain run rate over the last six closed months."""

def landing_coverage(of: _Of) -> DataFrame:
    """Outcomes inside the landing's interval: Share of the last six closed months' outcomes inside the 80% interval of their landing."""

def cohort_opportunities(of: _Of, *, period: _Names = ...) -> DataFrame:
    """First opportunities by cohort: Valid leads created in month c whose first opportunity was created in month k."""

def cohort_unlinked(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Unlinked opportunities: Opportunities of a month that are no valid lead's first one, by reason."""

def cohort_rate_by_age(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunity rate by age: Share of a cohort's valid leads with a first opportunity within so many days."""

def expected_final_rate(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Expected final opportunity rate: Share of a young cohort expected to have a first opportunity within 180 days."""

def company_cohort(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies with their first valid lead: Companies whose first valid lead ever was created in a period."""

def company_opportunities(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies met, by cohort: Those of a period's companies that had an opportunity on or after the day of their first valid lead."""

def company_rate_cohort(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunity rate (cohort, by company): Share of a period's companies with their first valid lead that had an opportunity since."""

def repeat_company_opportunities(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunities of companies met before: Opportunities of a period whose company had an earlier one."""

def activities(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Activities: Activities of any kind in a period."""

def companies(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies touched: Distinct companies among the activities of a period."""

def activities_without_company(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Activities without a company: Activities of a period of which nothing tells the company."""

def companies_per_100(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies per 100 activities: Distinct companies per 100 activities of a period."""

def activities_per_company(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Activities per company: Activities of a period over the distinct companies among them."""

def companies_in_100(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies in 100 activities: Distinct companies expected in 100 of a period's activities drawn at random."""

def list_coverage(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """List coverage: Share of the target accounts with an activity in the 90 days that end with as_of."""

def area_verdict(of: _Of) -> DataFrame:
    """Verdict on the area: Whether a rep's activity in as_of's month has the shape that the rep's role needs."""

def calls(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Calls: Activities of kind call in a period."""

def contact_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Contact rate: Share of a period's calls that were settled: the person was reached, or reception refused."""

def connected_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Connected rate: Share of a period's calls in which the person was reached."""

def refused_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Refused at reception: Share of a period's calls that reception refused."""

def call_hours(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Calling hours: Hours spent calling: clock hours of a rep's day with at least one call, or the timesheet's."""

def cph(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Calls per hour (CPH): Calls per calling hour (CPH)."""

def talk_minutes_per_hour(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Talk minutes per calling hour: Talk minutes of `connected` calls per calling hour."""

def contact_rate_by_hour(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Contact rate by hour: Share of the last eight weeks' calls that were settled, by weekday and clock hour."""

def best_hour(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Best hour: Hour at which calls to an industry or department get through best: its own where it has one, else that of all."""

def best_hour_evidence(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Evidence for the best hour: Whether the best hour of an industry or department is its own, or the best hour of all calls."""

def contact_rate_by_attempt(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Contact rate by attempt: Share of settled calls by the number of the call on its lead."""

def connected_by_attempt(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Connected rate by attempt: Share of calls that reached the person by the number of the call on its lead."""

def given_up(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Leads given up: Inbound leads never reached, without an opportunity and left alone for 14 days, by calls they got."""

def list_leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Leads of the list: Leads of as_of's month and the five before, by campaign and channel."""

def list_called(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Called: Leads of as_of's month and the five before, by campaign and channel, that were ever called."""

def list_settled(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Settled: Leads of as_of's month and the five before, by campaign and channel, that a call settled, refusals at reception included."""

def list_connected(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Connected: Leads of as_of's month and the five before, by campaign and channel, that a call reached in person."""

def list_key_person(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Key person known: Leads of as_of's month and the five before, by campaign and channel, that have a known key person."""

def list_opportunity(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """With an opportunity: Leads of as_of's month and the five before, by campaign and channel, that have an opportunity."""

def key_persons(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Key persons found: Leads whose key person became known in a period."""

def key_persons_per_100_calls(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Key persons per 100 calls: Leads whose key person became known in a period, per 100 calls of the same group."""

def att_seconds(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Mean talk time (ATT): Mean talk time (ATT) of a period's `connected` calls that have one."""

def att_in_range(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Talks in range: Share of a period's `connected` calls with a talk time whose talk lasted 300 to 480 seconds."""

def response_seconds_median(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Response time, median: Median seconds from an inbound lead's creation to the first activity on it."""

def response_seconds_p90(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Response time, 90th percentile: Seconds within which nine of ten inbound leads got their first activity."""

def first_response_within_5min(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Answered within 5 minutes: Inbound leads answered within 300 seconds over inbound leads created."""

def first_response_same_day(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Answered the same day: Inbound leads first answered by the end of their day over inbound leads created."""

def unanswered(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Unanswered leads: Inbound leads without any activity on them by as_of."""

def leads_by_response(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Leads by response time: Inbound leads by how soon they were first answered."""

def contact_rate_by_response(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Contact rate by response time: Share of answered inbound leads that a settled call reached within 14 days of the first response."""

def response_business_seconds_median(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Response time in business hours, median: Median seconds to the first activity, the clock running in business hours only."""

def campaign_leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Leads by campaign: Leads that a campaign or a channel brought."""

def campaign_valid_leads(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Valid leads by campaign: Valid leads that a campaign or a channel brought."""

def campaign_companies(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies by campaign: Distinct companies among the leads that a campaign or a channel brought."""

def campaign_new_companies(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """New companies by campaign: Companies whose first lead ever is one that the campaign or channel brought."""

def campaign_opportunities(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Companies with an opportunity by campaign: Companies with an opportunity on or after the day of their first lead among these."""

def campaign_sales(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Sales by campaign: Amount of the opportunities won by as_of that belong to the leads of a campaign or a channel."""

def cost_per_company(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Cost per company: Cost of a campaign over the companies that it brought since its start."""

def cost_per_opportunity(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Cost per company with an opportunity: Cost of a campaign over the companies that it brought since its start and that had an opportunity since, whichever lead it bears."""

def sales_per_cost(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Sales per cost: Sales of a campaign's leads since its start over its cost."""

def lead_change(of: _Of) -> DataFrame:
    """What changed the valid leads: Change of valid leads against last month up to the same business day, by channel and effect."""

def definition_effect(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Valid leads under each definition: Valid leads of a window if each version of the definition had been in force."""

def condition_rejects(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Leads rejected by condition: Leads of a window that fail a condition of the definition in force on as_of."""

def condition_rejects_alone(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Leads rejected by one condition alone: Leads of a window that fail only this condition of the definition in force on as_of."""

def definition_outcome(of: _Of) -> DataFrame:
    """Opportunity rate of leads that meet and that miss the definition: Share of leads with an opportunity within 90 days, by whether they meet the definition in force on as_of."""

def quadrant_opportunities(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Opportunities by quadrant: Opportunities of a quadrant created in as_of's month and the two before."""

def quadrant_win_rate(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Win rate by quadrant: Share of a quadrant's opportunities closed in the twelve months to as_of that are won, whenever created."""

def quadrant_open(of: _Of) -> DataFrame:
    """Open opportunities by quadrant: Open opportunities of a quadrant, whenever created."""

def quadrant_amount(of: _Of) -> DataFrame:
    """Open amount by quadrant: Amount of the open opportunities of a quadrant, whenever created."""

def quadrant_days_open(of: _Of) -> DataFrame:
    """Days open by quadrant: Median age of the open opportunities of a quadrant, whenever created."""

def quadrant_focus(of: _Of) -> DataFrame:
    """Quadrant to talk about: The quadrant in which most sales are at stake now: open amount × win rate, steadied where few are closed."""

def kpis_per_rep(of: _Of, *, period: _Names = ...) -> DataFrame:
    """KPIs per rep: Distinct metrics for which a rep has targets in as_of's month."""

def motion_share(of: _Of, *, period: _Names = ...) -> DataFrame:
    """Share of motions: Share of a rep's activities on known leads, by the lead's motion."""

def role_verdict(of: _Of) -> DataFrame:
    """Verdict on the role: Whether a rep has one role in as_of's month or the work of two."""

def rep_opportunities(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunities by rep: Opportunities created in a period, by the rep who won the meeting."""

def rep_win_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Win rate by rep: Share of the opportunities closed in the twelve months to as_of that are won, by the rep who won the meeting."""

def owner_open(of: _Of) -> DataFrame:
    """Open opportunities by owner: Open opportunities of each field-sales owner, whenever created."""

def owner_win_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Win rate by owner: Share of the opportunities closed in the twelve months to as_of that are won, by field-sales owner."""

def owner_stalled(of: _Of) -> DataFrame:
    """Opportunities without IS activity in 30 days, by owner: Open opportunities of each owner that are old and that nobody has touched for 30 days."""

def held_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Meetings held: Share of the opportunities created in the three months to as_of whose meeting took place."""

def accepted_rate(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Opportunities accepted: Share of the opportunities created in the three months to as_of that field sales accepted."""

def lost_reasons(of: _Of, *, by: _Names = ..., period: _Names = ...) -> DataFrame:
    """Reasons for losses: Opportunities lost in the twelve months to as_of, by reason."""

def outlook(of: _Of) -> DataFrame:
    """The months ahead: Opportunities and sales expected of the coming months, by where they come from."""

def outlook_error(of: _Of) -> DataFrame:
    """Error of the months ahead: Error (WAPE) of such expectations, three months together, over the closed months."""

def outlook_error_slice(of: _Of) -> DataFrame:
    """Error of the plan by slice rates: Error (WAPE) of planned leads × the slice rates of the three months before, for the same months."""

def leads_needed(of: _Of) -> DataFrame:
    """Leads that the targets take: Leads of the coming months with which their expected sales meet their targets together."""

def target_chance(of: _Of) -> DataFrame:
    """Chance to meet the sales target: Chance that the sales of the coming months together meet their target."""
