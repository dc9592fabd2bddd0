"""From an Airflow connection to what `goldpan` needs: `goldpan://:token@master:7077`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from airflow.sdk.bases.hook import BaseHook

TOKEN_VARIABLE = "GOLDPAN_TOKEN"


def master_of(connection: Any) -> str | None:
    """Host and port as a master; a host that is one already (`local[2]`, `goldpan://a:7077,b:7077`) stays as it is."""
    host = connection.host
    if not host:
        return None
    if host.startswith("local") or "://" in host:
        return host
    return f"goldpan://{host}" if connection.port is None else f"goldpan://{host}:{connection.port}"


def resolve(conn_id: str | None, master: str | None, env: Mapping[str, str] | None) -> tuple[str | None, dict[str, str]]:
    """The master and the process's environment, its token among them: never passed on a command line, nor to a trigger."""
    connection = None if conn_id is None else BaseHook.get_connection(conn_id)
    return _resolved(connection, master, env)


async def resolve_async(
    conn_id: str | None, master: str | None, env: Mapping[str, str] | None
) -> tuple[str | None, dict[str, str]]:
    connection = None if conn_id is None else await BaseHook.aget_connection(conn_id)
    return _resolved(connection, master, env)


def _resolved(connection: Any, master: str | None, env: Mapping[str, str] | None) -> tuple[str | None, dict[str, str]]:
    token = {TOKEN_VARIABLE: connection.password} if connection is not None and connection.password else {}
    found = master or (None if connection is None else master_of(connection))
    return found, {**os.environ, **token, **(env or {})}
