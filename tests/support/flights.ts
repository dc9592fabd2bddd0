/** What jobs/clean-flights.ts should make of the sample flights, said in DuckDB's SQL alone. */
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";

export const flightsPath = join(packageRoot, "node_modules/vega-datasets/data/flights-3m.parquet");

const plausible = "origin <> destination AND delay BETWEEN -180 AND 2880";

export const cleanFlights = `
  SELECT *, hour(date) AS hour, delay > 15 AS late,
    least(origin, destination) || '-' || greatest(origin, destination) AS route
  FROM read_parquet('${flightsPath}') WHERE ${plausible}`;

/** Rows that go to quarantine, without the columns that quarantine adds. */
export const quarantinedFlights = `
  SELECT * FROM read_parquet('${flightsPath}')
  WHERE origin <> destination AND (delay IS NULL OR NOT delay BETWEEN -180 AND 2880)`;
