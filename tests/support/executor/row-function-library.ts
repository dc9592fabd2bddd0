/** What executors and the bundles of row functions need of the package `goldpan`, without the rest of it. */
export { mapPartitions } from "../../../client/row-functions/map-partitions.js";
export { registeredRowFunctions } from "../../../client/row-functions/registry.js";
export { udaf } from "../../../client/row-functions/udaf.js";
export { udf } from "../../../client/row-functions/udf.js";

/** There are no sessions here that it could forbid. */
export function enterExecutor(): void {
  return undefined;
}
