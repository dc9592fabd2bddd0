/**
 * Relations that a plan reads so often that they are made once, in a stage that all of their readers read. What is read a few times is
 * lowered for each reader, which gets the columns and rows that it wants; but where a DataFrame is joined with its own aggregates again
 * and again, ten joins would be lowered as a thousand.
 */
import { inputsOf, relationsOf, type BoundRelation } from "./analysed-plan.js";
import { withoutOrder } from "./keyed-pipelines.js";
import { union, wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { partitionCount } from "./partition-count.js";
import { narrow, type Pipeline } from "./pipeline.js";
import { readMaps, type Materialized } from "./stages.js";

/** So often a relation is lowered at most because its readers are. */
const loweredMax = 4;

/** Those that more than a few ways lead to from the root. Files are read as often as they are asked for. */
export function readOften(root: BoundRelation): ReadonlySet<BoundRelation> {
  const often = new Set<BoundRelation>();
  const reads = new Map([[root, { ways: 1, readers: 1 }]]);
  for (const relation of relationsOf(root).reverse()) {
    const read = reads.get(relation);
    if (read === undefined) continue;
    const { ways, readers } = read;
    const isMany = inputsOf(relation).length > 0 && ways > Math.max(readers, loweredMax);
    // A cache is made once anyway.
    const isCache = relation.kind === "cache";
    if (isMany && !isCache) often.add(relation);
    for (const input of unordered(relation)) {
      const above = reads.get(input) ?? { ways: 0, readers: 0 };
      reads.set(input, { ways: above.ways + (isMany || isCache ? 1 : ways), readers: above.readers + 1 });
    }
  }
  return often;
}

/** Inputs without sorts, which many readers leave out. */
function unordered(relation: BoundRelation): BoundRelation[] {
  return inputsOf(relation).map(withoutOrder);
}

/** The stages of relations that are made once. One more is made where a reader wants what those before it did not. */
export class MadeOnce {
  private readonly made = new Map<BoundRelation, { readonly stage: Materialized; readonly wanted: Wanted }>();

  /** @param make  lowers the relation for what is wanted */
  read(
    { stages, rules }: LoweringContext,
    relation: BoundRelation,
    { columns, origins }: Wanted,
    make: (wanted: Wanted) => Pipeline[],
  ): Pipeline[] {
    const known = this.made.get(relation);
    const wanted = wantAll(
      union(columns, known?.wanted.columns ?? new Set<string>()),
      origins || known?.wanted.origins === true,
    );
    const suits = wanted.columns.size === known?.wanted.columns.size && wanted.origins === known.wanted.origins;
    const kept = relation.schema.filter(({ name }) => wanted.columns.has(name));
    const stage = suits ? known.stage : stages.materialize(make(wanted), kept, { origins: wanted.origins });
    if (!suits) this.made.set(relation, { stage, wanted });
    const asked = relation.schema.filter(({ name }) => columns.has(name));
    return [narrow(readMaps(stage, partitionCount(stage.bytes, rules)), asked)];
  }
}
