"""# Sending

Every five minutes: gives back leases that ran out, plans what was approved late, sends what is due on each channel.

- The business time that decides what is due is the time of day, also in a run that waited, was cleared or is backfilled:
  what is too late by then is not sent. The parameter **now** (ISO 8601) puts it elsewhere, for demos.
- Two runs never overlap, and if they did, the ledger's leases would keep a message with one worker.
- Sends nothing unless the installation allows it (`ROUNDTRIP_SENDING=live`). With `ROUNDTRIP_PROVIDERS=live` the keys
  are the passwords of the connections `roundtrip_fcm` (a service account's JSON) and `roundtrip_sendgrid` (an API key);
  a provider of texts (include/providers) has its login and password in `roundtrip_<provider>`.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, Connection, CronTriggerTimetable, Param, task

from roundtrip import declared, night, settings

NOW = "{{ params.now or '' }}"
KEYS = {"roundtrip_fcm": "ROUNDTRIP_FCM_SERVICE_ACCOUNT", "roundtrip_sendgrid": "ROUNDTRIP_SENDGRID_API_KEY"}


def business_time(now: str) -> datetime | None:
    return night.told(datetime.fromisoformat(now) if now else None)


def hand_over_keys() -> None:
    """Give the channels, which know no Airflow, the live keys of its connections; the sandbox brings its own."""
    if settings.load().providers is settings.Providers.LIVE:
        os.environ |= {variable: str(Connection.get(name).password) for name, variable in KEYS.items()}


def hand_over_account(channel: str) -> None:
    """The same for a channel that policy.yml gives to a provider of include/providers."""
    account = declared.account_of(channel, declared.policy())
    if account and settings.load().providers is settings.Providers.LIVE:
        found = Connection.get(f"roundtrip_{account}")
        os.environ[declared.account_variable(account)] = json.dumps({"login": found.login, "password": found.password})


with DAG(
    dag_id="send",
    description="Deliver what is planned and due",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["roundtrip", "send"],
    default_args={"owner": "growth", "retries": 1, "retry_delay": timedelta(minutes=1)},
    params={
        "now": Param(
            None, type=["null", "string"], format="date-time", description="Business time; empty: the time of day"
        )
    },
) as dag:

    @task
    def reap(now: str) -> None:
        night.reap(business_time(now))

    @task
    def plan_late_approvals(now: str) -> None:
        night.plan_late_approvals(business_time(now))

    @task
    def channels() -> list[str]:
        return night.channels()

    @task(map_index_template="{{ task.op_kwargs['channel'] }}")
    def deliver(channel: str, now: str) -> dict[str, int]:
        hand_over_keys()
        hand_over_account(channel)
        return night.deliver(channel, business_time(now))

    reap(NOW) >> plan_late_approvals(NOW) >> deliver.partial(now=NOW).expand(channel=channels())
