"""
Lands a day's flights in the raw zone, then cleans them into gold.

Connection `goldpan_default` names the cluster, for instance by the environment:
  AIRFLOW_CONN_GOLDPAN_DEFAULT=goldpan://:<token>@master:7077
RAWZONE and GOLD name where data lies, a bucket (s3a://rawzone) or, on one machine, a folder (/data/rawzone).
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import dag, task

from goldpan_airflow.operators import GoldpanSubmitOperator

RAWZONE = os.environ.get("GOLDPAN_RAWZONE", "/tmp/goldpan/rawzone")
GOLD = os.environ.get("GOLDPAN_GOLD", "/tmp/goldpan/gold")
SCRIPT = str(Path(__file__).with_name("clean_flights.ts"))


@dag(
    dag_id="goldpan_flights",
    schedule="@daily",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1)},
)
def goldpan_flights():
    @task
    def extract() -> str:
        """
        Stands for a download: writes lines of JSON under a name of the run's own. A file that another try left is replaced whole.
        """
        folder = Path(RAWZONE) / "flights"
        folder.mkdir(parents=True, exist_ok=True)
        rows = [
            '{"origin": "JFK", "destination": "LAX", "delay": 12}',
            '{"origin": "LAX", "destination": "SEA", "delay": -3}',
            '{"origin": "SEA", "destination": "SEA", "delay": 5}',
        ]
        landed = folder / "flights.jsonl"
        unfinished = landed.with_name(f"_{landed.name}")
        unfinished.write_text("\n".join(rows) + "\n")
        unfinished.replace(landed)
        return str(folder)

    clean = GoldpanSubmitOperator(
        task_id="clean",
        goldpan_conn_id="goldpan_default",
        script=SCRIPT,
        args=["{{ ti.xcom_pull(task_ids='extract') }}", f"{GOLD}/flights"],
        deploy_mode=os.environ.get("GOLDPAN_DEPLOY_MODE", "client"),
        deferrable=os.environ.get("GOLDPAN_DEPLOY_MODE") == "cluster",
        execution_timeout=timedelta(hours=1),
    )

    @task
    def tell(summary: dict) -> None:
        print(f"commit {summary['commit']} of {summary['table']}: {summary['rows']} rows in {summary['files']} files")

    extract() >> clean
    tell(clean.output)


goldpan_flights()
