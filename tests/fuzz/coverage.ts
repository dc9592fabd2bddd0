/** Which operator met which type how often, over all cases that were added. */
import { aggregateNames, takesType } from "./aggregates.js";
import { framesOf, type Frame, type Use } from "./frame.js";
import { columnTypes, kindOf } from "./types.js";

const everyType = () => true;

/** What each operator takes. */
const operators: Readonly<Record<string, (type: string) => boolean>> = {
  ...Object.fromEntries(
    [
      ...["scan", "select", "withColumn", "filter", "repartition", "repartition by hash", "repartition by range"],
      ...["coalesce", "sortWithinPartitions", "cache", "groupBy", "rollup", "cube", "pivot key", "orderBy", "top"],
      ...["offset", "limit", "distinct", "dropDuplicates", "dropDuplicates keep", "union", "unionByName", "intersect"],
      ...[
        "intersectAll",
        "except",
        "exceptAll",
        "join inner",
        "join left",
        "join right",
        "join full",
        "join left_semi",
      ],
      ...["join left_anti", "join null-safe", "join cross", "window partition", "window order", "window lag"],
      ...["window value", "window min", "window count", "agg max_by", "agg filter"],
    ].map((name) => [name, everyType]),
  ),
  "join range": (type) => kindOf(type) !== "map",
  "window range": (type) => /^(SMALLINT|INTEGER|DATE)$/.test(type),
  "window avg": (type) => kindOf(type) === "decimal",
  pivot: (type) => /^(VARCHAR|SMALLINT|INTEGER)$/.test(type),
  explode: (type) => ["list", "map"].includes(kindOf(type)),
  explode_outer: (type) => ["list", "map"].includes(kindOf(type)),
  posexplode: (type) => kindOf(type) === "list",
  posexplode_outer: (type) => kindOf(type) === "list",
  ...Object.fromEntries(
    aggregateNames.flatMap((name) =>
      [`agg ${name}`, `keyless agg ${name}`].map((operator) => [operator, (type: string) => takesType(name, type)]),
    ),
  ),
};

export interface PairCount {
  readonly operator: string;
  readonly type: string;
  readonly count: number;
}

const pairOf = ({ operator, type }: Use) => `${operator}\n${type}`;

export class Coverage {
  private readonly counts = new Map<string, number>();

  /** Each pair once per frame. */
  add(plan: Frame): void {
    for (const { uses } of framesOf(plan)) {
      for (const pair of new Set(uses.map(pairOf))) this.counts.set(pair, (this.counts.get(pair) ?? 0) + 1);
    }
  }

  /** The plan that holds the pair with the smallest count; of several the first. */
  rarest(plans: readonly Frame[]): Frame {
    const least = (plan: Frame) => {
      const uses = framesOf(plan).flatMap((frame) => frame.uses);
      const valid = uses.filter(({ operator, type }) => operators[operator]?.(type) === true);
      return Math.min(...valid.map((use) => this.counts.get(pairOf(use)) ?? 0));
    };
    return plans.reduce((chosen, plan) => (least(plan) < least(chosen) ? plan : chosen));
  }

  /** Valid pairs that occurred fewer than `least` times. */
  below(least: number): PairCount[] {
    return this.pairs().filter(({ count }) => count < least);
  }

  /** The valid pair that occurred least often. */
  smallest(): PairCount | undefined {
    return this.pairs().sort((a, b) => a.count - b.count)[0];
  }

  table(): string {
    const types = columnTypes.map(({ name }) => name);
    const letters = types.map((_, index) => String.fromCharCode(65 + index));
    const cell = (value: string) => value.padStart(6);
    const rows = Object.entries(operators).map(([operator, takes]) => {
      const counts = types.map((type) => (takes(type) ? String(this.counts.get(`${operator}\n${type}`) ?? 0) : "·"));
      return `${operator.padEnd(32)}${counts.map(cell).join("")}`;
    });
    const legend = types.map((type, index) => `${letters[index] ?? ""} ${type}`).join(", ");
    return [`${"".padEnd(32)}${letters.map(cell).join("")}`, ...rows, legend].join("\n");
  }

  private pairs(): PairCount[] {
    return Object.entries(operators).flatMap(([operator, takes]) =>
      columnTypes
        .filter(({ name }) => takes(name))
        .map(({ name }) => ({ operator, type: name, count: this.counts.get(`${operator}\n${name}`) ?? 0 })),
    );
  }
}
