"""Reads tables with DuckDB, Polars, pandas and Spark: one JSON request per line of stdin, one JSON answer per line of stdout.

A request is {"tool", "code", "maps"}: code is SQL for DuckDB, Python that sets `table` for the others (Spark finds `spark`); maps names
the columns of type MAP, which some tools show as lists of pairs. The answer is {"types", "rows"}, every value as text that says what it
is whatever the tool, or {"error"}. The store's endpoint and keys are in the environment.
"""

import datetime
import decimal
import json
import os
import sys
import uuid

HADOOP = "3.5.0"
AWS_SDK = "2.35.4"
AWS_MODULES = ["s3", "s3-transfer-manager", "sts", "apache-client", "netty-nio-client"]


def canonical(value, is_map=False):
    """JSON of a value, the same for all tools."""
    if value is None or type(value).__name__ == "NAType":
        return None
    if is_map:
        return sorted([canonical(key), canonical(item)] for key, item in pairs(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float, str)):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return value.isoformat(timespec="microseconds")
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if hasattr(value, "asDict"):
        value = value.asDict()
    if isinstance(value, dict):
        return {name: canonical(item) for name, item in value.items()}
    return [canonical(item) for item in value]


def pairs(value):
    if isinstance(value, dict):
        return value.items()
    return [(item["key"], item["value"]) if isinstance(item, dict) else item for item in value]


class DuckDB:
    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()
        if "AWS_ENDPOINT_URL" in os.environ:
            self.open_store(duckdb)

    def open_store(self, duckdb):
        endpoint = os.environ["AWS_ENDPOINT_URL"]
        key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        try:
            self.connection.execute("INSTALL httpfs; LOAD httpfs")
            self.connection.execute(
                f"CREATE SECRET (TYPE s3, KEY_ID '{key}', SECRET '{secret}', ENDPOINT '{endpoint.split('//')[1]}',"
                " URL_STYLE 'path', USE_SSL false)"
            )
        except duckdb.IOException:
            # Where the extension cannot be downloaded, the file system is Python's.
            import s3fs

            print("reader: duckdb reads s3:// through s3fs, httpfs cannot be downloaded", file=sys.stderr)
            # No listing is kept from one read to the next.
            store = s3fs.S3FileSystem(endpoint_url=endpoint, use_listings_cache=False)
            self.connection.register_filesystem(store)

    def read(self, code):
        table = self.connection.sql(code)
        return dict(zip(table.columns, map(str, table.types))), [dict(zip(table.columns, row)) for row in table.fetchall()]


class Polars:
    def read(self, code):
        scope = {}
        exec(code, scope)
        table = scope["table"].collect()
        return {name: str(type) for name, type in table.schema.items()}, table.rows(named=True)


class Pandas:
    def read(self, code):
        scope = {}
        exec(code, scope)
        table = scope["table"]
        columns = {name: table[name].array._pa_array.to_pylist() if hasattr(table[name].array, "_pa_array") else list(table[name]) for name in table}
        rows = [dict(zip(columns, row)) for row in zip(*columns.values())]
        return {name: str(type) for name, type in table.dtypes.items()}, rows


class Spark:
    def __init__(self):
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        if "AWS_ENDPOINT_URL" in os.environ:
            packages = [f"org.apache.hadoop:hadoop-aws:{HADOOP}", *(f"software.amazon.awssdk:{name}:{AWS_SDK}" for name in AWS_MODULES)]
            settings = {
                "spark.jars.packages": ",".join(packages),
                # Half a gigabyte of which S3 is a part.
                "spark.jars.excludes": "software.amazon.awssdk:bundle",
                "spark.hadoop.fs.s3a.endpoint": os.environ["AWS_ENDPOINT_URL"],
                "spark.hadoop.fs.s3a.path.style.access": "true",
                "spark.hadoop.fs.s3a.access.key": os.environ["AWS_ACCESS_KEY_ID"],
                "spark.hadoop.fs.s3a.secret.key": os.environ["AWS_SECRET_ACCESS_KEY"],
            }
            for name, value in settings.items():
                builder = builder.config(name, value)
        self.spark = builder.getOrCreate()

    def read(self, code):
        from pyspark.sql.types import TimestampType

        scope = {"spark": self.spark}
        exec(code, scope)
        table = scope["table"]
        # A TIMESTAMP comes as Python's local time without a zone.
        local = {field.name for field in table.schema.fields if isinstance(field.dataType, TimestampType)}
        rows = [row.asDict() for row in table.collect()]
        zoned = [{name: value.astimezone() if name in local and value is not None else value for name, value in row.items()} for row in rows]
        return dict(table.dtypes), zoned


tools = {"duckdb": DuckDB, "polars": Polars, "pandas": Pandas, "spark": Spark}
opened = {}


def answer(request):
    tool = request["tool"]
    if tool not in opened:
        opened[tool] = tools[tool]()
    types, rows = opened[tool].read(request["code"])
    maps = set(request.get("maps", []))
    shown = [{name: canonical(value, name in maps) for name, value in row.items()} for row in rows]
    return {"types": types, "rows": shown}


# What libraries print on stdout goes to stderr.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), file=answers, flush=True)
