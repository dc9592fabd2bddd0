"""One Polars process, a Python function per row. Arguments: folder of texts, output file."""

import json
import sys
import time

import polars

from amount_parser import plain_amount

texts, output = sys.argv[1:]
called = time.time()
(
    polars.read_parquet(f"{texts}/*.parquet")
    .select("id", polars.col("text").map_elements(plain_amount, return_dtype=polars.Float64).alias("amount"))
    .write_parquet(output)
)
print(json.dumps({"calledAtMs": called * 1000, "returnedAtMs": time.time() * 1000}, separators=(",", ":")))
