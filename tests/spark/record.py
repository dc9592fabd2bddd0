"""Runs every case of cases.txt in real PySpark and records the answers in answers.json.

    python3 -m venv venv && venv/bin/pip install pyspark
    venv/bin/python tests/spark/record.py          # --new: only lines that have no answer yet

Answers have the form of tests/support/exact-rows.ts: floating-point numbers are numbers, all other scalars text (dates in days,
timestamps in microseconds, bytes in hexadecimal), lists and structs arrays, maps sorted arrays of pairs. A row that Spark refuses is
{"error": its error class}. The session is in UTC, in ANSI mode (Spark's default), and its TIMESTAMP has no time zone, as ours.
"""

import datetime
import decimal
import json
import logging
import math
import os
import pathlib
import re
import sys
import time

import pyarrow
import pyspark
from pyspark.sql import SparkSession, Window, functions
from pyspark.sql import types as T
from pyspark.sql.pandas.types import to_arrow_schema

HERE = pathlib.Path(__file__).parent
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.shuffle.partitions": "1",
}


def cell(value, data_type):
    """A cell of tables.json as Arrow wants it."""
    if value is None:
        return None
    if isinstance(data_type, T.ArrayType):
        return [cell(item, data_type.elementType) for item in value]
    if isinstance(data_type, T.MapType):
        return [(key, cell(item, data_type.valueType)) for key, item in value.items()]
    if isinstance(data_type, T.StructType):
        return {field.name: cell(value[field.name], field.dataType) for field in data_type}
    if isinstance(data_type, T.DecimalType):
        return decimal.Decimal(value)
    if isinstance(data_type, (T.DoubleType, T.FloatType)):
        return float(value)
    if isinstance(data_type, T.LongType):
        return int(value)  # those that JavaScript's numbers do not hold are texts
    if isinstance(data_type, T.DateType):
        return datetime.date.fromisoformat(value)
    if isinstance(data_type, T.TimestampNTZType):
        return datetime.datetime.fromisoformat(value)
    if isinstance(data_type, T.TimestampType):
        return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.timezone.utc)
    if isinstance(data_type, T.BinaryType):
        return bytes.fromhex(value)
    return value


def exact(value, data_type):
    """A value of Spark in the form of the answers."""
    if value is None:
        return None
    if isinstance(data_type, T.ArrayType):
        return [exact(item, data_type.elementType) for item in value]
    if isinstance(data_type, T.MapType):
        pairs = [[exact(k, data_type.keyType), exact(v, data_type.valueType)] for k, v in value.items()]
        return sorted(pairs, key=json.dumps)  # PySpark's come in no order
    if isinstance(data_type, T.StructType):
        return [exact(item, field.dataType) for item, field in zip(value, data_type)]
    if isinstance(data_type, (T.DoubleType, T.FloatType)):
        return value if math.isfinite(value) else {"number": str(value)}
    if isinstance(data_type, T.DecimalType):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(data_type, T.BooleanType):
        return "true" if value else "false"
    if isinstance(data_type, T.DateType):
        return str((value - datetime.date(1970, 1, 1)).days)
    if isinstance(data_type, (T.TimestampType, T.TimestampNTZType)):
        return str((value - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1))
    if isinstance(data_type, T.BinaryType):
        return bytes(value).hex()
    return str(value)


def error_class(error):
    return getattr(error, "getCondition", lambda: None)() or type(error).__name__


def cases():
    """Lines of cases.txt: (section, key, Python)."""
    section = None
    for line in (HERE / "cases.txt").read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[(.+)\]", line):
            section = header[1]
        elif line and not line.startswith("#"):
            key, _, python = line.partition(" | py: ")
            yield section, key, python or key


