"""Command lines and what their JSON says: nothing of Airflow."""

from goldpan_airflow.command import (
    Submission,
    Watch,
    failure_text,
    kill_command,
    last_document,
    status_command,
    summary_of,
)


def test_client_mode_waits():
    command = Submission(script="job.ts", args=["--since", 2001], master="local[2]", name="n", idempotency_key="k").command()
    assert command == (
        "goldpan submit --master local[2] --deploy-mode client --name n --idempotency-key k --json job.ts --since 2001".split()
    )


def test_cluster_mode_returns_at_once():
    command = Submission(
        script="job.ts", master="goldpan://m:7077", deploy_mode="cluster", conf={"goldpan.executor.memory": "2g", "a.b": True}
    ).command()
    assert "goldpan.standalone.submit.waitAppCompletion=false" in command
    assert command[command.index("goldpan.executor.memory=2g") - 1] == "--conf"
    assert "a.b=true" in command
    assert command[-2:] == ["--json", "job.ts"]


def test_status_and_kill():
    assert status_command("goldpan", "goldpan://m", "app-1") == "goldpan submit --master goldpan://m --status app-1 --json".split()
    assert kill_command("/opt/goldpan", None, "app-1") == "/opt/goldpan submit --kill app-1 --json".split()


def test_the_document_is_the_last_line():
    assert last_document('hello\n{"status": "succeeded"}\n') == {"status": "succeeded"}
    assert last_document("hello\n") is None
    assert last_document("") is None
    assert last_document("3") is None


def test_the_summary_has_the_tables_that_were_written():
    jobs = [
        {"path": "", "state": "succeeded", "rowsRead": 9},
        {"path": "s3a://gold/a/", "state": "failed", "commit": 0, "rowsWritten": 1},
        {"path": "s3a://gold/b/", "state": "succeeded", "commit": 7, "rowsWritten": 10, "files": 2, "rowsQuarantined": 3},
    ]
    summary = summary_of({"applicationId": "app-1", "status": "succeeded", "jobs": jobs})
    assert (summary["table"], summary["commit"], summary["rows"], summary["files"]) == ("s3a://gold/b/", 7, 10, 2)
    assert [table["rows_quarantined"] for table in summary["tables"]] == [3]
    assert summary_of({"jobs": []})["table"] is None


def test_a_failure_names_its_cause():
    error = {"code": "COLUMN_NOT_FOUND", "message": "no x", "hint": "did you mean y?", "callSite": {"file": "j.ts", "line": 3}}
    assert failure_text({"error": error}, 1) == "COLUMN_NOT_FOUND: no x at j.ts:3 (did you mean y?)"
    assert failure_text(None, 137) == "goldpan ended with exit code 137"


def test_a_watch_waits_for_a_master_that_restarts():
    watch = Watch("app-1", master_timeout_s=60)
    assert watch.look(0, '{"state": "RUNNING"}', "", 0) is None
    assert watch.look(3, "", "no master", 10) is None
    assert watch.look(3, "", "no master", 60) is None
    assert watch.look(0, '{"state": "RUNNING"}', "", 65) is None
    assert watch.look(3, "", "no master", 120) is None
    assert watch.look(3, "", "no master", 181) == {"lost": "no master"}


def test_a_watch_does_not_wait_for_ever_for_an_answer_that_says_nothing():
    watch = Watch("app-1", master_timeout_s=60)
    assert watch.look(0, "fine", "", 0) is None
    assert "lost" in watch.look(0, "fine", "", 61)


def test_a_watch_ends_with_the_application():
    watch = Watch("app-1")
    assert watch.look(0, '{"state": "FAILED", "exitCode": 4}', "", 0) == {"state": "FAILED", "exitCode": 4}
    assert "app-1" in watch.look(1, "", "", 0)["lost"]
