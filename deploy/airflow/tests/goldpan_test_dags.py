"""The DAGs of test_operator.py. Airflow reads this file from its DAGs folder; the tests import it."""

import os
from datetime import datetime, timezone
from pathlib import Path

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG

from goldpan_airflow.operators import GoldpanSubmitOperator

MASTER = os.environ["GOLDPAN_TEST_MASTER"]
FOLDER = Path(os.environ["GOLDPAN_TEST_FOLDER"])

APPEND = FOLDER / "append.ts"
APPEND.write_text(
    """import type { GoldpanSession } from "goldpan";
export default async function main(goldpan: GoldpanSession, [to = ""]: string[]) {
  await goldpan.createDataFrame([{ id: 1 }, { id: 2 }]).write.mode("append").parquet(to);
}
"""
)
FAILING = FOLDER / "failing.ts"
FAILING.write_text(
    """import type { GoldpanSession } from "goldpan";
export default async function main(goldpan: GoldpanSession, [to = ""]: string[]) {
  await goldpan.createDataFrame([{ id: 1 }, { id: 2 }]).expect("id is 1", "id = 1", "fail").write.parquet(to);
}
"""
)
ENDLESS = FOLDER / "endless.ts"
ENDLESS.write_text("export default () => new Promise((resolve) => setTimeout(resolve, 600_000));\n")


def dag_of(operator, task_id: str, **arguments) -> DAG:
    """One task in a DAG of its own."""
    with DAG(dag_id=f"test_{task_id}", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=timezone.utc)) as dag:
        operator(task_id=task_id, **arguments)
    return dag


def table(name: str) -> Path:
    return FOLDER / "tables" / name


client = dag_of(GoldpanSubmitOperator, "client", script=str(APPEND), args=[str(table("client"))], master="local[1]")

endless = dag_of(GoldpanSubmitOperator, "endless", script=str(ENDLESS), master="local[1]", idempotency_key=None)

failing = dag_of(
    GoldpanSubmitOperator,
    "failing",
    script=str(FAILING),
    args=[str(table("failing"))],
    master="local[1]",
    retries=3,
)

deferred = dag_of(
    GoldpanSubmitOperator,
    "deferred",
    script=str(APPEND),
    args=[str(table("deferred"))],
    goldpan_conn_id="goldpan_default",
    deploy_mode="cluster",
    deferrable=True,
    poll_interval_s=0.5,
)

once = dag_of(
    GoldpanSubmitOperator,
    "once",
    script=str(APPEND),
    args=[str(table("once"))],
    master=MASTER,
    deploy_mode="cluster",
    poll_interval_s=0.5,
    idempotency_key="nightly/2026-01-01",
)

spark = dag_of(
    SparkSubmitOperator,
    "spark",
    application=str(APPEND),
    application_args=[str(table("spark"))],
    conn_id="spark_goldpan",
    spark_binary="goldpan-submit",
    name="nightly",
    conf={"spark.executor.memory": "1g", "spark.yarn.queue": "etl"},
    executor_cores=1,
    total_executor_cores=1,
    executor_memory="1g",
    verbose=True,
    deploy_mode="client",
)

spark_cluster = dag_of(
    SparkSubmitOperator,
    "spark_cluster",
    application=str(APPEND),
    application_args=[str(table("spark_cluster"))],
    conn_id="spark_goldpan",
    spark_binary="goldpan-submit",
    deploy_mode="cluster",
)
