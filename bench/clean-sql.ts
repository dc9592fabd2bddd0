/** The cleaning of `jobs/cleaned-trips.ts` as DuckDB's SQL. */

/** What makes a trip one that is kept. */
export const keptTrips = "fare > 0 AND distance_km >= 0 AND distance_km < 200";

const seconds = "date_diff('second', picked_up_at, dropped_off_at)";

/**
 * @param files  a glob
 * @param left  columns that are there and left out
 */
export function cleanTrips(files: string, left: readonly string[] = ["stored"]): string {
  const kept = left.length === 0 ? "*" : `* EXCLUDE (${left.join(", ")})`;
  return `
    SELECT ${kept} REPLACE (lower(trim(payment)) AS payment, coalesce(passengers, 1) AS passengers),
      ${seconds} / 60.0 AS duration_min,
      distance_km / (${seconds} / 3600.0) AS speed_kmh,
      date_trunc('hour', picked_up_at) AS picked_up_hour
    FROM read_parquet('${files}')
    WHERE ${keptTrips}`;
}
