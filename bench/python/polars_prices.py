"""One Polars process, a Python function per row. Arguments: folder of prices, output file."""

import json
import sys
import time

import polars

from price_parser import price_in_dollars

prices, output = sys.argv[1:]
called = time.time()
(
    polars.read_parquet(f"{prices}/*.parquet")
    .select("id", polars.col("text").map_elements(price_in_dollars, return_dtype=polars.Float64).alias("price"))
    .write_parquet(output)
)
print(json.dumps({"calledAtMs": called * 1000, "returnedAtMs": time.time() * 1000}, separators=(",", ":")))
