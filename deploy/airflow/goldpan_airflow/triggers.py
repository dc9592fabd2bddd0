"""Waits for an application in Airflow's triggerer, where no worker slot is taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent

from goldpan_airflow.command import MASTER_TIMEOUT_S, Watch, kill_command, status_command
from goldpan_airflow.connection import resolve_async

#: How long one question may take.
ASK_TIMEOUT_S = 60.0


class GoldpanApplicationTrigger(BaseTrigger):
    """
    Polls `goldpan submit --status` until the application has ended, and then fires one event: the status document, or
    `{"lost": why}` where nobody can tell any more, or `{"timed_out": true}` after `deadline`, the application killed.

    :param deadline: seconds since 1970; None for none
    :param master_timeout_s: how long the master may be away (a restart) before the application counts as lost
    """

    def __init__(
        self,
        application_id: str,
        conn_id: str | None = None,
        master: str | None = None,
        env: Mapping[str, str] | None = None,
        binary: str = "goldpan",
        poll_interval_s: float = 10.0,
        deadline: float | None = None,
        master_timeout_s: float = MASTER_TIMEOUT_S,
    ) -> None:
        super().__init__()
        self.application_id = application_id
        self.conn_id = conn_id
        self.master = master
        self.env = dict(env or {})
        self.binary = binary
        self.poll_interval_s = poll_interval_s
        self.deadline = deadline
        self.master_timeout_s = master_timeout_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        names = ("application_id", "conn_id", "master", "env", "binary", "poll_interval_s", "deadline", "master_timeout_s")
        return (
            "goldpan_airflow.triggers.GoldpanApplicationTrigger",
            {name: getattr(self, name) for name in names},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        master, env = await resolve_async(self.conn_id, self.master, self.env)
        watch = Watch(self.application_id, self.master_timeout_s)
        while True:
            if self.deadline is not None and time.time() > self.deadline:
                await self.on_kill()
                yield TriggerEvent({"timed_out": True})
                return
            code, stdout, stderr = await _ask(status_command(self.binary, master, self.application_id), env)
            event = watch.look(code, stdout, stderr, time.time())
            if event is not None:
                yield TriggerEvent(event)
                return
            if code != 0:
                self.log.warning("no answer about %s: %s", self.application_id, stderr.strip())
            await asyncio.sleep(self.poll_interval_s)

    async def on_kill(self) -> None:
        """Airflow calls it where a person has ended the deferred task; not where the triggerer restarts."""
        master, env = await resolve_async(self.conn_id, self.master, self.env)
        code, _, stderr = await _ask(kill_command(self.binary, master, self.application_id), env)
        self.log.info("kill of %s: exit code %s %s", self.application_id, code, stderr.strip())


async def _ask(command: list[str], env: Mapping[str, str]) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *command, env=dict(env), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        stdout, stderr = await asyncio.wait_for(process.communicate(), ASK_TIMEOUT_S)
    except asyncio.TimeoutError:
        return 3, "", f"`{' '.join(command)}` did not answer within {ASK_TIMEOUT_S:.0f} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, stdout.decode(), stderr.decode()
