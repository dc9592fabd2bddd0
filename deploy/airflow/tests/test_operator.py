"""The operator, its trigger and the example DAG in a real Airflow, with a real Goldpan: `npm run test:airflow` prepares both."""

import asyncio
import json
import subprocess
import threading
import time
from types import SimpleNamespace

import goldpan_flights
import goldpan_test_dags as dags
from goldpan_airflow.triggers import GoldpanApplicationTrigger
from goldpan_test_dags import ENDLESS, FOLDER, MASTER, table


def run(dag):
    """A run of a DAG with one task. The task's state and tries, and what it left in XCom."""
    [task_id] = dag.task_ids
    instance = dag.test().get_task_instance(task_id)
    return instance, instance.xcom_pull(task_ids=task_id)


def commits(folder) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted((folder / "_goldpan" / "commits").glob("*.json"))]


def status(application_id: str) -> dict:
    command = ["goldpan", "submit", "--master", MASTER, "--status", application_id, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_client_mode_leaves_the_summary_in_xcom():
    instance, summary = run(dags.client)
    assert instance.state == "success"
    assert summary["table"] == f"file://{table('client')}/"
    assert (summary["commit"], summary["rows"], summary["status"]) == (1, 2, "succeeded")
    assert len(commits(table("client"))) == 1


def test_a_failed_expectation_is_not_tried_again():
    instance, _ = run(dags.failing)
    # A task that may be tried again would be up_for_retry.
    assert instance.state == "failed"


def test_a_task_that_is_killed_takes_its_submit_along():
    operator = dags.endless.get_task("endless")
    errors = []

    def execute():
        try:
            operator._submit({"ti": SimpleNamespace(dag_id="test_endless", task_id="endless")})
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=execute)
    thread.start()
    while operator._process is None:
        time.sleep(0.05)
    # Until it listens for signals; before that it ends by them all the same.
    time.sleep(2)
    operator.on_kill()
    thread.join(60)
    assert not thread.is_alive() and not errors
    assert operator._process.returncode in (143, -15)


def test_a_deferred_task_waits_for_an_application_on_the_cluster():
    instance, summary = run(dags.deferred)
    assert instance.state == "success"
    assert (summary["commit"], summary["rows"]) == (1, 2)
    described = status(summary["application_id"])
    assert described["state"] == "FINISHED"
    assert described["deployMode"] == "cluster"
    key = described["idempotencyKey"]
    assert key.startswith("test_deferred/") and key.endswith("/deferred")


def test_the_same_key_again_appends_nothing():
    _, first = run(dags.once)
    _, second = run(dags.once)
    assert first["application_id"] == second["application_id"]
    assert len(commits(table("once"))) == 1


def test_a_trigger_that_is_killed_kills_its_application():
    submitted = subprocess.run(
        [
            *["goldpan", "submit", "--master", MASTER, "--deploy-mode", "cluster", "--json"],
            *["--conf", "goldpan.standalone.submit.waitAppCompletion=false", str(ENDLESS)],
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    application_id = json.loads(submitted.stdout.splitlines()[-1])["applicationId"]
    trigger = GoldpanApplicationTrigger(application_id=application_id, master=MASTER, poll_interval_s=0.2)
    path, arguments = trigger.serialize()
    assert path == "goldpan_airflow.triggers.GoldpanApplicationTrigger"
    assert "secret" not in json.dumps(arguments)
    asyncio.run(GoldpanApplicationTrigger(**arguments).on_kill())
    assert status(application_id)["state"] == "KILLED"


def test_a_deferred_task_out_of_time_is_told():
    trigger = GoldpanApplicationTrigger(
        application_id="app-20260101-000000-00000000", master=MASTER, poll_interval_s=0.2, deadline=time.time() - 1
    )

    async def first_event():
        async for event in trigger.run():
            return event.payload

    assert asyncio.run(first_event()) == {"timed_out": True}


def test_sparks_own_operator_takes_goldpan_submit():
    instance, _ = run(dags.spark)
    assert instance.state == "success"
    assert len(commits(table("spark"))) == 1


def test_sparks_own_operator_waits_in_cluster_mode():
    instance, _ = run(dags.spark_cluster)
    assert instance.state == "success"
    assert len(commits(table("spark_cluster"))) == 1


def test_the_example_dag_lands_and_cleans():
    dag_run = goldpan_flights.goldpan_flights().test()
    assert {instance.task_id: instance.state for instance in dag_run.get_task_instances()} == {
        "extract": "success",
        "clean": "success",
        "tell": "success",
    }
    [commit] = commits(FOLDER / "gold" / "flights")
    assert sum(file["rows"] for file in commit["added"]) == 2
