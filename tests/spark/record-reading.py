"""Records what real PySpark makes of each text in reading-answers.json, and writes the answers there.

python3 -m venv /tmp/pyspark && /tmp/pyspark/bin/pip install pyspark && /tmp/pyspark/bin/python tests/spark/record-reading.py
"""

import json
import pathlib
import tempfile

from pyspark.sql import Row, SparkSession

answers = pathlib.Path(__file__).parent / "reading-answers.json"


def shown(value):
    """A value as DuckDB's cast to text has it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Row):
        fields = (f"'{name}': {shown(field) or 'NULL'}" for name, field in value.asDict().items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={shown(item) or 'NULL'}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(item) or "NULL" for item in value) + "]"
    return str(value)


def main():
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    recorded = []
    with tempfile.TemporaryDirectory() as folder:
        for case in json.loads(answers.read_text()):
            path = pathlib.Path(folder) / f"text.{case['format']}"
            path.write_text(case["text"], newline="")
            reader = spark.read.options(**case["options"])
            if case["schema"] is not None:
                reader = reader.schema(case["schema"])
            frame = reader.format(case["format"]).load(str(path))
            rows = [[shown(value) for value in row] for row in frame.collect()]
            recorded.append({**case, "columns": frame.columns, "rows": rows})
    answers.write_text(json.dumps(recorded, indent=2, ensure_ascii=False) + "\n")


main()
