/**
 * Functions of `pyspark.sql.functions` that are not here: `F.hash("a")` says what to write instead. By hint, so that those which share
 * one stand together.
 */
const byHint: readonly (readonly [names: string, hint: string])[] = [
  ["hash xxhash64 crc32", 'write md5(concat_ws("|", …)) or sha2(…, 256): Spark\'s own hashes are not here'],
  [
    "monotonically_increasing_id",
    'write row_number().over(Window.partitionBy(…).orderBy("id")), or md5 of the columns: ids by partition differ when tasks are laid out otherwise',
  ],
  [
    "spark_partition_id",
    "input_file_name() tells the file of a row: tasks are laid out by sizes, and their numbers say nothing",
  ],
  ["session_window", "write lag(…) over a window, and a sum of where the gap is too large"],
  ["window_time", 'write col("window.end"): windows end before that'],
  ["time_bucket", 'write window("at", "10 minutes").getField("start")'],
  ["json_tuple", 'write get_json_object("j", "$.a").as("a") for each field, or from_json("j", "a STRING, b INT")'],
  ["inline inline_outer", 'write explode("list").as("item"), then select("item.*")'],
  ["stack", "write unpivot(…)"],
  ["from_csv", 'write split("line", ","), or read.csv(path)'],
  ["to_csv schema_of_csv", 'write concat_ws(",", …), or write.csv(path)'],
  ["schema_of_json", "read.json(path) finds the schema and prints it"],
  ["from_xml schema_of_xml to_xml", "land XML as Parquet first"],
  [
    "xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number xpath_short xpath_string",
    "land XML as Parquet first, or declare a udf",
  ],
  [
    "is_valid_variant is_variant_null parse_json try_parse_json schema_of_variant schema_of_variant_agg variant_get try_variant_get variant_array_append " +
      "try_variant_array_append variant_delete variant_strip_nulls variant_insert try_variant_insert variant_set try_variant_set to_variant_object",
    "there are no VARIANTs: keep the text, and take get_json_object(…) or from_json(…) of it",
  ],
  [
    "parse_url try_parse_url",
    'write regexp_extract("url", "^https?://([^/?#]+)", 1), or declare a udf with new URL(…)',
  ],
  ["try_url_decode", "declare a udf: decodeURIComponent in a try, with null in its catch"],
  ["conv", "write hex, unhex or bin, or declare a udf: (s) => parseInt(s, 16)"],
  ["uniform randstr shuffle", "write rand(): the same at every run"],
  ["collate collation", "texts are ordered by code points: write lower(…) or a column to sort by"],
  ["from_base32 to_base32", "write base64 and unbase64, or declare a udf"],
  [
    "is_valid_utf8 make_valid_utf8 validate_utf8 try_validate_utf8",
    "texts are valid UTF-8: bytes become one by decode(…)",
  ],
  ["jaro_winkler_similarity", 'write call_function("jaro_winkler_similarity", "a", "b"), or levenshtein("a", "b")'],
  ["quote", 'write concat(lit("\'"), "s", lit("\'"))'],
  ["sentences", 'write split("s", "[.!?]")'],
  ["to_binary try_to_binary", 'write encode("s", "UTF-8"), unhex or unbase64'],
  ["to_char to_varchar", 'write date_format("at", "yyyy-MM-dd"), or format_number("n", 2)'],
  ["to_number try_to_number", 'write regexp_replace("s", "[^0-9.-]", "").try_cast("decimal(18,2)")'],
  ["convert_timezone", 'write from_utc_timestamp("at", "Europe/Berlin") or to_utc_timestamp'],
  ["current_timezone", 'write conf.get("goldpan.sql.session.timeZone")'],
  ["current_time", 'write date_format(now(), "HH:mm:ss")'],
  ["date_part datepart extract", 'write year("at"), month("at"), dayofweek("at"), …'],
  [
    "make_dt_interval make_interval make_ym_interval try_make_interval",
    'write expr("ts + INTERVAL 3 DAY"), date_add or add_months',
  ],
  [
    "make_time to_time try_to_time time_diff time_trunc time_from_micros time_from_millis time_from_seconds time_to_micros time_to_millis time_to_seconds",
    'write expr("CAST(s AS TIME)"), or keep a TIMESTAMP',
  ],
  ["make_timestamp_ltz", 'write make_timestamp(…).cast("timestamp_ltz")'],
  [
    "try_make_timestamp try_make_timestamp_ltz try_make_timestamp_ntz",
    'write try_to_timestamp(concat_ws("-", …), "yyyy-M-d")',
  ],
  ["timestamp_add", 'write expr("ts + INTERVAL 3 HOUR")'],
  ["timestamp_diff", "write (unix_seconds(end).minus(unix_seconds(start))).divide(3600)"],
  ["timestamp_nanos unix_nanos", "write timestamp_micros and unix_micros: timestamps are in microseconds"],
  ["collect_union", "write array_distinct(flatten(collect_list(…)))"],
  ["try_avg", "write avg(…): it does not overflow"],
  ["try_sum", 'write sum(col("n").cast("decimal(38,0)")) where a BIGINT overflows'],
  ["counter_diff", 'write col("n").minus(lag("n").over(…))'],
  ["histogram_numeric", "write width_bucket(…) and count"],
  [
    "count_min_sketch hll_sketch_agg hll_union_agg hll_sketch_estimate hll_union theta_sketch_agg theta_union_agg theta_intersection_agg " +
      "theta_difference theta_intersection theta_sketch_estimate theta_union",
    "there are no sketches: write approx_count_distinct(…), or countDistinct",
  ],
  [
    "kll_sketch_agg_bigint kll_sketch_agg_double kll_sketch_agg_float kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float " +
      "kll_sketch_get_n_bigint kll_sketch_get_n_double kll_sketch_get_n_float kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double " +
      "kll_sketch_get_quantile_float kll_sketch_get_rank_bigint kll_sketch_get_rank_double kll_sketch_get_rank_float kll_sketch_merge_bigint " +
      "kll_sketch_merge_double kll_sketch_merge_float kll_sketch_to_string_bigint kll_sketch_to_string_double kll_sketch_to_string_float",
    "there are no sketches: write percentile(…), which is exact",
  ],
  [
    "tuple_intersection_agg_double tuple_intersection_agg_integer tuple_sketch_agg_double tuple_sketch_agg_integer tuple_union_agg_double " +
      "tuple_union_agg_integer tuple_difference_double tuple_difference_integer tuple_difference_theta_double tuple_difference_theta_integer " +
      "tuple_intersection_double tuple_intersection_integer tuple_intersection_theta_double tuple_intersection_theta_integer " +
      "tuple_sketch_estimate_double tuple_sketch_estimate_integer tuple_sketch_summary_double tuple_sketch_summary_integer " +
      "tuple_sketch_theta_double tuple_sketch_theta_integer tuple_union_double tuple_union_integer tuple_union_theta_double tuple_union_theta_integer",
    "there are no sketches: write groupBy and agg",
  ],
  [
    "bitmap_and_agg bitmap_construct_agg bitmap_or_agg bitmap_bit_position bitmap_bucket_number bitmap_count",
    "write countDistinct, bit_or or bit_and",
  ],
  ["years months days hours bucket", 'write partitionBy("day") of a column: withColumn("day", to_date("at"))'],
  ["aes_decrypt aes_encrypt try_aes_decrypt hmac", "declare a udf over node:crypto"],
  ["assert_true raise_error", 'write expect("name", condition, "fail")'],
  ["current_catalog current_database current_schema current_path", "there are no catalogs: views belong to a session"],
  ["current_user session_user user version", "pass it to the script as an argument"],
  ["input_file_block_length input_file_block_start", "write input_file_name()"],
  ["java_method reflect try_reflect", "declare a udf"],
  ["typeof", 'await df.dtypes(), or write call_function("typeof", "a") for DuckDB\'s name'],
  ["toDegrees", "write degrees(…)"],
  ["toRadians", "write radians(…)"],
  ["udf pandas_udf arrow_udf call_udf", 'declare row functions at module level: import { udf } from "goldpan"'],
  ["udtf arrow_udtf", "use flatMap with a udf that returns a list, or mapPartitions"],
  [
    "unwrap_udt st_asbinary st_geogfromwkb st_geomfromwkb st_setsrid st_srid",
    "such types are not here: keep their bytes",
  ],
  ["vector_cosine_similarity", 'write call_function("list_cosine_similarity", "a", "b")'],
  ["vector_inner_product", 'write call_function("list_inner_product", "a", "b")'],
  ["vector_l2_distance", 'write call_function("list_distance", "a", "b")'],
  ["vector_norm vector_normalize", 'write sqrt(call_function("list_inner_product", "a", "a"))'],
  ["vector_avg vector_sum", "use posexplode, groupBy the position and agg"],
];

/** By name: what to write instead. */
export const functionReplacements: Readonly<Record<string, string>> = Object.fromEntries(
  byHint.flatMap(([names, hint]) => names.split(" ").map((name): [string, string] => [name, hint])),
);
