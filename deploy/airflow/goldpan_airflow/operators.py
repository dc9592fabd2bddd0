"""Runs a Goldpan script as a task."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from goldpan_airflow.command import (
    FINAL_EXIT_CODES,
    Submission,
    Watch,
    failure_text,
    kill_command,
    last_document,
    status_command,
    summary_of,
)
from goldpan_airflow.connection import resolve
from goldpan_airflow.triggers import GoldpanApplicationTrigger

#: A commit under way is waited for; then the process is killed.
KILL_TIMEOUT_S = 150.0

DEFAULT_KEY = (
    "{{ dag.dag_id }}/{{ run_id }}/{{ task.task_id }}"
    "{{ '/' ~ ti.map_index if ti.map_index is not none and ti.map_index >= 0 else '' }}"
)


class GoldpanSubmitOperator(BaseOperator):
    """
    `goldpan submit` as a task. Its XCom is the summary: `table`, `commit`, `rows` and `files` of the last table that was written,
    `tables` with all of them, `application_id`, `status`.

    A try that is repeated submits under the same idempotency key: where the first try's application still runs, or has succeeded
    unheard, it answers, and nothing is run or appended twice. Wrong usage, and an expectation that failed the job, are not tried again.

    :param script: path of the script; (templated)
    :param args: arguments of the script (templated)
    :param goldpan_conn_id: connection whose host and port are the master, and whose password is the cluster's token
    :param master: instead of the connection's; `local[2]` runs in the worker (templated)
    :param deploy_mode: `client`: the script runs beside the task; `cluster`: on a worker of Goldpan's, while the task polls or defers
    :param conf: settings by key (templated)
    :param name: of the application; dag and task unless given (templated)
    :param env: variables for the `goldpan` process (templated), for instance where the object store is
    :param idempotency_key: dag, run, task and map index unless given (templated); None for none
    :param deferrable: waits in the triggerer, without a worker slot; needs `deploy_mode="cluster"`
    :param poll_interval_s: seconds between two looks at the application in cluster mode
    :param binary: the `goldpan` command
    """

    template_fields: Sequence[str] = ("script", "args", "master", "conf", "name", "env", "idempotency_key")
    ui_color = "#f3e2b3"

    def __init__(
        self,
        *,
        script: str,
        args: Sequence[str] = (),
        goldpan_conn_id: str | None = None,
        master: str | None = None,
        deploy_mode: str = "client",
        conf: Mapping[str, Any] | None = None,
        name: str | None = None,
        env: Mapping[str, str] | None = None,
        idempotency_key: str | None = DEFAULT_KEY,
        deferrable: bool = False,
        poll_interval_s: float = 10.0,
        binary: str = "goldpan",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if deploy_mode not in ("client", "cluster"):
            raise ValueError(f"deploy_mode is client or cluster, not {deploy_mode!r}")
        if deferrable and deploy_mode != "cluster":
            raise ValueError("a deferrable task leaves its worker: the script must run elsewhere, deploy_mode='cluster'")
        self.script = script
        self.args = list(args)
        self.goldpan_conn_id = goldpan_conn_id
        self.master = master
        self.deploy_mode = deploy_mode
        self.conf = dict(conf or {})
        self.name = name
        self.env = dict(env or {})
        self.idempotency_key = idempotency_key
        self.deferrable = deferrable
        self.poll_interval_s = poll_interval_s
        self.binary = binary
        self._process: subprocess.Popen[str] | None = None
        self._application_id: str | None = None

    def execute(self, context: Context) -> dict[str, Any]:
        document, code = self._submit(context)
        if code != 0 or document is None:
            raise self._failure(document, code)
        if document.get("status") != "submitted":
            return summary_of(document)
        self._application_id = document["applicationId"]
        self.log.info("%s is accepted", self._application_id)
        if self.deferrable:
            self.defer(trigger=self._trigger(), method_name="execute_complete")
        return self.execute_complete(context, self._poll())

    def execute_complete(self, context: Context, event: Mapping[str, Any]) -> dict[str, Any]:
        """The application has ended: `event` is its status, or why nobody knows."""
        if event.get("timed_out"):
            raise AirflowException("execution_timeout: the application was killed")
        if event.get("lost"):
            raise AirflowException(f"the application is lost: {event['lost']}")
        if event.get("state") == "FINISHED":
            report = {"applicationId": event.get("applicationId"), "status": "succeeded", **(event.get("report") or {})}
            return summary_of(report)
        if event.get("state") == "KILLED":
            raise AirflowFailException(f"{event.get('applicationId')} was killed")
        raise self._failure(event, event.get("exitCode"))

    def on_kill(self) -> None:
        """Cancelled, or out of time: the application ends with its task."""
        if self._application_id is not None:
            master, env = resolve(self.goldpan_conn_id, self.master, self.env)
            command = kill_command(self.binary, master, self._application_id)
            subprocess.run(command, env=env, timeout=KILL_TIMEOUT_S, check=False, stdout=subprocess.DEVNULL)
        elif self._process is not None and self._process.poll() is None:
            # `goldpan submit` cancels its application; past the commit point it waits for the commit.
            self._process.terminate()
            try:
                self._process.wait(KILL_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _submit(self, context: Context) -> tuple[dict[str, Any] | None, int]:
        """To the end of `goldpan submit`. Its output goes to the task's log, but for the document that ends it."""
        master, env = resolve(self.goldpan_conn_id, self.master, self.env)
        submission = Submission(
            script=self.script,
            args=self.args,
            master=master,
            deploy_mode=self.deploy_mode,
            name=self.name or f"{context['ti'].dag_id}.{context['ti'].task_id}",
            conf=self.conf,
            idempotency_key=self.idempotency_key,
            binary=self.binary,
        )
        command = submission.command()
        self.log.info("%s", " ".join(command))
        self._process = subprocess.Popen(
            command, env=env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        errors = threading.Thread(target=self._log_lines, args=(self._process.stderr,), daemon=True)
        errors.start()
        last = ""
        for line in self._process.stdout or ():
            if last:
                self.log.info("%s", last)
            last = line.rstrip("\n")
        code = self._process.wait()
        errors.join()
        document = last_document(last)
        if document is None and last:
            self.log.info("%s", last)
        for notice in (document or {}).get("notices", []):
            self.log.info("note: %s", notice.get("text"))
        return document, code

    def _log_lines(self, stream: Any) -> None:
        for line in stream or ():
            self.log.info("%s", line.rstrip("\n"))

    def _poll(self) -> dict[str, Any]:
        """In the task's own process, with the trigger's rules."""
        master, env = resolve(self.goldpan_conn_id, self.master, self.env)
        assert self._application_id is not None
        command = status_command(self.binary, master, self._application_id)
        watch = Watch(self._application_id)
        while True:
            asked = subprocess.run(command, env=env, text=True, capture_output=True, check=False)
            event = watch.look(asked.returncode, asked.stdout, asked.stderr, time.time())
            if event is not None:
                return event
            if asked.returncode != 0:
                self.log.warning("no answer about %s: %s", self._application_id, asked.stderr.strip())
            time.sleep(self.poll_interval_s)

    def _trigger(self) -> GoldpanApplicationTrigger:
        timeout: timedelta | None = self.execution_timeout
        return GoldpanApplicationTrigger(
            application_id=self._application_id or "",
            conn_id=self.goldpan_conn_id,
            master=self.master,
            env=self.env,
            binary=self.binary,
            poll_interval_s=self.poll_interval_s,
            deadline=None if timeout is None else time.time() + timeout.total_seconds(),
        )

    def _failure(self, document: Mapping[str, Any] | None, code: int | None) -> AirflowException:
        kind = AirflowFailException if code in FINAL_EXIT_CODES else AirflowException
        return kind(failure_text(document, code))
