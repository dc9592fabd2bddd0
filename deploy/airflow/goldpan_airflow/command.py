"""Command lines of `goldpan`, and what its JSON says. Knows nothing of Airflow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NOT_WAITING = "goldpan.standalone.submit.waitAppCompletion"

#: Exit codes of `goldpan submit` that a second try cannot mend: wrong usage, an expectation that failed the job.
FINAL_EXIT_CODES = frozenset({2, 4})

#: States of an application that do not change any more.
FINAL_STATES = frozenset({"FINISHED", "FAILED", "KILLED"})


#: Exit code of `goldpan submit --status` for an id that the master does not know.
UNKNOWN_APPLICATION = 1

#: How long a master may be away (a restart) before its applications count as lost.
MASTER_TIMEOUT_S = 300.0


@dataclass(frozen=True)
class Submission:
    """One `goldpan submit`, as the user asked for it."""

    script: str
    args: Sequence[str] = ()
    master: str | None = None
    deploy_mode: str = "client"
    name: str | None = None
    conf: Mapping[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None
    binary: str = "goldpan"

    def command(self) -> list[str]:
        """In cluster mode it returns once the application is accepted: whoever waits, polls."""
        waits = {} if self.deploy_mode == "client" else {NOT_WAITING: "false"}
        return [
            self.binary,
            "submit",
            *_option("--master", self.master),
            *_option("--deploy-mode", self.deploy_mode),
            *_option("--name", self.name),
            *_option("--idempotency-key", self.idempotency_key),
            *(word for key, value in {**self.conf, **waits}.items() for word in ("--conf", f"{key}={_text(value)}")),
            "--json",
            self.script,
            *(str(arg) for arg in self.args),
        ]


def status_command(binary: str, master: str | None, application_id: str) -> list[str]:
    return [binary, "submit", *_option("--master", master), "--status", application_id, "--json"]


def kill_command(binary: str, master: str | None, application_id: str) -> list[str]:
    return [binary, "submit", *_option("--master", master), "--kill", application_id, "--json"]


class Watch:
    """What one look after the other at `--status` says about an application. Pure."""

    def __init__(self, application_id: str, master_timeout_s: float = MASTER_TIMEOUT_S) -> None:
        self.application_id = application_id
        self.master_timeout_s = master_timeout_s
        self.away_since: float | None = None

    def look(self, code: int, stdout: str, stderr: str, now: float) -> dict[str, Any] | None:
        """The status of an application that has ended, `{"lost": why}` where nobody knows it any more, None to look again."""
        document = last_document(stdout)
        if document is not None and document.get("state") in FINAL_STATES:
            return document
        if code == UNKNOWN_APPLICATION:
            return {"lost": stderr.strip() or f"the master does not know {self.application_id}"}
        if code == 0 and document is not None:
            self.away_since = None
            return None
        self.away_since = now if self.away_since is None else self.away_since
        away_too_long = now - self.away_since > self.master_timeout_s
        return {"lost": stderr.strip() or f"no answer, exit code {code}"} if away_too_long else None


def last_document(stdout: str) -> dict[str, Any] | None:
    """The JSON document that ends what `goldpan` prints; None where there is none."""
    lines = stdout.rstrip().splitlines()
    try:
        document = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def summary_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """
    What other tasks want to know, from the document of `goldpan submit --json`: of each table that was written its path, commit, rows and
    files. `table`, `commit`, `rows` and `files` are those of the last one.
    """
    tables = [
        {
            "table": job["path"],
            "commit": job.get("commit"),
            "rows": job.get("rowsWritten", 0),
            "files": job.get("files", 0),
            "rows_read": job.get("rowsRead", 0),
            "rows_dropped": job.get("rowsDropped", 0),
            "rows_quarantined": job.get("rowsQuarantined", 0),
            "quarantine": job.get("quarantinePath") or None,
        }
        for job in report.get("jobs", [])
        if job.get("path") and job.get("state") == "succeeded"
    ]
    last = tables[-1] if tables else {}
    return {
        "application_id": report.get("applicationId"),
        "status": report.get("status"),
        **{key: last.get(key) for key in ("table", "commit", "rows", "files")},
        "tables": tables,
    }


def failure_text(document: Mapping[str, Any] | None, exit_code: int | None) -> str:
    """One line that names the cause, as `goldpan` itself would."""
    error = (document or {}).get("error") or {}
    if not error:
        return f"goldpan ended with exit code {exit_code}"
    site = error.get("callSite") or {}
    place = f" at {site['file']}:{site['line']}" if site.get("file") else ""
    hint = f" ({error['hint']})" if error.get("hint") else ""
    return f"{error.get('code')}: {error.get('message')}{place}{hint}"


def _option(flag: str, value: str | None) -> list[str]:
    return [] if value is None else [flag, value]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
