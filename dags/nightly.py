"""# The night

Loads what came in, builds the warehouse, decides who gets which campaign, asks for approval, plans, measures.

- **as_of** is the business date of the run, or the parameter `as_of`. The night knows what happened before it began.
- Every task may be cleared and run again: the same night changes nothing, and the ledger sends nothing twice.
- What each step counted stands in `crm.run`; what came of it, in `reports/<as_of>/index.html`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable, Param, TaskGroup, task

from roundtrip import declared, night

AS_OF = "{{ params.as_of or business_date(dag_run.logical_date or dag_run.run_after) }}"

with DAG(
    dag_id="nightly",
    description="Landing files to decisions, plans and results",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("30 1 * * *", timezone=declared.policy().reporting.timezone),
    start_date=datetime(2000, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["roundtrip", "nightly"],
    default_args={"owner": "growth", "retries": 2, "retry_delay": timedelta(minutes=2)},
    params={
        "as_of": Param(None, type=["null", "string"], format="date", description="The night; empty: the run's own")
    },
    user_defined_macros={"business_date": night.business_date},
) as dag:

    @task(map_index_template="{{ task.op_kwargs['feed'] }}")
    def load_feed(as_of: str, feed: str) -> None:
        night.load_feed(date.fromisoformat(as_of), feed)

    @task
    def app_feeds() -> list[str]:
        return night.feeds(is_offline=False)

    @task
    def offline_feeds() -> list[str]:
        return night.feeds(is_offline=True)

    def step(name: str):
        """One step of the night as a task of the same name."""

        @task(task_id=name)
        def run(as_of: str) -> None:
            night.NIGHT[name](date.fromisoformat(as_of))

        return run(AS_OF)

    with TaskGroup("load_app_data") as load_app_data:
        load_feed.partial(as_of=AS_OF).expand(feed=app_feeds())
    with TaskGroup("load_offline_data") as load_offline_data:
        load_feed.partial(as_of=AS_OF).expand(feed=offline_feeds())
    with TaskGroup("build") as build:
        step("identify") >> step("build")
    with TaskGroup("decide") as decide:
        step("register") >> step("exits") >> step("assign") >> step("decide")
    with TaskGroup("approve") as approve:
        step("approve")
    with TaskGroup("plan") as plan:
        step("plan")
    with TaskGroup("measure") as measure:
        step("value") >> step("results") >> step("lift") >> step("attribution") >> step("report")

    [load_app_data, load_offline_data] >> build >> decide >> approve >> plan >> measure
