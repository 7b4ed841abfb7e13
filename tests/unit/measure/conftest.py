"""A plausible night, in the shape of summary.json, from which the tests of page and terminal start."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest

from roundtrip.measure.lift import Arm, lift
from roundtrip.measure.summary.schema import Summary

AS_OF = date(2026, 11, 12)


def answer(campaign, comparison, population, metric, *arms, variant="", arm="treatment") -> dict[str, Any]:
    baseline = {"holdout": "holdout", "global_control": "control", "variant": "offer"}[comparison]
    question = {"campaign_id": campaign, "comparison": comparison, "population": population, "variant": variant}
    return (
        question
        | {"metric": metric, "arm": arm, "baseline": baseline}
        | asdict(lift(*arms, nights=3))
        | {"is_final": False}
    )


def orders(n: int, conversions: int) -> Arm:
    return Arm(n, conversions, conversions)


def money(n: int, payers: int, each: int) -> Arm:
    return Arm(n, payers * each, payers * each**2 * 2)


def feed(name, needed_for, *, is_present=True, is_fresh=True, rows=0, quarantined=0, duplicates=0, refused=0):
    return {
        "feed": name, "is_present": is_present, "is_optional": False, "is_fresh": is_fresh, "is_enough": is_fresh,
        "files": int(rows > 0), "refused_files": refused, "rows_in": rows, "loaded": rows - quarantined - duplicates,
        "quarantined": quarantined, "duplicates": duplicates, "loaded_so_far": rows * 20, "needed_for": needed_for,
    }  # fmt: skip


def usage_period(period, start, days):
    return {
        "period": period, "period_start": start, "days": days, "active_people": 9000, "new_people": 1100,
        "active_days": 2700 * days, "sessions": 5000 * days, "session_seconds": 5000 * days * 150,
    }  # fmt: skip


def campaign(name, goal, segment, holdout=0.1):
    return {
        "campaign_id": name, "kind": "marketing", "mode": "live", "owner": "growth", "goal": goal, "segment": segment,
        "success_event": "order_placed", "success_value": "revenue", "success_within_days": 7, "holdout": holdout,
    }  # fmt: skip


def decided(campaign_id, **reasons):
    return [
        {"campaign_id": campaign_id, "mode": "live", "reason": reason, "tonight": n // 3, "so_far": n}
        for reason, n in reasons.items()
    ]


def outcome(campaign_id, channel, **states):
    return [
        {
            "campaign_id": campaign_id,
            "channel": channel,
            "mode": "live",
            "state": s,
            "state_reason": None,
            "messages": n,
        }
        for s, n in states.items()
    ]


def responded(campaign_id, channel, **kinds):
    return [
        {"campaign_id": campaign_id, "channel": channel, "kind": k, "is_machine": False, "messages": n}
        for k, n in kinds.items()
    ]


def performed(campaign_id, step_id, channel, variant, conversions):
    counted = [
        "planned",
        "accepted",
        "delivered",
        "bounced",
        "shown",
        "human_opens",
        "machine_opens",
        "clickers",
        "app_openers",
    ]
    counts = dict(zip(counted, [640, 631, 622, 9, 0, 210, 88, 74, 0], strict=True))
    return {
        "campaign_id": campaign_id, "step_id": step_id, "channel": channel, "variant": variant, **counts,
        "unsubscribed": 4, "complained": 0, "conversions": conversions, "revenue_minor": conversions * 4310,
    }  # fmt: skip


def step(name, seconds, scope="", status="done", error=None):
    return {
        "step": name, "scope": scope, "status": status, "seconds": seconds, "counts": {}, "error": error,
        "code_version": "3f9a1c07b2de",
    }  # fmt: skip


def advertised(partner, campaign, spend, *, people, customers, revenue, returned):
    return {
        "partner": partner, "campaign": campaign, "spend_minor": spend, "people": people, "new_users": people - 20,
        "customers": customers, "revenue_minor": revenue, "return_d7": returned[0], "return_d30": returned[1], "return_d90": None,
        "return_expected": 2.6, "return_expected_low": 2.2, "return_expected_high": 3.1,
    }  # fmt: skip


def advice(partner, campaign, marginal, advised, *, reason=None, shift=0, gain=None):
    ends = {"": 0.0, "_low": -0.2, "_high": 0.2}
    return {
        "partner": partner, "campaign": campaign, "horizon_days": 7, "days": 31, "daily_spend_minor": 11_000,
        **{f"average_return{end}": 1.1 + apart for end, apart in ends.items()},
        **{f"marginal_return{end}": None if marginal is None else marginal + apart for end, apart in ends.items()},
        "advice": advised, "reason": reason, "shift_minor": shift,
        **{f"gain{end}_minor": None if gain is None else gain + 100 * apart for end, apart in ends.items()},
    }  # fmt: skip


def worth(dimension, value, people, *, so_far, a_year, width=None):
    ends = {"low": None, "high": None} if width is None else {"low": -width, "high": width}
    expected = {
        f"value_{days}_{end}_minor": None if apart is None else round(a_year * days / 365 * (1 + apart))
        for days in (90, 365)
        for end, apart in (("mid", 0), *ends.items())
    }
    return {
        "dimension": dimension,
        "value": value,
        "people": people,
        "customers": people // 7,
        "value_minor": so_far,
        **expected,
    }


def forecast(measure, name, error, *, loses=False):
    return {
        "measure": measure, "forecast": name, "estimate": "bg_nbd_gamma_gamma", "customers": 640, "held_back_days": 10,
        "cutoff_on": AS_OF - timedelta(days=10), "error": error, "squared_error": 1.4 * error, "bias": -0.04, "loses_to_naive": loses,
    }  # fmt: skip


def credited(goal, channel, *by_model):
    """What each model but markov credits a channel with, and markov where there is a seventh figure."""
    models = ("first", "last", "last_non_direct", "linear", "position_based", "time_decay", "markov")
    return [
        {"goal": goal, "channel": channel, "model": model, "conversions": figure, "revenue_minor": 4_000.5 * figure, "provisional": figure / 2}
        for model, figure in zip(models, by_model, strict=False)
    ]  # fmt: skip


def credit_gap(campaign_id, metric, incremental, *, attributed, model="last"):
    ends = (None, None) if incremental is None else (incremental - 40, incremental + 40)
    return {
        "campaign_id": campaign_id, "comparison": "holdout", "metric": metric, "model": model, "attributed": attributed * 1.5,
        "attributed_in_trial": attributed, "incremental": incremental, "incremental_low": ends[0], "incremental_high": ends[1],
        "gap": None if incremental is None else attributed - incremental, "verdict": "better", "is_final": False,
    }  # fmt: skip


def history(days=21):
    return [AS_OF - timedelta(days=n) for n in range(days, 0, -1)]


@pytest.fixture
def night(one_night) -> dict[str, Any]:
    """A demo's third night, the test's own to change."""
    return deepcopy(one_night)


@pytest.fixture(scope="session")
def one_night() -> dict[str, Any]:
    """Two campaigns, one approval waiting, one feed late, a few quarantined lines."""
    made = {
        "as_of": AS_OF,
        "reporting": {"timezone": "Europe/Berlin", "currency": "EUR"},
        "missing": [],
        "needs_person": {
            "approvals": [
                {
                    "campaign_id": "win_back", "occurrence_on": AS_OF, "people": 412, "segment": "lapsed_buyers",
                    "goal": "Bring back buyers who have been silent for ten days", "local_time": "18:00",
                    "timezone": "recipient", "command": "roundtrip campaign approve win_back --on 2026-11-12",
                }
            ],
            "uncertain": [
                {"campaign_id": "onboarding", "channel": "push", "state": "uncertain", "messages": 3, "oldest_at": "2026-11-11T11:04:00Z"}
            ],
            "halts": [],
            "refused_files": [],
            "late_feeds": [feed("store_purchases", "store revenue, offline buyers", is_fresh=False)],
            "quarantine": [
                {"feed": "app_events", "reason": "not JSON", "field": None, "lines": 3, "first_file": "app_events/app_events_2026-11-11.ndjson.gz", "first_line": 4812},
                {"feed": "profiles", "reason": "not a date", "field": "birth_on", "lines": 1, "first_file": "profiles/profiles_2026-11-11.ndjson", "first_line": 17},
            ],
            "failed_steps": [],
            "campaign_faults": [],
        },
        "people": {"known": 20_000, "new": 214},
        "campaigns": [
            campaign("onboarding", "Help people who installed and have not bought yet to their first order", "onboarding"),
            campaign("win_back", "Bring back buyers who have been silent for ten days", "lapsed_buyers"),
        ],
        "lift": [
            answer("win_back", "holdout", "assigned", "conversions", orders(1320, 118), orders(148, 9)),
            answer("win_back", "holdout", "would_send", "conversions", orders(1101, 112), orders(121, 8)),
            answer("win_back", "global_control", "assigned", "conversions", orders(1320, 118), orders(160, 8)),
            answer("win_back", "holdout", "assigned", "revenue", money(1320, 118, 4310), money(148, 9, 4180)),
            answer("win_back", "variant", "assigned", "conversions", orders(648, 63), orders(672, 55), variant="plain", arm="plain"),
            answer("onboarding", "holdout", "assigned", "conversions", orders(6100, 702), orders(690, 44)),
            answer("onboarding", "holdout", "would_send", "conversions", orders(4810, 690), orders(540, 41)),
            answer("onboarding", "global_control", "assigned", "conversions", orders(6100, 702), orders(701, 39)),
            answer("onboarding", "holdout", "assigned", "revenue", money(6100, 702, 3890), money(690, 44, 3900)),
            answer("onboarding", "variant", "assigned", "conversions", orders(3040, 371), orders(3060, 331), variant="guide", arm="guide"),
        ],
        "performance": [
            performed("win_back", "mail", "email", "plain", 63),
            performed("win_back", "mail", "email", "offer", 55),
            performed("onboarding", "hello", "push", "guide", 371),
        ],
        "segments": [
            {"segment": "lapsed_buyers", "people": 1468, "entered": 96, "left": 41},
            {"segment": "onboarding", "people": 6790, "entered": 188, "left": 260},
        ],
        "decisions": [
            *decided("win_back", send=1101, recent=380, holdout=121, global_control=160, no_consent=212, unreachable=96, lower_priority=18),
            *decided("onboarding", send=4810, already_received=9800, holdout=540, global_control=701, no_consent=820, unreachable=1190),
        ],
        "plan": [
            {"campaign_id": "onboarding", "step_id": "hello", "channel": "push", "variant": variant, "mode": "live", "messages": 98,
             "first_send_after": "2026-11-12T10:00:00Z", "last_send_after": "2026-11-12T20:00:00Z"}
            for variant in ("gift", "guide")
        ],
        "outcomes": [
            *outcome("win_back", "email", accepted=1079, suppressed=4, rejected=18),
            *outcome("onboarding", "push", planned=196, accepted=4520, rejected=71, uncertain=3, expired=20),
        ],
        "feedback": [
            *responded("win_back", "email", delivered=1058, opened=402, clicked=131, unsubscribed=7, bounced=21),
            *responded("onboarding", "push", opened=731),
        ],
        "feeds": [
            feed("app_events", "usage, retention, and every segment that looks at behaviour", rows=24_812, quarantined=3, duplicates=11),
            feed("app_purchases", "revenue, segments of buyers, success of campaigns", rows=612),
            feed("consents", "any marketing message", rows=251),
            feed("profiles", "personalisation, e-mail, dimensions", rows=320, quarantined=1),
            feed("store_purchases", "store revenue, offline buyers", is_fresh=False),
            feed("starbucks_events", "offers of past campaigns", is_present=False, is_fresh=False),
        ],
        "usage": [
            {"day": on, "active_people": 3100 + 90 * i + 400 * (on.weekday() >= 5), "new_people": 160, "sessions": 5200,
             "orders": 380 + 9 * i, "revenue_minor": 1_600_000 + 41_000 * i}
            for i, on in enumerate(history())
        ],
        "usage_periods": [
            *(usage_period("week", date(2026, 10, 12) + timedelta(weeks=week), days=7 if week < 4 else 2) for week in range(5)),
            usage_period("month", date(2026, 11, 1), days=10),
        ],
        "retention": [
            {"day_number": day, "people": people, "returned": returned, "returned_later": later}
            for day, people, returned, later in ((1, 19_000, 8_800, 13_400), (7, 17_200, 2_300, 6_900), (30, 10_700, 1_080, 3_100))
        ],
        "funnels": [
            {"funnel": "first_purchase", "step": number, "step_id": step, "entered": 9_000, "reached": reached}
            for number, (step, reached) in enumerate((("installed", 9_000), ("filled_cart", 4_700), ("bought", 1_800)), 1)
        ],
        "acquisition": [
            {"day": on, "source_type": source, "spend_minor": 90_000 if source == "paid" else 0, "installs": installs - on.weekday() * 4,
             "first_purchases": 12, "revenue_minor": 44_000}
            for on in history()
            for source, installs in (("paid", 96), ("organic", 71), ("referral", 30))
        ],
        "acquisition_campaigns": [
            advertised("google", "app_autumn", 612_000, people=1_240, customers=171, revenue=1_420_000, returned=(0.61, 1.42)),
            advertised("tiktok", "spark_creators", 188_000, people=1_310, customers=31, revenue=61_000, returned=(0.17, None)),
        ],
        "acquisition_evidence": [
            {"evidence": "aggregate", "spend_minor": None, "installs": 61, "people": None, "revenue_minor": None},
            {"evidence": "attributed", "spend_minor": 800_000, "installs": 2_550, "people": 2_550, "revenue_minor": 1_481_000},
            {"evidence": "unattributed", "spend_minor": None, "installs": 210, "people": 210, "revenue_minor": 96_000},
        ],
        "payback": [
            {"cohort_week": week, "age_days": age, "spend_minor": 200_000, "value_minor": 60_000 + 11_000 * age}
            for week, known in ((date(2026, 10, 19), 14), (date(2026, 10, 26), 7), (date(2026, 11, 2), 0))
            for age in (0, 3, 7, 14)
            if age <= known
        ],
        "budget": [
            advice("google", "app_autumn", 1.9, "more", shift=1_100, gain=1_650.5),
            advice("tiktok", "spark_creators", 0.4, "less", shift=-1_100),
            advice("meta", "autumn_broad", None, "too_thin", reason="too_few_days"),
        ],
        "value_groups": [
            worth("total", "all", 4_910, so_far=2_930_400, a_year=3_100_000, width=0.2),
            worth("source_type", "organic", 2_400, so_far=1_630_400, a_year=1_700_000, width=0.25),
            worth("source_type", "paid", 2_510, so_far=1_300_000, a_year=1_400_000, width=0.3),
            worth("segment", "at_risk", 61, so_far=310_000, a_year=90_000),
        ],
        "value_deciles": [
            {"decile": decile, "customers": 70, "value_minor": 50_000 * decile, "customers_alive": 4.9 * decile, "value_365_minor": 60_000 * decile}
            for decile in range(10, 0, -1)
        ],
        "value_models": [
            {"fitted_to": "all", "model": "bg_nbd_gamma_gamma", "speaks": "all", "is_converged": True, "why": None, "customers": 700, "repeat_buyers": 300,
             "r": 0.5, "alpha": 7.5, "a": 0.8, "b": 2.5, "log_likelihood": -3_120.4, "p": 2.4, "q": 6.4, "v": 9_586.1},
            {"fitted_to": "paid", "model": "bg_nbd_gamma_gamma", "speaks": "all", "is_converged": False, "customers": 160, "repeat_buyers": 44,
             "why": "44 customers bought again; 200 would have a model of their own",
             **dict.fromkeys(("r", "alpha", "a", "b", "log_likelihood", "p", "q", "v"))},
        ],
        "value_backtest": [
            forecast("purchases", "model", 0.41), forecast("purchases", "average", 0.54), forecast("purchases", "as_before", 0.43),
            forecast("value", "model", 2_419.0, loses=True), forecast("value", "average", 2_337.0), forecast("value", "as_before", 2_800.0),
        ],
        "value_calibration": [
            {"decile": decile, "people": 64, "predicted_minor": 250.0 * decile, "actual_minor": 260.0 * decile} for decile in range(1, 11)
        ],
        "missing_rates": [
            {"kind": "order_web", "amount_currency": "SEK", "amounts": 3, "amount_minor": 120_000, "first_on": AS_OF - timedelta(days=9), "last_on": AS_OF - timedelta(days=2)},
        ],
        "attribution": [
            *credited("order", "email", 20.0, 60.0, 62.5, 41.25, 40.0, 50.0, 38.5),
            *credited("order", "none", *[210.0] * 7),
            *credited("order", "paid", 140.0, 80.0, 90.0, 108.75, 110.0, 100.0, 111.5),
            *credited("first_purchase", "paid", *[31.0] * 6),
        ],
        "attribution_assists": [
            {"goal": "order", "channel": "email", "conversions": 72, "direct": 60, "assisted": 12, "touches": 180, "seconds": 72 * 129_600},
            {"goal": "order", "channel": "paid", "conversions": 145, "direct": 80, "assisted": 65, "touches": 203, "seconds": 145 * 86_400},
        ],
        "attribution_paths": [
            {"goal": "order", "place": 1, "path": "paid", "conversions": 70, "conversions_of_all_paths": 160},
            {"goal": "order", "place": 2, "path": "paid > email", "conversions": 40, "conversions_of_all_paths": 160},
        ],
        "attribution_gap": [
            credit_gap("win_back", "conversions", 90.0, attributed=130.0),
            credit_gap("win_back", "conversions", 90.0, attributed=44.25, model="linear"),
            credit_gap("win_back", "revenue", None, attributed=210_000.0),
        ],
        "past_events": [],
        "past_offers": [],
        "past_first_wave": [],
        "past_oddities": [],
        "steps": [
            step("load", 3.1, "app_events"), step("load", 0.4, "app_purchases"), step("identify", 1.2), step("build", 14.8),
            step("assign", 0.6), step("decide", 1.1), step("plan", 0.5), step("measure", 0.3),
        ],
    }  # fmt: skip
    return Summary.model_validate(made).model_dump(mode="json", by_alias=True)