def answers_of(frame, columns, rows, order=None):
    """All columns in one query; where Spark refuses, one by one, then row by row."""

    def collected(source, wanted):
        named = [column.alias(f"c{index}") for index, column in enumerate(wanted)]
        return source.select(named) if order is None else source.select([*named, order]).orderBy(order).drop(order)

    def types_and_values(answer):
        fields = answer.schema.fields
        found = answer.collect()
        return [(f.dataType.simpleString(), [exact(row[i], f.dataType) for row in found]) for i, f in enumerate(fields)]

    try:
        return types_and_values(collected(frame, columns))
    except Exception as error:
        if len(columns) > 1:
            return [answers_of(frame, [column], rows, order)[0] for column in columns]
        try:
            answer = collected(frame, columns)
        except Exception as refused:
            return [("refused", [{"error": error_class(refused)}])]
        if rows is None:
            return [(answer.schema.fields[0].dataType.simpleString(), [{"error": error_class(error)}])]
        values = []
        for row in rows:
            try:
                values.append(types_and_values(collected(row, columns))[0][1][0])
            except Exception as failed:
                values.append({"error": error_class(failed)})
        return [(answer.schema.fields[0].dataType.simpleString(), values)]


def differences():
    """Lines of differences.txt: (name, Spark's SQL)."""
    for line in (HERE / "differences.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, sql, *_ = line.split(" ~ ")
            yield name, sql


def sql_answer(spark, sql):
    try:
        answer = spark.sql(f"SELECT {sql}")
        return {"value": exact(answer.collect()[0][0], answer.schema.fields[0].dataType)}
    except Exception as error:
        return {"error": error_class(error)}


def frame_of(spark, schema, rows):
    """A local relation: Spark answers without running tasks."""
    cells = [{f.name: cell(v, f.dataType) for v, f in zip(row, schema)} for row in rows]
    return spark.createDataFrame(pyarrow.Table.from_pylist(cells, to_arrow_schema(schema, timezone="UTC")), schema)


def main():
    os.environ["TZ"] = "UTC"
    time.tzset()
    builder = SparkSession.builder.master("local[1]")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    logging.disable()
    names = {**vars(functions), "Window": Window, "True": True, "False": False, "None": None}
    names["true"], names["false"], names["null"] = True, False, None
    tables = json.loads((HERE / "tables.json").read_text("utf-8"))
    sections = {}
    for section, key, python in cases():
        sections.setdefault(section, []).append((key, python))
    # `record.py --new`: only what is not recorded yet.
    kept = json.loads((HERE / "answers.json").read_text("utf-8"))["answers"] if "--new" in sys.argv else {}
    recorded = {}
    for section, items in sections.items():
        table = tables[section.split()[0]]
        schema = T.StructType([T.StructField(n, T._parse_datatype_string(t)) for n, t in table["columns"].items()])
        frame = frame_of(spark, schema, table["rows"])
        rows = None if "aggregates" in section else [frame_of(spark, schema, [row]) for row in table["rows"]]
        known = kept.get(section, {})
        columns = []
        for key, python in (item for item in items if item[0] not in known):
            try:
                columns.append(eval(python, dict(names)))  # the cases are ours
            except Exception as error:
                raise SystemExit(f"[{section}] {python}: {error}")
        found = [] if not columns else answers_of(frame, columns, rows, "o" if "windows" in section else None)
        new = iter(found)
        answer = lambda: dict(zip(("type", "values"), next(new)))
        recorded[section] = {key: known[key] if key in known else answer() for key, _ in items}
        print(section, len(items), len(columns))
    answers = json.loads((HERE / "answers.json").read_text("utf-8")).get("differences", {}) if kept else {}
    known = {}
    for name, sql in differences():
        old = answers.get(name, {})
        known[name] = old if old.get("sql") == sql else {"sql": sql, **sql_answer(spark, sql)}
    lines = ['{ "pyspark": %s, "answers": {' % json.dumps(pyspark.__version__)]
    for s, (section, answers) in enumerate(recorded.items()):
        lines.append(f"{json.dumps(section)}: {{")
        lines.extend(
            f"{json.dumps(key)}: {json.dumps(answer, ensure_ascii=False)}{',' if a < len(answers) - 1 else ''}"
            for a, (key, answer) in enumerate(answers.items())
        )
        lines.append("}," if s < len(recorded) - 1 else "}")
    last = [f"{json.dumps(n)}: {json.dumps(a, ensure_ascii=False)}" for n, a in known.items()]
    text = "\n".join([*lines, '}, "differences": {', ",\n".join(last), "}}", ""])
    (HERE / "answers.json").write_text(text, "utf-8")
    spark.stop()


main()
