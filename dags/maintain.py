"""# Upkeep

Once a day: makes the ledger's coming months, settles messages whose outcome nobody will ever know, counts what came
back from the providers, and erases the people whose erasure was asked for. Deletes nothing else that happened.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task

from roundtrip import declared, night

TODAY = "{{ business_date(dag_run.logical_date or dag_run.run_after) }}"
NOW = "{{ (dag_run.logical_date or dag_run.run_after).isoformat() }}"

with DAG(
    dag_id="maintain",
    description="Partitions, reconciliation of the ledger, feedback counts, erasures",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 5 * * *", timezone=declared.policy().reporting.timezone),
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["roundtrip", "maintain"],
    default_args={"owner": "platform", "retries": 2, "retry_delay": timedelta(minutes=5)},
    user_defined_macros={"business_date": night.business_date},
) as dag:

    @task
    def ensure_partitions(today: str) -> None:
        night.ensure_partitions(date.fromisoformat(today))

    @task
    def reconcile(now: str) -> dict[str, int]:
        return night.reap(datetime.fromisoformat(now))

    @task
    def retire_messages(today: str) -> dict[str, int]:
        return night.retire_messages(date.fromisoformat(today))

    @task
    def count_feedback(today: str) -> dict[str, int]:
        return night.count_feedback(date.fromisoformat(today))

    @task
    def erase_requested() -> dict[str, int]:
        return night.erase_requested()

    ensure_partitions(TODAY) >> reconcile(NOW) >> retire_messages(TODAY) >> count_feedback(TODAY) >> erase_requested()
